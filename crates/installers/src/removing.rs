//! How what was installed gets out of a file again.

use crate::{Content, FileRecord, Piece, Refusal};

/// A file after a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its text; none where the file goes.
    pub after: Option<String>,
    /// What people should know besides, in words.
    pub notes: Vec<String>,
}

/// Takes what was installed out of a file. Where nothing else changed, what is left is what was there before, byte
/// for byte. Where somebody edited around it, its texts are found wherever they stand; where somebody edited inside,
/// it is found by what it is.
///
/// `content` is what this version would install; none where it installs nothing there.
///
/// # Errors
/// When the file cannot be read, so that nobody can say what is left of it.
pub fn remove(
    content: Option<&Content>,
    text: &str,
    record: &FileRecord,
) -> Result<Removed, Refusal> {
    content.map_or(Ok(()), |it| it.readable(text))?;
    let is_right = |base: &String| content.is_none_or(|it| it.keeps_rest(text, base));
    let is_gone = |base: &str| {
        record.created && content.map_or(base.trim().is_empty(), |it| it.is_void(base))
    };
    let taken = |base: String, notes: Vec<String>| Removed {
        after: (!is_gone(&base)).then_some(base),
        notes,
    };
    if !record.pieces.is_empty()
        && let Some(base) = without(text, &record.pieces).filter(is_right)
    {
        return Ok(taken(base, Vec::new()));
    }
    if let Some(base) = content.and_then(|it| it.cut(text)).filter(is_right) {
        let note =
            "it had been edited, so what is of Stopgate was found by what it is; look at the rest";
        return Ok(taken(base, vec![note.to_owned()]));
    }
    let note = if content.is_some_and(|it| it.mentions(text)) {
        "somebody changed it, so it is left; take out by hand what is of Stopgate"
    } else {
        "nothing of Stopgate is left in it"
    };
    Ok(Removed {
        after: Some(text.to_owned()),
        notes: vec![note.to_owned()],
    })
}

/// The text without the pieces; none where one of them is not found, or nobody can say which of several it is.
pub(crate) fn without(text: &str, pieces: &[Piece]) -> Option<String> {
    if pieces.is_empty() {
        return None;
    }
    let other_ends = || {
        let converted = |piece: &Piece| Piece {
            at: piece.at,
            inserted: piece.inserted.replace('\n', "\r\n"),
        };
        pieces.iter().map(converted).collect::<Vec<_>>()
    };
    let places = places(text, pieces).map(|places| (places, pieces.to_vec()));
    let (places, pieces) = places.or_else(|| {
        let pieces = other_ends();
        Some((self::places(text, &pieces)?, pieces))
    })?;
    let mut ranges: Vec<(usize, usize)> = places
        .iter()
        .zip(&pieces)
        .map(|(at, piece)| (*at, at + piece.inserted.len()))
        .collect();
    ranges.sort_unstable();
    let overlaps = |pair: &[(usize, usize)]| pair[0].1 > pair[1].0;
    if ranges.windows(2).any(overlaps) {
        return None;
    }
    let mut base = text.to_owned();
    for (begin, end) in ranges.into_iter().rev() {
        base.replace_range(begin..end, "");
    }
    Some(base)
}

/// Where the pieces stand now. The longest is looked for in the whole text, and the others where they stood
/// beside it: all of them there, where that is so in one way alone, since several pieces may have one text.
fn places(text: &str, pieces: &[Piece]) -> Option<Vec<usize>> {
    let is_at = |piece: &Piece, at: usize| {
        let rest = text.get(at..);
        rest.is_some_and(|rest| rest.starts_with(&piece.inserted))
    };
    if pieces.iter().all(|piece| is_at(piece, piece.at)) {
        return Some(pieces.iter().map(|piece| piece.at).collect());
    }
    let anchor = pieces.iter().max_by_key(|piece| piece.inserted.len())?;
    let moved = |now: usize| -> Option<Vec<usize>> {
        let place = |piece: &Piece| {
            let at = (piece.at + now).checked_sub(anchor.at)?;
            is_at(piece, at).then_some(at)
        };
        pieces.iter().map(place).collect()
    };
    let occurrences = text.match_indices(&anchor.inserted);
    let mut together = occurrences.filter_map(|(now, _)| moved(now));
    if let (Some(places), None) = (together.next(), together.next()) {
        return Some(places);
    }
    let now = only(text, &anchor.inserted)?;
    let place = |piece: &Piece| {
        let beside = (piece.at + now).checked_sub(anchor.at);
        let near = [beside, Some(piece.at)].into_iter().flatten();
        let mut near = near.filter(|at| is_at(piece, *at));
        near.next().or_else(|| only(text, &piece.inserted))
    };
    pieces.iter().map(place).collect()
}

/// The only place at which a text stands.
fn only(text: &str, wanted: &str) -> Option<usize> {
    let mut found = text.match_indices(wanted);
    let (at, _) = found.next()?;
    found.next().is_none().then_some(at)
}
