//! `outcomes-empty-at-done`: all work is ticked, and the retrospective is still to be written.

use std::sync::LazyLock;

use stopgate_model::{Plan, Section};
use stopgate_source::{Severity, Words};

use crate::contents::declared::all_done;
use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV011",
    name: "outcomes-empty-at-done",
    summary: "All work is finished, and the outcomes are not written",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static PENDING: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"^\W*(?:(?:outcomes?|retrospective|summary|results?)\W+)?(?:pending|tbd|todo|to[ -]do|none|nothing|n/?a|not (?:yet|started|applicable|available|written)|no (?:outcomes?|results?|retrospective)|in progress|work in progress|wip|to follow|(?:is |are |(?:will|to) be )+(?:written|filled|completed|added|determined|done|updated|recorded|summari[sz]ed|documented|captured|pending)|summari[sz]e\b)",
    )
});

/// Above this many words a text says more than that nothing is there.
const SHORT: usize = 25;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("outcomes") else {
        return;
    };
    if all_done(context.plan) && says_nothing(context.plan, section) {
        report.find(
            section.heading,
            "All progress entries are ticked, but this section does not say what came of it",
            "Compare the result with the purpose: what was reached, what remains, what was learned",
        ).ask("What came of the work, compared with its purpose? For example: uploads take 2 s instead of 9; the old path remains?");
    }
}

fn says_nothing(plan: &Plan, section: &Section) -> bool {
    let is_pending =
        |text: &str| text.split_whitespace().count() <= SHORT && PENDING.is_match(text);
    let mut said = texts(plan, section).peekable();
    section.empty || (said.peek().is_some() && said.all(|text| is_pending(&text.value)))
}
