//! Two journals, one moment: a run that goes on from another one begins when that one says so.
//!
//! Its first record is durable before, so that nothing is missing then; until then it is prepared, and no
//! command sees it. A crash between the two leaves the run before it as open as it was.

use crate::files::{self, Kind};
use crate::journal_file::JOURNAL;
use crate::{Failure, JournalFile, RunFolder};

impl RunFolder {
    /// True for a run that is to go on from another one, which does not say so. A run in which something
    /// happened has begun, and so has one whose predecessor is not there any more.
    pub fn is_prepared(&self) -> bool {
        let Ok(Some(state)) = self.only_record() else {
            return false;
        };
        let Some(succession) = &state.created().succeeds else {
            return false;
        };
        match self.beside(&succession.run) {
            Some(before) => before.successor().as_deref() != Some(self.name.as_str()),
            None => false,
        }
    }

    /// Makes durable that the run before this one is superseded, before anything more happens here: what
    /// says so may be in memory alone, of a process that was killed before its sync.
    ///
    /// # Errors
    /// When it cannot be made durable.
    pub fn settle(&self) -> Result<(), Failure> {
        let Ok(Some(state)) = self.only_record() else {
            return Ok(());
        };
        let before = state.created().succeeds.as_ref();
        match before.and_then(|before| self.beside(&before.run)) {
            Some(before) => JournalFile::open(&before.path).map(drop),
            None => Ok(()),
        }
    }

    /// The run of this name in the same repository; none where it has no journal.
    pub fn beside(&self, name: &str) -> Option<Self> {
        let is_name = !name.contains(['/', '\\']) && name != "..";
        let path = self.path.parent()?.join(name);
        let there = is_name && files::is(&path.join(JOURNAL), Kind::File);
        there.then(|| Self {
            name: name.to_owned(),
            path,
        })
    }

    /// Name of the run that its journal says goes on with its plan.
    fn successor(&self) -> Option<String> {
        let state = self.reading().ok()?.state?;
        state.successor().map(str::to_owned)
    }
}
