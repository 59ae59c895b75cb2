//! How requirements, criteria and goals are worded: one pass over each of them serves all word rules.

use std::ops::Range;

use stopgate_expressions::words;
use stopgate_model::{Plan, SectionKind, Text};
use stopgate_source::{Edit, Source, Span, Words};

use super::cover::Cover;
use super::texts;
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

static WEAK: Words = words!(
    r"\band/or\b|\b(?:should|ought to)\b",
    r"|\bor/and\b|(?:^|\s)[a-z]{3,} / [a-z]{3,}\b|(?:^|\s)[a-z-]{5,}/[a-z-]{5,}(?:[\s,;.)]|$)",
    r"|\b(?:be|is|are) (?:able to|capable of)\b|\bhas the (?:ability|capability) to\b|\b(?:allows?|enables?) (?:\w+ ){1,3}to\b",
    r"|\b(?:must|shall|will) not\b|\b(?:must|wo|ca)n['’]t\b|\bcannot\b|\b(?:is|are) not allowed\b",
    r"|\b(?:always|never|every time|at all times|under (?:all|any|no) circumstances|in all cases|without exception|around the clock)\b",
    r"|\b100 ?% (?:up-?time|availab\w+|reliab\w+|accura\w+|correct|of the time)|\b24/7\b",
    r"|\b(?:soon|asap|next (?:week|month|quarter|year|sprint|(?:mon|tues|wednes|thurs|fri)day)|(?:this|later this|end of this) (?:week|month|quarter|year|sprint)|tomorrow|shortly",
    r"|end of (?:the )?(?:week|month|quarter)|in (?:a few|a couple of|some) (?:days|weeks|months)|in the near future)\b",
    r"|(?:^|:)\W*(?:it|they|this) (?:shall|must|will|has to|have to|needs? to)\b",
    r"|^\W*(?:[a-z]{1,4}-?\d+\s*(?:\([^)]*\)\s*)?[:.–—]\W*)?(?:(?:it|they) [a-z]+|(?:this|these) (?:is|are|has|have|does|means|[a-z]+s (?:the|an?|all|each|every|its)))\b",
    r"|\b(?:(?:shall|must|will)|(?:has|have|needs?) to) be (?:[a-z]+ed|shown|sent|kept|written|read|built|made|held|set|found|given|taken|known|told|drawn|put)\b",
    r"|\b(?:as far as (?:possible|practicable)|so far as (?:possible|practicable)|to the (?:greatest |fullest )?extent (?:possible|practicable)",
    r"|(?:where|wherever|when|whenever|if|as) practicable|(?:if|when|where) (?:there is (?:enough )?|the )?(?:time|budget|resources?|capacity)(?: and \w+)? (?:permits?|allows?|is left|remains)|(?:if|when) there is (?:enough )?(?:time|budget|capacity)",
    r"|(?:where|wherever|when|if) it makes sense|unless there (?:is|are) (?:not|no) (?:enough )?(?:time|budget|capacity|resources?)|unless (?:impractical|impossible|not possible|it is too (?:hard|costly|expensive))|(?:on a )?best[- ]effort(?: basis)?|ideally|preferably|if time (?:permits|allows)|nice to have)\b",
    r"|\b(?:(?:including|includes),? but (?:is |are )?not limited to|among (?:other things|others)|or similar|or the like|and more(?:$|[.,;)])|(?:and|or) (?:any )?other (?:relevant|important|related|common|necessary|useful|similar) \w+)",
    r"|,\s*(?:\.\.\.|…)",
);

/// Words with a slash that are one thing.
const PAIRS: &[&str] = &["client/server", "input/output", "request/response"];

/// The weak words of everything that demands something; inline code left out. What a constraint
/// says of dates binds as well.
pub(crate) fn weak<'a>(plan: &'a Plan, demands: &[&'a Text]) -> Vec<Weak<'a>> {
    let constraints = plan.section("constraints").into_iter();
    let limits = constraints.flat_map(|section| texts(plan, section));
    let limits = limits
        .flat_map(weak_in)
        .filter(|weak| weak.weakness == Weakness::RelativeDate);
    let demanded = demands.iter().flat_map(|&text| weak_in(text));
    demanded.chain(limits).collect()
}

fn weak_in(text: &Text) -> impl Iterator<Item = Weak<'_>> {
    let found = WEAK.find_iter(&text.plain).map(|words| Weak {
        weakness: weakness(words.as_str()),
        words: &text.value[words.range()],
        line: text.line_of(words.start()),
    });
    found.filter(|weak| {
        let words = weak.words.to_lowercase();
        let is_abbreviation = weak.weakness == Weakness::Pronoun && weak.words.contains("IT ");
        !is_abbreviation && !PAIRS.iter().any(|pair| words.contains(pair))
    })
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
    if words.starts_with(',') {
        return Weakness::OpenEnded;
    }
    let words = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    if words.contains('/') && !words.starts_with("24/7") {
        return Weakness::Oblique;
    }
    if words.contains(" to be ") {
        return Weakness::Passive;
    }
    let words = match words.find(|c: char| c.is_ascii_digit()) {
        // An id in front: `FR3: They see`.
        Some(at) if at > 0 => words
            .rsplit([':', '.', '–', '—'])
            .next()
            .unwrap_or(words)
            .trim_start(),
        _ => words,
    };
    let first = words.split([' ', '/']).next().unwrap_or_default();
    match first {
        "as" | "so" | "to" | "unless" | "ideally" | "preferably" | "if" | "nice" | "where"
        | "wherever" | "when" | "whenever" | "best" | "best-effort" | "on" => Weakness::Escape,
        "including" | "includes" | "among" | "or" | "and" => Weakness::OpenEnded,
        "should" | "ought" => Weakness::Modal,
        "it" | "they" => Weakness::Pronoun,
        "is" | "are" if words.ends_with("allowed") => Weakness::Negative,
        "be" | "is" | "are" | "has" | "allow" | "allows" | "enable" | "enables" => {
            Weakness::Infinitive
        }
        "in" if !words.ends_with("cases") => Weakness::RelativeDate,
        "always" | "never" | "every" | "at" | "under" | "in" | "without" | "around" | "100"
        | "24" => Weakness::Unbounded,
        "must" | "shall" | "will" if words.contains(" be ") => Weakness::Passive,
        "must" | "shall" | "will" | "mustn't" | "mustn’t" | "won't" | "won’t" | "can't"
        | "can’t" | "cannot" => Weakness::Negative,
        "this" | "these" if !is_period(words) => Weakness::Pronoun,
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
            ("CSV, JSON, …", Weakness::OpenEnded),
            ("CSV and other relevant formats", Weakness::OpenEnded),
            ("FR3: They see the total", Weakness::Pronoun),
            ("NFR2 (Security): It must close", Weakness::Pronoun),
            ("The total has to be shown", Weakness::Passive),
            ("A clerk cannot print", Weakness::Negative),
            ("The till allows a clerk to print", Weakness::Infinitive),
            ("Sorted by title/number of the clerk", Weakness::Oblique),
            ("Rows with 100 % uptime", Weakness::Unbounded),
            ("Ready in a few weeks", Weakness::RelativeDate),
            ("Sorted where practicable", Weakness::Escape),
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
