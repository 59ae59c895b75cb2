//! A plan that people and programs write into at the same time: read, edited, and replaced only where nobody
//! else was faster; then read again and tried anew (GOAL-D2).

use std::path::{Path, PathBuf};
use std::time::Duration;

use stopgate_source::{EditSet, file_part};

use crate::files::{self, Access, OpenFile};
use crate::kept::KeptTexts;
use crate::lock::WriteLock;
use crate::read::file_of;
use crate::{Failure, read_plan, replace_keeping};

/// How often a plan that somebody saves at the same time is read anew.
const TRIES: u32 = 50;

/// How long to wait for somebody who is saving.
const PAUSE: Duration = Duration::from_millis(20);

/// How long an editor may take from opening a plan to writing into it.
const MOMENT: Duration = Duration::from_millis(3);

/// Bytes from which on a written text is known again.
const SHORTEST_ENTRY: usize = 20;

/// A plan below a root that is not ours alone.
#[derive(Debug)]
pub struct SharedPlan<'p> {
    path: PathBuf,
    root: &'p Path,
    name: &'p str,
}

/// What was written last, and how often it stood in the plan before.
struct Attempt {
    texts: Vec<(String, usize)>,
}

impl<'p> SharedPlan<'p> {
    /// The plan at a path; `name` is the one by which all writers know it, relative to the root. Several plans in
    /// one file are written as one.
    pub fn new(path: &Path, root: &'p Path, name: &'p str) -> Self {
        Self {
            path: file_of(path),
            root,
            name: file_part(name),
        }
    }

    /// Makes the edits that `edit` finds for the plan as it is, and says whether there were any. It is asked
    /// again where somebody saved meanwhile, and where it finds nothing good in a plan that is being saved.
    ///
    /// What is replaced is kept for a day, and so is what is written: a program that had the plan open writes
    /// over it without having read it.
    ///
    /// # Errors
    /// What `edit` says of a plan that nobody is saving; when another writer does not give the plan up, or it
    /// cannot be written.
    pub fn edit<E: From<Failure>>(
        &self,
        edit: &mut dyn FnMut(&[u8]) -> Result<EditSet, E>,
    ) -> Result<bool, E> {
        let _writing = WriteLock::take(self.root, self.name)?;
        let mut attempt: Option<Attempt> = None;
        for _ in 1..TRIES {
            match self.edit_once(edit, &mut attempt) {
                Err(Stopped::Saved) => std::thread::sleep(PAUSE),
                Err(Stopped::For(reason)) => return Err(reason),
                Ok(edited) => return Ok(edited),
            }
        }
        Err(Failure::Changed(self.path.clone()).into())
    }

    /// Replaces a plan that somebody has seen as it was; what stood there is kept as [`SharedPlan::edit`] keeps it.
    ///
    /// # Errors
    /// When the plan is another one by now, another writer does not give it up, or it cannot be written.
    pub fn replace(&self, before: &[u8], after: &[u8]) -> Result<(), Failure> {
        let _writing = WriteLock::take(self.root, self.name)?;
        let kept = KeptTexts::of_repository(self.root)?;
        kept.forget_what_nobody_touched();
        let place = |bytes: &[u8]| kept.place_of(bytes);
        replace_keeping(&self.path, self.root, (before, after), Some(&place))?;
        kept.copy(after);
        Ok(())
    }

    fn edit_once<E: From<Failure>>(
        &self,
        edit: &mut dyn FnMut(&[u8]) -> Result<EditSet, E>,
        attempt: &mut Option<Attempt>,
    ) -> Result<bool, Stopped<E>> {
        let before = match read_plan(&self.path, self.root) {
            // An editor that saves by removing first leaves a moment without a plan.
            Err(Failure::Missing(_)) if self.comes_back() => return Err(Stopped::Saved),
            read => read?,
        };
        // Whoever saved last may have read what we were about to take back.
        if attempt.take().is_some_and(|attempt| attempt.is_in(&before)) {
            return Ok(true);
        }
        let edits = match edit(&before) {
            Ok(edits) => edits,
            Err(_) if self.is_being_saved(&before) => return Err(Stopped::Saved),
            Err(reason) => return Err(Stopped::For(reason)),
        };
        if edits.is_empty() {
            return Ok(false);
        }
        let after = edits.apply(&before);
        let kept = KeptTexts::of_repository(self.root)?;
        kept.forget_what_nobody_touched();
        let place = |bytes: &[u8]| kept.place_of(bytes);
        let mut held = Held::of(&self.path);
        match replace_keeping(&self.path, self.root, (&before, &after), Some(&place)) {
            Ok(()) => {
                kept.copy(&after);
                let Some(theirs) = held.changed_since(&before) else {
                    return Ok(true);
                };
                // Half of a plan was read: whoever was saving it has it back, and gets the edit as well.
                let back = (after.as_slice(), theirs.as_slice());
                if replace_keeping(&self.path, self.root, back, Some(&place)).is_err() {
                    *attempt = Some(Attempt::of(&edits, &before));
                }
                Err(Stopped::Saved)
            }
            Err(Failure::Changed(_) | Failure::Missing(_)) => {
                *attempt = Some(Attempt::of(&edits, &before));
                Err(Stopped::Saved)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// True where a plan that is not there now is there a moment later.
    fn comes_back(&self) -> bool {
        std::thread::sleep(PAUSE);
        read_plan(&self.path, self.root).is_ok()
    }

    /// True where a plan is another one a moment later: half of it may have been missing.
    fn is_being_saved(&self, before: &[u8]) -> bool {
        std::thread::sleep(PAUSE);
        read_plan(&self.path, self.root).map_or(true, |now| now != before)
    }
}

/// A file that is about to be replaced, open twice: an editor may be in the middle of writing into it.
struct Held([Option<Box<dyn OpenFile>>; 2]);

impl Held {
    fn of(path: &Path) -> Self {
        Self([(), ()].map(|()| files::open(path, Access::Read).ok()))
    }

    /// What somebody has written into it a moment later; none where nobody has.
    fn changed_since(&mut self, before: &[u8]) -> Option<Vec<u8>> {
        let [first, second] = &mut self.0;
        std::thread::sleep(MOMENT);
        let now = read(first)?;
        if now == before {
            return None;
        }
        std::thread::sleep(PAUSE);
        read(second).filter(|now| !now.is_empty() && now != before)
    }
}

fn read(file: &mut Option<Box<dyn OpenFile>>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.as_mut()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Why an attempt did not end.
enum Stopped<E> {
    /// Somebody saves the plan.
    Saved,
    /// Another reason.
    For(E),
}

impl<E: From<Failure>> From<Failure> for Stopped<E> {
    fn from(failure: Failure) -> Self {
        Self::For(failure.into())
    }
}

impl Attempt {
    fn of(edits: &EditSet, before: &[u8]) -> Self {
        let texts = edits.edits().iter().map(|edit| edit.text.trim().to_owned());
        // A tick or a name that is written once more is the same; an entry is not.
        let texts = texts.filter(|text| text.len() >= SHORTEST_ENTRY);
        let counted = texts.map(|text| {
            let count = occurrences(before, &text);
            (text, count)
        });
        Self {
            texts: counted.collect(),
        }
    }

    /// True where all of it was written by now, by whoever had read it.
    fn is_in(&self, now: &[u8]) -> bool {
        let is_there = |(text, before): &(String, usize)| occurrences(now, text) > *before;
        !self.texts.is_empty() && self.texts.iter().all(is_there)
    }
}

fn occurrences(bytes: &[u8], text: &str) -> usize {
    String::from_utf8_lossy(bytes).matches(text).count()
}
