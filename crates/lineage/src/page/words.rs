//! Times and sizes as people read them.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::visible::visible;

/// A time, to the second: `2026-03-04 05:06:07`.
pub(super) fn moment(at: &str) -> Markup {
    let shown: String = at.replace('T', " ").chars().take(19).collect();
    let is_time = at.parse::<Timestamp>().is_ok();
    html! {
        @if is_time { time datetime=(at) { (shown) } } @else { (visible(at)) }
    }
}

/// A duration: `40 ms`, `1.4 s`, `1 min 12 s`, `3 h 4 min`, `2 d 5 h`.
pub(super) fn took(milliseconds: Option<u64>) -> String {
    let Some(milliseconds) = milliseconds else {
        return "an unknown time".to_owned();
    };
    let seconds = milliseconds / 1000;
    let two = |(large, unit): (u64, &str), (small, of): (u64, &str)| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {of}"),
    };
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
        (0, 0, 0) if seconds == 0 => format!("{milliseconds} ms"),
        (0, 0, 0) => format!("{seconds}.{} s", milliseconds % 1000 / 100),
        (0, 0, minutes) => two((minutes, "min"), (seconds % 60, "s")),
        (0, hours, minutes) => two((hours, "h"), (minutes, "min")),
        (days, hours, _) => two((days, "d"), (hours, "h")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        let said = [40, 1_400, 61_000, 600_000, 3_661_000, 90_000_000].map(|it| took(Some(it)));
        assert_eq!(
            said,
            [
                "40 ms",
                "1.4 s",
                "1 min 1 s",
                "10 min",
                "1 h 1 min",
                "1 d 1 h"
            ]
        );
    }

    #[test]
    fn what_is_no_time_is_shown_as_it_is() {
        assert_eq!(moment("a\u{202e}<b").into_string(), "a\\u{202e}&lt;b");
    }
}
