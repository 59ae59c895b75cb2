//! Sections by what they are for.

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_source::Span;

use crate::Role;

/// What the engine reads out of a section. A closed set: format files choose from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Running text.
    #[default]
    Prose,
    /// Key-value lines or a two-column table.
    Fields,
    /// Check-boxes that say what is satisfied.
    Checklist,
    /// Dated check-boxes of finished and open work.
    Progress,
    /// Decisions with their reasons.
    Decisions,
    /// Observations with evidence.
    Discoveries,
    /// Tasks, with or without phases.
    Tasks,
    /// Commands in order.
    Steps,
    /// How success is verified.
    Checks,
    /// How changes are undone.
    Rollback,
    /// Risk register.
    Risks,
    /// Gaps of the spec.
    Gaps,
    /// Open questions.
    Questions,
    /// Requirements.
    Requirements,
    /// Goals and success criteria.
    Criteria,
    /// Components with owners.
    Components,
    /// Architecture options.
    Options,
    /// What happens in which week.
    Timeline,
    /// Action items.
    Actions,
    /// Technologies with versions.
    Stack,
    /// Phases with durations and a total.
    Summary,
    /// The spec as it was when the plan was written.
    Snapshot,
}

impl SectionKind {
    /// The name in format files.
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A section of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The id of the role that the format gives it (`rollback`); none for an extra section.
    pub id: Option<String>,
    /// What is read out of it.
    pub kind: SectionKind,
    /// The heading as it stands there.
    pub title: String,
    /// The heading line.
    pub heading: Span,
    /// Heading level.
    pub level: u8,
    /// The level that the template of the format gives it; none for an extra section.
    pub template_level: Option<u8>,
    /// Heading and everything below it.
    pub span: Span,
    /// Everything below the heading.
    pub body: Span,
    /// The requirement that asks for this section.
    pub requirement: Option<String>,
    /// True where the format keeps it current while work goes on.
    pub living: bool,
    /// True where the format demands it.
    pub required: bool,
    /// What commands in it are for; none where commands are only mentioned.
    pub role: Option<Role>,
    /// True when it holds nothing but comments and blanks.
    pub empty: bool,
    /// Index in [`crate::Plan::sections`] of the section it lies in.
    pub parent: Option<usize>,
}

/// A required section that the plan lacks.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The id of its role.
    pub id: String,
    /// Its canonical title.
    pub title: String,
    /// The requirement that asks for it.
    pub requirement: Option<String>,
}
