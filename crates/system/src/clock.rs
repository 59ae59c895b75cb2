//! The clock.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustix::time::{ClockId, clock_gettime};

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

    /// Time that passes while the machine sleeps counts.
    fn monotonic(&self) -> Duration {
        let time = clock_gettime(ClockId::Boottime);
        Duration::try_from(time).unwrap_or_default()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
