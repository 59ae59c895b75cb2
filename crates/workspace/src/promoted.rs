//! Expectations that a plan could state, made of what its steps printed in a run: proposed, and proved to be
//! the only change.

mod place;

mod stable;

use stopgate_gate::{Step, project};
use stopgate_markdown::{BlockId, Tree};
use stopgate_model::{Expectation, Plan};
use stopgate_source::{Edit, EditSet, Source};

use crate::Document;
use crate::adopted::proof;

/// What a step left in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Id of the step.
    pub step: String,
    /// Its exit code, where it had one.
    pub exit: Option<i32>,
    /// True where it ended without what was expected of it.
    pub failed: bool,
    /// All that it printed; none where not all of it was kept, or something in it was masked.
    pub printed: Option<String>,
    /// What it printed where it passed in other runs of the plan; none as above.
    pub before: Vec<Option<String>>,
}

/// What a plan could expect of its steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Promoted {
    /// What writes the proposals, and touches no other byte.
    pub edits: EditSet,
    /// What is proposed, in document order.
    pub proposals: Vec<Promotion>,
    /// Steps that the run tells of and that get nothing, with the reason.
    pub left: Vec<(Step, String)>,
}

/// Expectations for a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    /// The step as it stands.
    pub step: Step,
    /// What is to be expected of it.
    pub expectations: Vec<Expectation>,
    /// How the plan says that: ``prints `14 passed` ``.
    pub words: String,
    block: BlockId,
    edits: Vec<Edit>,
}

impl Document<'_> {
    /// Proposes what steps are to print, where the plan expects nothing that decides by itself, or something
    /// that did not come; none where no format claims the document.
    ///
    /// Only whole lines that are likely to come again are proposed: short, the same in every run, without
    /// times, paths, digests and secrets. What cannot be proved on the result is not proposed.
    pub fn promote(&self, observed: &[Observed]) -> Option<Promoted> {
        let plan = self.plan.as_ref()?;
        let steps = project(plan);
        let mut promoted = Promoted::default();
        for step in steps.iter().filter(|step| step.role.is_some()) {
            let seen = observed.iter().find(|seen| seen.step == step.id);
            let Some(seen) = seen.filter(|seen| seen.failed || !decides(step)) else {
                continue;
            };
            match self.promotion(plan, step, seen) {
                Ok(promotion) => promoted.proposals.push(promotion),
                Err(why) => promoted.left.push((step.clone(), why)),
            }
        }
        promoted
            .proposals
            .sort_by_key(|promotion| promotion.step.span);
        self.keep_proved(&steps, &mut promoted);
        Some(promoted)
    }

    fn promotion(&self, plan: &Plan, step: &Step, seen: &Observed) -> Result<Promotion, String> {
        let expectations = stable::expectations(seen)?;
        let words = words(&expectations);
        let unsaid = |why: &str| format!("{why}; what it printed would be: {words}");
        let (block, edits) =
            place::edits(&self.tree, (plan, step), &expectations, &words).map_err(unsaid)?;
        Ok(Promotion {
            step: step.clone(),
            expectations,
            words,
            block,
            edits,
        })
    }

    /// Takes out what cannot be proved together with the others.
    fn keep_proved(&self, steps: &[Step], promoted: &mut Promoted) {
        let mut kept: Vec<Promotion> = Vec::new();
        let all = std::mem::take(&mut promoted.proposals);
        if self.are_proved(steps, &all) {
            kept = all;
        } else {
            for promotion in all {
                kept.push(promotion);
                if !self.are_proved(steps, &kept)
                    && let Some(refused) = kept.pop()
                {
                    let why = format!(
                        "written beside it, this would be read in another way: {}",
                        refused.words
                    );
                    promoted.left.push((refused.step, why));
                }
            }
        }
        let edits = kept.iter().flat_map(|promotion| promotion.edits.clone());
        promoted.edits = EditSet::new(edits.collect()).unwrap_or_default();
        promoted.proposals = kept;
    }

    /// True where the document with these in it is the same plan, but for these.
    fn are_proved(&self, steps: &[Step], promotions: &[Promotion]) -> bool {
        let edits = promotions
            .iter()
            .flat_map(|promotion| promotion.edits.clone());
        let (Some(format), Ok(edits)) = (self.format, EditSet::new(edits.collect())) else {
            return false;
        };
        let after = Tree::read(Source::new(edits.apply(self.tree.source().bytes())));
        let changed: Vec<BlockId> = promotions.iter().map(|promotion| promotion.block).collect();
        let found = project(&stopgate_formats::lower(&after, format, 1.0));
        let is_as_proposed = |(before, after): (&Step, &Step)| {
            let own = promotions.iter().find(|own| own.step.id == before.id);
            let expectations = own.map_or(&before.expectations, |own| &own.expectations);
            let wanted = Step {
                expectations: expectations.clone(),
                span: after.span,
                ..before.clone()
            };
            wanted == *after
        };
        proof::reads_as_before((&self.tree, &after), &changed, proof::Code::Commented)
            && self.is_claimed_alike(&after)
            && steps.len() == found.len()
            && steps.iter().zip(&found).all(is_as_proposed)
    }
}

/// True where something that is expected of a step decides by itself.
fn decides(step: &Step) -> bool {
    let is_prose = |expected: &Expectation| matches!(expected, Expectation::Prose(_));
    !step.expectations.iter().all(is_prose)
}

/// How a plan states expectations so that they decide by themselves (CONTRACT.md 9).
fn words(expectations: &[Expectation]) -> String {
    let said = expectations.iter().map(|expected| match expected {
        Expectation::NoOutput => "no output".to_owned(),
        other => format!("`{}`", other.text()),
    });
    let said = said.collect::<Vec<_>>().join(" and ");
    match expectations {
        [Expectation::NoOutput] => said,
        _ => format!("prints {said}"),
    }
}
