//! Commands that stand behind a word: `` Run: `make test` ``, with a block in its place as well.
//!
//! Some formats show what goes into files in the same kind of blocks as what is to be run. There only
//! the word tells the two apart.

use stopgate_markdown::{BlockId, CodeBlock};

use super::Reader;
use super::commands::{SHELLS, TRANSCRIPTS};
use super::roles::Station;

/// True for a block of code in the language of a shell.
pub(crate) fn is_shell_block(code: &CodeBlock) -> bool {
    let language = code.language();
    let language = language.as_deref().unwrap_or_default();
    SHELLS.contains(&language) || TRANSCRIPTS.contains(&language)
}

/// True where no word is needed for a block of code, or the paragraph in front of it has it.
pub(super) fn allow(reader: Reader<'_>, station: Station<'_>, code: BlockId) -> bool {
    if station.labels.is_none() {
        return true;
    }
    let block = reader.tree.block(code);
    let siblings = match block.parent {
        Some(parent) => &reader.tree.block(parent).children,
        None => &reader.tree.section(block.section).blocks,
    };
    let before = siblings[..siblings.partition_point(|other| *other < code)].last();
    before.is_some_and(|before| ends(reader, station, *before))
}

/// True for a paragraph that begins with one of the words and a colon.
pub(super) fn begins(reader: Reader<'_>, station: Station<'_>, paragraph: BlockId) -> bool {
    let text = reader.tree.prose(paragraph).text().to_owned();
    is_label(&text, station)
}

/// True where the last line of a paragraph is one of the words and nothing else but a colon, or a
/// sentence that it begins and a colon ends: `Run:`, `Run the tests:`.
fn ends(reader: Reader<'_>, station: Station<'_>, paragraph: BlockId) -> bool {
    let text = reader.tree.prose(paragraph).text().to_owned();
    let last = text.trim_end().lines().last().unwrap_or_default();
    let bare = last.trim().trim_matches('*');
    let words = station.labels.unwrap_or_default();
    let begins = words.iter().any(|word| begins_with(bare, word));
    begins && bare.trim_end_matches('*').ends_with([':', '：'])
}

fn is_label(text: &str, station: Station<'_>) -> bool {
    let mut lines = text.lines();
    let labelled = |line: &str| {
        let bare = line.trim().trim_start_matches('*');
        let words = station.labels.unwrap_or_default();
        words.iter().any(|word| {
            let behind = bare.get(word.len()..).unwrap_or_default();
            begins_with(bare, word)
                && behind
                    .trim_start_matches(['*', ' '])
                    .starts_with([':', '：'])
        })
    };
    lines.any(labelled)
}

fn begins_with(text: &str, word: &str) -> bool {
    let start = text.get(..word.len());
    let behind = text.get(word.len()..).unwrap_or_default();
    start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        && !behind.starts_with(char::is_alphanumeric)
}
