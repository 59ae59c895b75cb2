//! What a section says and which commands it holds, sub-sections included.

pub(crate) mod claims;

pub(crate) mod declared;

pub(crate) mod subjects;

pub(crate) mod acronyms;

pub(crate) mod cover;

pub(crate) mod files;

pub(crate) mod index;

pub(crate) mod past;

pub(crate) mod stage;

pub(crate) mod loss;

pub(crate) mod near;

pub(crate) mod requirement_ids;

pub(crate) mod wording;

pub(crate) mod output;

pub(crate) mod proof;

use std::ops::Range;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Command, Plan, Section, Text, TextPlace};
use stopgate_source::{Pattern, Span, Words};

/// Everything below the heading of a section, its sub-sections included.
pub(crate) fn inside(section: &Section) -> Span {
    Span::new(section.heading.end(), section.span.end())
}

/// The commands of a section.
pub(crate) fn commands<'a>(
    plan: &'a Plan,
    section: &'a Section,
) -> impl Iterator<Item = &'a Command> {
    commands_in(plan, inside(section))
}

/// The commands inside a range.
pub(crate) fn commands_in(plan: &Plan, span: Span) -> impl Iterator<Item = &Command> {
    let before = |command: &Command| command.origin.start() < span.start();
    let first = plan.commands.partition_point(before);
    plan.commands[first..]
        .iter()
        .take_while(move |command| command.origin.start() <= span.end())
        .filter(move |command| span.contains(command.origin))
}

/// The text in which a place stands.
pub(crate) fn text_around(plan: &Plan, span: Span) -> Option<&Text> {
    let behind = plan
        .texts
        .partition_point(|text| text.origin.start() <= span.start());
    let text = plan.texts.get(behind.checked_sub(1)?)?;
    text.origin.contains(span).then_some(text)
}

/// What a section says below its heading; sub-headings left out.
pub(crate) fn texts<'a>(plan: &'a Plan, section: &'a Section) -> impl Iterator<Item = &'a Text> {
    plan.texts_in(inside(section))
        .filter(|text| text.place != TextPlace::Heading)
}

/// True when the section says this somewhere below its heading, inline code included.
pub(crate) fn says(plan: &Plan, section: &Section, pattern: &Words) -> bool {
    plan.grams.may_hold(pattern)
        && plan
            .texts_in(inside(section))
            .any(|text| pattern.is_match(&text.value))
}

/// The sentences of a text. A line ending does not end a sentence.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = text.match_indices(['.', '!', '?']);
    let ends = ends.filter_map(|(at, _)| ends_behind(text, at + 1));
    let ends = ends.chain([text.len()]);
    ends.filter_map(move |end| {
        let sentence = start..end;
        start = end;
        (!text[sentence.clone()].trim().is_empty()).then_some(sentence)
    })
}

/// Where the next sentence begins behind a full stop, if closing marks and white space follow it.
fn ends_behind(text: &str, stop: usize) -> Option<usize> {
    let closed = text[stop..].trim_start_matches([')', '"', '\'', '’', '”']);
    let next = closed.trim_start_matches([' ', '\n', '\t', '\r', '\u{b}', '\u{c}']);
    (closed.is_empty() || next.len() < closed.len()).then_some(text.len() - next.len())
}

/// The lines on which a range of a text stands.
pub(crate) fn lines(text: &Text, range: &Range<usize>) -> Span {
    let last = text.value[range.clone()].trim_end().len().max(1) - 1;
    text.line_of(range.start)
        .join(text.line_of(range.start + last))
}

/// True when the words name a way back, and do not deny that there is one.
pub(crate) fn leads_back(words: &str) -> bool {
    static DENIED: Pattern = pattern!(
        r"(?i)\b(?:no|not|never|cannot|without|nothing|impossible)\b(?:\s+\w+){0,2}?\s+(?:undo|undone|undoing|revert\w*|restor\w*|roll(?:s|ed|ing)?[ -]?backs?|way back|go back)\b"
    );
    static BACK: Words = words!(
        r"\b(?:un-?do|un-?does|undone|undoing|revert\w*|restor\w*|roll(?:s|ed|ing)?[ -]?backs?|down-?grad\w*|back(?:s|ed|ing)? out|(?:go|goes|going|went|gone|switch\w*|chang\w*|fall\w*|mov\w*|put|set|way) (?:\S+ ){0,3}?back|resets?|resetting|back-?ups?|snapshots?|previous (?:version|release|state|image|revision|behaviou?r)|(?:flag|switch\w*|turn\w*|toggle\w*) (?:\S+ ){0,2}?off|disabl\w*|down migrations?|start(?:s|ed|ing)? (?:over|from scratch)|discard\w*|abort\w*|git (?:checkout|reset|restore))\b|--(?:down|undo|revert|rollback)\b"
    );
    BACK.is_match(&DENIED.replace_all(words, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_full_stops_and_not_at_line_endings() {
        let text = "One\ntwo. `a.b` is 1.5 wide! And";
        let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["One\ntwo. ", "`a.b` is 1.5 wide! ", "And"]);
    }

    #[test]
    fn a_way_back_is_not_a_denial_of_one() {
        for words in [
            "Rollback: rename the table.",
            "set the flag to 0, then go back",
            "flag off",
        ] {
            assert!(leads_back(words), "{words}");
        }
        for words in [
            "There is no rollback.",
            "This cannot be undone.",
            "look at the log and decide",
        ] {
            assert!(!leads_back(words), "{words}");
        }
    }
}
