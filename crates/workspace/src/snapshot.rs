//! What a plan has taken over of its spec, and how it takes it over again (S1).

use stopgate_model::{Cell, Plan, Spec};
use stopgate_source::{Edit, EditSet, Source, Span};

/// Digits of a digest that a snapshot holds.
const DIGITS: usize = 16;

/// The snapshot of a plan beside its spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The spec as it is now.
    pub spec: Spec,
    /// Version, problem and metric, in this order.
    pub fields: Vec<SnapshotField>,
}

/// A line of the snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotField {
    /// The id of the field (`problem`).
    pub id: &'static str,
    /// What the plan says; none where nothing stands there.
    pub said: Option<String>,
    /// The line of the plan, from 1; none where it has no such field.
    pub line: Option<usize>,
    /// What the spec says; none where it says nothing of it.
    pub wanted: Option<String>,
    place: Option<Span>,
}

/// Why a snapshot cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsnapped {
    /// The plan has none of the fields.
    #[error("the plan has no field for version, problem or metric of the spec")]
    NoField,
    /// Two of them stand in one place.
    #[error("the fields of the snapshot cannot be told apart")]
    Overlapping,
}

impl Snapshot {
    /// The snapshot of a plan that was read from this source; none where no spec lies beside it.
    pub(crate) fn of(plan: &Plan, source: &Source) -> Option<Self> {
        let spec = plan.spec.clone()?;
        let wanted = [
            ("version", version(&spec)),
            ("problem", spec.problem.clone()),
            ("metric", metrics(&spec)),
        ];
        let inside = plan.section("snapshot").map(|section| section.span);
        let fields = wanted.into_iter().map(|(id, wanted)| {
            let is_own = |field: &&stopgate_model::Field| {
                field.id == id && inside.is_none_or(|span| span.contains(field.origin))
            };
            let field = plan.fields.iter().find(is_own);
            SnapshotField {
                id,
                said: field.and_then(|field| field.value.text().map(str::to_owned)),
                line: field.map(|field| source.line(field.origin.start())),
                wanted,
                place: field.and_then(|field| place(&field.value, source)),
            }
        });
        let fields = fields.collect();
        Some(Self { spec, fields })
    }

    /// The edits that take over what the spec says; empty where the plan says it already.
    ///
    /// # Errors
    /// When the plan has no place for it.
    pub fn renewed(&self) -> Result<EditSet, Unsnapped> {
        if self.fields.iter().all(|field| field.place.is_none()) {
            return Err(Unsnapped::NoField);
        }
        let edits = self.fields.iter().filter_map(|field| {
            let (span, wanted) = (field.place?, field.wanted.as_ref()?);
            let is_said = field.said.as_ref() == Some(wanted);
            let text = match field.said {
                Some(_) => wanted.clone(),
                None => format!(" {wanted}"),
            };
            (!is_said).then_some(Edit { span, text })
        });
        EditSet::new(edits.collect()).map_err(|_| Unsnapped::Overlapping)
    }

    /// True where this snapshot says what was wanted before.
    pub fn says_all_of(&self, before: &Self) -> bool {
        before.fields.iter().all(|field| {
            let now = self.fields.iter().find(|now| now.id == field.id);
            field.place.is_none()
                || field.wanted.is_none()
                || now.is_some_and(|now| now.said == field.wanted)
        })
    }
}

/// Where the value of a field goes: over what stands there, or at the end of the line of its label, behind the
/// stars that may stand around it.
fn place(cell: &Cell, source: &Source) -> Option<Span> {
    match cell {
        Cell::Filled(value) => Some(value.origin),
        Cell::Empty(span) => {
            let line = source.lines().span(source.line(span.start()));
            let end = line.start() + source.slice(line).trim_end().len();
            Some(Span::new(end, end))
        }
        Cell::Absent => None,
    }
}

/// `v1.1 of 2026-04-17, sha256:0123456789abcdef`
fn version(spec: &Spec) -> Option<String> {
    let version = spec.version.as_deref().unwrap_or("no version");
    let date = spec.date.map(|date| format!(" of {date}"));
    let digest = spec.digest.get(..DIGITS)?;
    Some(format!(
        "{version}{}, sha256:{digest}",
        date.unwrap_or_default()
    ))
}

/// `M1: at most 5 minutes. M2: …`
fn metrics(spec: &Spec) -> Option<String> {
    let metrics = spec.metrics.iter();
    let metrics: Vec<String> = metrics
        .map(|item| format!("{}: {}", item.id, item.text.trim()))
        .collect();
    (!metrics.is_empty()).then(|| metrics.join(" "))
}
