//! Corrections that a plan knows beforehand: `If this check fails, the known correction is …`.

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockId, BlockKind, Visibility};
use stopgate_model::{Correction, Plan, Role};
use stopgate_source::Pattern;

use super::Reader;
use super::commands::Scene;
use super::inline_commands::{self, Trust};
use super::outcomes;
use super::outline::Outline;
use super::roles::Station;

/// The words in front of the command: what fails, and that this mends it.
static MENDS: Pattern = pattern!(
    r"(?i)\b(?:if|when|whenever|where)\b[^.!?]*\b(?:checks?|tests?|steps?|commands?|this|it)\b[^.!?]*\bfails?\b[^.!?]*\b(?:correction|fix|remedy|repair)\b[^.!?]*$"
);

/// How often it is tried, behind the command.
static AT_MOST: Pattern =
    pattern!(r"(?i)\bat\s+most\s+(?:(once)|(twice)|(three\s+times)|([1-3])\s+times?)\b");

/// The corrections of a plan, in document order. Hidden ones, and those that two readers read
/// differently, are left out.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline, plan: &Plan) -> Vec<Correction> {
    let text = reader.tree.source().text();
    if !text.contains("fail") {
        return Vec::new();
    }
    let scene = Scene::new(reader, outline, plan);
    let paragraphs = reader.tree.ids().filter(|id| {
        let block = reader.tree.block(*id);
        block.kind == BlockKind::Paragraph
            && block.certain
            && matches!(block.visibility, Visibility::Visible)
    });
    paragraphs
        .flat_map(|id| of_paragraph(&scene, reader, outline, id))
        .collect()
}

fn of_paragraph(
    scene: &Scene<'_>,
    reader: Reader<'_>,
    outline: &Outline,
    id: BlockId,
) -> Vec<Correction> {
    let block = reader.tree.block(id);
    let whole = reader.tree.source().slice(block.span);
    if !may_mend(whole) {
        return Vec::new();
    }
    let station = reader.station(outline, block.span);
    if station.section.is_some_and(|at| outline.recorded[at]) {
        return Vec::new();
    }
    let station = Station {
        role: Some(Role::Check),
        ..station
    };
    let inline = inline_commands::read(reader, id, Trust::Declared);
    let mends = inline.into_iter().filter_map(|inline| {
        let at = inline.origin.start() - block.span.start();
        MENDS.is_match(whole[..at].trim_end_matches('`')).then(|| {
            let behind = inline.behind.clone();
            let outcome = outcomes::behind_inline(&behind);
            let attempts = attempts(&whole[at..]);
            (scene.inline(inline, outcome, station, block), attempts)
        })
    });
    mends
        .filter_map(|(command, attempts)| {
            let command = command.filter(|command| command.phase.is_some())?;
            Some(Correction { command, attempts })
        })
        .collect()
}

/// A cheap look before code is read.
fn may_mend(text: &str) -> bool {
    ["correction", "fix", "remedy", "repair"]
        .iter()
        .any(|word| text.contains(word))
        && text.contains('`')
}

fn attempts(behind: &str) -> Option<u32> {
    let found = AT_MOST.captures(behind)?;
    let spelled = (1..=3).find(|at| found.get(*at as usize).is_some());
    spelled.or_else(|| found.get(4)?.as_str().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::attempts;

    #[test]
    fn how_often_is_read_wherever_a_line_ends() {
        for (text, read) in [
            ("; repeated, at most twice.", Some(2)),
            ("; repeated, at\nmost  twice.", Some(2)),
            ("; repeated at most three\r\ntimes.", Some(3)),
            ("; at most 1 time", Some(1)),
            ("; at most four times", None),
            ("; almost twice", None),
        ] {
            assert_eq!(attempts(text), read, "{text:?}");
        }
    }
}
