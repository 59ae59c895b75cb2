//! How requirements, criteria and goals are worded: one pass over each of them serves all word rules.

use std::ops::Range;
use std::sync::LazyLock;

use stopgate_model::{Plan, SectionKind, Text};
use stopgate_source::{Edit, Source, Span, Words};

use super::cover::Cover;
use crate::phrases::is_body;

/// What makes words a weak demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weakness {
    /// `should`: the reader decides whether it binds. `may` allows something, and `might` tells of it.
    Modal,
    /// `always`, `never`, `all`: no test reaches the end of it.
    Unbounded,
    /// `soon`, `next week`: a date that moves with the reader.
    RelativeDate,
    /// `and/or`: two demands in one.
    Oblique,
    /// `must not`: says what is absent.
    Negative,
    /// `be able to`: words that add nothing.
    Infinitive,
    /// `It shall`: a subject that stands elsewhere.
    Pronoun,
    /// `must be deleted`: nobody does it.
    Passive,
    /// `if time permits`: lets itself be left out.
    Escape,
    /// `including but not limited to`: a list that nobody completed.
    OpenEnded,
}

/// Weak words and where they stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weak<'a> {
    /// Why they are weak.
    pub(crate) weakness: Weakness,
    /// The words, as they stand there.
    pub(crate) words: &'a str,
    /// Their line.
    pub(crate) line: Span,
}

static WEAK: LazyLock<Words> = LazyLock::new(|| {
    Words::new(concat!(
        r"\band/or\b|\b(?:should|ought to)\b",
        r"|\b(?:be|is|are) able to\b|\b(?:must|shall|will) not\b|\bmustn['’]t\b",
        r"|\b(?:always|never|every time|at all times|under (?:all|any) circumstances|in all cases)\b",
        r"|\b(?:soon|asap|next (?:week|month|quarter|year|sprint)|this (?:week|month|quarter|year|sprint)|tomorrow|shortly|later this (?:week|month|year))\b",
        r"|(?:^|:)\W*(?:it|they|this) (?:shall|must|will|has to|have to|needs? to)\b",
        r"|\b(?:shall|must|will) be [a-z]+ed\b",
        r"|\b(?:as far as (?:possible|practicable)|so far as (?:possible|practicable)|to the (?:greatest |fullest )?extent (?:possible|practicable)",
        r"|unless (?:impractical|impossible|not possible)|ideally|preferably|if time (?:permits|allows)|nice to have)\b",
        r"|\b(?:(?:including|includes),? but (?:is |are )?not limited to|among other things|or similar|and more$)",
    ))
});

/// The weak words of everything that demands something; inline code left out.
pub(crate) fn weak<'a>(demands: &[&'a Text]) -> Vec<Weak<'a>> {
    demands
        .iter()
        .flat_map(|&text| {
            let found = WEAK.find_iter(&text.plain);
            found.map(move |words| Weak {
                weakness: weakness(words.as_str()),
                words: &text.value[words.range()],
                line: text.line_of(words.start()),
            })
        })
        .collect()
}

/// Texts of requirements, success criteria and goals.
pub(crate) fn demands(plan: &Plan) -> impl Iterator<Item = &Text> {
    let sections = plan.sections.iter().filter(|section| {
        matches!(
            section.kind,
            SectionKind::Requirements | SectionKind::Criteria
        )
    });
    let cover: Cover = sections.map(|section| section.span).collect();
    let inside = move |text: &&Text| is_body(text) && cover.contains(text.origin);
    plan.texts.iter().filter(inside)
}

fn weakness(words: &str) -> Weakness {
    let words = words.to_ascii_lowercase();
    let words = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = words.split([' ', '/']).next().unwrap_or_default();
    match first {
        "as" | "so" | "to" | "unless" | "ideally" | "preferably" | "if" | "nice" => {
            Weakness::Escape
        }
        "including" | "includes" | "among" | "or" => Weakness::OpenEnded,
        "and" if !words.contains('/') => Weakness::OpenEnded,
        "and" => Weakness::Oblique,
        "should" | "ought" => Weakness::Modal,
        "it" | "they" => Weakness::Pronoun,
        "be" | "is" | "are" => Weakness::Infinitive,
        "always" | "never" | "every" | "at" | "under" | "in" => Weakness::Unbounded,
        "must" | "shall" | "will" if words.contains(" be ") => Weakness::Passive,
        "must" | "shall" | "will" | "mustn't" | "mustn’t" => Weakness::Negative,
        "this" if !is_period(words) => Weakness::Pronoun,
        _ => Weakness::RelativeDate,
    }
}

fn is_period(words: &str) -> bool {
    ["week", "month", "quarter", "year", "sprint"]
        .iter()
        .any(|period| words.ends_with(period))
}

/// Replaces words that stand exactly once in a line; none where the place is not certain.
pub(crate) fn replacement(source: &Source, line: Span, (words, by): (&str, &str)) -> Option<Edit> {
    let text = source.slice(line);
    let mut places = text.match_indices(words);
    let (at, _) = places.next().filter(|_| !text.contains('`'))?;
    if places.next().is_some() {
        return None;
    }
    let Range { start, end } = line.start() + at..line.start() + at + words.len();
    Some(Edit {
        span: Span::new(start, end),
        text: by.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_weakness() {
        for (text, expected) in [
            ("The cart should empty", Weakness::Modal),
            ("CSV and/or JSON", Weakness::Oblique),
            ("It shall close", Weakness::Pronoun),
            ("A clerk must be able to print", Weakness::Infinitive),
            ("The log must be deleted", Weakness::Passive),
            ("The log must not grow", Weakness::Negative),
            ("Ready this month", Weakness::RelativeDate),
            ("This must hold", Weakness::Pronoun),
            ("Totals are never wrong", Weakness::Unbounded),
            ("Sorted if time permits", Weakness::Escape),
            ("CSV and more", Weakness::OpenEnded),
            (
                "Formats including but not limited to CSV",
                Weakness::OpenEnded,
            ),
        ] {
            let found = WEAK.find(text).map(|found| weakness(found.as_str()));
            assert_eq!(found, Some(expected), "{text}");
        }
    }
}
