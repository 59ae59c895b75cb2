//! `indented-command-block`: commands stand in an indented block, which can carry no language.

use stopgate_markdown::{Block, BlockKind, CodeBlock};
use stopgate_model::{Command, Place};
use stopgate_source::{Edit, Severity, Span};

use crate::contents::commands_in;
use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT019",
    name: "indented-command-block",
    summary: "Commands stand in an indented block and not in a fence",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let Some(context) = laid.context else { return };
    let roots = laid.tree.roots();
    for id in roots.iter().flat_map(|&root| laid.tree.descendants(root)) {
        let block = laid.tree.block(id);
        let BlockKind::Code(code) = &block.kind else {
            continue;
        };
        if code.info.is_some() {
            continue;
        }
        let commands: Vec<&Command> = commands_in(context.plan, block.span)
            .filter(|command| matches!(command.place, Place::Indented | Place::Console))
            .collect();
        let Some(first) = commands.first() else {
            continue;
        };
        let finding = report.find(
            laid.lines_in(Span::at(first.origin.start())).next().map_or(first.origin, |line| laid.tree.source().trim(line)),
            "These commands stand in an indented block, so nothing can say that they are shell commands",
            "Put them between two fence lines, ```sh and ```",
        );
        // In an item only a part of the indentation belongs to the code.
        if roots.contains(&id)
            && let Some(edits) = fenced(laid, block, code, &commands).and_then(set)
        {
            finding.fix_unsafely(edits);
        }
    }
}

/// The edits that take the indentation away and put fences around; none where that is unclear.
fn fenced(
    laid: &Laid<'_>,
    block: &Block,
    code: &CodeBlock,
    commands: &[&Command],
) -> Option<Vec<Edit>> {
    let source = laid.tree.source();
    let prefix = |line: &Span| {
        let start = source.lines().span(source.line(line.start())).start();
        Span::new(start, line.start())
    };
    let is_odd = |line: &Span| {
        source.slice(*line).contains("```") || !source.slice(prefix(line)).trim().is_empty()
    };
    if !block.certain || code.lines.iter().any(is_odd) {
        return None;
    }
    let is_console = commands
        .iter()
        .all(|command| command.place == Place::Console);
    let language = if is_console { "console" } else { "sh" };
    let (first, last) = (code.lines.first()?, code.lines.last()?);
    let ending = laid.ending();
    let mut edits = vec![edit(prefix(first), format!("```{language}{ending}"))];
    edits.extend(code.lines[1..].iter().map(|line| edit(prefix(line), "")));
    edits.retain(|edit| !edit.span.is_empty());
    edits.push(edit(Span::at(last.end()), format!("{ending}```")));
    Some(edits)
}
