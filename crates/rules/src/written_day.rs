//! Days as people write them: `2026-06-13`, `13 June 2026`, `June 13, 2026`.

use jiff::civil::Date;
use stopgate_expressions::pattern;
use stopgate_model::find_date;
use stopgate_source::Pattern;

static SPELLED: Pattern = pattern!(
    r"(?i)\b(?:(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (\d{4})",
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))\b",
);

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The first day that a text names in full.
pub(crate) fn day_in(text: &str) -> Option<Date> {
    find_date(text).map_or_else(|| spelled(text), |(_, day)| day)
}

fn spelled(text: &str) -> Option<Date> {
    let found = SPELLED.captures(text)?;
    let part = |one: usize, other: usize| found.get(one).or_else(|| found.get(other));
    let month = part(2, 4)?.as_str().to_lowercase();
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let day = part(1, 5)?.as_str().parse().ok()?;
    let year = part(3, 6)?.as_str().parse().ok()?;
    Date::new(year, i8::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_spelled() {
        for (text, day) in [
            ("until 2026-06-13", Some("2026-06-13")),
            ("13 June 2026", Some("2026-06-13")),
            ("June 13th, 2026", Some("2026-06-13")),
            ("13. Jun 2026", Some("2026-06-13")),
            ("31 June 2026", None),
            ("2026-06-31", None),
            ("in June", None),
        ] {
            assert_eq!(
                day_in(text).map(|day| day.to_string()).as_deref(),
                day,
                "{text}"
            );
        }
    }
}
