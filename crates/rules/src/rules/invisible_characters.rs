//! `invisible-characters`: characters that no reader sees, or that turn around what a reader sees.
//!
//! Emoji sequences, variation selectors and the joiners of scripts that need them are fine.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::{Edit, EditSet, Severity, Source, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC006",
    name: "invisible-characters",
    summary: "The text holds characters that no reader sees",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

/// A character with its neighbours.
struct Place {
    at: usize,
    character: char,
    before: Option<char>,
    after: Option<char>,
    /// True behind a black flag, in which tags spell a region.
    in_flag: bool,
}

fn look(tree: &Tree, report: &mut Report<'_>) {
    let source = tree.source();
    let places = suspicious(source);
    for line in places.chunk_by(|a, b| source.line(a.at) == source.line(b.at)) {
        let Some(place) = line.first() else {
            continue;
        };
        let code = u32::from(place.character);
        let finding = report.find(
            span(place),
            format!(
                "U+{code:04X} ({}) stands here unseen, so what is read is not what would run",
                kind(place.character)
            ),
            "Remove it; an editor that shows control characters helps to find all of them",
        );
        let without = line.iter().map(|place| Edit {
            span: span(place),
            text: String::new(),
        });
        match (EditSet::new(without.collect()), standing(tree, place.at)) {
            (Ok(edits), Standing::Words) => finding.fix_safely(edits),
            (Ok(edits), Standing::Meaning) => finding.fix_unsafely(edits),
            _ => {}
        }
    }
}

fn span(place: &Place) -> Span {
    Span::new(place.at, place.at + place.character.len_utf8())
}

/// What a line may lose without a person looking at it.
enum Standing {
    /// Words of a paragraph or cell.
    Words,
    /// What may name a phase, a number, a time or a verdict.
    Meaning,
    /// Code, or what is not on the page: nobody but its author touches it.
    Code,
}

fn standing(tree: &Tree, at: usize) -> Standing {
    let begun = tree
        .blocks()
        .partition_point(|block| block.span.start() <= at);
    let around = begun.checked_sub(1).and_then(|at| tree.blocks().get(at));
    let Some(block) = around.filter(|block| block.span.holds(at) && block.concealment().is_none())
    else {
        return Standing::Code;
    };
    let source = tree.source();
    let line = source.slice(source.lines().span(source.line(at)));
    let plain = |c: char| !c.is_ascii_digit() && !matches!(c, '[' | ']' | ':' | '<' | '|');
    match block.kind {
        _ if line.contains('`') => Standing::Code,
        BlockKind::Paragraph if line.chars().all(plain) => Standing::Words,
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Cell => Standing::Meaning,
        _ => Standing::Code,
    }
}

fn suspicious(source: &Source) -> Vec<Place> {
    let text = source.text();
    if text
        .bytes()
        .all(|byte| byte < 0x7f && (byte >= b' ' || is_layout(char::from(byte))))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut characters = text.char_indices().peekable();
    let (mut before, mut in_flag) = (None, false);
    while let Some((at, character)) = characters.next() {
        in_flag = character == '\u{1F3F4}' || (in_flag && is_tag(character));
        let after = characters.peek().map(|&(_, next)| next);
        let place = Place {
            at,
            character,
            before,
            after,
            in_flag,
        };
        if place.is_suspicious() && !is_invalid(source, at) {
            found.push(place);
        }
        before = Some(character);
    }
    found
}

fn is_invalid(source: &Source, at: usize) -> bool {
    let runs = source.invalid();
    let run = runs.partition_point(|run| run.end() <= at);
    runs.get(run).is_some_and(|run| run.holds(at))
}

impl Place {
    fn is_suspicious(&self) -> bool {
        match self.character {
            '\u{FEFF}' => self.at > 0,
            // Needed between letters of several scripts and inside emoji.
            '\u{200C}' | '\u{200D}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => {
                self.is_beside_latin()
            }
            tag if is_tag(tag) => !self.in_flag,
            other => is_hidden(other),
        }
    }

    fn is_beside_latin(&self) -> bool {
        let is_latin =
            |neighbour: Option<char>| neighbour.is_some_and(|c| c.is_ascii_alphanumeric());
        is_latin(self.before) || is_latin(self.after)
    }
}

fn is_tag(character: char) -> bool {
    ('\u{E0000}'..='\u{E007F}').contains(&character)
}

fn is_layout(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{c}')
}

fn is_hidden(character: char) -> bool {
    let control = character.is_control() && !is_layout(character);
    control || kind(character) != "control character"
}

/// What a character does; `control character` where it is none of the named ones.
fn kind(character: char) -> &'static str {
    match character {
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{061C}' => "turns the direction of reading",
        '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}' => "no width",
        '\u{00AD}' => "soft hyphen",
        '\u{2028}' | '\u{2029}' => "line separator",
        '\u{2061}'..='\u{2064}' | '\u{206A}'..='\u{206F}' => "invisible operator",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "filler without a glyph",
        '\u{FFF9}'..='\u{FFFB}' => "annotation mark",
        tag if is_tag(tag) => "tag character",
        _ => "control character",
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, suspicious};

    fn found(text: &str) -> Vec<char> {
        let source = Source::new(text.as_bytes().to_vec());
        suspicious(&source)
            .into_iter()
            .map(|place| place.character)
            .collect()
    }

    #[test]
    fn what_hides_is_found() {
        for character in [
            '\u{202E}',
            '\u{200B}',
            '\u{200D}',
            '\u{AD}',
            '\u{E0041}',
            '\u{8}',
            '\u{FEFF}',
            '\u{85}',
        ] {
            assert_eq!(found(&format!("rm{character}dir")), [character]);
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_is_fine() {
        for text in [
            "\u{FEFF}# Plan\r\n\tx",
            "👩\u{200D}💻 ❤\u{FE0F}",
            "می\u{200C}خواهم",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "é – “x” 時刻",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
        assert!(super::suspicious(&Source::new(b"a\xffb".to_vec())).is_empty());
    }
}
