//! `phase-numbering`: the number of a part names another phase than the one around it.

use stopgate_model::{Phase, Task};
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR021",
    name: "phase-numbering",
    summary: "A part is numbered for another phase",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in &context.plan.phases {
        let misplaced = phase.tasks.iter().find(|task| is_misplaced(phase, task));
        if let Some(task) = misplaced {
            report.find(
                task.origin,
                format!(
                    "\"{}\" stands in \"{}\", so its number points to another phase",
                    brief(task.name()),
                    brief(&phase.title.value)
                ),
                "Number the parts after their phase, and mend the references to them",
            );
        }
    }
}

/// `2.1` in phase 3. One digit more or less is another way of counting, not another phase.
fn is_misplaced(phase: &Phase, task: &Task) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    let own = phase.label.as_deref().and_then(number);
    let id = task.id.text().and_then(|id| id.split_once('.'));
    let named = id.and_then(|(phase, part)| number(part.split('.').next()?).and(number(phase)));
    own.zip(named).is_some_and(|(own, named)| own != named)
}
