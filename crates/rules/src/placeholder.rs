//! What a template leaves for its author to fill in, found in one text. Titles and running text
//! are judged alike.
//!
//! The text comes with inline code masked ([`masked`]): code names placeholders, it is none.

mod markup;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use markup::is_pseudo_tag;
use markup::is_value_noun;
use stopgate_expressions::{pattern, words};
use stopgate_source::{Parts, Pattern, Words};

use crate::contents::{near, sentences};

/// What stands in a masked text for each byte of inline code.
const CODE: char = '`';

static WORD: Pattern = pattern!(
    r"\b(?i:TBD|TBC)\b|\b(?:FIXME|XXX+|TODO)\b|(?im:^[ \t]*to-?do(?:[ \t]*$|:))|\?{3,}|(?i:lorem ipsum)|\bXX+ ?(?:%|(?:ms|s|seconds|minutes|hours|days|weeks|months|EUR|USD|GB|MB|kB|users|requests)\b)"
);

/// Whole values that put the answer off. What may stand behind a file that is to be made is left
/// out: "`docs/a.md` (to be written)" is an answer.
static PUT_OFF: Pattern = pattern!(
    r"(?im)(?:^|[:—–|]|\s-)[ \t]*(to be (?:determined|decided|defined|confirmed|announced|written|specified|provided",
    r"|clarified|agreed|completed|filled(?: in| out)?)(?: later| soon)?)[ \t]*[.…!]*[ \t]*$",
    r"|[(\[][ \t]*(to be (?:determined|decided|defined|confirmed|announced|specified|provided|clarified|agreed",
    r"|filled(?: in| out)?)(?: later| soon)?)[ \t]*[)\]]",
);

static DATE_FORM: Pattern = pattern!(
    r"(?m)(?:^|[:(,|]|\b(?i:due|until|by|on|since|from|before|after|signed|approved|reviewed|dated|created|updated|done|closed))[ \t]*(YYYY-MM-DD)\b"
);

static NAMES_A_FORM: Words = words!(
    r"\b(?:formats?|formatted|forms?|patterns?|iso|written|naming|named|partition\w*|parsed?|columns?|prefix|suffix)\b"
);

static BRACKETS: Pattern = pattern!(r"\[([^\[\]\n]{2,120})\]");

static ANGLES: Pattern = pattern!(r"<([A-Za-z][^<>\n]{0,118}[^<>\s])>");

/// What a template is filled in with.
static BRACES: Pattern = pattern!(r"\{\{ *[A-Za-z_][A-Za-z0-9_ .-]* *\}\}");

/// What asks the author for something, whatever stands around.
static REQUEST: Words = words!(
    r"^(?:e\.?g\.?[ ,:]|your |insert |enter |describe |list |brief |short |specify |selected |specific ",
    r"|what |who |when |why |how |which |where |explain |provide |name of |link to |date of |fill |replace ",
    r"|placeholder|x (?:hours?|days?|weeks?|months?|people|%)$)|[a-z]\?$",
);

static CLARIFICATION: Words = words!(r"clarif");

/// More bytes than the words have that stand beside a marker and speak of it.
const LONGEST_WORDS: usize = 40;

/// More bytes than placeholders have that stand beside another in one line.
const LONGEST_ROW: usize = 160;

/// Words around a marker that only speaks of markers.
static SPOKEN_OF_BEFORE: Words = words!(
    r#"(?:\b(?:no|without|any|all|every|each|zero|remaining|stale|old|existing|of|a|the|remove|removes|resolve|word|words|marker|like|or|and|as|called|prints?|says?)\s*|["'“‘«/\\-])$"#
);

static SPOKEN_OF_AFTER: Words = words!(
    r#"^(?:["'”’»/\\-]|\s+(?:during|after|once|when|at the (?:end|close))\b|\s*(?:comments?|markers?|items?|entries|entry|placeholders?|lists?|apps?|notes?|tags?|columns?|board|values?|strings?|labels?|states?|or|remains?|left|lines?)\b)"#
);

/// What is left open in the middle of a sentence. Behind the verb nothing may follow that says how
/// or where it is decided: "is to be defined in `src/a.rs`" is work.
static UNDECIDED: Words = words!(
    r"\b(?:is|are|remains?|was|were)\s+(?:(?:still|yet|also|only)\s+)?(?:to\s+be|yet\s+to\s+be|to\s+get)\s+",
    r"(?:decided|determined|defined|agreed|settled|chosen|clarified|confirmed|specified|announced)",
    r"(?:\s+(?:up)?on)?(?:\s+(?:later|soon|(?:once|when|after|with)\b[^.;!?\n]*))?\s*(?:[.,;:)]|$)",
    r"|\b(?:is|are)\s+(?:still|yet)\s+to\s+be\s+(?:decided|determined|defined|agreed|settled|chosen|clarified|confirmed|specified|announced)\b",
);

/// Sentences that settle it elsewhere, and those that only suppose it.
static SETTLED_ELSEWHERE: Words = words!(
    r"\b(?:questions?|deferred|put off|if|unless|whether|until|nothing|none|no longer|q-?\d+|oq-?\d+)\b|\b\d{4}-\d{2}-\d{2}\b"
);

/// The text with a mark in place of every byte of inline code.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    if !text.contains(CODE) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        let is_mark = character == CODE;
        if is_mark || inside {
            result.extend(std::iter::repeat_n(CODE, character.len_utf8()));
        } else {
            result.push(character);
        }
        inside ^= is_mark;
    }
    Cow::Owned(result)
}

/// Every placeholder of a masked text, in order; none overlaps another.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    let marks = WORD
        .find_iter(text)
        .map(|found| found.range())
        .filter(|at| is_marker(text, at));
    let put_off = captured(&PUT_OFF, text);
    let dates = date_forms(text);
    let brackets = enclosed(&BRACKETS, text).filter(|at| is_bracket(text, at));
    let angles = enclosed(&ANGLES, text).filter(|at| is_angle(text, at));
    let braces = enclosed(&BRACES, text).filter(|at| stands_alone(text, at));
    let mut found: Vec<_> = marks
        .chain(put_off)
        .chain(dates)
        .chain(brackets)
        .chain(angles)
        .chain(braces)
        .collect();
    found.sort_by_key(|at| (at.start, at.end));
    found.dedup_by(|next, last| next.start < last.end);
    found
}

/// Dates still to be filled in, but on lines that tell how dates are written.
fn date_forms(text: &str) -> Vec<Range<usize>> {
    let mut judged: (Range<usize>, bool) = (0..0, false);
    let mut names_a_form = |at: &Range<usize>| {
        if !judged.0.contains(&at.start) {
            let line = line(text, at);
            judged = (line.clone(), NAMES_A_FORM.is_match(&text[line]));
        }
        judged.1
    };
    captured(&DATE_FORM, text)
        .filter(|at| stands_free(text, at) && !names_a_form(at))
        .collect()
}

/// Words in running text that put off what should be said, in a masked text.
pub(crate) fn undecided(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        if !SETTLED_ELSEWHERE.is_match(&text[sentence.clone()]) {
            let within = UNDECIDED.find_iter(&text[sentence.clone()]);
            found.extend(within.map(|at| sentence.start + at.start()..sentence.start + at.end()));
        }
    }
    found
}

/// True for a masked text that is one pair of square brackets around words: `[add the commands here]`.
pub(crate) fn is_wholly_bracketed(text: &str) -> bool {
    static WHOLE: Pattern = pattern!(r"^\[([^\[\]]+)\][.:]?$");
    let Some(content) = WHOLE.captures(text.trim()).and_then(|found| found.get(1)) else {
        return false;
    };
    let content = content.as_str();
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let words = content.split_whitespace().filter(is_word).count();
    let is_list = content
        .split(',')
        .all(|part| part.split_whitespace().count() < 2);
    let is_data = content.contains(['"', '=', '{', '<', '|', '^', '@']) || content.contains("://");
    words > 1 && !is_list && !is_data && !CLARIFICATION.is_match(content)
}

fn captured<'t>(regex: &'static Pattern, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let last = |found: Parts<'_>| found.iter().flatten().last().map(|group| group.range());
    regex.captures_iter(text).filter_map(last)
}

/// Bracketed text with its brackets, unless it is part of a word, a link or a type.
fn enclosed<'t>(regex: &'static Pattern, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    regex
        .find_iter(text)
        .map(|found| found.range())
        .filter(|at| stands_free(text, at))
}

/// True unless a word, a path or a quotation goes on at one of its ends.
pub(crate) fn stands_free(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    !before.is_some_and(|c| c.is_alphanumeric() || "_`])!/\\.=-\"'@".contains(c))
        && !after.is_some_and(|c| c.is_alphanumeric() || "([`/\"'”’".contains(c))
}

fn is_marker(text: &str, at: &Range<usize>) -> bool {
    let before = near::before(text, at.start, LONGEST_WORDS);
    let after = near::behind(text, at.end, LONGEST_WORDS);
    let spoken_of = SPOKEN_OF_BEFORE.is_match(before) || SPOKEN_OF_AFTER.is_match(after);
    let opens = before.trim_end_matches([' ', '\t']).chars().next_back();
    let is_first = opens.is_none_or(|c| "\n([:—–|-".contains(c));
    let is_todo = text[at.clone()]
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("to");
    !spoken_of && (!is_todo || is_first || after.starts_with([':', '(']))
}

fn is_bracket(text: &str, at: &Range<usize>) -> bool {
    let content = text[at.start + 1..at.end - 1].trim();
    if content.contains(CODE) || CLARIFICATION.is_match(content) {
        return false;
    }
    REQUEST.is_match(content) || (is_value_noun(content) && stands_alone(text, at))
}

fn is_angle(text: &str, at: &Range<usize>) -> bool {
    let content = &text[at.start + 1..at.end - 1];
    !content.contains(CODE) && is_pseudo_tag(content, stands_alone(text, at))
}

/// True for a range that is all that stands in its line, or behind the label of its line; others like it
/// may stand beside it: `<name>, <date>`.
pub(crate) fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    static BEFORE: Pattern =
        pattern!(r"(?:[<\[{][^<>\[\]\n]+[>\]}][ \t]*(?:[,;/]|and|or)[ \t]*(?:\w+ )?)+$");
    static BEHIND: Pattern =
        pattern!(r"^(?:[ \t]*(?:[,;/]|and|or)[ \t]*(?:\w+ )?[<\[{][^<>\[\]\n]+[>\]}])+");
    let is_blank = |c: char| c.is_whitespace() && c != '\n';
    let near = near::before(text, at.start, LONGEST_ROW);
    let others = BEFORE
        .find(near)
        .map_or(0, |others| near.len() - others.start());
    let before = text[..at.start - others].trim_end_matches(is_blank);
    let near = near::behind(text, at.end, LONGEST_ROW);
    let others = BEHIND.find(near).map_or(0, |others| others.end());
    let after =
        text[at.end + others..].trim_start_matches([' ', '\t', '\r', '.', '|', '*', '_', ')']);
    let opens = ['\n', ':', '–', '—', '-', '|', '*', '_', '>', '(', ']'];
    (before.is_empty() || before.ends_with(opens)) && (after.is_empty() || after.starts_with('\n'))
}

/// The line in which a range begins.
fn line(text: &str, at: &Range<usize>) -> Range<usize> {
    let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    let length = text[start..].find('\n');
    start..length.map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::{find, masked};

    fn found(text: &str) -> Vec<String> {
        let text = masked(text);
        find(&text)
            .into_iter()
            .map(|at| text[at].to_owned())
            .collect()
    }

    #[test]
    fn what_is_left_to_fill_in_is_found() {
        for (text, placeholder) in [
            ("TBD", "TBD"),
            ("(tbd)", "tbd"),
            ("The region is TBD.", "TBD"),
            ("TODO: add what the store review needs", "TODO"),
            ("Owner: TODO", "TODO"),
            ("???", "???"),
            ("Owner: to be determined", "to be determined"),
            ("(YYYY-MM-DD HH:MMZ) Planned", "YYYY-MM-DD"),
            ("Ticket: [Reference]", "[Reference]"),
            ("Person 3: [Role/Responsibility]", "[Role/Responsibility]"),
            (
                "Topic: [What are you planning?]",
                "[What are you planning?]",
            ),
            ("Language: [e.g., TypeScript 4.9]", "[e.g., TypeScript 4.9]"),
            (
                "Observation: <unexpected behavior, risk, or insight>",
                "<unexpected behavior, risk, or insight>",
            ),
            (
                "Date/Author: <YYYY-MM-DD, name/agent>",
                "<YYYY-MM-DD, name/agent>",
            ),
            ("<short title of the plan>", "<short title of the plan>"),
            ("Owner: {{owner}}", "{{owner}}"),
            ("Signed YYYY-MM-DD", "YYYY-MM-DD"),
        ] {
            assert_eq!(found(text), [placeholder], "{text}");
        }
    }

    #[test]
    fn placeholders_stand_beside_each_other() {
        assert_eq!(found("Signed: <name>, <date>"), ["<name>", "<date>"]);
        assert_eq!(found("[name], [date]"), ["[name]", "[date]"]);
        assert_eq!(found("{{name}} and {{date}}."), ["{{name}}", "{{date}}"]);
    }

    #[test]
    fn what_only_looks_like_it_is_not() {
        for text in [
            "No TODO comments are left in `src/`.",
            "A TODO app for shops",
            "`TBD` is not allowed",
            "The linter counts \"TBD\" markers.",
            "The value to be determined by the load test is the p95.",
            "`docs/a.md` (to be written)",
            "To be filled in at completion.",
            "Dates are written as YYYY-MM-DD.",
            "Date format: YYYY-MM-DD",
            "[US1] Shoppers see prices",
            "[P] runs in parallel",
            "Vec<String> and Promise<void>",
            "GET /users/<id> answers 200",
            "prints inserted=<number of rows>",
            "a < b and c > d",
            "Helm fills `{{name}}` in",
            "The chart knows {{name}} and nothing else",
            "See [name] in the list",
            "Read the page [1] and the list list[Row].",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
