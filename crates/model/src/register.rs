//! Rows of the registers that plans keep: risks, gaps, requirements, components and the like.

use stopgate_source::Span;

use crate::{Cell, Estimate, Mark, Sourced};

/// Low, Medium or High.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Low.
    Low,
    /// Medium, Med.
    Medium,
    /// High.
    High,
}

impl Level {
    /// Reads `Low`, `Med`, `Medium`, `High`, in any case and with an emoji or mark beside it.
    pub fn read(text: &str) -> Option<Self> {
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        match letters.to_lowercase().as_str() {
            "low" | "l" => Some(Self::Low),
            "med" | "medium" | "m" => Some(Self::Medium),
            "high" | "h" => Some(Self::High),
            _ => None,
        }
    }
}

/// A risk.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// What may happen.
    pub risk: Cell,
    /// The area it belongs to, where a column says it.
    pub area: Cell,
    /// How likely.
    pub likelihood: Cell,
    /// How bad.
    pub impact: Cell,
    /// What is done against it.
    pub mitigation: Cell,
    /// What is done when it happens.
    pub contingency: Cell,
    /// Who watches it.
    pub owner: Cell,
    /// The row.
    pub origin: Span,
}

/// A gap of the spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// What is missing.
    pub gap: Cell,
    /// What is proposed.
    pub fix: Cell,
    /// Who settles it.
    pub owner: Cell,
    /// Where it stands.
    pub status: Cell,
    /// The row.
    pub origin: Span,
}

/// A requirement.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Its id (`FR1`).
    pub id: Option<Sourced<String>>,
    /// What is required, without the id.
    pub text: String,
    /// The item.
    pub origin: Span,
}

/// A component of the architecture.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name.
    pub name: Cell,
    /// What it does.
    pub responsibility: Cell,
    /// Where it ends.
    pub boundary: Cell,
    /// Who owns it.
    pub owner: Cell,
    /// The row or item.
    pub origin: Span,
}

/// An action item.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionItem {
    /// What is to be done.
    pub action: Cell,
    /// By whom.
    pub owner: Cell,
    /// Until when.
    pub due: Cell,
    /// Its check-box.
    pub mark: Option<Mark>,
    /// True where owner or due date stands in a column or behind a key; else a sentence may tell them.
    pub keyed: bool,
    /// The row or item.
    pub origin: Span,
}

/// An item of a checklist that says whether the plan is ready.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    /// The id that the format gives to this point (`owners`); none where it knows none like it.
    pub point: Option<String>,
    /// The text.
    pub text: String,
    /// Its check-box.
    pub mark: Option<Mark>,
    /// The item.
    pub origin: Span,
}

/// A row that leads from an item of the spec to a part of the plan and a check.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRow {
    /// The item (`M1`, `R2 works for bicycles`).
    pub item: Cell,
    /// The part of the plan.
    pub part: Cell,
    /// The check.
    pub check: Cell,
    /// The row.
    pub origin: Span,
}

/// An architecture option.
#[derive(Clone, Debug, PartialEq)]
pub struct SolutionOption {
    /// Its heading.
    pub title: String,
    /// The heading line.
    pub heading: Span,
    /// What speaks for it.
    pub pros: Cell,
    /// What speaks against it.
    pub cons: Cell,
    /// What it is best for.
    pub best_for: Cell,
    /// True where a diagram (a code block or an image) shows it.
    pub diagram: bool,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// First week; lines without a number count up from the one before.
    pub week: u32,
    /// Labels of the phases it names.
    pub phases: Vec<String>,
    /// The line.
    pub origin: Span,
}

/// An entry of the technical stack.
#[derive(Clone, Debug, PartialEq)]
pub struct StackEntry {
    /// What it is (`Language`).
    pub label: String,
    /// What is used.
    pub value: Cell,
    /// The item.
    pub origin: Span,
}

/// A stated total of effort or duration.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// The sum; none where it cannot be read.
    pub sum: Option<Estimate>,
    /// The line.
    pub origin: Span,
}
