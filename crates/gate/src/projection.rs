//! From a plan to the steps that would run, in the order in which they would.

use stopgate_model::{Check, Command, Contract, Directory, Phase, Place, Plan, Role, Task};
use stopgate_source::Span;

use crate::step::{Step, StepKind, identify};
use crate::{contracts, fitness};

/// The steps of a plan: per phase its tasks, then the checks that name it and what a person verifies;
/// then the checks that name no phase; then the rollback; last the corrections of failures.
pub fn project(plan: &Plan) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, phase) in plan.phases.iter().enumerate() {
        steps.extend(of_phase(plan, index, phase));
    }
    steps.extend(outside_phases(plan));
    let rollback = plan
        .commands
        .iter()
        .filter(|command| command.role == Role::Rollback);
    steps.extend(rollback.map(|command| step(plan, command)));
    contracts::apply(plan, &mut steps, |correction| {
        contracts::corrected(correction, |command| step(plan, command))
    });
    identify(&mut steps);
    contracts::link(&mut steps);
    steps
}

fn of_phase(plan: &Plan, index: usize, phase: &Phase) -> Vec<Step> {
    let in_phase = |command: &&Command| command.phase == Some(index);
    let mut tasks = commands(plan, Role::Work)
        .filter(in_phase)
        .map(|command| step(plan, command))
        .collect::<Vec<_>>();
    tasks.extend(
        phase
            .tasks
            .iter()
            .filter(|task| is_work(plan, task))
            .map(|task| work(plan, task)),
    );
    tasks.sort_by_key(|step| step.span);
    let mut checks = commands(plan, Role::Check)
        .filter(in_phase)
        .map(|command| step(plan, command))
        .collect::<Vec<_>>();
    let label = phase.label.as_deref();
    let by_hand = plan
        .checks
        .iter()
        .filter(|check| phase_label(check) == label && label.is_some());
    checks.extend(
        by_hand
            .filter(|check| !has_command(plan, check.origin))
            .map(|check| manual_check(plan, check)),
    );
    checks.sort_by_key(|step| step.span);
    let manual = phase
        .manual
        .iter()
        .map(|item| manual(plan, &item.value, item.origin));
    tasks.into_iter().chain(checks).chain(manual).collect()
}

fn outside_phases(plan: &Plan) -> Vec<Step> {
    let outside = |command: &&Command| command.phase.is_none();
    let work_commands = commands(plan, Role::Work)
        .filter(outside)
        .map(|command| step(plan, command));
    let loose = plan
        .loose_tasks
        .iter()
        .filter(|task| is_work(plan, task))
        .map(|task| work(plan, task));
    let parts = plan
        .trace
        .iter()
        .filter(|_| plan.commands.is_empty() && plan.phases.is_empty());
    let parts = parts.filter_map(|row| {
        let item = row.item.text()?;
        let part = row
            .part
            .text()
            .map_or_else(|| item.to_owned(), |part| format!("{item}: {part}"));
        Some(by_person(plan, StepKind::Work, &part, row.origin))
    });
    let mut tasks: Vec<Step> = work_commands.chain(loose).chain(parts).collect();
    tasks.sort_by_key(|step| step.span);
    let labels: Vec<&str> = plan
        .phases
        .iter()
        .filter_map(|phase| phase.label.as_deref())
        .collect();
    let unnamed = plan
        .checks
        .iter()
        .filter(|check| !phase_label(check).is_some_and(|label| labels.contains(&label)));
    let by_hand = unnamed
        .filter(|check| !has_command(plan, check.origin))
        .map(|check| manual_check(plan, check));
    let mut checks: Vec<Step> = commands(plan, Role::Check)
        .filter(outside)
        .map(|command| step(plan, command))
        .chain(by_hand)
        .collect();
    checks.sort_by_key(|step| step.span);
    tasks.into_iter().chain(checks).collect()
}

fn commands(plan: &Plan, role: Role) -> impl Iterator<Item = &Command> {
    plan.commands
        .iter()
        .filter(move |command| command.role == role)
}

fn step(plan: &Plan, command: &Command) -> Step {
    let unfit = fitness::unfit(command);
    let prose = command.obstacles.contains(&stopgate_model::Obstacle::Prose);
    let kind = match command.role {
        _ if prose && command.place != Place::Inline => StepKind::Manual,
        Role::Rollback => StepKind::Rollback,
        Role::Work | Role::Check => StepKind::Command,
    };
    let directory = match &command.directory {
        Directory::Stated(directory) => Some(directory.value.clone()),
        Directory::Contradictory(_) | Directory::Unstated => None,
    };
    let phase = command.phase.and_then(|phase| plan.phases.get(phase));
    Step {
        id: String::new(),
        phase: phase.map(|phase| phase.title.value.clone()),
        section: section_title(plan, command.origin),
        kind,
        command: command.text.clone(),
        directory,
        expectations: command.expectations.clone(),
        timeout: command.timeout,
        role: Some(command.role),
        contract: command.contract.clone(),
        mends: Vec::new(),
        unfit,
        span: command.origin,
    }
}

/// A task is work for a person or an agent where no command stands in it. Headings of a plan that has
/// commands only group them.
fn is_work(plan: &Plan, task: &Task) -> bool {
    let heading = plan
        .sections
        .iter()
        .any(|section| section.heading == task.origin);
    !has_command(plan, task.origin) && (!heading || plan.commands.is_empty())
}

fn work(plan: &Plan, task: &Task) -> Step {
    let title = task.title.text().unwrap_or_default();
    let detail = task.detail.text().filter(|detail| !detail.is_empty());
    let text = detail.map_or_else(|| title.to_owned(), |detail| format!("{title}: {detail}"));
    by_person(plan, StepKind::Work, &text, task.origin)
}

fn manual_check(plan: &Plan, check: &Check) -> Step {
    let parts = [&check.title, &check.method]
        .into_iter()
        .filter_map(|cell| cell.text());
    let mut step = by_person(
        plan,
        StepKind::Manual,
        &parts.collect::<Vec<_>>().join(": "),
        check.origin,
    );
    let expected = check
        .expected
        .text()
        .map(|text| stopgate_model::Expectation::Prose(text.to_owned()));
    step.expectations.extend(expected);
    let label = phase_label(check);
    let phase = plan
        .phases
        .iter()
        .find(|phase| phase.label.as_deref() == label && label.is_some());
    step.phase = phase.map(|phase| phase.title.value.clone());
    step
}

fn manual(plan: &Plan, text: &str, origin: Span) -> Step {
    by_person(plan, StepKind::Manual, text, origin)
}

fn by_person(plan: &Plan, kind: StepKind, text: &str, origin: Span) -> Step {
    let phase = plan
        .phases
        .iter()
        .find(|phase| phase.span.holds(origin.start()));
    let who = if kind == StepKind::Work {
        "it is work for a person or an agent"
    } else {
        "a person confirms it at the gate"
    };
    Step {
        id: String::new(),
        phase: phase.map(|phase| phase.title.value.clone()),
        section: section_title(plan, origin),
        kind,
        command: text.to_owned(),
        directory: None,
        expectations: Vec::new(),
        timeout: None,
        role: None,
        contract: Contract::default(),
        mends: Vec::new(),
        unfit: Some(who.to_owned()),
        span: origin,
    }
}

fn has_command(plan: &Plan, origin: Span) -> bool {
    plan.commands
        .iter()
        .any(|command| origin.contains(command.origin))
}

/// The label of the phase that a check names: `1`, `Phase 1`.
fn phase_label(check: &Check) -> Option<&str> {
    check.phase.text()?.split_whitespace().next_back()
}

fn section_title(plan: &Plan, span: Span) -> Option<String> {
    plan.section_at(span).map(|section| section.title.clone())
}
