//! Times in the options of `allowed_signers`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The first second of a time, in UTC with and without `Z`; none where it is not one, or not after
/// 1970.
///
/// `20270101Z`, `202701011830`, `20270101183000Z`
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| match digits.get(from..to) {
        Some(part) => part.parse::<i8>().ok(),
        None => Some(0),
    };
    if !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let year = digits.get(..4)?.parse().ok()?;
    let (month, day) = (part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let civil = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let moment = civil.to_zoned(TimeZone::UTC).ok()?.timestamp();
    (moment > Timestamp::UNIX_EPOCH).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_and_whole() {
        for (text, expected) in [
            ("20270101Z", "2027-01-01T00:00:00Z"),
            ("20270101", "2027-01-01T00:00:00Z"),
            ("202701011830", "2027-01-01T18:30:00Z"),
            ("20270101183059z", "2027-01-01T18:30:59Z"),
        ] {
            assert_eq!(read(text), expected.parse().ok(), "{text}");
        }
        for text in [
            "",
            "Z",
            "2027",
            "20270230Z",
            "20271301Z",
            "2027010124Z",
            "20270101240000Z",
            "20270101183060Z",
            "2027-1-1",
            "+2027101",
            "19700101Z",
            "20270101ZZ",
            "２０２７０１０１",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
