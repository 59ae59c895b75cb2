//! `threat-without-control`: a threat that nothing is done against, beside others that have a control.
//!
//! Looks at the rows and items of the document, because an empty cell has no place in the plan. Risk
//! registers have rules of their own.

use stopgate_expressions::words;
use stopgate_markdown::{Block, BlockId, BlockKind, Tree};
use stopgate_model::Cell;
use stopgate_source::{Severity, Span, Words};

use crate::standing::{brief, is_blank, is_void};
use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK009",
    name: "threat-without-control",
    summary: "A threat has no control",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

static THREAT: Words = words!(r"^\W*(?:security )?(?:threats?|attacks?|abuse cases?)\b");

static CONTROL: Words = words!(
    r"^\W*(?:(?:security|our) )?(?:controls?|mitigations?|counter-?measures?|safeguards?|protections?|defen[cs]es?)\b"
);

static RATING: Words = words!(r"^\W*(?:likelihood|probability|impact|severity|contingency)\b");

static THREAT_ITEM: Words = words!(r"^\W*threat(?: \w+)?\W*[:,.(–—-]");

static CONTROL_KEY: Words = words!(
    r"\b(?:controls?|mitigations?|counter-?measures?|safeguards?|protections?|defen[cs]es?)\W{0,3}:"
);

/// Anything that reads like an answer to the threat, with or without its key.
static ANSWER: Words = words!(
    r"control|mitigat|counter|safeguard|prevent|protect|defen[cdst]|refus|reject|block|accept|encrypt|limit|check|verif|sign|audit|log|mask|rotat|den(?:y|ied)|require|out of scope"
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    for block in tree
        .blocks()
        .iter()
        .filter(|block| block.concealment().is_none())
    {
        match block.kind {
            BlockKind::Table => table(tree, block, report),
            BlockKind::List(_) => list(tree, block, report),
            _ => {}
        }
    }
}

fn table(tree: &Tree, table: &Block, report: &mut Report<'_>) {
    let Some((header, rows)) = table.children.split_first() else {
        return;
    };
    let titles = cells(tree, *header);
    let column = |words: &Words| titles.iter().position(|title| words.is_match(title));
    let (Some(threat), Some(control), None) = (column(&THREAT), column(&CONTROL), column(&RATING))
    else {
        return;
    };
    let answered = rows.iter().map(|&row| {
        let cells = cells(tree, row);
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let threat = Some(cell(threat)).filter(|threat| !is_blank(threat));
        let answered = !holds_nothing(cell(control));
        threat.map(|threat| (threat.to_owned(), tree.block(row).span, answered))
    });
    judge(&answered.flatten().collect::<Vec<_>>(), report);
}

fn holds_nothing(control: &str) -> bool {
    is_void(&Cell::read(control, Span::default()))
}

fn cells(tree: &Tree, row: BlockId) -> Vec<String> {
    let cells = tree.block(row).children.iter();
    cells
        .map(|&cell| tree.prose(cell).text().trim().to_owned())
        .collect()
}

fn list(tree: &Tree, list: &Block, report: &mut Report<'_>) {
    let items = list.children.iter().copied();
    let threats: Vec<(String, Span)> = items
        .filter(|&item| is_threat(tree, item))
        .map(|item| (text(tree, item), tree.block(item).span))
        .collect();
    if threats.iter().any(|(text, _)| CONTROL_KEY.is_match(text)) {
        let answered = threats.into_iter().map(|(text, span)| {
            let key = CONTROL_KEY.find(&text).map(|key| &text[key.end()..]);
            let has = key.map_or_else(|| ANSWER.is_match(&text), |said| !holds_nothing(said));
            (text, span, has)
        });
        judge(&answered.collect::<Vec<_>>(), report);
    }
}

fn is_threat(tree: &Tree, item: BlockId) -> bool {
    let first = tree.block(item).children.first();
    first.is_some_and(|&first| THREAT_ITEM.is_match(tree.prose(first).text()))
}

fn text(tree: &Tree, item: BlockId) -> String {
    let pieces = tree
        .descendants(item)
        .map(|id| tree.prose(id).text().to_owned());
    pieces.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Reports the threats without an answer, where at least one has an answer.
fn judge(threats: &[(String, Span, bool)], report: &mut Report<'_>) {
    if !threats.iter().any(|(_, _, answered)| *answered) {
        return;
    }
    for (threat, span, _) in threats.iter().filter(|(_, _, answered)| !answered) {
        report.find(
            *span,
            format!(
                "Nothing is done against \"{}\", so the plan knows the hole and leaves it open",
                brief(threat)
            ),
            "Name the control, or say who accepts the threat and why",
        );
    }
}
