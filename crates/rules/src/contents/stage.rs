//! How far the work of a plan has come, by its check-boxes.

use stopgate_model::{Mark, Plan};

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing is ticked.
    NotBegun,
    /// Something is ticked, and something is not.
    UnderWay,
    /// Everything is ticked or dropped.
    Finished,
}

/// The stage of a plan: by its progress where it keeps one, else by its tasks and lists.
pub(crate) fn stage(plan: &Plan) -> Stage {
    let progress = plan.progress.iter().filter_map(|entry| entry.mark);
    let tasks = plan.tasks().filter_map(|task| task.mark);
    if plan.progress.iter().any(|entry| entry.mark.is_some()) {
        of(progress)
    } else {
        of(tasks)
    }
}

fn of(marks: impl Iterator<Item = Mark>) -> Stage {
    let (mut begun, mut open) = (false, false);
    for mark in marks {
        begun |= matches!(mark, Mark::Done | Mark::Partial);
        open |= matches!(mark, Mark::Open | Mark::Partial);
    }
    match (begun, open) {
        (false, _) => Stage::NotBegun,
        (true, true) => Stage::UnderWay,
        (true, false) => Stage::Finished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_what_the_boxes_say() {
        use Mark::{Done, Dropped, Open, Partial};
        let of = |marks: &[Mark]| super::of(marks.iter().copied());
        assert_eq!(of(&[]), Stage::NotBegun);
        assert_eq!(of(&[Open, Dropped]), Stage::NotBegun);
        assert_eq!(of(&[Done, Open]), Stage::UnderWay);
        assert_eq!(of(&[Partial]), Stage::UnderWay);
        assert_eq!(of(&[Done, Dropped]), Stage::Finished);
    }
}
