//! Fixes applied: composed without overlap, made, read again, and kept only where nothing else changed.
//!
//! A fix is data of a finding; nothing here knows a rule. Whatever a rule promises of its fix is proved on
//! the document itself: the fixes of a round are made together, and where the result breaks a promise, the
//! ones that do are found by halving and dropped.

mod compose;

mod snapshot;

use std::collections::HashSet;

use stopgate_model::Repository;
use stopgate_source::{EditSet, Finding, Fix};

use crate::{Document, Engine, Options};
use compose::compose;
use snapshot::Snapshot;

/// How often a document is read again and fixed further. Fixes that make room for each other need two.
const ROUNDS: usize = 10;
/// How many selections of fixes are tried in one round, before the rest is dropped.
const TRIALS: usize = 96;

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixing {
    /// The safe ones of the rules about layout, whatever the format chooses: what `fmt` does.
    Layout,
    /// The safe ones.
    Safe,
    /// The safe ones and those that somebody has to look at.
    Unsafe,
}

/// Why a fix was not applied although it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// The document would be read as another format, or as none.
    Format,
    /// Other steps would run, or other things be said of them.
    Projection,
    /// An approval would be void.
    Meaning,
    /// A check-box would be ticked, unticked, lost or made.
    Tick,
    /// A byte inside code or HTML would change.
    Code,
    /// A word, number, time or owner would change.
    Wording,
    /// A heading, list, table or quote would be made or lost.
    Structure,
    /// The plan would declare another verdict.
    Verdict,
    /// The finding would stay, or another one would come.
    Finding,
    /// Too many other fixes of the document had to be dropped to try it.
    Untried,
}

impl Dropped {
    /// The reason, as the end of the sentence "left alone, because …".
    pub fn describe(self) -> &'static str {
        match self {
            Self::Format => "the plan would be read by another format",
            Self::Projection => "other steps would run",
            Self::Meaning => "the meaning of the plan would change",
            Self::Tick => "a check-box would change",
            Self::Code => "a byte inside code would change",
            Self::Wording => "a word or a number would change",
            Self::Structure => "a heading, list, table or quote would be made or lost",
            Self::Verdict => "the plan would declare another verdict",
            Self::Finding => "something else would be found afterwards",
            Self::Untried => "too many other fixes here cannot be applied",
        }
    }
}

/// What came of fixing a document.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The document as it is now.
    pub bytes: Vec<u8>,
    /// The findings whose fixes were applied, in the order in which that happened.
    pub applied: Vec<Finding>,
    /// The findings whose fixes were left out, each with the reason.
    pub dropped: Vec<(Finding, Dropped)>,
}

/// A document on its way.
struct Work<'w> {
    engine: &'w Engine,
    path: &'w str,
    fixing: Fixing,
    options: &'w Options,
    repository: &'w dyn Repository,
}

/// A document at one moment, with what fixing must not change.
struct State {
    bytes: Vec<u8>,
    findings: Vec<Finding>,
    snapshot: Snapshot,
}

impl Engine {
    /// Applies the fixes of a document until none is left or no more can be applied. Each is applied
    /// whole or not at all; one is left out where the result would break what its kind promises, would
    /// still have the finding, or would have another one.
    pub fn fixed(
        &self,
        (path, bytes): (&str, Vec<u8>),
        fixing: Fixing,
        options: &Options,
        repository: &dyn Repository,
    ) -> Fixed {
        let work = Work {
            engine: self,
            path,
            fixing,
            options,
            repository,
        };
        work.fixed(bytes)
    }
}

impl Work<'_> {
    fn fixed(&self, bytes: Vec<u8>) -> Fixed {
        let mut fixed = Fixed::default();
        let mut refused = HashSet::new();
        let mut state = self.read(bytes);
        for _ in 0..ROUNDS {
            let wanted = self.wanted(&state, &refused);
            let candidates = compose(&wanted, state.bytes.len());
            if candidates.is_empty() {
                break;
            }
            let mut round = Round::new(self, &state);
            round.grow(&candidates);
            for (finding, why) in round.dropped {
                refused.insert(key(finding, &state));
                fixed.dropped.push((finding.clone(), why));
            }
            let Some(next) = round.next else { break };
            fixed.applied.extend(round.taken.into_iter().cloned());
            state = next;
        }
        fixed.bytes = state.bytes;
        fixed
    }

    fn read(&self, bytes: Vec<u8>) -> State {
        let document = self
            .engine
            .read(self.path, bytes, self.options, self.repository);
        let findings = self.findings(&document);
        State {
            snapshot: Snapshot::of(&document, &findings),
            bytes: document.source().bytes().to_vec(),
            findings,
        }
    }

    fn findings(&self, document: &Document<'_>) -> Vec<Finding> {
        let checked = match self.fixing {
            Fixing::Layout => document.check_with_layout(self.options, self.repository),
            Fixing::Safe | Fixing::Unsafe => document.check(self.options, self.repository),
        };
        checked.findings
    }

    /// The findings whose fixes are to be applied, in document order.
    fn wanted<'s>(&self, state: &'s State, refused: &HashSet<Key>) -> Vec<&'s Finding> {
        let findings = state.findings.iter();
        findings
            .filter(|finding| self.wants(finding) && !refused.contains(&key(finding, state)))
            .collect()
    }

    fn wants(&self, finding: &Finding) -> bool {
        match (&finding.fix, self.fixing) {
            (Some(Fix::Safe(_)), Fixing::Layout) => stopgate_rules::by_code_or_name(finding.code)
                .is_some_and(stopgate_rules::Rule::is_layout),
            (Some(Fix::Safe(_)), _) | (Some(Fix::Unsafe(_)), Fixing::Unsafe) => true,
            _ => false,
        }
    }
}

/// What tells a fix that was refused from others in later rounds, where it stands elsewhere.
type Key = (&'static str, String, Vec<u8>);

fn key(finding: &Finding, state: &State) -> Key {
    let about = state.bytes.get(finding.span.range()).unwrap_or_default();
    (finding.code, finding.message.clone(), about.to_vec())
}

/// One round: which of the candidates can be applied together.
struct Round<'w, 's> {
    work: &'w Work<'w>,
    state: &'s State,
    taken: Vec<&'s Finding>,
    next: Option<State>,
    dropped: Vec<(&'s Finding, Dropped)>,
    trials: usize,
}

impl<'w, 's> Round<'w, 's> {
    fn new(work: &'w Work<'w>, state: &'s State) -> Self {
        Self {
            work,
            state,
            taken: Vec::new(),
            next: None,
            dropped: Vec::new(),
            trials: 0,
        }
    }

    /// Takes as many of the candidates as can be applied with those that were taken.
    fn grow(&mut self, candidates: &[&'s Finding]) {
        if candidates.is_empty() {
            return;
        }
        let together = [&self.taken[..], candidates].concat();
        match self.tried(&together) {
            Ok(next) => {
                self.taken = together;
                self.next = Some(next);
            }
            Err(why) if candidates.len() == 1 => self.dropped.push((candidates[0], why)),
            Err(Dropped::Untried) => {
                let untried = candidates
                    .iter()
                    .map(|finding| (*finding, Dropped::Untried));
                self.dropped.extend(untried);
            }
            Err(_) => {
                let (first, second) = candidates.split_at(candidates.len() / 2);
                self.grow(first);
                self.grow(second);
            }
        }
    }

    fn tried(&mut self, selected: &[&Finding]) -> Result<State, Dropped> {
        self.trials += 1;
        if self.trials > TRIALS {
            return Err(Dropped::Untried);
        }
        let fixes = selected.iter().filter_map(|finding| finding.fix.as_ref());
        let edits = fixes.filter_map(Fix::edits).flat_map(EditSet::edits);
        // They were composed so that they do not overlap.
        let edits = EditSet::new(edits.cloned().collect()).map_err(|_| Dropped::Untried)?;
        let next = self.work.read(edits.apply(&self.state.bytes));
        self.state.snapshot.keeps(&next.snapshot, selected)?;
        Ok(next)
    }
}
