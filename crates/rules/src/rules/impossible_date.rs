//! `impossible-date`: a day in the text that no calendar has.
//!
//! Header fields, stamps of progress, dates of decisions and due dates have rules of their own.
//! Without a year 29 February is a day, and "in March 45 orders" holds no day at all.

use std::ops::Range;

use jiff::civil::Date;
use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Stamp, Text, TextPlace, find_date};
use stopgate_source::{Found, Parts, Pattern, Severity, Span, Words};

use crate::contents::cover::Cover;
use crate::contents::{near, sentences};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR027",
    name: "impossible-date",
    summary: "A date in the text does not exist",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NUMBERS: Pattern = pattern!(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)");

/// `14 March 2026`, and `March 14, 2026`.
static NAMED: [Pattern; 2] = pattern!(
    let day = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?\b";
    let month = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?";
    let year = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?";
    r"(?i)\b{day}(?:\sof)?\s{month}{year}";
    r"(?i)\b{month}\s(?:the\s)?(?:\d{1,2}[–-])?{day}{year}";
);

/// Sentences about dates that do not exist: a test case, not an appointment.
static SPOKEN_OF: Words = words!(
    r"\b(?:invalid|impossible|malformed|bogus|nonsense|non-?existent|illegal|wrong|bad|broken|reject\w*|refus\w*|errors?|fails?|failed|failing",
    r"|parse[sd]?|parsing|parser|validat\w*|overflow\w*|clamp\w*|roll(?:s|ed)? over|edge cases?|no such|leap|not (?:a |an )?(?:real |valid )?(?:day|date)",
    r"|do(?:es)? not exist|do(?:es)?n['’]t exist|there is no|never (?:exists?|comes|happens)|typo|instead of|corrected|fixtures?)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let judged = judged_elsewhere(plan);
    let months = plan.grams.may_hold(&NAMED[0]);
    let named: &'static [Pattern] = if months { &NAMED } else { &[] };
    for text in &plan.texts {
        let mut sentences = Sentences::of(&text.value);
        for range in impossible(&text.plain, named) {
            let place = place(text, range.start);
            if judged.overlaps(place) || sentences.speak_of(range.start) {
                continue;
            }
            let date = text.value[range]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            report.find(
                place,
                format!("No calendar has the day {date}, so nothing can happen on it"),
                "Look up which day was meant and write it, best as YYYY-MM-DD",
            );
        }
    }
}

fn place(text: &Text, at: usize) -> Span {
    match text.place {
        TextPlace::Cell(_) => text.origin,
        _ => text.line_of(at),
    }
}

/// Places whose date another rule judges.
fn judged_elsewhere(plan: &Plan) -> Cover {
    let is_wrong = |text: &str| matches!(find_date(text), Some((_, None)));
    let header = plan
        .header
        .iter()
        .filter(|field| matches!(field.id.as_str(), "date" | "created"));
    let title = plan.title.iter().filter(|title| is_wrong(&title.value));
    let decisions = plan
        .decisions
        .iter()
        .filter_map(|decision| decision.made.filled());
    let actions = plan.actions.iter().filter_map(|action| action.due.filled());
    let dated = decisions
        .chain(actions)
        .filter(|value| is_wrong(&value.value));
    let stamps = plan.progress.iter().filter_map(|entry| match entry.stamp {
        Stamp::Impossible(span) => Some(span),
        _ => None,
    });
    let spans = header
        .map(|field| field.origin)
        .chain(title.chain(dated).map(|value| value.origin));
    spans.chain(stamps).collect()
}

/// The sentences of a text up to the last place that was asked for.
struct Sentences<'t> {
    text: &'t str,
    sentences: Box<dyn Iterator<Item = Range<usize>> + 't>,
    /// The sentence that was asked for last, and whether it speaks of dates that do not exist.
    last: (Range<usize>, bool),
}

impl<'t> Sentences<'t> {
    fn of(text: &'t str) -> Self {
        let sentences = Box::new(sentences(text));
        Self {
            text,
            sentences,
            last: (0..0, false),
        }
    }

    /// True where dates are only spoken of. Asked for one place after the other.
    fn speak_of(&mut self, at: usize) -> bool {
        if at >= self.last.0.end {
            let around = self.sentences.find(|sentence| sentence.contains(&at));
            let around = around.unwrap_or(0..self.text.len());
            let speaks = SPOKEN_OF.is_match(&self.text[around.clone()]);
            self.last = (around, speaks);
        }
        self.text[..at].ends_with(['"', '“', '‘', '\'', '«']) || self.last.1
    }
}

/// Ranges of days that do not exist, written as numbers or like these.
fn impossible(text: &str, named: &'static [Pattern]) -> Vec<Range<usize>> {
    let numbers = NUMBERS.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?;
        (stands_free(text, &whole) && !exists(&found, number(&found, "month")?)?)
            .then(|| whole.range())
    });
    let in_words = |of: &'static Pattern| {
        of.captures_iter(text)
            .filter_map(|found| named_day(text, &found))
    };
    let mut all: Vec<_> = numbers.chain(named.iter().flat_map(in_words)).collect();
    all.sort_by_key(|range| range.start);
    all.dedup_by(|next, last| next.start < last.end);
    all
}

/// False inside of a longer number, name or path.
fn stands_free(text: &str, found: &Found<'_>) -> bool {
    let before = text[..found.start()].chars().next_back();
    let mut after = text[found.end()..].chars();
    let (next, second) = (after.next(), after.next());
    let goes_on = |c: char| c.is_alphanumeric() || "_-/\\".contains(c);
    let within = before.is_some_and(goes_on) || next.is_some_and(|c| goes_on(c) && c != 'T');
    let in_number = next == Some('.') && second.is_some_and(char::is_alphanumeric);
    !within && !in_number
}

fn named_day(text: &str, found: &Parts<'_>) -> Option<Range<usize>> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let whole = found.get(0)?;
    let name = found.name("month")?.as_str().to_ascii_lowercase();
    let month = MONTHS.iter().position(|known| name.starts_with(known))? + 1;
    let is_sure = found.name("year").is_some() || found.name("ordinal").is_some();
    let is_day = is_sure || (number(found, "day")? <= 31 && ends_as_date(text, whole.end()));
    (is_day && !exists(found, i16::try_from(month).ok()?)?).then(|| whole.range())
}

/// More bytes than the words have that may stand behind a date.
const LONGEST_WORD: usize = 20;

/// False where the number counts what stands behind it: `in June 31 orders were lost`.
fn ends_as_date(text: &str, end: usize) -> bool {
    static GOES_ON: Words = words!(
        r"^(?:$|[,;!?)\]–—-]|[.:](?:\D|$)|\s+(?:$|[(–—-]|(?:at|on|to|until|till|and|or|in|from|by|is|are|was|were|will|before|after|the|we|for|with|when|as|through|if|because|so|must|should|at the|\d)\b))"
    );
    GOES_ON.is_match(near::behind(text, end, LONGEST_WORD))
}

fn number(found: &Parts<'_>, part: &str) -> Option<i16> {
    found.name(part)?.as_str().parse().ok()
}

/// Whether a calendar has the day; where no year is given, that of some year.
fn exists(found: &Parts<'_>, month: i16) -> Option<bool> {
    const LEAP: i16 = 2024;
    let year = number(found, "year").unwrap_or(LEAP);
    let day = number(found, "day")?;
    Some(Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).is_ok())
}

#[cfg(test)]
mod tests {
    use super::{NAMED, impossible};

    #[test]
    fn days_that_no_calendar_has_are_found() {
        for (text, day) in [
            ("on 2026-06-31.", "2026-06-31"),
            ("at 2026-13-01T03:00Z", "2026-13-01"),
            ("in the night of 31 September", "31 September"),
            ("Feb 30, 2026 is the day", "Feb 30, 2026"),
            ("the 31st of June", "31st of June"),
            ("29 February 2026", "29 February 2026"),
            ("until Nov. 31 at noon", "Nov. 31"),
            ("June 29-31.", "June 29-31"),
        ] {
            let found = impossible(text, &NAMED);
            assert_eq!(
                found.iter().map(|at| &text[at.clone()]).collect::<Vec<_>>(),
                [day],
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in [
            "2026-06-30 and 2024-02-29",
            "29 February",
            "May 31 and 31 May",
            "In March 45 orders were lost, in June 31 more.",
            "June 2026 and 30 June 2031",
            "ticket 12026-06-310, `PRJ`-2026-06-31-b",
            "it may 40 times",
            "Sep 31:00",
        ] {
            assert!(
                impossible(text, &NAMED).is_empty(),
                "{text}: {:?}",
                impossible(text, &NAMED)
            );
        }
    }
}
