//! Bytes of which every match holds one, where they are rare in plans.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes that one search looks for at once.
const AT_ONCE: usize = 3;
/// How often the bytes may occur together, in ten thousand bytes of a plan, to be worth a search.
const SELDOM: u32 = 150;

/// Bytes of which every match holds one; none where there are no rare ones.
pub(crate) fn bytes(expression: &Hir) -> Vec<u8> {
    let bytes = of(expression).filter(|bytes| weight(bytes) <= SELDOM);
    bytes.unwrap_or_default().into_iter().collect()
}

fn of(expression: &Hir) -> Option<BTreeSet<u8>> {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => rarest(literal.0.iter().map(|&byte| BTreeSet::from([byte]))),
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) if repetition.min == 0 => None,
        HirKind::Repetition(repetition) => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => rarest(parts.iter().filter_map(of)),
        HirKind::Alternation(parts) => {
            let parts: Option<Vec<BTreeSet<u8>>> = parts.iter().map(of).collect();
            few(parts?.into_iter().flatten())
        }
    }
}

fn of_class(class: &Class) -> Option<BTreeSet<u8>> {
    match class {
        Class::Unicode(class) => {
            let last = class.ranges().last()?;
            if !last.end().is_ascii() {
                return None;
            }
            let ranges = class.iter();
            few(ranges.flat_map(|range| range.start() as u8..=range.end() as u8))
        }
        Class::Bytes(class) => few(class.iter().flat_map(|range| range.start()..=range.end())),
    }
}

fn few(bytes: impl Iterator<Item = u8>) -> Option<BTreeSet<u8>> {
    let bytes: BTreeSet<u8> = bytes.collect();
    (bytes.len() <= AT_ONCE).then_some(bytes)
}

fn rarest(sets: impl Iterator<Item = BTreeSet<u8>>) -> Option<BTreeSet<u8>> {
    sets.min_by_key(weight)
}

fn weight(bytes: &BTreeSet<u8>) -> u32 {
    bytes.iter().map(|&byte| frequency(byte)).sum()
}

/// About how often a byte occurs in ten thousand of a plan.
fn frequency(byte: u8) -> u32 {
    match byte {
        b' ' | b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 600,
        b'l' | b'd' | b'c' | b'h' | b'u' | b'p' | b'm' | b'\n' | b'f' | b'g' => 200,
        b'`' | b'.' | b'-' | b',' | b'y' | b'b' | b'w' | b'v' | b'k' | b'0'..=b'9' => 100,
        b'/' | b'_' | b'*' | b'(' | b')' | b':' | b'"' | b'|' => 60,
        b'A'..=b'Z' => 40,
        b'x' | b'q' | b'j' | b'z' | b'\'' | b'[' | b']' | b'#' | b'=' => 30,
        _ => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_match_holds_is_found_where_it_is_rare() {
        for (expression, expected) in [
            (r"\[([^\[\]\n]{2,120})\]", "["),
            (r"[(\[]\s*assumed", "(["),
            (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", "A"),
            (r"a*", ""),
            (r"the plan", ""),
            (r"\?{3,}|fix me", "?x"),
            (r"é|à", ""),
            (r"<\w*", "<"),
        ] {
            let read = regex_syntax::Parser::new().parse(expression);
            let read = read.unwrap_or_else(|error| panic!("{error}"));
            let found = String::from_utf8(bytes(&read)).unwrap_or_default();
            assert_eq!(found, expected, "{expression}");
        }
    }
}
