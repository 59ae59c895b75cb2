//! `option-without-diagram`: an option that is weighed, and not shown.

use stopgate_expressions::words;
use stopgate_model::{Cell, Plan, Section, SolutionOption, Text, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::cover::Cover;
use crate::contents::texts;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT005",
    name: "option-without-diagram",
    summary: "An option has no diagram",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let is_cell = |text: &&Text| matches!(text.place, TextPlace::Cell(_));
    let cells: Cover = plan
        .texts
        .iter()
        .filter(is_cell)
        .map(|text| text.origin)
        .collect();
    let unseen = |option: &&SolutionOption| {
        !option.diagram && is_weighed(plan, option) && !cells.overlaps(option.heading)
    };
    for option in plan.options.iter().filter(unseen) {
        report.find(
            option.heading,
            format!(
                "\"{}\" has no diagram, so nobody sees how its parts hang together",
                brief(&option.title)
            ),
            "Add a diagram of the parts and what flows between them, as a code block or an image",
        ).ask(format!("Which parts does \"{}\" have, and what flows between them? For example: app -> queue -> store?", brief(&option.title)));
    }
}

/// Pros and cons may stand in lists of their own below a label.
fn is_weighed(plan: &Plan, option: &SolutionOption) -> bool {
    static LABEL: Words = words!(
        r"^\W*(?:pros?|cons?|(?:dis)?advantages?|benefits|drawbacks|strengths|weaknesses)\W*(?:$|:)"
    );
    let before = |section: &Section| section.heading.start() < option.heading.start();
    let at = plan.sections.partition_point(before);
    let section = plan
        .sections
        .get(at)
        .filter(|section| section.heading == option.heading);
    let labelled = |section| texts(plan, section).any(|text| LABEL.is_match(&text.value));
    let read = option.pros != Cell::Absent || option.cons != Cell::Absent;
    read || section.is_some_and(labelled)
}
