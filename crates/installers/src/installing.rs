//! How what an agent needs gets into a file.

use crate::draft::Draft;
use crate::removing::without;
use crate::section::{self, newline};
use crate::{Content, FileRecord, Piece, Refusal};

/// A file after an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its text.
    pub after: String,
    /// What was put into it.
    pub record: FileRecord,
    /// What people should know besides, in words.
    pub notes: Vec<String>,
}

/// Puts what is needed into a file. Where all of it is there, nothing changes; where an older version or somebody
/// changed it, it takes the place of what was there.
///
/// # Errors
/// When the file cannot be read, or something that is not ours is in the way.
pub fn install(
    path: &str,
    content: &Content,
    (current, record): (Option<&str>, Option<&FileRecord>),
) -> Result<Installed, Refusal> {
    let Some(text) = current else {
        return Ok(fresh(path, content));
    };
    if content.is_there(text)? {
        let found = || FileRecord::found(path, content, text);
        let record = record.cloned().or_else(found);
        return Ok(Installed {
            after: text.to_owned(),
            record: record.unwrap_or_else(|| written(path, false, Vec::new())),
            notes: Vec::new(),
        });
    }
    if let Some(installed) = renewed(path, content, (text, record))? {
        return Ok(installed);
    }
    let (base, notes) = bared(content, text, record)?;
    let was_created = record.is_some_and(|record| record.created);
    if was_created && content.is_void(&base) {
        return Ok(Installed {
            notes,
            ..fresh(path, content)
        });
    }
    let Draft { text, pieces } = content.put(&base)?;
    Ok(Installed {
        after: text,
        record: written(path, was_created, pieces),
        notes,
    })
}

fn written(path: &str, created: bool, pieces: Vec<Piece>) -> FileRecord {
    FileRecord {
        path: path.to_owned(),
        created,
        pieces,
    }
}

/// A file that was not there, or that was made for nothing but ours.
fn fresh(path: &str, content: &Content) -> Installed {
    let after = content.fresh();
    let piece = Piece {
        at: 0,
        inserted: after.clone(),
    };
    Installed {
        after,
        record: written(path, true, vec![piece]),
        notes: Vec::new(),
    }
}

/// The text without what an earlier installation put into it.
fn bared(
    content: &Content,
    text: &str,
    record: Option<&FileRecord>,
) -> Result<(String, Vec<String>), Refusal> {
    let by_pieces = record
        .and_then(|record| without(text, &record.pieces))
        .filter(|base| content.keeps_rest(text, base));
    if let Some(base) = by_pieces {
        return Ok((base, Vec::new()));
    }
    match content.cut(text) {
        Some(base) if content.keeps_rest(text, &base) => {
            let note = "what was there of Stopgate had been changed, and is replaced";
            Ok((base, vec![note.to_owned()]))
        }
        _ => Ok((text.to_owned(), Vec::new())),
    }
}

/// Puts new text in the place of the old one, for what stands between marks or is a file of its own; none where
/// nothing of it is there.
fn renewed(
    path: &str,
    content: &Content,
    (text, record): (&str, Option<&FileRecord>),
) -> Result<Option<Installed>, Refusal> {
    if let Content::Whole(whole) = content {
        let record = record.ok_or(Refusal::Taken)?;
        return Ok(Some(renewed_file(whole, text, record)));
    }
    let Some(marks) = content.marks() else {
        return Ok(None);
    };
    let Some(place) = section::found(text, marks)? else {
        return Ok(None);
    };
    if record.is_none() {
        return Err(Refusal::TakenKey(marks.begin.to_owned()));
    }
    let wanted = section::marked(content.text(), marks, newline(text));
    let after = replaced(text, place, &wanted);
    let rest = content.cut(&after).unwrap_or_default();
    if !content.is_there(&after)? || !content.keeps_rest(text, &rest) {
        return Ok(None);
    }
    // What stood around the section in its piece stays part of it.
    let ours = record.and_then(|record| place_of_only_piece(text, record));
    let inside = ours.filter(|(at, piece)| *at <= place.0 && place.1 <= at + piece.len());
    let piece = match inside {
        Some((at, piece)) => Piece {
            at,
            inserted: replaced(&piece, (place.0 - at, place.1 - at), &wanted),
        },
        None => Piece {
            at: place.0,
            inserted: wanted,
        },
    };
    let created = record.is_some_and(|record| record.created);
    Ok(Some(Installed {
        after,
        record: written(path, created, vec![piece]),
        notes: Vec::new(),
    }))
}

/// A file of ours as this version writes it. Where somebody changed it, it is theirs, and stays.
fn renewed_file(whole: &str, text: &str, record: &FileRecord) -> Installed {
    let Some((at, former)) = place_of_only_piece(text, record) else {
        return Installed {
            after: text.to_owned(),
            record: record.clone(),
            notes: vec!["somebody changed it, so it is left as it is".to_owned()],
        };
    };
    let inserted = whole.replace('\n', newline(text));
    Installed {
        after: replaced(text, (at, at + former.len()), &inserted),
        record: written(&record.path, record.created, vec![Piece { at, inserted }]),
        notes: Vec::new(),
    }
}

fn replaced(text: &str, (begin, end): (usize, usize), with: &str) -> String {
    text[..begin].to_owned() + with + &text[end..]
}

/// Where the only piece of a file stands now, and its text as it stands there.
fn place_of_only_piece(text: &str, record: &FileRecord) -> Option<(usize, String)> {
    let [piece] = record.pieces.as_slice() else {
        return None;
    };
    let other_ends = piece.inserted.replace('\n', "\r\n");
    let forms = [piece.inserted.clone(), other_ends];
    forms.into_iter().find_map(|form| {
        let is_here = text
            .get(piece.at..)
            .is_some_and(|rest| rest.starts_with(&form));
        let at = if is_here {
            Some(piece.at)
        } else {
            text.find(&form)
        };
        Some((at?, form))
    })
}
