//! What a run wants written, short to say.

use stopgate_workspace::{EditIntent, OutcomeNote, PhaseRecord, ProgressNote, StepRecord};

/// When everything happens.
pub(crate) const WHEN: &str = "2026-06-01 03:44Z";
/// The run that tells.
pub(crate) const RUN: &str = "20260601-034259-3fa9c1";

/// A step that passed.
pub(crate) fn step(command: &str, excerpt: &str) -> StepRecord {
    StepRecord {
        id: "1f2e3d4c5b".into(),
        command: command.into(),
        directory: ".".into(),
        exit: "exit 0".into(),
        duration: "1.2 s".into(),
        sha256: "9a".repeat(32),
        excerpt: excerpt.into(),
        when: WHEN.into(),
    }
}

/// A phase that passed.
pub(crate) fn evidence(entry: u64, phase: &str, when: &str, steps: Vec<StepRecord>) -> EditIntent {
    EditIntent::RecordPhase(PhaseRecord {
        run: RUN.into(),
        entry,
        phase: phase.into(),
        outcome: "passed".into(),
        when: when.into(),
        who: Some("Ruth <ruth@example.org>".into()),
        steps,
    })
}

/// A phase that was closed, or a stop in it.
pub(crate) fn progress(
    entry: u64,
    phase: Option<&str>,
    (when, text, done): (&str, &str, bool),
) -> EditIntent {
    EditIntent::Progress(ProgressNote {
        run: RUN.into(),
        entry,
        when: when.into(),
        phase: phase.map(str::to_owned),
        text: text.into(),
        done,
    })
}

/// The end of the run.
pub(crate) fn outcome(when: &str, text: &str) -> EditIntent {
    EditIntent::Outcome(OutcomeNote {
        run: RUN.into(),
        when: when.into(),
        text: text.into(),
    })
}
