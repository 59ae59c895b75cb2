//! The clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Today, in UTC (CONTRACT.md 14).
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}
