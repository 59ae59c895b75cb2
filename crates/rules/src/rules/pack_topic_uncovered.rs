//! `pack-topic-uncovered`: a plan of a known kind of work does not speak of something that such work needs.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PCK001",
    name: "pack-topic-uncovered",
    summary: "A plan of a known kind of work leaves out what such work needs",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(choice) = context.packs else {
        return;
    };
    let title = plan
        .title
        .as_ref()
        .map_or(plan.anchor, |title| title.origin);
    for pack in choice.packs.of_plan(plan, choice.named) {
        for topic in pack.uncovered(plan) {
            let place = topic.place(plan).map_or(title, |section| section.heading);
            let finding = report.find_for(
                topic.requirement.as_deref(),
                place,
                format!("{}: {}", pack.name, topic.message),
                format!("{} (pack {}, topic {})", topic.help, pack.id, topic.id),
            );
            finding.severity = finding.severity.max(topic.severity());
            finding.ask(topic.question.clone());
        }
    }
}
