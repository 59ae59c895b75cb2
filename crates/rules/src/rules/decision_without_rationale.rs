//! `decision-without-rationale`: a decision says what, but not why.

use stopgate_expressions::words;
use stopgate_model::{Cell, Decision, Plan};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV007",
    name: "decision-without-rationale",
    summary: "A decision has no rationale",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NOTHING: Words =
    words!(r"^\W*(?:none|nothing|no decisions?|not yet|n/?a|pending|tbd|to be)\b");

static REASON: Words = words!(
    r"\b(?:because|since|so|as|due to|owing to|in order to|to (?:avoid|keep|prevent|allow|reduce|make|ensure|save|stay|support|simplify|minimi[sz]e)|for|reasons?|rationale|why|therefore|thus|hence|otherwise|which (?:means|keeps|avoids|allows)|that (?:way|means|keeps|avoids)|instead of|rather than|given|avoids?|prevents?|keeps?|allows?|saves?|enables?|needs?|requires?|cannot|would|would have)\b|[:;—–]|\s-\s"
);

/// A reason in the decision itself, where the key for it is left out.
static GIVEN: Words =
    words!(r"\b(?:because|rationale|due to|owing to|in order to|so that|the reason)\b");

/// Above this many words a free bullet is taken to give its reason in words of its own.
const SHORT: usize = 20;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for decision in &context.plan.decisions {
        if lacks_reason(context.plan, decision) {
            report.find(
                decision.origin,
                "This decision does not say why, so nobody can tell when it stops being right",
                "Add the reason, with the fact or number it rests on",
            ).ask("Why was this decided? Without the reason nobody knows when it stops being right. For example: the old index took 9 s?");
        }
    }
}

fn lacks_reason(plan: &Plan, decision: &Decision) -> bool {
    if NOTHING.is_match(&decision.text) || decision.text.trim().is_empty() {
        return false;
    }
    if decision.keyed {
        let reasoned = decision.rationale == Cell::Absent && GIVEN.is_match(&decision.text);
        let nothing = decision.rationale.text().is_some_and(is_no_reason);
        return (decision.rationale.is_unfilled() || nothing) && !reasoned;
    }
    // A list of key points may name a decision in passing; a log that is kept while work goes on is
    // where the reason has to stand.
    let logged = plan
        .section_at(decision.origin)
        .is_some_and(|section| section.living);
    // Where no decision of a list gives a reason, the list is not one of points in passing.
    let bare = |decision: &Decision| !decision.keyed && is_bare(&decision.text);
    let none_reasoned = plan.decisions.len() > 1 && plan.decisions.iter().all(bare);
    is_bare(&decision.text) && (logged || none_reasoned)
}

fn is_no_reason(text: &str) -> bool {
    static EMPTY: Words = words!(r"^\W*(?:n/?a|none|nothing|unknown|tbd|todo|later)?\W*$");
    EMPTY.is_match(text)
}

fn is_bare(text: &str) -> bool {
    text.split_whitespace().count() <= SHORT && !REASON.is_match(text)
}
