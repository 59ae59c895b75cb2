//! What an answer comes to in one state of a plan: the edits, the record, and what still remains.

use std::collections::BTreeSet;

use jiff::civil::Date;
use stopgate_source::{EditSet, Finding, Severity, Span};
use stopgate_workspace::{Content, Engine, Form, Ground, Options, Repository, Unfit};

use crate::answer::{KeptAnswer, in_words};
use crate::asking::{Facts, asked_in, questions};
use crate::record::{Asked, Kind, Record, Stage, Stamp, stage_of};
use crate::session::{Done, Effect, Refusal};
use crate::{Answer, Question};

/// What a session knows of the world.
#[derive(Clone, Copy)]
pub(crate) struct World<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) path: &'e str,
    pub(crate) options: &'e Options,
    pub(crate) repository: &'e dyn Repository,
    pub(crate) facts: &'e Facts,
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
        let mut remains = self.judged((plan, &after), &stages, question)?;
        if matches!(answer, Answer::Skipped | Answer::Deferred { .. }) {
            // That it remains is what they said.
            remains.clear();
        }
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
                return self.put_off(&ground, question, (who, *until));
            }
        };
        let said = KeptAnswer {
            text: Some(in_words(&content)),
            ..KeptAnswer::default()
        };
        if let Some(entry) = question.entry {
            let Content::Text(text) = &content else {
                return Err(Unfit::NoTable.into());
            };
            let text = text.trim().trim_end_matches('.');
            let became = format!("Resolved {day} ({}): {text}.", stamp.who);
            let filled = ground.settle_question(entry, &became, true)?;
            return Ok(Written::one(filled.edits, filled.commands, (kind, said)));
        }
        let filled = ground.fill(&question.slot, &content)?;
        let mut written = Written::one(filled.edits, filled.commands, (kind, said));
        let became = format!("Resolved {day} ({}): see {}.", stamp.who, question.section);
        self.settle_skipped(plan, question, (&mut written, &became));
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
        (who, until): (&str, Date),
    ) -> Result<Written, Refusal> {
        let who = named(who, "say who decides")?;
        let became = &format!("Deferred: {who} decides until {until}.");
        let said = KeptAnswer {
            text: None,
            by: Some(who.to_owned()),
            until: Some(until.to_string()),
        };
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

pub(crate) fn stages_of(sets: &[EditSet]) -> Vec<Stage> {
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
