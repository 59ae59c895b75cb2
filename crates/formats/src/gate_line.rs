//! The gate line: `Gate: PASS` or `Gate: FAIL — reason`.

use stopgate_markdown::{BlockId, BlockKind, InlineKind, Visibility};
use stopgate_model::{GateLine, GateWord};
use stopgate_source::Span;

use crate::lower::Reader;

/// Reads the last visible gate line of a format that has one.
pub(crate) fn read(reader: Reader<'_>) -> Option<GateLine> {
    if !reader.format.gate_line {
        return None;
    }
    let visible = |block: &&stopgate_markdown::Block| {
        block.kind == BlockKind::Paragraph && block.visibility == Visibility::Visible
    };
    let paragraphs = reader
        .tree
        .ids()
        .filter(|id| visible(&reader.tree.block(*id)));
    paragraphs.filter_map(|id| in_paragraph(reader, id)).last()
}

/// Lines that hold code or HTML are not what they look like.
fn in_paragraph(reader: Reader<'_>, id: BlockId) -> Option<GateLine> {
    let span = reader.tree.block(id).span;
    let masked = |line: Span| {
        let inlines = reader.tree.inlines(id).iter();
        let mut special =
            inlines.filter(|inline| matches!(inline.kind, InlineKind::Code(_) | InlineKind::Html));
        special.any(|inline| inline.span.overlaps(line))
    };
    let source = reader.tree.source();
    let first = source.line(span.start());
    let last = source.line(span.end().saturating_sub(1).max(span.start()));
    (first..=last).rev().find_map(|line| {
        let line = source.trim(source.lines().span(line));
        parse(source.slice(line), line).filter(|_| !masked(line))
    })
}

/// Reads `Gate: PASS`, `**Gate:** FAIL — reason`, `Gate: FAIL (reason)`.
fn parse(text: &str, origin: Span) -> Option<GateLine> {
    let bare = text.trim_matches(['*', '_', '`', ' ']);
    let rest = bare
        .get(4..)
        .filter(|_| bare[..4].eq_ignore_ascii_case("gate"))?;
    let rest = rest
        .trim_start_matches(['*', '_', ' '])
        .strip_prefix([':', '：'])?;
    let rest = rest.trim_matches(['*', '_', '`', ' ']);
    let (word, behind) = rest.split_at(
        rest.find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len()),
    );
    let reason = behind.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '—' | '–' | '-' | ':' | '(' | ')' | '*')
    });
    let word = match word.to_ascii_uppercase().as_str() {
        "PASS" | "PASSED" => GateWord::Pass,
        "FAIL" | "FAILED" => GateWord::Fail,
        _ => GateWord::Other,
    };
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let well_formed = match (word, &reason) {
        (GateWord::Pass, None) => text == "Gate: PASS",
        (GateWord::Fail, Some(reason)) => text == format!("Gate: FAIL — {reason}"),
        (GateWord::Fail, None) => text == "Gate: FAIL",
        _ => false,
    };
    Some(GateLine {
        word,
        reason,
        well_formed,
        origin,
        shown: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gate_lines_are_read_however_they_are_written() {
        let read = |text: &str| {
            parse(text, Span::default()).map(|gate| (gate.word, gate.reason, gate.well_formed))
        };
        assert_eq!(read("Gate: PASS"), Some((GateWord::Pass, None, true)));
        assert_eq!(read("**Gate:** PASS"), Some((GateWord::Pass, None, false)));
        assert_eq!(
            read("Gate: FAIL — no owner"),
            Some((GateWord::Fail, Some("no owner".into()), true))
        );
        assert_eq!(
            read("Gate: FAIL (stub)"),
            Some((GateWord::Fail, Some("stub".into()), false))
        );
        assert_eq!(read("gate: maybe"), Some((GateWord::Other, None, false)));
        assert!(read("The gate: is open").is_none());
    }
}
