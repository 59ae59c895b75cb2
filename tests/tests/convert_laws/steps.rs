//! What can run after a conversion could run before, and nobody has approved it.

use stopgate_workspace::{Environment, Step};

use crate::Case;

/// Everything by which two steps do the same.
pub fn name(step: &Step) -> String {
    format!(
        "{} `{}` in {:?}, {:?}, {:?}",
        step.kind.name(),
        step.command,
        step.directory,
        step.expectations,
        step.timeout
    )
}

/// Names in order, so that lists compare as sets do that count.
pub fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn runnable(steps: &[Step]) -> Vec<String> {
    let runnable = steps.iter().filter(|step| step.unfit.is_none());
    sorted(runnable.map(name).collect())
}

/// The runnable steps of the result are those of the plan without those that the report says have lapsed.
pub fn are_no_new_ones(case: &Case<'_>) -> Result<(), String> {
    let mut left = runnable(&case.before.steps());
    for step in runnable(&case.after.steps()) {
        match left.iter().position(|known| *known == step) {
            Some(at) => drop(left.remove(at)),
            None => return Err(format!("it could not run before: {step}")),
        }
    }
    let lapsed = sorted(case.converted.lapsed.iter().map(name).collect());
    if left != lapsed {
        return Err(format!("lapsed are {left:?}, reported {lapsed:?}"));
    }
    if !case.converted.regained.is_empty() {
        return Err("nothing can run again that could run before".to_owned());
    }
    Ok(())
}

/// What an approval of the plan binds is not what one of the result would bind.
pub fn no_approval_carries_over(case: &Case<'_>) -> Result<(), String> {
    let binding = |document: &stopgate_workspace::Document<'_>| {
        let binding = document.binding(Environment::default());
        binding.map(|binding| binding.digest())
    };
    if binding(&case.before) == binding(&case.after) {
        return Err("an approval would carry over".to_owned());
    }
    Ok(())
}
