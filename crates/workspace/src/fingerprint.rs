//! Fingerprints: by what a finding is known again when the document around it changes.
//!
//! Neither the name of the file nor a line number is part of one, so that it survives inserted lines,
//! moved sections, reordered rows and a renamed file.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use stopgate_markdown::{Section, Tree};
use stopgate_source::{Finding, Span};

/// Fewest words that tell one place from another; where there are fewer, the whole line counts.
const TELLING_WORDS: usize = 4;
/// Hexadecimal digits of a digest that are kept.
const DIGITS: usize = 32;

/// By what a finding is known again. Only digests: the text itself may hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Digest of rule, section, text of the place, and the names that the message quotes.
    pub exact: String,
    /// The same without the section: what is left when a section is renamed or an entry is moved.
    pub loose: String,
    /// The titles of the sections around the place, outermost first.
    pub section: String,
    /// Which of the findings of this document with the same `exact`, from 1.
    pub occurrence: usize,
}

impl Fingerprint {
    /// Unique in its document.
    pub fn id(&self) -> String {
        digest(&[&self.exact, &self.occurrence.to_string()])
    }

    /// Unique over several documents: `nth` says which of those that share an [`Fingerprint::id`],
    /// from 1.
    pub fn nth_id(&self, nth: usize) -> String {
        if nth <= 1 {
            self.id()
        } else {
            digest(&[&self.id(), &nth.to_string()])
        }
    }
}

/// The fingerprints of findings of one document, in their order.
pub(crate) fn fingerprints(tree: &Tree, findings: &[Finding]) -> Vec<Fingerprint> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut in_order: Vec<usize> = (0..findings.len()).collect();
    in_order.sort_by_key(|&index| (findings[index].span, findings[index].code));
    let mut prints: Vec<Fingerprint> = findings.iter().map(|finding| of(tree, finding)).collect();
    for index in in_order {
        let count = seen.entry(prints[index].exact.clone()).or_default();
        *count += 1;
        prints[index].occurrence = *count;
    }
    prints
}

fn of(tree: &Tree, finding: &Finding) -> Fingerprint {
    let index = section_at(tree, finding.span.start());
    let section = &tree.sections()[index];
    let titles = titles(tree, index);
    let place = place(tree, finding.span);
    let text = telling(tree.source().slice(place));
    let is_heading = section.heading.is_some() && place.start() < section.body.start();
    let title = words(&section.title);
    // The heading itself is what a renamed section no longer has.
    let loose = if is_heading {
        first_words(tree, section.body)
    } else {
        text.clone()
    };
    let names = quoted(&finding.message);
    let loose_names: Vec<String> = names
        .iter()
        .filter(|name| **name != title)
        .cloned()
        .collect();
    Fingerprint {
        exact: digest(&[
            finding.code,
            &titles
                .iter()
                .map(|title| words(title))
                .collect::<Vec<_>>()
                .join("\n"),
            &text,
            &names.join("\n"),
        ]),
        loose: digest(&[finding.code, &loose, &loose_names.join("\n")]),
        section: titles.join(" / "),
        occurrence: 1,
    }
}

/// The innermost section at a byte.
fn section_at(tree: &Tree, at: usize) -> usize {
    let behind = tree
        .sections()
        .partition_point(|section| section.span.start() <= at);
    behind.saturating_sub(1)
}

/// The titles from the outermost section inwards. The title of the document is left out: it says which
/// plan it is, as the name of the file does.
fn titles(tree: &Tree, index: usize) -> Vec<String> {
    let sections = tree.sections();
    let top = |section: &&Section| section.level == 1;
    let one_title = sections.iter().filter(top).count() == 1;
    let mut titles = Vec::new();
    let mut at = Some(index);
    while let Some(index) = at {
        let section = &sections[index];
        if section.heading.is_some() && !(one_title && section.level == 1) {
            titles.push(
                section
                    .title
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
        at = section.parent.map(stopgate_markdown::SectionId::index);
    }
    titles.reverse();
    titles
}

/// The part of a range that tells its place: its first line with words, or that whole line where the
/// part has few. Later lines change while work goes on, and the finding stays the same.
fn place(tree: &Tree, span: Span) -> Span {
    let source = tree.source();
    let last = source.line(span.end().saturating_sub(1).max(span.start()));
    for line in source.line(span.start())..=last {
        let whole = source.lines().span(line);
        let start = whole.start().max(span.start());
        let part = Span::new(start, whole.end().min(span.end().max(start)));
        let is_fence = source.slice(whole).trim_start().starts_with(['`', '~']);
        if part.is_empty() && !span.is_empty() || is_fence && line < last {
            continue;
        }
        let text = words(source.slice(part));
        if text.split(' ').count() >= TELLING_WORDS {
            return part;
        }
        if !words(source.slice(whole)).is_empty() || line == last {
            return whole;
        }
    }
    span
}

/// The words of a text, or the text itself where it has none.
fn telling(text: &str) -> String {
    match words(text) {
        empty if empty.is_empty() => text.split_whitespace().collect(),
        words => words,
    }
}

/// The words of the first line that has any.
fn first_words(tree: &Tree, span: Span) -> String {
    let lines = tree.source().slice(span).lines();
    lines
        .map(words)
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

/// Words in lower case with one space between them. Numbers in front are left out, and so is a tick:
/// `| 3.1 | Swap  the names |` and `1.  Swap the names` both read `swap the names`.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let is_number = |word: &&str| word.chars().all(char::is_numeric) || *word == "x";
    let named: Vec<&str> = words.clone().skip_while(is_number).collect();
    let words = if named.is_empty() {
        words.collect()
    } else {
        named
    };
    words.join(" ")
}

/// What a message quotes in back-ticks, without digits: places in a document that its text may not
/// tell apart, such as two sections that are not there.
fn quoted(message: &str) -> Vec<String> {
    let names = message.split('`').skip(1).step_by(2).map(words);
    let bare = |name: String| name.replace(|c: char| c.is_numeric(), "");
    names.map(bare).filter(|name| !name.is_empty()).collect()
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let bytes = hash.finalize();
    let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
    let mut text: String = hex.collect();
    text.truncate(DIGITS);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_and_ticks_are_no_words() {
        assert_eq!(words("| 3.1 | Swap  the *names* |"), "swap the names");
        assert_eq!(words("- [x] 2. Swap the names"), "swap the names");
        assert_eq!(words("2026-03-02"), "2026 03 02");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(digest(&["a", "bc"]), digest(&["ab", "c"]));
    }
}
