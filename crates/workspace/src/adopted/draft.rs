//! For each block with commands what it could say, or why it says nothing.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use stopgate_formats::{
    Attributes, as_fence, at_fence, attributes_of, can_be_attribute, limit_beside,
};
use stopgate_gate::{Effect, Step};
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Command, Directory, Place, Plan, only_reads};
use stopgate_source::{Edit, Span};

use super::{Adopting, Proposal, naming};
use crate::Document;

/// Attributes for a block, before they are proved.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The block; none for inline code.
    pub(super) block: Option<BlockId>,
    pub(super) span: Span,
    pub(super) steps: Vec<Step>,
    pub(super) attributes: Attributes,
    /// True where the plan says what repeating its steps does.
    pub(super) declares_effect: bool,
    pub(super) fenced: bool,
    pub(super) edits: Vec<Edit>,
    /// Why it gets nothing.
    pub(super) left: Option<String>,
}

impl Draft {
    /// True where it holds a step.
    pub(super) fn holds(&self, step: &Step) -> bool {
        self.steps.iter().any(|own| own.id == step.id)
    }

    /// True where something is to be written.
    pub(super) fn is_proposal(&self) -> bool {
        self.left.is_none() && !self.edits.is_empty()
    }

    pub(super) fn proposal(&self) -> Proposal {
        Proposal {
            span: self.span,
            steps: self.steps.clone(),
            attributes: self.attributes.clone(),
            fenced: self.fenced,
        }
    }
}

/// A draft for each block with commands, in document order; inline code is a draft of its own.
pub(super) fn all(
    document: &Document<'_>,
    plan: &Plan,
    steps: &[Step],
    adopting: &Adopting,
) -> Vec<Draft> {
    let mut commands: Vec<&Step> = steps.iter().filter(|step| step.role.is_some()).collect();
    commands.sort_by_key(|step| step.span);
    let tree = &document.tree;
    let mut blocks = tree.ids().filter(|id| {
        let block = tree.block(*id);
        matches!(block.kind, BlockKind::Code(_))
    });
    let mut block = blocks.next();
    let mut drafts: Vec<Draft> = Vec::new();
    for step in commands {
        while block.is_some_and(|id| tree.block(id).span.end() < step.span.end()) {
            block = blocks.next();
        }
        let own = block.filter(|id| tree.block(*id).span.contains(step.span));
        match drafts.last_mut() {
            Some(last) if own.is_some() && last.block == own => last.steps.push(step.clone()),
            _ => drafts.push(Draft {
                block: own,
                span: own.map_or(step.span, |id| tree.block(id).span),
                steps: vec![step.clone()],
                ..Draft::default()
            }),
        }
    }
    let mut taken = naming::taken(steps);
    for draft in &mut drafts {
        if let Err(why) = fill(document, plan, draft, (adopting, &mut taken)) {
            draft.left = Some(why);
        }
    }
    drafts
}

/// Fills in what a block could say.
fn fill(
    document: &Document<'_>,
    plan: &Plan,
    draft: &mut Draft,
    (adopting, taken): (&Adopting, &mut HashSet<String>),
) -> Result<(), String> {
    let tree = &document.tree;
    let commands = commands_of(plan, &draft.steps);
    let place = commands.first().map(|command| &command.place);
    let block = block_for(draft, place, adopting)?;
    draft.fenced = place == Some(&Place::Indented);
    let stated = match draft.fenced {
        true => BTreeSet::new(),
        false => attributes_of(tree, block).ok_or("its block is no closed fence of a shell")?,
    };
    let lacks = |key: &str| !stated.contains(key);
    draft.declares_effect = !lacks("effect");
    draft.attributes = Attributes {
        name: lacks("name").then(|| naming::name(&draft.steps, taken)),
        directory: directory(&commands, draft.span).filter(|_| lacks("cwd")),
        timeout: limit(document, &commands, block).filter(|_| lacks("timeout")),
        effect: effect(&draft.steps, adopting).filter(|_| lacks("effect")),
    };
    if draft.attributes.is_empty() {
        return Ok(());
    }
    let edits = match draft.fenced {
        true => as_fence(tree, block, &draft.attributes),
        false => at_fence(tree, block, &draft.attributes).map(|edit| vec![edit]),
    };
    draft.edits = edits.ok_or(if draft.fenced {
        "not all of its lines are indented by the same blanks; write a ```sh fence in its place"
    } else {
        "its first line is not written as it is read; write it as ```sh"
    })?;
    Ok(())
}

/// The block that can get attributes.
///
/// # Errors
/// With the reason why there is none.
fn block_for(draft: &Draft, place: Option<&Place>, adopting: &Adopting) -> Result<BlockId, String> {
    if draft.steps.iter().all(|step| step.unfit.is_some()) {
        return Err(unfit(&draft.steps));
    }
    let why = match (draft.block, place) {
        (None, _) => "inline code carries no attributes; a ```sh fence in its place does",
        (Some(_), Some(Place::Console)) => {
            "a transcript with `$` carries no attributes; a ```sh fence in its place does"
        }
        (Some(_), Some(Place::Indented)) if !adopting.fence => {
            "an indented block carries no attributes; `--fence` makes it a fence"
        }
        (Some(block), _) => return Ok(block),
    };
    Err(why.to_owned())
}

/// Why the steps of a block cannot run, said once.
fn unfit(steps: &[Step]) -> String {
    let why = steps.iter().find_map(|step| step.unfit.as_deref());
    format!("it cannot run by itself: {}", why.unwrap_or_default())
}

/// The commands that steps were made of.
fn commands_of<'p>(plan: &'p Plan, steps: &[Step]) -> Vec<&'p Command> {
    let corrections = plan
        .corrections
        .iter()
        .map(|correction| &correction.command);
    let all = plan.commands.iter().chain(corrections);
    let is_one = |command: &&Command| steps.iter().any(|step| step.span == command.origin);
    all.filter(is_one).collect()
}

/// The directory of all commands of a block, where the words of the plan state it; none where a line of
/// the block does.
fn directory(commands: &[&Command], block: Span) -> Option<String> {
    let mut stated = commands.iter().map(|command| match &command.directory {
        Directory::Stated(path) if !block.contains(path.origin) => Some(path.value.as_str()),
        _ => None,
    });
    let first = stated.next()??;
    let is_same = stated.all(|path| path == Some(first));
    (is_same && can_be_attribute(first)).then(|| first.to_owned())
}

/// The limit of a command that stands alone in its block.
fn limit(document: &Document<'_>, commands: &[&Command], block: BlockId) -> Option<Duration> {
    match commands {
        [_] => limit_beside(&document.tree, block),
        _ => None,
    }
}

/// What repeating the steps of a block does: what a person says, else that they only read where all are
/// known to.
fn effect(steps: &[Step], adopting: &Adopting) -> Option<Effect> {
    let reads = steps.iter().all(|step| only_reads(&step.command));
    adopting.effect.or(reads.then_some(Effect::Read))
}
