//! A world in memory: a plan, its records, and a session that can end at any moment.

use stopgate_interview::{
    Answer, Facts, Kind, Offer, Question, Record, Recovery, Script, Session, Stamp, read_records,
    recovered,
};
use stopgate_tests::{Folder, engine, options};
use stopgate_workspace::{Engine, Options};

/// The day on which everything happens.
pub(crate) const DAY: &str = "2026-02-02";

/// Where the plan would lie.
const PLAN: &str = "plan.md";

/// What does not change while questions are asked.
pub(crate) struct Setting {
    pub(crate) engine: Engine,
    pub(crate) options: Options,
    pub(crate) folder: Folder,
    pub(crate) facts: Facts,
    pub(crate) format: &'static str,
}

impl Setting {
    pub(crate) fn of(format: &'static str) -> Self {
        Self {
            engine: engine(),
            options: options(Some(format), DAY),
            folder: Folder("/nowhere".into()),
            facts: Facts {
                person: Some(Offer {
                    value: "Ines Roth".to_owned(),
                    from: "git".to_owned(),
                }),
                today: DAY.parse().expect("a day"),
                spec: None,
            },
            format,
        }
    }

    /// A new plan of the format.
    pub(crate) fn blank(&self) -> Vec<u8> {
        let text = self
            .engine
            .new_plan(self.format, "Add the orders table", self.options.today);
        text.expect("the format is built in").into_bytes()
    }

    pub(crate) fn session(&self, plan: Vec<u8>) -> Session<'_> {
        let world = (
            &self.options,
            &self.folder as &dyn stopgate_workspace::Repository,
        );
        Session::new(&self.engine, (PLAN, plan), world, &self.facts)
    }

    /// The messages of what keeps a plan from its gate, its gate line left aside.
    pub(crate) fn reasons(&self, plan: &[u8]) -> Vec<String> {
        let document = self
            .engine
            .read(PLAN, plan.to_vec(), &self.options, &self.folder);
        let findings = document.check(&self.options, &self.folder).findings;
        let verdict = match document.gate_write(&findings) {
            Ok(written) => written.verdict,
            Err(_) => document.verdict(&findings),
        };
        let reasons = verdict.reasons().iter();
        reasons
            .map(|reason| format!("{} {}", reason.code, reason.message))
            .collect()
    }
}

/// A stamp of somebody.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        who: "Ines Roth".to_owned(),
        when: format!("{DAY}T09:00:00.000Z"),
    }
}

/// What a process that ended leaves behind.
#[derive(Clone)]
pub(crate) struct Left {
    pub(crate) plan: Vec<u8>,
    pub(crate) lines: String,
}

/// At which moment the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kill {
    /// It does not.
    Never,
    /// While the record is being written.
    HalfRecord,
    /// Behind the record, in front of the plan.
    BeforePlan,
    /// Behind the plan.
    AfterPlan,
}

impl Left {
    /// Answers the next question as the script does; what was asked, none where nothing is.
    pub(crate) fn follow(
        &mut self,
        session: &mut Session<'_>,
        script: &mut Script,
    ) -> Option<Question> {
        let question = session.next()?;
        let answer = script.answer(&question).expect("it fits");
        let answer = answer.expect("an answer");
        self.put(session, &answer, Kill::Never)
            .expect("it is taken");
        Some(question)
    }

    /// A plan that nobody was asked about.
    pub(crate) fn new(plan: Vec<u8>) -> Self {
        let first = Record::of_beginning(Kind::Template, &stamp(), &plan);
        Self {
            lines: first.line(),
            plan,
        }
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        read_records(&self.lines).expect("the records are whole")
    }

    /// What the next process does first.
    pub(crate) fn recover(&mut self) {
        let whole = self.lines.rfind('\n').map_or(0, |end| end + 1);
        self.lines.truncate(whole);
        match recovered(&self.records(), &self.plan) {
            Recovery::Unwritten(plan) => self.plan = plan,
            Recovery::Whole => {}
            Recovery::ChangedSince => panic!("nobody else changed the plan"),
        }
    }

    /// Writes an answer as the command does; false where the process ended meanwhile.
    pub(crate) fn put(
        &mut self,
        session: &mut Session<'_>,
        answer: &Answer,
        kill: Kill,
    ) -> Result<bool, String> {
        let mut effect = session
            .answer(answer, &stamp())
            .map_err(|refusal| refusal.to_string())?;
        effect.record.number = self.records().len() as u64 + 1;
        let line = effect.record.line();
        if kill == Kill::HalfRecord {
            let half = line.floor_char_boundary(line.len() / 2);
            self.lines.push_str(&line[..half]);
            return Ok(false);
        }
        self.lines.push_str(&line);
        if kill == Kill::BeforePlan {
            return Ok(false);
        }
        self.plan.clone_from(&effect.plan);
        let number = effect.record.number;
        session.accept(effect, number);
        Ok(kill != Kill::AfterPlan)
    }
}

/// The length of a question and its shape (GOAL-I5).
pub(crate) fn is_well_put(question: &Question) -> bool {
    question.text.ends_with('?')
        && !question.section.is_empty()
        && !question.why.is_empty()
        && question.example.is_some()
}
