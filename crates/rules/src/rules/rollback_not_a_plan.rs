//! `rollback-not-a-plan`: the section for the way back says that there is none.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::contents::{commands, leads_back, pattern, sentences, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK011",
    name: "rollback-not-a-plan",
    summary: "The rollback says that there is none",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:(?:a |the )?roll-?back(?: plan)?(?: is)?[ :–—-]*)?(?:n\.?/?a\b|n\.a\.|none\b|nothing\b|not (?:needed|required|applicable|necessary|possible|planned|relevant|yet)\b|no (?:roll-?back|roll back|undo|way back|plan|need|reversal|recovery)\b|no\W*$|unnecessary\b|(?:we )?(?:do not|don['’]t) need\b)",
    )
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in ["rollback", "recovery"]
        .iter()
        .filter_map(|id| plan.section(id))
    {
        let Some(first) = texts(plan, section)
            .next()
            .filter(|text| NONE.is_match(&text.value))
        else {
            continue;
        };
        if !says_more(plan, section) {
            report.find(
                first.origin,
                "This is no rollback plan: it says that nothing has to be undone, though the plan \
                 changes something",
                "Write for each phase what is run or switched to go back, and what that restores",
            );
        }
    }
}

fn says_more(plan: &Plan, section: &Section) -> bool {
    let is_way = |words: &str| leads_back(words) && !NONE.is_match(words);
    commands(plan, section).next().is_some()
        || texts(plan, section)
            .any(|text| sentences(&text.value).any(|range| is_way(&text.value[range])))
}
