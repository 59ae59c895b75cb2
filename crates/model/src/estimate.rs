//! Effort and duration as plans write them.

/// Hours a working day has (examples of the format and CONTRACT figures count so).
const DAY: f64 = 8.0;
/// Hours a working week has.
const WEEK: f64 = 40.0;

/// An amount of work in hours, as a range; both ends are equal where one value is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Lower end, hours.
    pub low: f64,
    /// Upper end, hours.
    pub high: f64,
}

impl Estimate {
    /// The middle of the range, hours.
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

impl std::ops::Add for Estimate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }
}

impl std::fmt::Display for Estimate {
    /// Days where they are half or whole, else hours: `2.5 days`, `3 h`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days = self.middle() / DAY;
        match days {
            _ if (days * 2.0).fract() != 0.0 => write!(f, "{} h", self.middle()),
            1.0 => f.write_str("1 day"),
            _ => write!(f, "{days} days"),
        }
    }
}

/// Reads `2h`, `0.5 day`, `1w`, `2-4h`, `1d–2d`, `1d 4h`; none where any word of it means nothing.
///
/// A range with its ends the wrong way round is kept as written.
pub fn parse_estimate(text: &str) -> Option<Estimate> {
    let cleaned = text
        .trim()
        .trim_start_matches(['~', '≈'])
        .replace(['–', '—'], "-");
    let cleaned = cleaned.replace(" to ", "-");
    if let Some((low, high)) = cleaned.split_once('-') {
        let (high, unit) = amounts(high)?;
        let low = match low.trim().parse::<f64>() {
            Ok(number) => number * unit,
            Err(_) => amounts(low)?.0,
        };
        return Some(Estimate { low, high });
    }
    let (hours, _) = amounts(&cleaned)?;
    Some(Estimate {
        low: hours,
        high: hours,
    })
}

/// The sum of `1d 4h` in hours, and the hours of the last unit.
fn amounts(text: &str) -> Option<(f64, f64)> {
    let mut rest = text.trim();
    let mut sum = 0.0;
    let mut unit = 0.0;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        unit = hours_of(&rest[..letters])?;
        sum += number * unit;
        rest = rest[letters..].trim_start_matches(['.', ',', ' ', '+']);
    }
    (unit > 0.0).then_some((sum, unit))
}

fn hours_of(unit: &str) -> Option<f64> {
    match unit.to_lowercase().as_str() {
        "m" | "min" | "mins" | "minute" | "minutes" => Some(1.0 / 60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(1.0),
        "d" | "day" | "days" | "pd" => Some(DAY),
        "w" | "wk" | "wks" | "week" | "weeks" => Some(WEEK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_hours_or_nothing() {
        for (text, hours) in [
            ("2h", Some((2.0, 2.0))),
            ("0.5 day", Some((4.0, 4.0))),
            ("1w", Some((40.0, 40.0))),
            ("2-4h", Some((2.0, 4.0))),
            ("1d–2d", Some((8.0, 16.0))),
            ("1d 4h", Some((12.0, 12.0))),
            ("5d-2d", Some((40.0, 16.0))),
            ("a few days", None),
            ("3", None),
            ("", None),
            ("2 hourz", None),
        ] {
            let read = parse_estimate(text).map(|estimate| (estimate.low, estimate.high));
            assert_eq!(read, hours, "{text}");
        }
    }
}
