//! The clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Today, in UTC (CONTRACT.md 14).
pub fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// Now, in UTC, with milliseconds: `2026-11-28T03:42:59.123Z`.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl stopgate_runner::Clock for SystemClock {
    fn now(&self) -> String {
        now()
    }
}
