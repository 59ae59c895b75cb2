//! The hash chain: one line a record, each bound to the one before.
//!
//! A line is `{"v":1,"seq":N,"prev":"…","at":"…","kind":"…","body":{…},"hash":"…"}`; an event that says
//! nothing more has no body. The hash is the SHA-256 of the bytes in front of `,"hash":`, so that
//! anybody can check a journal with `sha256sum`. `v`, `seq`, `prev` and `hash` stay as they are in every
//! version: an older Stopgate knows a newer line that follows the chain from one that does not.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Event;

/// Version of the lines.
pub const VERSION: u32 = 1;

/// The hash that the first record builds on.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Length of a hash in hexadecimal digits.
const HASH: usize = 64;

/// What stands between the hashed bytes and the hash.
pub(crate) const BEFORE_HASH: &str = ",\"hash\":\"";

/// What stands behind the hash.
pub(crate) const AFTER_HASH: &str = "\"}";

/// The end of a chain: what the next record builds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many records there are.
    pub records: u64,
    /// Hash of the last one, in hexadecimal digits.
    pub hash: String,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            records: 0,
            hash: GENESIS.to_owned(),
        }
    }
}

/// What is hashed, but for its closing brace.
#[derive(Serialize)]
struct Hashed<'a> {
    v: u32,
    seq: u64,
    prev: &'a str,
    at: &'a str,
    #[serde(flatten)]
    event: &'a Event,
}

/// The line of an event that happened `at` a time (UTC, RFC 3339), with its line ending, and the head
/// behind it.
///
/// # Errors
/// When the event cannot be written as JSON.
pub fn encode(head: &Head, at: &str, event: &Event) -> Result<(String, Head), serde_json::Error> {
    let record = Hashed {
        v: VERSION,
        seq: head.records + 1,
        prev: &head.hash,
        at,
        event,
    };
    let mut line = serde_json::to_string(&record)?;
    line.pop();
    let hash = hash(line.as_bytes());
    line.push_str(BEFORE_HASH);
    line.push_str(&hash);
    line.push_str(AFTER_HASH);
    line.push('\n');
    let records = head.records + 1;
    Ok((line, Head { records, hash }))
}

/// How every line behind the head begins, up to the time.
pub(crate) fn beginning(head: &Head) -> String {
    let seq = head.records + 1;
    format!(
        r#"{{"v":{VERSION},"seq":{seq},"prev":"{}","at":""#,
        head.hash
    )
}

/// The hashed bytes of a line, and the hash that it states.
pub(crate) fn split(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_suffix(AFTER_HASH)?;
    let (hashed, stated) = rest.split_at_checked(rest.len().checked_sub(HASH)?)?;
    Some((hashed.strip_suffix(BEFORE_HASH)?, stated))
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(HASH);
    for byte in Sha256::digest(bytes) {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0xf)]));
    }
    text
}
