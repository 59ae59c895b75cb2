//! Days and instants as plans write them.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use stopgate_source::Span;

/// Zone names with one meaning, and their offset in minutes. `CST`, `IST`, `BST` and `EST` have
/// several and stay out.
const ZONES: &[(&str, i32)] = &[
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("JST", 540),
    ("KST", 540),
    ("EDT", -240),
    ("PST", -480),
    ("PDT", -420),
];

/// When something happened, as far as the text says.
#[derive(Clone, Debug, PartialEq)]
pub enum Stamp {
    /// No date at the start of the entry.
    Absent,
    /// An instant.
    Instant(Timestamp, Span),
    /// A day without a time.
    Day(Date, Span),
    /// A day and a time that no instant follows from, because the zone is missing or has several
    /// meanings.
    Ambiguous(Date, Span),
    /// Digits in the form of a date that no calendar has.
    Impossible(Span),
    /// The form of the template, `YYYY-MM-DD`, with nothing filled in.
    Unfilled(Span),
}

impl Stamp {
    /// The day it names, where it names one.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Instant(instant, _) => Some(instant.to_zoned(TimeZone::UTC).date()),
            Self::Day(day, _) | Self::Ambiguous(day, _) => Some(*day),
            Self::Absent | Self::Impossible(_) | Self::Unfilled(_) => None,
        }
    }
}

/// A day in the form `2026-02-28`; none where it is written otherwise or does not exist.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if is_date_shape(text.as_bytes()) && text.len() == 10 {
        text.parse().ok()
    } else {
        None
    }
}

/// The first `2026-02-28` in a text: its range, and the day unless no calendar has it.
pub fn find_date(text: &str) -> Option<(Range<usize>, Option<Date>)> {
    let bytes = text.as_bytes();
    let starts_number = |at: usize| at == 0 || !bytes[at - 1].is_ascii_digit();
    let found = (0..bytes.len().saturating_sub(9)).find(|&at| {
        starts_number(at)
            && is_date_shape(&bytes[at..])
            && !bytes.get(at + 10).is_some_and(u8::is_ascii_digit)
    })?;
    Some((found..found + 10, text[found..found + 10].parse().ok()))
}

/// Reads the stamp at the start of a progress entry and says where the rest of the text begins.
///
/// `origin` maps a range of `text` to bytes of the document. Handles
/// `(2026-01-02 03:04Z) Ship`, `2026-01-02T03:04:05+09:00 Ship`, `(2026-01-02 03:04 CST) Ship`,
/// `(2026-01-02) Ship`, `2026-01-02: Ship`, ``(2026-01-02, `7fc57169`) Ship``.
pub fn read_stamp(text: &str, origin: impl Fn(Range<usize>) -> Span) -> (Stamp, usize) {
    let start = text.len() - text.trim_start().len();
    let open = usize::from(text[start..].starts_with('('));
    let at = start + open;
    let end = if open == 1 {
        text[at..].find(')').map_or(text.len(), |i| at + i)
    } else {
        text.len()
    };
    let body = &text[at..end];
    if is_template(body) {
        return (Stamp::Unfilled(origin(start..end)), rest_after(text, end));
    }
    if !is_date_shape(body.as_bytes()) {
        return (Stamp::Absent, start);
    }
    let (clock, used) = read_clock(&body[10..]);
    let close = if open == 1 { end } else { at + 10 + used };
    let place = origin(start..(close + open).min(text.len()));
    let stamp = match (body[..10].parse::<Date>(), clock) {
        (Err(_), _) | (_, Clock::Impossible) => Stamp::Impossible(place),
        (Ok(day), Clock::None) => Stamp::Day(day, place),
        (Ok(day), Clock::Local) => Stamp::Ambiguous(day, place),
        (Ok(day), Clock::Zoned(hour, minute, offset)) => instant(day, hour, minute, offset)
            .map_or(Stamp::Impossible(place), |at| Stamp::Instant(at, place)),
    };
    (stamp, rest_after(text, close))
}

/// True for a stamp with letters of the template in the place of digits: `YYYY-MM-DD`, `2026-03-DD HH:MMZ`.
fn is_template(body: &str) -> bool {
    let day = body.get(..10).unwrap_or_default();
    let clock = body.get(10..).unwrap_or_default();
    let shaped = |part: &str, letters: &[&str]| {
        letters.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = day.splitn(3, '-');
    let [year, month, date] = [(); 3].map(|()| parts.next().unwrap_or("-"));
    let is_day = year.len() == 4
        && month.len() == 2
        && date.len() == 2
        && shaped(year, &["YYYY", "yyyy"])
        && shaped(month, &["MM", "mm"])
        && shaped(date, &["DD", "dd"]);
    let lettered = day.contains(|c: char| c.is_ascii_alphabetic());
    let open_clock = clock.trim_start().starts_with("HH:") || clock.trim_start().starts_with("hh:");
    is_day && (lettered || open_clock)
}

/// What follows a date.
enum Clock {
    None,
    Local,
    Impossible,
    Zoned(i8, i8, i32),
}

/// Reads ` 03:04Z`, `T03:04:05+09:00`, ` 03:04 CST`; returns how many bytes belong to it.
fn read_clock(text: &str) -> (Clock, usize) {
    let bytes = text.as_bytes();
    let separated = matches!(bytes.first(), Some(b'T' | b't' | b' '));
    let is_time = separated
        && bytes.len() >= 6
        && bytes[3] == b':'
        && [1, 2, 4, 5].iter().all(|&i| bytes[i].is_ascii_digit());
    if !is_time {
        return (Clock::None, 0);
    }
    let number = |at: usize| (bytes[at] - b'0') * 10 + (bytes[at + 1] - b'0');
    let (hour, minute) = (number(1), number(4));
    let mut at = 6;
    if bytes.get(6) == Some(&b':') {
        at += 1 + text[7..]
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
    }
    if hour > 23 || minute > 59 {
        return (Clock::Impossible, at);
    }
    match read_zone(&text[at..]) {
        Some((offset, used)) => (Clock::Zoned(hour as i8, minute as i8, offset), at + used),
        None => (Clock::Local, at),
    }
}

/// Reads `Z`, ` UTC`, `+09:00`, `-0400`: minutes east of UTC, and how many bytes it takes.
fn read_zone(text: &str) -> Option<(i32, usize)> {
    let zone = text.trim_start_matches(' ');
    let skipped = text.len() - zone.len();
    if let Some(sign) = zone.chars().next().filter(|c| matches!(c, '+' | '-')) {
        let shaped = |c: &char| c.is_ascii_digit() || *c == ':';
        let written: String = zone[1..].chars().take_while(shaped).collect();
        let digits = written.replace(':', "");
        let colon = usize::from(zone.as_bytes().get(3) == Some(&b':'));
        let minutes = match digits.len() {
            2 => digits.parse::<i32>().ok()? * 60,
            4 => digits[..2].parse::<i32>().ok()? * 60 + digits[2..].parse::<i32>().ok()?,
            _ => return None,
        };
        let minutes = if sign == '-' { -minutes } else { minutes };
        return Some((minutes, skipped + 1 + digits.len() + colon));
    }
    let name: String = zone.chars().take_while(char::is_ascii_alphabetic).collect();
    let (_, offset) = ZONES.iter().find(|(known, _)| *known == name)?;
    Some((*offset, skipped + name.len()))
}

fn instant(day: Date, hour: i8, minute: i8, offset: i32) -> Option<Timestamp> {
    let local: DateTime = day.at(hour, minute, 0, 0);
    Offset::from_seconds(offset * 60)
        .ok()?
        .to_timestamp(local)
        .ok()
}

fn rest_after(text: &str, close: usize) -> usize {
    let tail = text.get(close..).unwrap_or_default();
    let kept = tail.trim_start_matches([')', ':', ' ', '\n', '-', '–', '—']);
    text.len() - kept.len()
}

fn is_date_shape(bytes: &[u8]) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let dash = |at: usize| bytes.get(at) == Some(&b'-');
    (0..4).all(digit) && dash(4) && (5..7).all(digit) && dash(7) && (8..10).all(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> (String, &str) {
        let (stamp, rest) = read_stamp(text, Span::from);
        let shown = match stamp {
            Stamp::Absent => "absent".into(),
            Stamp::Instant(at, _) => at.to_string(),
            Stamp::Day(day, _) => day.to_string(),
            Stamp::Ambiguous(day, _) => format!("{day}?"),
            Stamp::Impossible(_) => "impossible".into(),
            Stamp::Unfilled(_) => "unfilled".into(),
        };
        (shown, &text[rest..])
    }

    #[test]
    fn every_form_of_a_stamp_is_an_instant_a_day_or_ambiguous() {
        for (text, shown) in [
            ("(2026-01-02 03:04Z) Ship", "2026-01-02T03:04:00Z"),
            ("(2026-01-02T03:04:59Z) Ship", "2026-01-02T03:04:00Z"),
            ("2026-01-02T03:04 Ship", "2026-01-02?"),
            ("2026-01-02 03:04Z Ship", "2026-01-02T03:04:00Z"),
            ("(2026-01-02 03:04 UTC) Ship", "2026-01-02T03:04:00Z"),
            ("(2026-01-02 03:04-0400) Ship", "2026-01-02T07:04:00Z"),
            ("(2026-01-02T03:04:00+09:00) Ship", "2026-01-01T18:04:00Z"),
            ("(2026-01-02 03:04 JST) Ship", "2026-01-01T18:04:00Z"),
            ("(2026-01-02 03:04 CST) Ship", "2026-01-02?"),
            ("(2026-01-02 03:04) Ship", "2026-01-02?"),
            ("(2026-01-02) Ship", "2026-01-02"),
            ("2026-01-02: Ship", "2026-01-02"),
            ("(2026-01-02 Asia/Shanghai) Ship", "2026-01-02"),
            ("(2026-01-02, `7fc57169`) Ship", "2026-01-02"),
            ("(2026-02-30 03:04Z) Ship", "impossible"),
            ("(2026-01-02 25:04Z) Ship", "impossible"),
            ("(YYYY-MM-DD HH:MMZ) Ship", "unfilled"),
            ("2026-01-02 03:04 - Ship", "2026-01-02?"),
            ("Ship", "absent"),
        ] {
            assert_eq!(stamp(text), (shown.to_owned(), "Ship"), "{text}");
        }
        assert_eq!(stamp("(TBD) Ship"), ("absent".to_owned(), "(TBD) Ship"));
    }

    #[test]
    fn dates_are_found_whether_or_not_a_calendar_has_them() {
        assert_eq!(find_date("due 2026-02-30."), Some((4..14, None)));
        assert!(matches!(find_date("2026-02-28"), Some((_, Some(_)))));
        assert_eq!(find_date("id 12026-02-280"), None);
    }
}
