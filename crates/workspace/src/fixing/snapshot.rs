//! What a fix must not change (CONTRACT, decision 2).

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use stopgate_gate::Environment;
use stopgate_markdown::{Block, BlockId, BlockKind, InlineKind, Tree};
use stopgate_model::GateWord;
use stopgate_source::{Finding, Fix, Span};

use super::Dropped;
use crate::{Document, Step};

/// A document as far as fixes promise to leave it as it is.
#[derive(Debug)]
pub(super) struct Snapshot {
    format: Option<String>,
    steps: Vec<Step>,
    /// What an approval binds; none where no format claims the document.
    digest: Option<String>,
    /// The mark of each check-box, ticked or not.
    ticks: Vec<char>,
    /// Everything inside code blocks, inline code and HTML.
    code: Vec<String>,
    /// What each block is, and in which other one it stands.
    blocks: Vec<(Discriminant<BlockKind>, Option<BlockId>)>,
    /// The letters and digits of the text that a reader sees, word by word.
    words: String,
    gate: Option<GateWord>,
    counts: BTreeMap<&'static str, usize>,
}

impl Snapshot {
    pub(super) fn of(document: &Document<'_>, findings: &[Finding]) -> Self {
        let steps = document.steps().into_iter();
        let mut counts = BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.code).or_default() += 1;
        }
        let plan = document.plan();
        let bound = document.binding(Environment::default());
        Self {
            format: plan.map(|plan| plan.format.id.clone()),
            steps: steps.map(without_place).collect(),
            digest: bound.map(|bound| bound.digest()),
            ticks: ticks(&document.tree),
            code: code(&document.tree),
            blocks: blocks(&document.tree),
            words: words(&document.tree),
            gate: plan.and_then(|plan| plan.gate.as_ref().map(|gate| gate.word)),
            counts,
        }
    }

    /// Whether the fixes of `applied` led to `after` and to nothing else.
    pub(super) fn keeps(&self, after: &Self, applied: &[&Finding]) -> Result<(), Dropped> {
        let is_safe = |finding: &&Finding| matches!(finding.fix, Some(Fix::Safe(_)));
        let held = |holds: bool, why: Dropped| if holds { Ok(()) } else { Err(why) };
        held(self.format == after.format, Dropped::Format)?;
        if applied.iter().all(is_safe) {
            held(self.code == after.code, Dropped::Code)?;
            held(self.ticks == after.ticks, Dropped::Tick)?;
            held(self.words == after.words, Dropped::Wording)?;
            held(self.blocks == after.blocks, Dropped::Structure)?;
            held(self.gate == after.gate, Dropped::Verdict)?;
            held(self.steps == after.steps, Dropped::Projection)?;
            held(self.digest == after.digest, Dropped::Meaning)?;
        }
        held(self.loses(after, applied), Dropped::Finding)
    }

    /// True where at least one finding is gone for each fix that was applied, and, where all are safe,
    /// none is new. What an unsafe fix lays open, a closed fence for example, was there before.
    fn loses(&self, after: &Self, applied: &[&Finding]) -> bool {
        let is_safe = applied
            .iter()
            .all(|finding| matches!(finding.fix, Some(Fix::Safe(_))));
        let is_about = |code: &str| is_safe || applied.iter().any(|finding| finding.code == code);
        let mut most = self.counts.clone();
        for finding in applied {
            if let Some(count) = most.get_mut(finding.code) {
                *count = count.saturating_sub(1);
            }
        }
        let is_fine =
            |(code, count): (&&str, &usize)| most.get(code).is_some_and(|most| count <= most);
        let mut counts = after.counts.iter().filter(|(code, _)| is_about(code));
        counts.all(is_fine)
    }
}

fn without_place(step: Step) -> Step {
    Step {
        span: Span::default(),
        ..step
    }
}

fn ticks(tree: &Tree) -> Vec<char> {
    let mark = |block: &Block| match block.kind {
        BlockKind::Item(Some(checkbox)) if checkbox.is_ticked() => Some('x'),
        BlockKind::Item(Some(checkbox)) => Some(checkbox.mark),
        _ => None,
    };
    tree.blocks().iter().filter_map(mark).collect()
}

fn blocks(tree: &Tree) -> Vec<(Discriminant<BlockKind>, Option<BlockId>)> {
    let blocks = tree.blocks().iter();
    blocks
        .map(|block| (discriminant(&block.kind), block.parent))
        .collect()
}

fn code(tree: &Tree) -> Vec<String> {
    let slice = |span: Span| tree.source().slice(span);
    let mut code = Vec::new();
    for id in tree.ids() {
        match &tree.block(id).kind {
            BlockKind::Code(block) => {
                code.extend(block.info.clone());
                code.extend(block.lines.iter().map(|line| slice(*line).to_owned()));
            }
            BlockKind::Html(_) => code.push(slice(tree.block(id).span).to_owned()),
            _ => code.extend(
                tree.inlines(id)
                    .iter()
                    .filter_map(|piece| match piece.kind {
                        InlineKind::Code(content) => Some(slice(content).to_owned()),
                        InlineKind::Html => Some(slice(piece.span).to_owned()),
                        _ => None,
                    }),
            ),
        }
    }
    code
}

/// Letters and digits, with one blank between words.
fn words(tree: &Tree) -> String {
    let mut words = String::new();
    let is_leaf = |id: &BlockId| {
        let kind = &tree.block(*id).kind;
        matches!(
            kind,
            BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Cell
        )
    };
    for id in tree.ids().filter(is_leaf) {
        let prose = tree.prose(id);
        let parts = prose.text().split(|c: char| !c.is_alphanumeric());
        for word in parts.filter(|word| !word.is_empty()) {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}
