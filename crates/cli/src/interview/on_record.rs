//! Puts the answer to an open question on record that a command writes, outside of an interview.

use std::path::Path;

use stopgate_interview::{Kind, Record, Said, Stamp, question_at};
use stopgate_source::{EditSet, Span};
use stopgate_system::now;
use stopgate_workspace::Document;

use crate::exit::Trouble;
use crate::interview::provenance;

/// An answer or a delay, and who gives it.
pub(crate) struct OnRecord<'a> {
    root: &'a Path,
    /// The plan relative to the root.
    plan: &'a str,
    who: String,
    said: Said<'a>,
    /// The record of it, where somebody saved the plan before the answer was in it.
    number: Option<u64>,
}

impl<'a> OnRecord<'a> {
    /// Nothing is on record yet.
    pub(crate) fn new((root, plan): (&'a Path, &'a str), (who, said): (String, Said<'a>)) -> Self {
        Self {
            root,
            plan,
            who,
            said,
            number: None,
        }
    }

    /// Writes the record, durably, of what the edits are about to write behind the question at this place.
    pub(crate) fn put(
        &mut self,
        (document, entry, asked): (&Document<'_>, Span, &str),
        (bytes, edits): (&[u8], &EditSet),
    ) -> Result<(), Trouble> {
        let (mut file, records) = provenance::read(self.root, self.plan)?;
        let stamp = Stamp {
            who: self.who.clone(),
            when: now(),
        };
        let count = provenance::begun((&mut file, &records), Kind::Found, (&stamp, bytes))?;
        let asked = question_at(document, entry, asked);
        let mut record = Record::of_words(&stamp, (asked, &self.said), (bytes, edits));
        record.number = count + 1;
        record.replaces = self.number;
        file.append(&record.line())?;
        self.number = Some(record.number);
        Ok(())
    }
}
