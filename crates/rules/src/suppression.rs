//! Findings that the file itself asks to leave out.
//!
//! `<!-- stopgate-ignore[RBK001]: reason until=2026-12-31 -->` at the end of a line speaks for that
//! line; alone, for the next block. `stopgate-ignore-section[…]` speaks for the section it stands in,
//! `stopgate-ignore-file[…]` for the file.

use jiff::civil::Date;
use stopgate_markdown::{BlockKind, Tree};
use stopgate_model::parse_date;
use stopgate_source::{Finding, Span};

use crate::{Rule, registry};

/// How far a suppression reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The line it ends, or the block that follows it.
    Near,
    /// The section it stands in.
    Section,
    /// The whole file.
    File,
}

/// One suppression comment.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The codes or names between the brackets; empty where it names none.
    pub rules: Vec<String>,
    /// Why, in the author's words.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// How far it reaches.
    pub scope: Scope,
    /// The comment.
    pub span: Span,
    /// The bytes it speaks for.
    pub reach: Span,
    /// True when its last day has passed.
    pub expired: bool,
    /// True when it left out at least one finding.
    pub used: bool,
}

impl Suppression {
    /// The rules it names that exist.
    pub fn known_rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules
            .iter()
            .filter_map(|name| registry::by_code_or_name(name))
    }

    fn speaks_for(&self, finding: &Finding) -> bool {
        let named = self
            .known_rules()
            .any(|rule| rule.code == finding.code && !rule.is_protected());
        named && !self.expired && self.reach.holds(finding.span.start())
    }
}

/// All suppressions of a file.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// In document order.
    pub entries: Vec<Suppression>,
}

impl Suppressions {
    /// Reads the comments of a document.
    pub fn read(tree: &Tree, today: Date) -> Self {
        let read = |comment: &stopgate_markdown::Comment| {
            let text = tree.source().slice(comment.content).trim();
            let (scope, rest) = scope_of(text.strip_prefix("stopgate-ignore")?);
            let mut entry = parse(rest, scope)?;
            entry.span = comment.span;
            entry.reach = reach(tree, comment, scope);
            entry.expired = entry.until.is_some_and(|until| until < today);
            Some(entry)
        };
        Self {
            entries: tree.comments().iter().filter_map(read).collect(),
        }
    }

    /// Takes out the findings that a suppression speaks for.
    pub fn apply(&mut self, _tree: &Tree, findings: &mut Vec<Finding>) {
        findings.retain(|finding| {
            let mut kept = true;
            for entry in &mut self.entries {
                if entry.speaks_for(finding) {
                    entry.used = true;
                    kept = false;
                }
            }
            kept
        });
    }
}

fn scope_of(text: &str) -> (Scope, &str) {
    let section = text
        .strip_prefix("-section")
        .map(|rest| (Scope::Section, rest));
    let file = || text.strip_prefix("-file").map(|rest| (Scope::File, rest));
    section.or_else(file).unwrap_or((Scope::Near, text))
}

/// Reads `[RBK001, TSK]: reason until=2026-12-31`; brackets and reason may be missing.
fn parse(text: &str, scope: Scope) -> Option<Suppression> {
    let (names, rest) = match text.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => ("", text),
    };
    if !(rest.is_empty() || rest.starts_with([':', ' ', '\n'])) {
        return None;
    }
    let words = rest.trim_start_matches(':').split_whitespace();
    let (dates, reason): (Vec<&str>, Vec<&str>) =
        words.partition(|word| word.starts_with("until="));
    let rules = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    Some(Suppression {
        rules: rules.map(str::to_owned).collect(),
        reason: reason.join(" "),
        until: dates
            .first()
            .and_then(|date| parse_date(&date["until=".len()..])),
        scope,
        span: Span::default(),
        reach: Span::default(),
        expired: false,
        used: false,
    })
}

fn reach(tree: &Tree, comment: &stopgate_markdown::Comment, scope: Scope) -> Span {
    let whole = Span::new(0, tree.source().text().len() + 1);
    let block = tree.block(comment.block);
    match scope {
        Scope::File => whole,
        Scope::Section => tree.section(block.section).span,
        Scope::Near if matches!(block.kind, BlockKind::Html(_)) => {
            let next = tree
                .blocks()
                .iter()
                .find(|next| next.span.start() >= block.span.end());
            next.map_or(Span::at(whole.end()), |next| next.span)
        }
        Scope::Near => tree
            .source()
            .lines()
            .span(tree.source().line(comment.span.start())),
    }
}
