//! `phase-without-rollback`: the rollback goes phase by phase and leaves one out.

use std::collections::BTreeSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Phase, Plan, Role, Section};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::inside;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK007",
    name: "phase-without-rollback",
    summary: "The rollback goes phase by phase and leaves one out",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static ALL: Words = words!(
    r"\b(?:all|every|each|both|any|either|whichever|other|remaining)\b(?:\s+\w+){0,2}?\s+(?:phases?|milestones?|stages?)\b"
);

/// `Phase 2`, `Phases 1 and 2`, `phases 2–4`.
static NAMED: Pattern = pattern!(
    r"(?i)\b(?:phases?|milestones?|stages?)\s+(?P<labels>[\da-h][\d.]*\b(?:\s*(?:,|and|or|to|through|&|/|-|–|—|\+)\s*(?:and\s+)?(?:phase\s+)?[\da-h][\d.]*\b)*)"
);

/// `for 30 days after` in front of a phase tells when, and not how it is undone.
static POINT_IN_TIME: Pattern = pattern!(r"(?i)\b\d+\s+\w+\s+(?:after|before|into)\s+$");

static LABEL: Pattern =
    pattern!(r"(?i)(?P<range>\s*(?:to|through|-|–|—)\s*)?(?P<label>\b\d+(?:\.\d+)*|\b[A-H]\b)");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("rollback") else {
        return;
    };
    let named = named_phases(plan, section);
    if named.is_empty()
        || plan
            .texts_in(section.span)
            .any(|text| ALL.is_match(&text.value))
    {
        return;
    }
    let working = working_phases(plan);
    for (index, phase) in plan.phases.iter().enumerate() {
        let Some(label) = &phase.label else { continue };
        let left_out = !named.contains(&label.to_uppercase());
        if left_out && working.contains(&index) && !names_title(plan, section, phase) {
            let message = format!("Phase {label} runs commands, and the rollback leaves it out");
            let help = format!("Add how phase {label} is undone, or why there is nothing to undo");
            report.find(section.heading, message, help).ask(format!("How is phase {label} undone? For example: `make writers MODE=old`; or: nothing to undo, because …"));
        }
    }
}

fn named_phases(plan: &Plan, section: &Section) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for text in plan.texts_in(inside(section)) {
        for labels in NAMED
            .captures_iter(&text.plain)
            .filter(|found| {
                let at = found.get(0).map_or(0, |all| all.start());
                !POINT_IN_TIME.is_match(&text.plain[..at])
            })
            .filter_map(|found| found.name("labels"))
        {
            named.extend(expand(labels.as_str()));
        }
    }
    named
}

/// `1, 3 to 5` names five phases but the second.
fn expand(labels: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for found in LABEL.captures_iter(labels) {
        let label = found["label"].to_uppercase();
        let first = all.last().and_then(|last| last.parse::<u32>().ok());
        if let (Some(_), Some(first), Ok(last)) = (found.name("range"), first, label.parse::<u32>())
        {
            all.extend(
                (first..last)
                    .skip(1)
                    .take(100)
                    .map(|number| number.to_string()),
            );
        }
        all.push(label);
    }
    all
}

fn working_phases(plan: &Plan) -> BTreeSet<usize> {
    let works = plan
        .commands
        .iter()
        .filter(|command| command.role == Role::Work);
    works.filter_map(|command| command.phase).collect()
}

/// True when the rollback calls the phase by its name.
fn names_title(plan: &Plan, section: &Section, phase: &Phase) -> bool {
    let title = phase
        .title
        .value
        .rsplit([':', '–', '—'])
        .next()
        .unwrap_or_default();
    let title = title.trim().to_lowercase();
    let named = |words: &str| words.to_lowercase().contains(&title);
    !title.is_empty()
        && plan
            .texts_in(inside(section))
            .any(|text| named(&text.value))
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn ranges_and_lists_name_every_phase() {
        assert_eq!(expand("1, 3 to 5"), ["1", "3", "4", "5"]);
        assert_eq!(expand("A and B"), ["A", "B"]);
        assert_eq!(expand("2–3"), ["2", "3"]);
    }
}
