//! The run record: the section into which Stopgate writes what a run has left behind.
//!
//! It is living in every format, wherever it stands, with everything below it: nothing in it is a
//! section, phase, task, question or command of the plan.

use stopgate_markdown::{SectionId, Tree};

use super::Reader;
use crate::title;

/// Its title.
pub(crate) const TITLE: &str = "Run record";

/// True for a heading that opens it: `## Run record`, `## 11. Run Record`. Only the whole title counts:
/// `Phase 2: Run record` is a phase.
pub(crate) fn is_title(heading: &str) -> bool {
    const WORDS: [&str; 2] = ["run", "record"];
    let holds = |word: &str| {
        let windows = heading.as_bytes().windows(word.len());
        windows
            .into_iter()
            .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    WORDS.into_iter().all(holds) && title::normalised(heading) == title::normalised(TITLE)
}

/// For each section of the tree, whether it is the run record or lies in it.
pub(crate) fn sections(tree: &Tree) -> Vec<bool> {
    let mut inside: Vec<bool> = Vec::with_capacity(tree.sections().len());
    for section in tree.sections() {
        let around = section
            .parent
            .is_some_and(|parent| inside.get(parent.index()) == Some(&true));
        inside.push(around || (section.heading.is_some() && is_title(&section.title)));
    }
    inside
}

impl Reader<'_> {
    /// True for the heading section of a run record.
    pub(crate) fn is_run_record(self, section: SectionId) -> bool {
        let section = self.tree.section(section);
        section.heading.is_some() && is_title(&section.title)
    }
}

#[cfg(test)]
mod tests {
    use super::is_title;

    #[test]
    fn only_the_whole_title_opens_a_run_record() {
        for heading in [
            "Run record",
            "11. Run Record",
            "RUN  RECORDS:",
            "Run record (2)",
        ] {
            assert!(is_title(heading), "{heading}");
        }
        for heading in [
            "Phase 2: Run record",
            "Run",
            "Record the run",
            "Dry run record",
        ] {
            assert!(!is_title(heading), "{heading}");
        }
    }
}
