//! The latest moment that is known to have passed.

use jiff::Timestamp;

/// Goes forward only. A clock can be set back; what was recorded before shows that the time had come, so a
/// key whose time is over stays refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatestMoment(Timestamp);

impl LatestMoment {
    /// Takes note of a moment that somebody recorded (UTC, RFC 3339), and returns the latest of all. What
    /// is no moment counts as the beginning of 1970.
    pub fn see(&mut self, moment: &str) -> Timestamp {
        self.0 = self.0.max(moment.parse().unwrap_or_default());
        self.0
    }
}
