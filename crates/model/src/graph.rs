//! Which task waits for which.

use std::collections::HashMap;

use crate::{Plan, Sourced, Task};

/// Values of a dependency column that mean "nothing".
const NOTHING: &[&str] = &["none", "n/a", "na", "nothing", "no", "start"];

/// Most cycles that are looked for; whoever mends these will see the next ones.
pub const MAX_CYCLES: usize = 20;

/// One dependency of a task, resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Dependency {
    /// On this task (index in [`TaskGraph::tasks`]).
    Task(usize),
    /// On a whole phase (index in [`Plan::phases`]).
    Phase(usize),
    /// On something that no task is called.
    Unknown(Sourced<String>),
}

/// The tasks of a plan with their dependencies resolved by id, name or phase.
#[derive(Debug)]
pub struct TaskGraph<'a> {
    tasks: Vec<&'a Task>,
    waits_for: Vec<Vec<Dependency>>,
}

impl<'a> TaskGraph<'a> {
    /// Resolves the dependencies of all tasks.
    pub fn new(plan: &'a Plan) -> Self {
        let tasks: Vec<&Task> = plan.tasks().collect();
        let mut names = HashMap::new();
        for (index, task) in tasks.iter().enumerate() {
            for cell in [&task.id, &task.title] {
                if let Some(text) = cell.text() {
                    names.entry(normalised(text)).or_insert(index);
                }
            }
        }
        let longest = names
            .keys()
            .map(|name| name.matches(',').count() + 1)
            .max()
            .unwrap_or(1);
        let resolve = |task: &&Task| resolve_all(&task.dependencies, &names, (plan, longest));
        let waits_for = tasks.iter().map(resolve).collect();
        Self { tasks, waits_for }
    }

    /// The tasks, in document order.
    pub fn tasks(&self) -> &[&'a Task] {
        &self.tasks
    }

    /// What a task waits for.
    pub fn waits_for(&self, task: usize) -> &[Dependency] {
        self.waits_for.get(task).map_or(&[], Vec::as_slice)
    }

    /// The tasks that a task waits for directly, without phases and unknown names.
    pub fn predecessors(&self, task: usize) -> impl Iterator<Item = usize> {
        self.waits_for(task)
            .iter()
            .filter_map(|dependency| match dependency {
                Dependency::Task(index) => Some(*index),
                Dependency::Phase(_) | Dependency::Unknown(_) => None,
            })
    }

    /// Cycles of tasks that wait for each other, at most [`MAX_CYCLES`]: the path, first task not
    /// repeated at the end.
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        let mut search = CycleSearch {
            graph: self,
            state: vec![Seen::No; self.tasks.len()],
            found: vec![],
        };
        for task in 0..self.tasks.len() {
            search.walk(task);
        }
        search.found
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    OnPath,
    Done,
}

struct CycleSearch<'g, 'a> {
    graph: &'g TaskGraph<'a>,
    state: Vec<Seen>,
    found: Vec<Vec<usize>>,
}

impl CycleSearch<'_, '_> {
    /// Depth first with a path of its own, so that a long chain cannot exhaust the stack.
    fn walk(&mut self, start: usize) {
        if self.state[start] != Seen::No {
            return;
        }
        let successors = |task| self.graph.predecessors(task).collect::<Vec<_>>();
        let mut path = vec![(start, successors(start))];
        self.state[start] = Seen::OnPath;
        while let Some((task, open)) = path.last_mut() {
            let Some(next) = open.pop() else {
                self.state[*task] = Seen::Done;
                path.pop();
                continue;
            };
            match self.state[next] {
                Seen::Done => {}
                Seen::No => {
                    self.state[next] = Seen::OnPath;
                    path.push((next, successors(next)));
                }
                Seen::OnPath if self.found.len() >= MAX_CYCLES => {}
                Seen::OnPath => {
                    let tasks = path.iter().map(|(task, _)| *task);
                    self.found
                        .push(tasks.skip_while(|task| *task != next).collect());
                }
            }
        }
    }
}

fn resolve_all(
    wanted: &[Sourced<String>],
    names: &HashMap<String, usize>,
    (plan, longest): (&Plan, usize),
) -> Vec<Dependency> {
    let mut resolved = Vec::new();
    let mut at = 0;
    while at < wanted.len() {
        let (dependency, used) = resolve_longest(&wanted[at..], names, (plan, longest));
        resolved.extend(dependency);
        at += used;
    }
    resolved
}

/// A task name may itself hold commas, so the longest run of pieces that is a name wins; no run is
/// longer than the longest name.
fn resolve_longest(
    pieces: &[Sourced<String>],
    names: &HashMap<String, usize>,
    (plan, longest): (&Plan, usize),
) -> (Option<Dependency>, usize) {
    for used in (1..=pieces.len().min(longest)).rev() {
        let joined: Vec<&str> = pieces[..used]
            .iter()
            .map(|piece| piece.value.as_str())
            .collect();
        if let Some(&task) = names.get(&normalised(&joined.join(", "))) {
            return (Some(Dependency::Task(task)), used);
        }
    }
    let piece = &pieces[0];
    let name = normalised(&piece.value);
    if name.is_empty() || NOTHING.contains(&name.as_str()) {
        return (None, 1);
    }
    if let Some(phase) = phase_named(&name, plan) {
        return (Some(Dependency::Phase(phase)), 1);
    }
    (Some(Dependency::Unknown(piece.clone())), 1)
}

/// `Phase 1`, `all of phase 1`, or the title of a phase.
fn phase_named(name: &str, plan: &Plan) -> Option<usize> {
    plan.phases.iter().position(|phase| {
        let numbered = phase
            .label
            .as_deref()
            .map(|label| format!("phase {}", label.to_lowercase()));
        let title = normalised(&phase.title.value);
        title == name
            || numbered
                .is_some_and(|numbered| name == numbered || name.ends_with(&format!(" {numbered}")))
    })
}

fn normalised(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '"'))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").trim_end_matches('.').to_lowercase()
}
