//! What a crash leaves behind of the record that was being written: its beginning, and zeros where the
//! disk got no further.

use serde::de::IgnoredAny;

use crate::Head;
use crate::chain::{AFTER_HASH, BEFORE_HASH, beginning, hash};

/// The smallest piece that a disk writes.
const SECTOR: usize = 512;

/// True where the bytes from `from` on can be what is left of the one record that follows the head. No
/// crash changes a byte: what is left has to be as it was written.
pub(crate) fn is_torn(bytes: &[u8], from: usize, head: &Head) -> bool {
    let rest = &bytes[from..];
    let Some(end) = rest.iter().position(|byte| matches!(byte, 0 | b'\n')) else {
        return begins_record(rest, head);
    };
    let (written, lost) = rest.split_at(end);
    let zeros = lost.iter().all(|byte| *byte == 0);
    begins_record(written, head) && (zeros || has_lost_sectors(bytes, from))
}

/// True where what follows is at most one record, and zeros in it fill sectors. Records hold no zero:
/// JSON escapes it.
fn has_lost_sectors(bytes: &[u8], from: usize) -> bool {
    let rest = &bytes[from..];
    let line_end = rest.iter().position(|byte| *byte == b'\n');
    let (first, others) = rest.split_at(rest.len().min(SECTOR - from % SECTOR));
    let is_lost_or_whole = |sector: &[u8]| {
        let zeros = sector.iter().filter(|byte| **byte == 0).count();
        zeros == 0 || zeros == sector.len()
    };
    line_end.is_none_or(|at| at + 1 == rest.len())
        && rest.contains(&0)
        && is_lost_or_whole(first)
        && others.chunks(SECTOR).all(is_lost_or_whole)
}

/// True for the beginning of the record that follows the head, and for all of it but its line ending.
fn begins_record(bytes: &[u8], head: &Head) -> bool {
    let frame = beginning(head);
    let common = bytes.len().min(frame.len());
    let Some(text) = whole_characters(bytes) else {
        return false;
    };
    bytes[..common] == frame.as_bytes()[..common] && begins_json(text) && begins_hash(text)
}

/// The text but for a character that is cut at the end; none where the bytes are no text.
fn whole_characters(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

/// True for the beginning of JSON on one line, and for all of it where its hash closes it. A number that
/// is cut behind its sign is no end of input to the parser, but is one. In an escape that is cut, the
/// parser looks at nothing.
fn begins_json(text: &str) -> bool {
    let without_sign = text.strip_suffix('-').unwrap_or(text);
    let begins = match serde_json::from_str::<IgnoredAny>(without_sign) {
        Ok(_) => text.contains(BEFORE_HASH),
        Err(error) => error.is_eof(),
    };
    begins && !text.contains(|character| character < ' ')
}

/// True where what stands of the hash is that of the bytes in front of it.
fn begins_hash(text: &str) -> bool {
    text.rsplit_once(BEFORE_HASH)
        .is_none_or(|(hashed, stated)| {
            let whole = hash(hashed.as_bytes()) + AFTER_HASH;
            whole.starts_with(stated)
        })
}
