//! The interview as a state machine: the next question, an answer, and what it would write.

use std::collections::BTreeSet;

use stopgate_workspace::{Engine, Options, Repository, Unfit};

use crate::asking::Facts;
use crate::effect::{World, stages_of};
use crate::record::{Record, Stamp, digest};
use crate::revising;
use crate::{Answer, Question};

/// An answer that was not taken; nothing was written, and the question stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing is asked.
    #[error("no question is open; nothing was written")]
    NoQuestion,
    /// The answer cannot stand where it would go.
    #[error("{0}")]
    Unfit(#[from] Unfit),
    /// The answer would bring an error into the plan that no other answer mends.
    #[error("{message}. {help}")]
    Faulty {
        /// What is wrong with it.
        message: String,
        /// What to do.
        help: String,
    },
    /// There is no option or offer with that number.
    #[error("there is no choice {0}; choose one of those that are listed")]
    NoChoice(usize),
    /// A name or a reason is missing.
    #[error("{0}")]
    Incomplete(&'static str),
    /// A later answer builds upon the one that would be changed.
    #[error(
        "the answer to \"{0}\" builds upon this one and would have no place any more; change it in the plan itself"
    )]
    BuiltUpon(String),
}

/// What an answer comes to. The record is written and made durable first, then the plan; then the session is
/// told by [`Session::accept`].
#[derive(Clone, Debug)]
pub struct Effect {
    /// The record of it; its number is still to be set.
    pub record: Record,
    /// The plan with the answer.
    pub plan: Vec<u8>,
    /// The commands that the answer adds to those that would run.
    pub commands: Vec<String>,
    /// What still keeps this place from being ready, as the rules say it.
    pub remains: Vec<String>,
    pub(crate) done: Done,
    /// Where it takes the place of an earlier answer: which one, and the later ones as they are behind it now.
    pub(crate) redone: Option<(usize, Vec<Done>)>,
}

/// An answer of this session.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) question: Question,
    pub(crate) answer: Answer,
    pub(crate) stamp: Stamp,
    /// The plan before it.
    pub(crate) before: Vec<u8>,
    /// The number of its record.
    pub(crate) number: u64,
}

/// A session of questions about one plan.
pub struct Session<'e> {
    world: World<'e>,
    plan: Vec<u8>,
    /// Keys of questions that were answered, skipped or put off: none is asked twice.
    asked: BTreeSet<String>,
    done: Vec<Done>,
    /// The earlier answer that somebody went back to.
    back: Option<usize>,
}

impl<'e> Session<'e> {
    /// Begins with a plan.
    pub fn new(
        engine: &'e Engine,
        (path, plan): (&'e str, Vec<u8>),
        (options, repository): (&'e Options, &'e dyn Repository),
        facts: &'e Facts,
    ) -> Self {
        Self {
            world: World {
                engine,
                path,
                options,
                repository,
                facts,
            },
            plan,
            asked: BTreeSet::new(),
            done: Vec::new(),
            back: None,
        }
    }

    /// The plan as the session knows it.
    pub fn plan(&self) -> &[u8] {
        &self.plan
    }

    /// All questions that are open now and were not asked yet in this session.
    pub fn open(&self) -> Vec<Question> {
        let mut open = self.world.questions(&self.plan);
        open.retain(|question| !self.asked.contains(&question.key));
        open
    }

    /// The next question; none where there is none left. Where somebody went back, the one they went back to.
    pub fn next(&self) -> Option<Question> {
        if let Some(done) = self.back.and_then(|at| self.done.get(at)) {
            return Some(done.question.clone());
        }
        self.open().into_iter().next()
    }

    /// Leaves the next question as it is: it is not asked again in this session, and nothing is written.
    pub fn leave(&mut self) {
        if let Some(question) = self.next() {
            self.asked.insert(question.key);
        }
        self.back = None;
    }

    /// Goes back to the answer before the one that is asked for; false where there is none.
    pub fn go_back(&mut self) -> bool {
        let at = match self.back {
            Some(at) => at.checked_sub(1),
            None => self.done.len().checked_sub(1),
        };
        let Some(at) = at else {
            return false;
        };
        let done = &mut self.done[at];
        done.question.earlier = done.answer.in_short(&done.question);
        self.back = Some(at);
        true
    }

    /// Goes on to the first question that was not asked yet; the earlier answer stays as it is.
    pub fn go_on(&mut self) {
        self.back = None;
    }

    /// What an answer to the next question comes to.
    ///
    /// # Errors
    /// When the answer cannot be taken; the session is as it was.
    pub fn answer(&self, answer: &Answer, stamp: &Stamp) -> Result<Effect, Refusal> {
        let question = self.next().ok_or(Refusal::NoQuestion)?;
        if let Some(at) = self.back {
            return self.change(at, answer, stamp);
        }
        self.world.effect(&self.plan, &question, (answer, stamp))
    }

    /// The effect of another answer in place of an earlier one, with all later ones as they were.
    fn change(&self, at: usize, answer: &Answer, stamp: &Stamp) -> Result<Effect, Refusal> {
        let first = &self.done[at];
        let mut effect = self
            .world
            .effect(&first.before, &first.question, (answer, stamp))?;
        let mut plan = effect.plan.clone();
        let mut behind = Vec::new();
        for later in &self.done[at + 1..] {
            let asked = self.world.questions(&plan);
            let question = asked.iter().find(|one| one.key == later.question.key);
            let built = || Refusal::BuiltUpon(later.question.text.clone());
            let question = question.ok_or_else(built)?;
            let again = (&later.answer, &later.stamp);
            let again = self.world.effect(&plan, question, again);
            let again = again.map_err(|_| built())?;
            plan = again.plan;
            behind.push(Done {
                number: later.number,
                ..again.done
            });
        }
        let edits = revising::edits(&self.plan, &plan);
        effect.record.before = digest(&self.plan);
        effect.record.length = self.plan.len();
        effect.record.after = digest(&plan);
        effect.record.stages = stages_of(&[edits]);
        effect.record.replaces = Some(first.number);
        effect.plan = plan;
        effect.redone = Some((at, behind));
        Ok(effect)
    }

    /// Says that the record of an effect is durable under this number, and the plan written.
    pub fn accept(&mut self, effect: Effect, number: u64) {
        let done = Done {
            number,
            ..effect.done
        };
        self.asked.insert(done.question.key.clone());
        let (at, behind) = effect.redone.unwrap_or((self.done.len(), Vec::new()));
        self.done.truncate(at);
        self.done.push(done);
        self.done.extend(behind);
        self.back = None;
        self.plan = effect.plan;
    }

    /// Goes on with a plan that somebody else changed meanwhile. Earlier answers of the session are in it or
    /// not: nobody can go back to them any more.
    pub fn reload(&mut self, plan: Vec<u8>) {
        self.plan = plan;
        self.done.clear();
        self.back = None;
    }
}
