//! A plan whose fences say what their steps are: proposed attributes, and the proof that nothing else of the
//! steps is another than before.

mod draft;

mod naming;

pub(crate) mod proof;

use stopgate_formats::{Attributes, best_claim};
use stopgate_gate::{Effect, Step, project};
use stopgate_markdown::Tree;
use stopgate_source::{Edit, EditSet, Source, Span, file_part};

use crate::Document;
use draft::Draft;

/// What is to be adopted.
#[derive(Clone, Debug, Default)]
pub struct Adopting {
    /// The one step whose block is meant, by its name or the beginning of its id; all where none is named.
    pub step: Option<String>,
    /// What repeating that step does, as a person says.
    pub effect: Option<Effect>,
    /// Whether indented blocks are to become fences.
    pub fence: bool,
}

/// What a plan could say of its steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adopted {
    /// What writes the proposals, and touches no other byte.
    pub edits: EditSet,
    /// The blocks that get attributes, in document order.
    pub proposals: Vec<Proposal>,
    /// Steps that run by themselves and of which neither the plan nor a proposal says what repeating them
    /// does.
    pub undeclared: Vec<Step>,
    /// Steps that get nothing, with the reason.
    pub left: Vec<(Step, String)>,
}

/// Attributes for a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The block.
    pub span: Span,
    /// The steps in it.
    pub steps: Vec<Step>,
    /// What it gets.
    pub attributes: Attributes,
    /// True where it becomes a fence.
    pub fenced: bool,
}

/// Why nothing can be proposed for the step that was named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unadoptable {
    /// No command of the plan is called that.
    #[error("no command of the plan is called `{0}`; `stopgate steps` lists them with their ids")]
    Unknown(String),
    /// Several are.
    #[error("`{0}` could be several commands: {1}; name one by more of its id")]
    Ambiguous(String, String),
    /// The plan says it already.
    #[error("the fence of `{0}` says already what repeating it does; change `effect` there")]
    Declared(String),
    /// Its block cannot get the effect.
    #[error("`{0}` cannot get attributes: {1}")]
    Left(String, String),
}

impl Document<'_> {
    /// Proposes attributes for the blocks of its commands; none where no format claims the document.
    ///
    /// Steps, their ids, order, directories and what must come out of them stay what they are: what cannot be
    /// proved on the result is not proposed.
    ///
    /// # Errors
    /// When the step that was named is none, or cannot get what it is to get.
    pub fn adopt(&self, adopting: &Adopting) -> Option<Result<Adopted, Unadoptable>> {
        let plan = self.plan.as_ref()?;
        let steps = project(plan);
        let wanted = match &adopting.step {
            None => None,
            Some(name) => match named(&steps, name) {
                Ok(step) => Some(step.clone()),
                Err(reason) => return Some(Err(reason)),
            },
        };
        let mut drafts = draft::all(self, plan, &steps, adopting);
        if let Some(step) = &wanted {
            drafts.retain(|draft| draft.holds(step));
        }
        let adopted = self.adopted(&steps, &drafts);
        Some(match wanted {
            Some(step) if adopting.effect.is_some() => adopted_as_said(adopted, &step, &drafts),
            _ => Ok(adopted),
        })
    }

    /// What can be proved of the drafts.
    fn adopted(&self, steps: &[Step], drafts: &[Draft]) -> Adopted {
        let mut adopted = Adopted::default();
        let mut kept: Vec<&Draft> = drafts.iter().filter(|draft| draft.is_proposal()).collect();
        if !self.is_proved(steps, &kept) {
            kept = self.proved_one_by_one(steps, kept);
        }
        for draft in drafts {
            let is_kept = kept.iter().any(|kept| std::ptr::eq(*kept, draft));
            match &draft.left {
                Some(why) => adopted.leave(draft, why),
                None if draft.is_proposal() && !is_kept => adopted.leave(
                    draft,
                    "with attributes, this place of the document would be read in another way",
                ),
                None => {
                    let runs = draft.steps.iter().filter(|step| step.unfit.is_none());
                    let undeclared = !draft.declares_effect && draft.attributes.effect.is_none();
                    adopted
                        .undeclared
                        .extend(runs.filter(|_| undeclared).cloned());
                    adopted.proposals.extend(is_kept.then(|| draft.proposal()));
                }
            }
        }
        let edits = kept.iter().flat_map(|draft| draft.edits.clone());
        adopted.edits = EditSet::new(edits.collect()).unwrap_or_default();
        adopted
    }

    /// As many of the drafts as can be proved together.
    fn proved_one_by_one<'d>(&self, steps: &[Step], drafts: Vec<&'d Draft>) -> Vec<&'d Draft> {
        let mut kept = Vec::new();
        for draft in drafts {
            kept.push(draft);
            if !self.is_proved(steps, &kept) {
                kept.pop();
            }
        }
        kept
    }

    /// True where the same format, or none, claims the document and another text of it.
    pub(crate) fn is_claimed_alike(&self, after: &Tree) -> bool {
        self.claimed(&self.tree) == self.claimed(after)
    }

    /// The format that claims a text of the document by what is in it.
    pub(crate) fn claimed(&self, tree: &Tree) -> Option<&str> {
        let file = file_part(&self.path);
        best_claim(tree, file, self.formats).map(|claim| claim.format.id.as_str())
    }

    /// True where the document with all of this in it is the same plan, but for this.
    fn is_proved(&self, steps: &[Step], drafts: &[&Draft]) -> bool {
        let (Some(format), edits) = (self.format, edits_of(drafts)) else {
            return false;
        };
        let Ok(edits) = EditSet::new(edits) else {
            return false;
        };
        let bytes = edits.apply(self.tree.source().bytes());
        let after = Tree::read(Source::new(bytes));
        let changed: Vec<_> = drafts.iter().filter_map(|draft| draft.block).collect();
        let plan = stopgate_formats::lower(&after, format, 1.0);
        proof::reads_as_before((&self.tree, &after), &changed, proof::Code::Untouched)
            && self.is_claimed_alike(&after)
            && proof::are_steps_as_proposed(steps, &project(&plan), drafts)
    }
}

impl Adopted {
    fn leave(&mut self, draft: &Draft, why: &str) {
        let steps = draft.steps.iter().cloned();
        self.left.extend(steps.map(|step| (step, why.to_owned())));
    }
}

fn edits_of(drafts: &[&Draft]) -> Vec<Edit> {
    drafts
        .iter()
        .flat_map(|draft| draft.edits.clone())
        .collect()
}

/// What a person said of a step comes true, or the reason why it cannot.
fn adopted_as_said(
    adopted: Adopted,
    step: &Step,
    drafts: &[Draft],
) -> Result<Adopted, Unadoptable> {
    let command = step.command.clone();
    if drafts.iter().any(|draft| draft.declares_effect) {
        return Err(Unadoptable::Declared(command));
    }
    match adopted.left.first() {
        Some((_, why)) => Err(Unadoptable::Left(command, why.clone())),
        None => Ok(adopted),
    }
}

/// The command with this name, or whose id begins like this.
fn named<'s>(steps: &'s [Step], name: &str) -> Result<&'s Step, Unadoptable> {
    let commands = steps.iter().filter(|step| step.role.is_some());
    let called = |step: &&Step| step.contract.name.as_deref() == Some(name);
    let begins = |step: &&Step| !name.is_empty() && step.id.starts_with(name);
    // Commands of one fence share its name.
    if let Some(step) = commands.clone().find(called) {
        return Ok(step);
    }
    let found: Vec<&Step> = commands.filter(begins).collect();
    match found.as_slice() {
        [] => Err(Unadoptable::Unknown(name.to_owned())),
        [one] => Ok(one),
        several => {
            let ids: Vec<&str> = several.iter().map(|step| step.id.as_str()).collect();
            Err(Unadoptable::Ambiguous(name.to_owned(), ids.join(", ")))
        }
    }
}
