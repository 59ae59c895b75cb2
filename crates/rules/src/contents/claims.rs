//! Claims that something was verified or delivered, and sentences that deny it.
//!
//! Both are reduced to what they are about (`validat`, `test` …) and which kind of it (`unit`,
//! `staging`, `milestone 2`), because a passing unit test and a load test that was not run are no
//! contradiction.

use std::collections::BTreeSet;

use stopgate_expressions::{pattern, words};
use stopgate_source::{Pattern, Words};

/// What a claim or a denial is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    subjects: BTreeSet<String>,
    kinds: BTreeSet<String>,
    sweeping: bool,
}

impl Statement {
    /// True when both cannot hold.
    pub(crate) fn is_denied_by(&self, denial: &Self) -> bool {
        let same_subject = !self.subjects.is_disjoint(&denial.subjects);
        let same_kind = match (self.kinds.is_empty(), denial.kinds.is_empty()) {
            (true, true) => true,
            (true, false) => self.sweeping,
            _ => !self.kinds.is_disjoint(&denial.kinds),
        };
        same_subject && same_kind
    }

    fn about(text: &str) -> Option<Self> {
        static SUBJECT: Pattern = pattern!(
            r"(?i)\b(?:un)?(validat|accept|verif|test|check|roll[ -]?out|deploy|migrat|benchmark|backfill|cut-?over|releas|smoke)"
        );
        static KIND: Words = words!(
            r"\b(?:unit|integration|load|performance|stress|smoke|e2e|end[ -]to[ -]end|manual|production|prod|staging|dev|local(?:ly)?|regression|security|canary|acceptance|contract|ui|browser|schema|data quality|soak|chaos|nightly|(?:milestone|phase|step|stage|part)\s+\w+)\b"
        );
        static SWEEPING: Words = words!(r"\b(?:all|every|each|full|complete)\b");
        let found = |of: &Words| -> BTreeSet<String> {
            of.find_iter(text)
                .map(|found| found.as_str().to_lowercase())
                .collect()
        };
        let subjects: BTreeSet<String> = SUBJECT
            .captures_iter(text)
            .map(|found| found[1].to_lowercase())
            .collect();
        let sweeping = SWEEPING.is_match(text);
        (!subjects.is_empty()).then(|| Self {
            subjects,
            kinds: found(&KIND),
            sweeping,
        })
    }
}

/// What an entry claims to be finished: `Validation completed, all acceptance checks pass.`
pub(crate) fn claim(text: &str) -> Option<Statement> {
    static DONE: Words = words!(
        r"\b(?:complet(?:e|ed)|pass(?:es|ed|ing)?|done|finish(?:ed)?|green|succeed(?:s|ed)?|successful(?:ly)?|ran|executed|performed|carried out|verified|validated|accepted|deployed|rolled out|migrated|met|ok)\b"
    );
    if DONE.is_match(text) {
        Statement::about(text)
    } else {
        None
    }
}

/// What a sentence says has not happened: `The acceptance checks have not been run yet.`
pub(crate) fn denial(sentence: &str) -> Option<Statement> {
    static DENIED: Pattern = pattern!(
        let done = r"(?:run|ran|execut\w+|done|validated|verified|tested|performed|check(?:ed)?|complet\w+|start\w*|finish\w*|pass\w*|happen\w*|deployed|rolled out|migrated|carried out|repeated|green)";
        r"(?i)(?:\b(?:not|never)|n['’]t)(?:\s+\w+){0,2}?\s+{done}\b|\b(?:yet|still|remains?|left) to (?:be )?{done}\b|\b(?:is|are|was|were|been)\s+(?:skipped|postponed|deferred|left out)\b|\b(?:is|are|remains?|still)\s+(?:\w+\s+){0,1}(?:open|pending|outstanding|missing|incomplete|untested|unverified|unvalidated|failing|red)\b|\b(?:untested|unverified|unvalidated)\b|\bno\s+(?:\w+\s+){1,3}(?:has|have|was|were)\s+(?:been\s+)?{done}\b"
    );
    static EXCUSED: Words = words!(
        r"\b(?:nothing|none|no)\b[^.;]{0,40}\b(?:open|remain\w*|missing|pending|outstanding|failing|red)\b|\bnot only\b|\b(?:should|must|may|shall|could|would) not\b|\b(?:recommend\w*|next (?:work|step|slice|plan|milestone)s?|future|follow-?ups?|out of scope|non-goals?)\b"
    );
    let denied = DENIED.is_match(sentence) && !EXCUSED.is_match(sentence);
    if denied {
        Statement::about(sentence)
    } else {
        None
    }
}

/// True when a ticked entry says of itself that something remains. A long entry tells a story, in
/// which such words are about something else.
pub(crate) fn admits_rest(text: &str) -> bool {
    static REST: Words = words!(
        r"^\W*partial(?:ly)?\W|\((?:partial(?:ly)?(?: done| complete)?|incomplete|in progress|wip|blocked|not done)[);:,.]|\bpartially (?:done|completed?|finished)\b|[(;,.]\s*remaining\s*:|\bstill (?:to do|to be done|outstanding)\b|[;.:—–]\s*(?:\S+\s+){1,3}still (?:missing|open)\W*$|\bnot yet (?:done|completed?|finished)\b"
    );
    text.split_whitespace().count() <= STORY && REST.is_match(text)
}

/// From how many words on an entry tells a story.
const STORY: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn contradict(entry: &str, sentence: &str) -> bool {
        matches!((claim(entry), denial(sentence)), (Some(claim), Some(denial)) if claim.is_denied_by(&denial))
    }

    #[test]
    fn only_the_same_kind_of_thing_is_contradicted() {
        let claimed = "Validation completed, all acceptance checks pass.";
        assert!(contradict(
            claimed,
            "The acceptance checks have not been run yet, staging was recreated."
        ));
        assert!(contradict(
            "All tests pass.",
            "The load tests were never executed."
        ));
        assert!(contradict(
            "Deployed to production",
            "The deployment to production is still pending."
        ));
        assert!(!contradict(
            "Unit tests pass.",
            "The load tests were not run."
        ));
        assert!(!contradict(
            claimed,
            "All acceptance checks were run; nothing is open."
        ));
        assert!(!contradict(
            "Milestone 1 tests pass",
            "The tests of milestone 2 are still open."
        ));
    }
}
