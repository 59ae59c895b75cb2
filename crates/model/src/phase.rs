//! Phases, tasks and checks.

use stopgate_source::Span;

use crate::{Cell, Estimate, Mark, Sourced};

/// A phase or milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// The heading.
    pub title: Sourced<String>,
    /// Its number or letter (`1`, `3.1`, `B`).
    pub label: Option<String>,
    /// Heading and everything below it.
    pub span: Span,
    /// What it reaches.
    pub goal: Cell,
    /// What is decided at its end.
    pub stop_gate: Cell,
    /// Its tasks.
    pub tasks: Vec<Task>,
    /// How long it takes, as the heading says.
    pub duration: Option<Sourced<Estimate>>,
    /// Its success criteria.
    pub criteria: Option<Criteria>,
    /// Checks that a person makes.
    pub manual: Vec<Sourced<String>>,
}

/// The success criteria of one phase.
#[derive(Clone, Debug, PartialEq)]
pub struct Criteria {
    /// The heading of the criteria.
    pub heading: Span,
    /// The heading of the automated part, where there is one.
    pub automated: Option<Span>,
    /// The heading of the manual part, where there is one.
    pub manual: Option<Span>,
}

/// A task: a row of a task table, a numbered part of a phase, an item of a task list.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The id that the plan gives it.
    pub id: Cell,
    /// What is to be done.
    pub title: Cell,
    /// How, or with which command.
    pub detail: Cell,
    /// How long it takes.
    pub estimate: Cell,
    /// How urgent it is.
    pub priority: Cell,
    /// What it waits for, one value a task.
    pub dependencies: Vec<Sourced<String>>,
    /// Who does it.
    pub owner: Cell,
    /// Its check-box.
    pub mark: Option<Mark>,
    /// An open check-box that is nested in it.
    pub open_part: Option<Span>,
    /// The row, heading or item.
    pub origin: Span,
    /// Index of the phase in [`crate::Plan::phases`].
    pub phase: Option<usize>,
}

impl Task {
    /// What messages call it: its id, else its title.
    pub fn name(&self) -> &str {
        self.id.text().or(self.title.text()).unwrap_or("(unnamed)")
    }
}

/// One way in which success is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is verified.
    pub title: Cell,
    /// How.
    pub method: Cell,
    /// What must come out.
    pub expected: Cell,
    /// The label of the phase it belongs to.
    pub phase: Cell,
    /// The row or item.
    pub origin: Span,
}
