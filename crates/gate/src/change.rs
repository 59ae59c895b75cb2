//! What changed between a plan as it was approved and the plan as it is.

use stopgate_markdown::Tree;
use stopgate_model::Plan;

use crate::pieces::{self, Piece};
use crate::{Binding, Environment};
use crate::{alignment, step_changes};

/// Where changes of the environment are reported.
const ENVIRONMENT: &str = "environment";
/// Where changes of the projection are reported that no text shows.
pub(crate) const STEPS: &str = "steps";

/// Kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It voids an approval.
    Meaning,
    /// Only the layout changed.
    Cosmetic,
    /// A living part changed.
    Living,
}

impl ChangeKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meaning => "meaning",
            Self::Cosmetic => "cosmetic",
            Self::Living => "living",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Title of the section; `steps` for what no text shows, `environment` for the environment.
    pub section: Option<String>,
    /// What it does to an approval.
    pub kind: ChangeKind,
    /// What stood there; none for an addition.
    pub before: Option<String>,
    /// What stands there; none for a removal.
    pub after: Option<String>,
    /// The line in the new document, counted from 1; for a removal the nearest one.
    pub line: usize,
}

/// A document, its plan, and what an approval of it binds.
pub type Side<'a> = (&'a Tree, &'a Plan, &'a Binding);

/// The changes from one document to another, by line. There is a change of meaning when and only when
/// the digests differ.
pub fn changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let read = |side: Side<'_>| -> (Vec<Piece>, Vec<Piece>) {
        let pieces = pieces::of(side.0, side.1).into_iter();
        pieces.partition(|piece| piece.living)
    };
    let (old_living, old) = read(before);
    let (new_living, new) = read(after);
    let trees = (before.0, after.0);
    let mut changes = meaning_changes(trees, &old, &new, before.2);
    changes.extend(alignment::of_living(trees, &old_living, &new_living));
    changes.extend(step_changes::of((before.2, after.2), (&changes, after.0)));
    changes.extend(around(before.2, after.2));
    let digests_differ = before.2.digest() != after.2.digest();
    let is_told = changes
        .iter()
        .any(|change| change.kind == ChangeKind::Meaning);
    if digests_differ && !is_told {
        changes.push(elsewhere(STEPS, None, None));
    }
    if changes.is_empty() {
        changes.extend(layout(before.0, after.0));
    }
    changes.sort_by_key(|change| change.line);
    changes
}

/// What was approved is what the approval says, not what its document is read as today.
fn meaning_changes(
    trees: (&Tree, &Tree),
    old: &[Piece],
    new: &[Piece],
    approved: &Binding,
) -> Vec<Change> {
    let known = old.iter().map(|piece| &piece.part);
    if known.eq(&approved.meaning) {
        return alignment::of_meaning(trees, old, new);
    }
    let read_then = approved.meaning.iter().map(|part| Piece {
        part: part.clone(),
        state: String::new(),
        living: false,
    });
    let old: Vec<Piece> = read_then.collect();
    let mut changes = alignment::of_meaning(trees, &old, new);
    changes.retain(|change| change.kind == ChangeKind::Meaning);
    changes
}

/// What stands in no document: environment, path, format.
fn around(before: &Binding, after: &Binding) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut tell = |name: &str, old: String, new: String| {
        if old != new {
            changes.push(elsewhere(name, Some(old), Some(new)));
        }
    };
    let [old, new] = [before, after].map(|binding| names(&binding.environment));
    tell(ENVIRONMENT, old, new);
    tell("path", before.plan.clone(), after.plan.clone());
    tell("format", before.format.clone(), after.format.clone());
    changes
}

/// `MODE=fast, TOKEN (secret)`
fn names(environment: &Environment) -> String {
    let values = environment.values.iter();
    let values = values.map(|(name, value)| format!("{name}={value}"));
    let secrets = environment
        .secrets
        .iter()
        .map(|name| format!("{name} (secret)"));
    let agents = environment.agents.iter().map(|(name, agent)| {
        let said = serde_json::to_string(agent).unwrap_or_default();
        format!("agent {name}: {said}")
    });
    let sandbox = environment.sandbox;
    let sandbox = sandbox.map(|sandbox| format!("sandbox {}", sandbox.name()));
    let unenforced = environment
        .unenforced
        .then(|| "without walls where the kernel builds none".to_owned());
    let all = values.chain(secrets).chain(agents).chain(sandbox);
    let all = all.chain(unenforced);
    all.collect::<Vec<_>>().join(", ")
}

fn elsewhere(section: &str, before: Option<String>, after: Option<String>) -> Change {
    Change {
        section: Some(section.to_owned()),
        kind: ChangeKind::Meaning,
        before,
        after,
        line: 1,
    }
}

/// The first byte that differs where nothing else does.
fn layout(before: &Tree, after: &Tree) -> Option<Change> {
    let (old, new) = (before.source().bytes(), after.source().bytes());
    if old == new {
        return None;
    }
    let at = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count();
    Some(Change {
        section: None,
        kind: ChangeKind::Cosmetic,
        before: None,
        after: None,
        line: after.source().line(at.min(new.len().saturating_sub(1))),
    })
}
