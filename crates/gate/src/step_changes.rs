//! Changes of the projection that the text of the plan does not show where they happen: a sentence
//! elsewhere moves a command to another directory, a living part gives it another meaning.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use stopgate_markdown::Tree;

use crate::binding::canonical;
use crate::change::{Change, ChangeKind, STEPS};
use crate::{Binding, BoundStep};

/// The changes of steps that none of the `told` changes shows, in the document `after`.
pub(crate) fn of(
    (before, after): (&Binding, &Binding),
    (told, tree): (&[Change], &Tree),
) -> Vec<Change> {
    let (old, new) = (steps(before), steps(after));
    let keys =
        |steps: &[(&str, &BoundStep)]| -> Vec<Vec<u8>> { steps.iter().map(canonical).collect() };
    let operations = capture_diff_slices(Algorithm::Myers, &keys(&old), &keys(&new));
    let told = told
        .iter()
        .filter(|change| change.kind == ChangeKind::Meaning);
    let told: Vec<&Change> = told.collect();
    let mut changes = Vec::new();
    for operation in operations {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (olds, news) = (operation.old_range(), operation.new_range());
        for nth in 0..olds.len().max(news.len()) {
            let before = olds.clone().nth(nth).map(|at| old[at].1);
            let after = news.clone().nth(nth).map(|at| new[at].1);
            let line = after.map_or(1, |step| tree.source().line(step.span.start()));
            if !is_told(&told, before, after) {
                changes.push(Change {
                    section: Some(STEPS.to_owned()),
                    kind: ChangeKind::Meaning,
                    before: before.map(shown),
                    after: after.map(shown),
                    line,
                });
            }
        }
    }
    changes
}

/// All steps with the titles of their phases, the rollback last.
fn steps(binding: &Binding) -> Vec<(&str, &BoundStep)> {
    let phases = binding.phases.iter();
    let steps = phases.flat_map(|phase| {
        let all = phase.steps.iter().chain(&phase.corrections);
        all.map(|step| (phase.title.as_str(), step))
    });
    steps
        .chain(binding.rollback.iter().map(|step| ("", step)))
        .collect()
}

/// True where a reader of the told changes sees both commands come and go.
fn is_told(told: &[&Change], before: Option<&BoundStep>, after: Option<&BoundStep>) -> bool {
    let holds = |text: &Option<String>, step: &BoundStep| {
        text.as_ref()
            .is_some_and(|text| text.contains(&step.command))
    };
    let gone = before.is_none_or(|step| told.iter().any(|change| holds(&change.before, step)));
    let came = after.is_none_or(|step| told.iter().any(|change| holds(&change.after, step)));
    gone && came
}

/// ``in `db`: make migrate; expects exit 0``
fn shown(step: &BoundStep) -> String {
    let directory = step.directory.as_ref();
    let mut text = directory.map_or_else(String::new, |path| format!("in `{path}`: "));
    text.push_str(&step.command);
    for expected in &step.expectations {
        text.push_str(&format!(
            "; expects {} {}",
            expected.kind(),
            expected.text()
        ));
    }
    if let Some(seconds) = step.timeout_seconds {
        text.push_str(&format!("; ends after {seconds} s"));
    }
    if let Some(why) = &step.why {
        text.push_str(&format!("; not runnable: {why}"));
    }
    text
}
