//! What a plan comes to: phases, durations, effort, decisions, what is open, what to do first (X7, X10, X12).

use stopgate_model::{Check, Command, Estimate, Mark, Phase, Plan, Role, Task, parse_estimate};
use stopgate_source::Source;

/// First steps that are named.
const FIRST_STEPS: usize = 3;

/// A plan in short. Nothing in it is guessed: a sum is the sum of what the plan states, and says of how many.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The title of the plan.
    pub title: Option<String>,
    /// Its phases, in its order.
    pub phases: Vec<PhaseSummary>,
    /// The sum of the durations of the phases; none where one of them states none.
    pub duration: Option<Estimate>,
    /// What its tasks take.
    pub effort: Effort,
    /// The total that the plan itself states.
    pub stated_total: Option<Estimate>,
    /// Key decisions.
    pub decisions: Vec<Said>,
    /// Questions that are neither answered nor put off with who and until when.
    pub questions: Vec<Said>,
    /// How many of what.
    pub counts: Counts,
    /// What is done first.
    pub first_steps: Vec<Said>,
}

/// A phase in short.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseSummary {
    /// Its heading.
    pub title: String,
    /// How long it takes, as its heading says.
    pub duration: Option<Estimate>,
    /// What its tasks take.
    pub effort: Effort,
    /// How many tasks it has, …
    pub tasks: usize,
    /// … and how many of them are done or dropped.
    pub closed: usize,
    /// Line of its heading, from 1.
    pub line: usize,
}

/// What tasks take.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    /// The sum of the estimates that can be read; none where there are none.
    pub sum: Option<Estimate>,
    /// How many tasks have such an estimate, …
    pub estimated: usize,
    /// … and how many have none.
    pub missing: usize,
}

/// How many of what a plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Phases.
    pub phases: usize,
    /// Tasks.
    pub tasks: usize,
    /// Test scenarios: checks by command, checks by a person, and rows of the validation.
    pub scenarios: usize,
    /// Those of them that are commands.
    pub automated: usize,
    /// Risks.
    pub risks: usize,
    /// Decisions.
    pub decisions: usize,
    /// Open questions.
    pub open_questions: usize,
}

/// What a plan says, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text, one line.
    pub text: String,
    /// The line, from 1.
    pub line: usize,
}

impl Summary {
    /// The summary of a plan that was read from this source.
    pub fn of(plan: &Plan, source: &Source) -> Self {
        let phases: Vec<PhaseSummary> = plan
            .phases
            .iter()
            .map(|phase| PhaseSummary::of(phase, source))
            .collect();
        let durations = phases.iter().map(|phase| phase.duration);
        let duration = durations.reduce(|sum, next| Some(sum? + next?)).flatten();
        let questions: Vec<Said> = plan
            .questions
            .iter()
            .filter(|question| !question.resolution.is_settled())
            .map(|question| said(&question.text, source.line(question.origin.start())))
            .collect();
        let decisions: Vec<Said> = plan
            .decisions
            .iter()
            .map(|decision| {
                let text = decision.decision.text().unwrap_or(&decision.text);
                said(text, source.line(decision.origin.start()))
            })
            .collect();
        Self {
            title: plan.title.as_ref().map(|title| title.value.clone()),
            duration,
            effort: Effort::of(plan.tasks()),
            stated_total: plan.totals.iter().find_map(|total| total.sum),
            counts: counts(plan, questions.len()),
            first_steps: first_steps(plan, source),
            phases,
            decisions,
            questions,
        }
    }
}

impl PhaseSummary {
    fn of(phase: &Phase, source: &Source) -> Self {
        let is_closed = |task: &&Task| matches!(task.mark, Some(Mark::Done | Mark::Dropped));
        Self {
            title: phase.title.value.clone(),
            duration: phase.duration.as_ref().map(|duration| duration.value),
            effort: Effort::of(phase.tasks.iter()),
            tasks: phase.tasks.len(),
            closed: phase.tasks.iter().filter(is_closed).count(),
            line: source.line(phase.title.origin.start()),
        }
    }
}

impl Effort {
    fn of<'t>(tasks: impl Iterator<Item = &'t Task>) -> Self {
        let mut effort = Self::default();
        for task in tasks {
            match task.estimate.text().and_then(parse_estimate) {
                None => effort.missing += 1,
                Some(estimate) => {
                    effort.estimated += 1;
                    let sum = effort.sum.map_or(estimate, |sum| sum + estimate);
                    effort.sum = Some(sum);
                }
            }
        }
        effort
    }
}

fn counts(plan: &Plan, open_questions: usize) -> Counts {
    let is_check = |command: &&Command| command.role == Role::Check;
    let checks: Vec<&Command> = plan.commands.iter().filter(is_check).collect();
    // A command in a row of the validation is that row's own.
    let is_in = |check: &Check, command: &Command| check.origin.contains(command.origin);
    let loose = |command: &&&Command| !plan.checks.iter().any(|check| is_in(check, command));
    let by_command = |check: &&Check| checks.iter().any(|command| is_in(check, command));
    let loose = checks.iter().filter(loose).count();
    let by_command = plan.checks.iter().filter(by_command).count();
    let manual: usize = plan.phases.iter().map(|phase| phase.manual.len()).sum();
    Counts {
        phases: plan.phases.len(),
        tasks: plan.tasks().count(),
        scenarios: loose + manual + plan.checks.len(),
        automated: loose + by_command,
        risks: plan.risks.len(),
        decisions: plan.decisions.len(),
        open_questions,
    }
}

/// The first tasks that are open; in a plan without tasks, the first commands that do the work.
fn first_steps(plan: &Plan, source: &Source) -> Vec<Said> {
    let is_open = |task: &&Task| !matches!(task.mark, Some(Mark::Done | Mark::Dropped));
    let open = plan.tasks().filter(is_open);
    let tasks: Vec<Said> = open
        .take(FIRST_STEPS)
        .map(|task| {
            let title = task.title.text().unwrap_or_else(|| task.name());
            said(title, source.line(task.origin.start()))
        })
        .collect();
    if !tasks.is_empty() || plan.tasks().next().is_some() {
        return tasks;
    }
    let work = plan.commands.iter().filter(|it| it.role == Role::Work);
    work.take(FIRST_STEPS)
        .map(|command| said(&command.text, source.line(command.origin.start())))
        .collect()
}

fn said(text: &str, line: usize) -> Said {
    let words: Vec<&str> = text.split_whitespace().collect();
    Said {
        text: words.join(" "),
        line,
    }
}
