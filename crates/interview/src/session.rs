//! The interview as a state machine: the next question, an answer, and what it would write.

use std::collections::BTreeSet;

use stopgate_source::{EditSet, Finding, Severity, Span};
use stopgate_workspace::{Content, Engine, Form, Ground, Options, Repository, Unfit};

use crate::answer::KeptAnswer;
use crate::asking::{Facts, asked_in, questions};
use crate::record::{Asked, Kind, Record, Stage, Stamp, digest, stage_of};
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
    done: Done,
    /// The earlier answer that this one takes the place of.
    redone: Option<usize>,
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

/// What a session knows of the world.
#[derive(Clone, Copy)]
pub(crate) struct World<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) path: &'e str,
    pub(crate) options: &'e Options,
    pub(crate) repository: &'e dyn Repository,
    pub(crate) facts: &'e Facts,
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
        for later in &self.done[at + 1..] {
            let asked = self.world.questions(&plan);
            let question = asked.iter().find(|one| one.key == later.question.key);
            let built = || Refusal::BuiltUpon(later.question.text.clone());
            let question = question.ok_or_else(built)?;
            let again = (&later.answer, &later.stamp);
            plan = self
                .world
                .effect(&plan, question, again)
                .map_err(|_| built())?
                .plan;
        }
        let edits = revising::edits(&self.plan, &plan);
        effect.record.before = digest(&self.plan);
        effect.record.length = self.plan.len();
        effect.record.after = digest(&plan);
        effect.record.stages = stages([edits]);
        effect.record.replaces = Some(first.number);
        effect.plan = plan;
        effect.redone = Some(at);
        Ok(effect)
    }

    /// Says that the record of an effect is durable under this number, and the plan written.
    pub fn accept(&mut self, effect: Effect, number: u64) {
        let done = Done {
            number,
            ..effect.done
        };
        self.asked.insert(done.question.key.clone());
        match effect.redone {
            None => self.done.push(done),
            Some(at) => {
                self.done[at] = done;
                self.renew_befores(at);
            }
        }
        self.back = None;
        self.plan = effect.plan;
    }

    /// The plans before the answers behind one that was changed.
    fn renew_befores(&mut self, from: usize) {
        for at in from + 1..self.done.len() {
            let earlier = &self.done[at - 1];
            let again = (&earlier.answer, &earlier.stamp);
            let redone = self.world.effect(&earlier.before, &earlier.question, again);
            if let Ok(effect) = redone {
                self.done[at].before = effect.plan;
            }
        }
    }

    /// Goes on with a plan that somebody else changed meanwhile. Earlier answers of the session are in it or
    /// not: nobody can go back to them any more.
    pub fn reload(&mut self, plan: Vec<u8>) {
        self.plan = plan;
        self.done.clear();
        self.back = None;
    }
}

impl<'e> World<'e> {
    /// The questions of a plan in this state.
    pub(crate) fn questions(self, plan: &[u8]) -> Vec<Question> {
        let document = self.read(plan);
        let findings = document.check(self.options, self.repository).findings;
        questions(&document, &findings, self.facts)
    }

    fn read(self, plan: &[u8]) -> stopgate_workspace::Document<'e> {
        let (engine, path) = (self.engine, self.path);
        engine.read(path, plan.to_vec(), self.options, self.repository)
    }

    pub(crate) fn effect(
        self,
        plan: &[u8],
        question: &Question,
        (answer, stamp): (&Answer, &Stamp),
    ) -> Result<Effect, Refusal> {
        let Written {
            stages,
            commands,
            kind,
            said,
        } = self.written(plan, question, (answer, stamp))?;
        let mut after = plan.to_vec();
        for stage in &stages {
            after = stage.apply(&after);
        }
        let remains = self.judged((plan, &after), &stages, question)?;
        let record = Record {
            question: Some(Asked {
                key: question.key.clone(),
                section: question.section.clone(),
                text: question.text.clone(),
            }),
            answer: said,
            stages: stages_of(&stages),
            ..Record::of_answer(kind, stamp, (plan, &after))
        };
        Ok(Effect {
            record,
            plan: after,
            commands,
            remains,
            done: Done {
                question: question.clone(),
                answer: answer.clone(),
                stamp: stamp.clone(),
                before: plan.to_vec(),
                number: 0,
            },
            redone: None,
        })
    }

    /// What is still wrong about the place of the question.
    ///
    /// # Errors
    /// When what was written brings in an error that is no question: nobody would be asked about it again.
    fn judged(
        self,
        (before, after): (&[u8], &[u8]),
        stages: &[EditSet],
        question: &Question,
    ) -> Result<Vec<String>, Refusal> {
        let findings = |plan: &[u8]| {
            let document = self.read(plan);
            document.check(self.options, self.repository).findings
        };
        let known: BTreeSet<(&str, String)> = findings(before)
            .into_iter()
            .map(|finding| (finding.code, finding.message))
            .collect();
        let new = findings(after);
        let ours = ranges(stages);
        let is_new = |finding: &&Finding| !known.contains(&(finding.code, finding.message.clone()));
        let is_ours = |finding: &&Finding| ours.iter().any(|range| range.overlaps(finding.span));
        let unasked = |finding: &&Finding| {
            let question = finding.fix.as_ref().and_then(|fix| fix.question());
            finding.severity == Severity::Error && question.is_none()
        };
        let mut faults = new.iter().filter(unasked).filter(is_new).filter(is_ours);
        if let Some(fault) = faults.next() {
            return Err(Refusal::Faulty {
                message: fault.message.clone(),
                help: fault.help.clone(),
            });
        }
        let document = self.read(after);
        let still = questions(&document, &new, self.facts);
        let same = still.iter().filter(|one| one.key == question.key);
        Ok(same.map(|one| one.why.clone()).collect())
    }

    fn written(
        self,
        plan: &[u8],
        question: &Question,
        (answer, stamp): (&Answer, &Stamp),
    ) -> Result<Written, Refusal> {
        let document = self.read(plan);
        let ground = document.ground().ok_or(Refusal::NoQuestion)?;
        let day = self.options.today.to_string();
        let (kind, content) = match answer {
            Answer::Given(content) => (Kind::Given, content.clone()),
            Answer::Chosen { choice, reason } => {
                (Kind::Chosen, chosen(question, *choice, reason.as_deref())?)
            }
            Answer::Confirmed(offer) => {
                let offer = question
                    .offers
                    .get(*offer)
                    .ok_or(Refusal::NoChoice(*offer + 1))?;
                (Kind::Confirmed, confirmed(question, &offer.value))
            }
            Answer::NotApplicable { reason } => {
                let reason = named(reason, "say why it does not apply")?;
                let text = format!("Not applicable: {reason}");
                (Kind::NotApplicable, Content::Text(text))
            }
            Answer::Skipped => return self.skipped(&ground, question, (stamp, &day)),
            Answer::Deferred { who, until } => {
                let who = named(who, "say who decides")?;
                let became = format!("Deferred: {who} decides until {until}.");
                let said = KeptAnswer {
                    text: None,
                    by: Some(who.to_owned()),
                    until: Some(until.to_string()),
                };
                return self.put_off(&ground, question, (&became, said));
            }
        };
        let said = KeptAnswer {
            text: Some(in_words(&content)),
            ..KeptAnswer::default()
        };
        if let Some(entry) = question.entry {
            let text = match &content {
                Content::Text(text) => text.trim().trim_end_matches('.').to_owned(),
                Content::Rows(_) => return Err(Unfit::NoTable.into()),
            };
            let became = format!("Resolved {day} ({}): {text}.", stamp.who);
            let filled = ground.settle_question(entry, &became, true)?;
            return Ok(Written::one(filled.edits, filled.commands, (kind, said)));
        }
        let filled = ground.fill(&question.slot, &content)?;
        let mut written = Written::one(filled.edits, filled.commands, (kind, said));
        self.settle_skipped(
            plan,
            question,
            (
                &mut written,
                &format!("Resolved {day} ({}): see {}.", stamp.who, question.section),
            ),
        );
        Ok(written)
    }

    /// The entry that an earlier skip of this question left says where its answer is now.
    fn settle_skipped(
        self,
        plan: &[u8],
        question: &Question,
        (written, became): (&mut Written, &str),
    ) {
        let mut after = plan.to_vec();
        for stage in &written.stages {
            after = stage.apply(&after);
        }
        let document = self.read(&after);
        let (Some(plan), Some(ground)) = (document.plan(), document.ground()) else {
            return;
        };
        let mut open = plan.questions.iter();
        let left =
            open.find(|one| !one.resolution.is_settled() && asked_in(&one.text) == question.text);
        // An entry that cannot be settled stays open, and is asked for itself.
        let settled = left.and_then(|one| ground.settle_question(one.origin, became, true).ok());
        written.stages.extend(settled.map(|filled| filled.edits));
    }

    /// A question without an answer is an open one, with who and when (P5).
    fn skipped(
        self,
        ground: &Ground<'_>,
        question: &Question,
        (stamp, day): (&Stamp, &str),
    ) -> Result<Written, Refusal> {
        let said = KeptAnswer::default();
        let is_there = question.entry.is_some() || self.is_entry(ground, question);
        if is_there {
            return Ok(Written::one(
                EditSet::default(),
                Vec::new(),
                (Kind::Skipped, said),
            ));
        }
        let entry = format!("{} (skipped by {}, {day})", question.text, stamp.who);
        let filled = ground.open_question(&entry)?;
        Ok(Written::one(
            filled.edits,
            filled.commands,
            (Kind::Skipped, said),
        ))
    }

    fn is_entry(self, ground: &Ground<'_>, question: &Question) -> bool {
        let mut entries = ground.plan().questions.iter();
        entries.any(|one| !one.resolution.is_settled() && asked_in(&one.text) == question.text)
    }

    /// A question that is put off stands among the open ones, with who decides and until when (P10).
    fn put_off(
        self,
        ground: &Ground<'_>,
        question: &Question,
        (became, said): (&str, KeptAnswer),
    ) -> Result<Written, Refusal> {
        let mut entries = ground.plan().questions.iter();
        let open = entries
            .find(|one| !one.resolution.is_settled() && asked_in(&one.text) == question.text);
        let entry = question.entry.or(open.map(|one| one.origin));
        let filled = match entry {
            Some(entry) => ground.settle_question(entry, became, false)?,
            None => ground.open_question(&format!("{} {became}", question.text))?,
        };
        Ok(Written::one(
            filled.edits,
            filled.commands,
            (Kind::Deferred, said),
        ))
    }
}

/// What an answer puts into a plan.
struct Written {
    stages: Vec<EditSet>,
    commands: Vec<String>,
    kind: Kind,
    said: KeptAnswer,
}

impl Written {
    fn one(edits: EditSet, commands: Vec<String>, (kind, said): (Kind, KeptAnswer)) -> Self {
        let stages = Some(edits).filter(|edits| !edits.is_empty());
        Self {
            stages: stages.into_iter().collect(),
            commands,
            kind,
            said,
        }
    }
}

fn stages(sets: [EditSet; 1]) -> Vec<Stage> {
    stages_of(&sets)
}

fn stages_of(sets: &[EditSet]) -> Vec<Stage> {
    sets.iter().map(stage_of).collect()
}

/// The bytes that were written, in the plan after the last stage; those of earlier stages may have moved a
/// little, and are taken where they were.
fn ranges(stages: &[EditSet]) -> Vec<Span> {
    let mut ranges = Vec::new();
    for stage in stages {
        let (mut removed, mut written) = (0, 0);
        for edit in stage.edits() {
            let start = edit.span.start() - removed + written;
            ranges.push(Span::new(start, start + edit.text.len()));
            removed += edit.span.len();
            written += edit.text.len();
        }
    }
    ranges
}

fn chosen(question: &Question, choice: usize, reason: Option<&str>) -> Result<Content, Refusal> {
    let option = question
        .options
        .get(choice)
        .ok_or(Refusal::NoChoice(choice + 1))?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    Ok(Content::Text(match reason {
        Some(reason) => format!(
            "{}, because {}",
            option.answer,
            reason.trim_start_matches("because ")
        ),
        None => option.answer.clone(),
    }))
}

fn confirmed(question: &Question, value: &str) -> Content {
    match question.form {
        Form::Rows(_) => Content::Rows(vec![vec![value.to_owned()]]),
        Form::Text | Form::Line => Content::Text(value.to_owned()),
    }
}

fn named<'t>(text: &'t str, missing: &'static str) -> Result<&'t str, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Incomplete(missing)),
        text => Ok(text),
    }
}

/// What was said, as one text.
fn in_words(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Rows(rows) => {
            let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
            lines.join("\n")
        }
    }
}

impl Answer {
    /// What was answered, in words that a person would give again.
    pub(crate) fn in_short(&self, question: &Question) -> Option<String> {
        match self {
            Self::Given(content) => Some(in_words(content)),
            Self::Chosen { choice, .. } => {
                question.options.get(*choice).map(|one| one.answer.clone())
            }
            Self::Confirmed(offer) => question.offers.get(*offer).map(|one| one.value.clone()),
            Self::NotApplicable { reason } => Some(format!("not applicable: {reason}")),
            Self::Deferred { who, until } => Some(format!("put off: {who}, until {until}")),
            Self::Skipped => None,
        }
    }
}
