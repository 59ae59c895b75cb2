//! `key-inside-line`: keys of a record stand in the middle of a line.
//!
//! Formatters that reflow paragraphs do this to `Rationale:` and its like.

use stopgate_expressions::pattern;
use stopgate_markdown::{Block, BlockKind};
use stopgate_model::{Cell, Plan};
use stopgate_source::{Edit, Pattern, Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT022",
    name: "key-inside-line",
    summary: "Keys of an entry stand in the middle of a line",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

/// What stands right in front of a value: blanks, key, colon, blanks.
static KEY: Pattern = pattern!(
    r"(?i)[^ \t\r\n/]([ \t]+)[*_]{0,3}(evidence|proof|rationale|reason|why|date ?/ ?author|author ?/ ?date|date ?/ ?by|date|author|made by)",
    r"[*_]{0,3}(?: \([^)\n]*\))?[*_]{0,3} ?[:：][*_]{0,3}\s*$",
);

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let Some(context) = laid.context else { return };
    for (entry, values) in records(context.plan) {
        let breaks = values
            .into_iter()
            .filter_map(|value| key(laid, entry, value));
        let mut breaks: Vec<(&str, Edit)> = breaks.collect();
        breaks.sort_by_key(|(_, edit)| edit.span);
        let keys: Vec<&str> = breaks.iter().map(|(key, _)| *key).collect();
        let Some(first) = breaks.first().map(|(_, edit)| edit.span) else {
            continue;
        };
        let (stand, them) = if keys.len() == 1 {
            ("stands", "it")
        } else {
            ("stand", "them")
        };
        let message = format!(
            "`{}` {stand} in the middle of a line, so a reader who looks for {them} at the start of one misses {them}",
            keys.join("` and `")
        );
        if let Some(edits) = set(breaks.into_iter().map(|(_, edit)| edit).collect()) {
            let finding = report.find(first, message, "Give each key a line of its own");
            finding.fix_safely(edits);
        }
    }
}

/// The entries that use keys, and the values that belong on lines of their own.
fn records(plan: &Plan) -> impl Iterator<Item = (Span, Vec<&Cell>)> {
    let discoveries = plan.discoveries.iter().filter(|entry| entry.keyed);
    let discoveries = discoveries.map(|entry| (entry.origin, vec![&entry.evidence]));
    let decisions = plan.decisions.iter().filter(|entry| entry.keyed);
    discoveries.chain(decisions.map(|entry| (entry.origin, vec![&entry.rationale, &entry.made])))
}

/// The key in front of a value, with the edit that breaks the line there.
fn key<'l>(laid: &'l Laid<'_>, entry: Span, value: &Cell) -> Option<(&'l str, Edit)> {
    let source = laid.tree.source();
    let before = Span::new(entry.start(), value.filled()?.origin.start());
    let text = source.slice(before);
    let found = KEY.captures(text)?;
    let blanks = Span::from(found.get(1)?.range()).shifted(before.start());
    let label = Span::from(found.get(2)?.range()).shifted(before.start());
    let leaf = laid.leaf_at(blanks.start())?;
    let is_plain = leaf.kind == BlockKind::Paragraph && leaf.span.contains(blanks) && leaf.certain;
    if !is_plain || !laid.may_change(blanks) {
        return None;
    }
    let indent = indent(laid, leaf)?;
    Some((
        source.slice(label),
        edit(blanks, format!("{}{indent}", laid.ending())),
    ))
}

/// What stands in front of the lines of a paragraph but the first; none in a quote, and where tabs make
/// columns uncertain.
fn indent(laid: &Laid<'_>, leaf: &Block) -> Option<String> {
    let source = laid.tree.source();
    let line = source.lines().span(source.line(leaf.span.start()));
    let before = source.slice(Span::new(line.start(), leaf.span.start()));
    if before.contains(['\t', '>']) {
        return None;
    }
    let item = leaf.parent.map(|parent| laid.tree.block(parent));
    match item {
        None => Some(String::new()),
        Some(item) if !matches!(item.kind, BlockKind::Item(_)) => None,
        Some(item) => {
            let text = source.slice(item.span);
            let marker = text.find(' ')?;
            let own = source.lines().span(source.line(item.span.start()));
            let column = item.span.start() - own.start();
            Some(" ".repeat(column + marker + 1))
        }
    }
}
