//! What can be recomputed about outcomes without the world: digests of output that was kept whole, and
//! whether a step passed.

use stopgate_gate::sha256;
use stopgate_journal::{Ending, Met, Outcome, Output, Record, State};
use stopgate_model::Expectation;

/// What became of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    /// How many outputs were kept whole and have their digest.
    pub recomputed: u64,
    /// How many were kept in part, or hold bytes that are no text: only their digest is known.
    pub digest_only: u64,
    /// How many outcomes follow from what is recorded of them.
    pub judged: u64,
    /// The first record that is wrong, and why.
    pub first_bad: Option<(u64, String)>,
}

/// Recomputes digests and results of all steps that ended.
pub fn check_outputs(records: &[Record], state: Option<&State>) -> Outputs {
    let mut found = Outputs::default();
    for record in records {
        let Some(end) = record.event.end() else {
            continue;
        };
        let plans = state.map(State::plans).unwrap_or_default();
        let plan = plans.iter().find(|plan| plan.id == end.step);
        let follows = plan.map(|plan| {
            let passed = end.outcome.is_success(&plan.expectations);
            passed == end.passed && is_possible(&plan.expectations, end.outcome)
        });
        found.judged += u64::from(follows == Some(true));
        match is_hashed(&end.outcome.output) {
            Some(true) => found.recomputed += 1,
            Some(false) => found.blame(record.seq, "the output that it keeps has another digest"),
            None => found.digest_only += 1,
        }
        if follows == Some(false) {
            let why = "what it says of the step does not follow from the outcome that it keeps";
            found.blame(record.seq, why);
        }
    }
    found
}

impl Outputs {
    fn blame(&mut self, record: u64, why: &str) {
        self.first_bad
            .get_or_insert_with(|| (record, why.to_owned()));
    }
}

/// False where an expectation is said to be met, or not, and the exit code or the amount of output says
/// the opposite. A command that never began says nothing of the kind.
fn is_possible(expectations: &[Expectation], outcome: &Outcome) -> bool {
    if matches!(outcome.ending, Ending::NotStarted(_)) {
        return true;
    }
    let agrees = |(expected, met): (&Expectation, &Met)| {
        let is_met = match expected {
            Expectation::Exit(code) => outcome.ending == Ending::Exit(i32::from(*code)),
            Expectation::Fails => match outcome.ending {
                Ending::Exit(code) => code != 0,
                _ => matches!(outcome.ending, Ending::Signal(_)),
            },
            Expectation::NoOutput => outcome.output.bytes == 0,
            _ => return true,
        };
        *met == if is_met { Met::Yes } else { Met::No }
    };
    expectations.iter().zip(&outcome.met).all(agrees)
}

/// Whether the digest is that of the text; none where the text is not all that was written.
fn is_hashed(output: &Output) -> Option<bool> {
    let whole = output.tail.is_empty() && output.head.len() as u64 == output.bytes;
    if !whole {
        return None;
    }
    let same = sha256(output.head.as_bytes()) == output.sha256;
    // Bytes that are no text became replacement characters, and may have been as many.
    (same || !output.head.contains('\u{fffd}')).then_some(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(head: &str, hashed: &[u8]) -> Output {
        Output {
            bytes: hashed.len() as u64,
            sha256: sha256(hashed),
            head: head.to_owned(),
            ..Output::default()
        }
    }

    #[test]
    fn a_kept_text_that_was_changed_is_found() {
        assert_eq!(is_hashed(&output("42\n", b"42\n")), Some(true));
        assert_eq!(is_hashed(&output("43\n", b"42\n")), Some(false));
        assert_eq!(is_hashed(&output("", b"")), Some(true));
    }

    #[test]
    fn a_text_that_is_not_all_bytes_is_left_alone() {
        assert_eq!(is_hashed(&output("42", b"42\n")), None);
        assert_eq!(is_hashed(&output("\u{fffd}", b"\xf0\x9f\x98")), None);
        let mut cut = output("42\n", b"42\n");
        cut.tail = "more".to_owned();
        assert_eq!(is_hashed(&cut), None);
    }
}
