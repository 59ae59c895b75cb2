//! `blocked-without-reason`: something is blocked, and nobody knows by what.

use stopgate_expressions::words;
use stopgate_model::{Cell, Mark, TextPlace};
use stopgate_source::{Severity, Span, Words};

use crate::contents::cover::Cover;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV019",
    name: "blocked-without-reason",
    summary: "A blocked item does not name what blocks it",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Said of the item itself: `(blocked) Ship`, `Ship: blocked`, `Blocked.`
static BLOCKED: Words = words!(
    r"^\W*blocked\W*$|[(\[]\s*(?:blocked|on hold|stalled|stuck)\s*[)\]]|[—–:;,]\s*blocked\W*$|\s-\s*blocked\W*$",
    r"|\b(?:is|now|currently|still|remains)\s+blocked\W*$",
);

static REASON: Words = words!(
    r"\b(?:by|on|until|because|waiting|waits?|pending|due to|needs?|depends?|after|missing|lacks?|without|behind|since",
    r"|cannot|unavailable|down|broken|fails?|failing|failed|no access|refus\w+|reason)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let open = plan
        .progress
        .iter()
        .filter(|entry| entry.mark.is_some_and(Mark::is_open));
    for entry in open {
        judge(report, &entry.text.value, entry.text.origin);
    }
    let known: Cover = plan
        .progress
        .iter()
        .map(|entry| entry.text.origin)
        .collect();
    let items = plan.texts.iter();
    let items = items.filter(|text| text.place == TextPlace::Item);
    for item in items.filter(|item| !known.overlaps(item.origin)) {
        judge(report, &item.value, item.origin);
    }
    for gap in plan.gaps.iter() {
        let row = [&gap.gap, &gap.fix].into_iter().filter_map(Cell::text);
        let row = row.into_iter().any(|text| REASON.is_match(text));
        if let Some(status) = gap.status.filled().filter(|_| !row) {
            judge(report, &status.value, status.origin);
        }
    }
    for task in plan.tasks().filter(|task| task.mark != Some(Mark::Done)) {
        judge(report, task.title.text().unwrap_or_default(), task.origin);
    }
    if let Some(status) = plan.header("status") {
        judge(
            report,
            status.value.text().unwrap_or_default(),
            status.origin,
        );
    }
}

fn judge(report: &mut Report<'_>, text: &str, span: Span) {
    let Some(found) = BLOCKED.find(text) else {
        return;
    };
    let (before, behind) = (&text[..found.start()], &text[found.end()..]);
    if REASON.is_match(before) || REASON.is_match(behind) {
        return;
    }
    let what = brief(text);
    report
        .find(
            span,
            format!("\"{what}\" is blocked, but nothing says by what, so nobody can clear it"),
            "Name what blocks it and who can clear it: `blocked by the missing account, ask Marta`",
        )
        .ask(format!(
            "What blocks \"{what}\", and who can clear it? Otherwise it stays blocked. For example: the test account, Marta?"
        ));
}
