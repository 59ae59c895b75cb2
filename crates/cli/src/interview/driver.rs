//! Carries out what a session of questions comes to: the record first, then the plan.

use std::path::{Path, PathBuf};

use stopgate_interview::{
    Answer, Facts, Kind, Offer, Question, Record, Recovery, Session, Stamp, recovered,
};
use stopgate_system::{
    Failure, PlanLock, ProvenanceFile, Redactor, SharedPlan, file_of, now, read_plan,
};
use stopgate_workspace::{Repository as _, Verdict};

use crate::exit::{Exit, Trouble};
use crate::interview::provenance;
use crate::{identity, session, terminal};

/// How often a plan that somebody saves at the same time is read anew.
const TRIES: u32 = 8;

/// The plan that is asked about, and who is asked.
pub(crate) struct Scene<'a> {
    pub(crate) session: &'a session::Session,
    pub(crate) path: &'a Path,
    /// The path of the plan relative to the root.
    pub(crate) name: String,
    pub(crate) who: String,
    pub(crate) facts: Facts,
    redactor: Option<Redactor>,
}

/// What is said of an answer that holds a secret.
pub(crate) const SECRET: &str = "the answer holds a secret, by its shape or because .stopgate/config.toml declares it, \
    and what is written is kept and shared; name the secret, not its value";

impl<'a> Scene<'a> {
    /// Reads what is known besides the plan.
    pub(crate) fn of(
        session: &'a session::Session,
        path: &'a Path,
        (who, through): (Option<&str>, Option<&str>),
    ) -> Result<Self, Trouble> {
        let root = session.disk.root();
        let (_, document) = session.document(path)?;
        if document.plan().is_none() {
            return Err(session.unrecognised(path));
        }
        let person = identity::speaker(who, root);
        let name = session.disk.real_name(path);
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let spec = document.spec_file().map(|file| match folder {
            "" => file.to_owned(),
            folder => format!("{folder}/{file}"),
        });
        let spec = spec.filter(|spec| session.disk.read(spec).is_some());
        Ok(Self {
            session,
            path,
            who: match through {
                Some(through) => format!("{}, through {through}", person.0),
                None => person.0.clone(),
            },
            facts: Facts {
                person: Some(Offer {
                    value: person.0,
                    from: format!("your name, from {}", person.1),
                }),
                today: session.options.today,
                spec,
            },
            name,
            redactor: redactor(session),
        })
    }

    /// True where an answer would write a secret.
    pub(crate) fn holds_secret(&self, record: &Record) -> bool {
        let shows = |text: &str| {
            let mut redactors = self.redactor.iter();
            redactors.any(|redactor| redactor.mask(text) != text)
        };
        let mut sets = record.edits();
        record.said().is_some_and(shows)
            || sets.any(|set| set.edits().iter().any(|edit| shows(&edit.text)))
    }

    /// A session with the plan as it is.
    pub(crate) fn questions(&self, plan: Vec<u8>) -> Session<'_> {
        let session = self.session;
        Session::new(
            &session.engine,
            (&self.name, plan),
            (&session.options, &session.disk),
            &self.facts,
        )
    }

    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            who: self.who.clone(),
            when: now(),
        }
    }
}

/// Knows the values that the configuration declares as secrets, as far as they are set, and tokens by their shape.
fn redactor(session: &session::Session) -> Option<Redactor> {
    let declared = session.config.variables().unwrap_or_default();
    Redactor::new(&declared)
        .or_else(|_| Redactor::new(&[]))
        .ok()
}

/// A session whose answers are kept.
pub(crate) struct Driver<'a> {
    scene: &'a Scene<'a>,
    session: Session<'a>,
    file: ProvenanceFile,
    records: u64,
    target: PathBuf,
    pub(crate) answered: usize,
    pub(crate) skipped: usize,
    _lock: PlanLock,
}

/// What came of an answer.
pub(crate) enum Outcome {
    /// It is on record under this number, and in the plan.
    Written {
        number: u64,
        commands: Vec<String>,
        remains: Vec<String>,
    },
    /// It was not taken, and why; the question stands.
    Refused(String),
}

impl<'a> Driver<'a> {
    /// Takes the plan, and puts in what an interruption left out of it. `kind` is what its bytes are where
    /// nobody was asked about them before.
    pub(crate) fn open(scene: &'a Scene<'a>, kind: Kind) -> Result<Self, Trouble> {
        let root = scene.session.disk.root();
        let lock = PlanLock::take(root, &scene.name)?;
        let (mut file, records) = provenance::read(root, &scene.name)?;
        let target = file_of(scene.path);
        let mut plan = read_plan(scene.path, root)?;
        match recovered(&records, &plan) {
            Recovery::Unwritten(whole) => {
                SharedPlan::new(&target, root, &scene.name).replace(&plan, &whole)?;
                terminal::say("the last answer was on record and not in the plan yet; it is now");
                plan = whole;
            }
            Recovery::Whole | Recovery::ChangedSince => {}
        }
        let count = provenance::begun((&mut file, &records), kind, (&scene.stamp(), &plan))?;
        Ok(Self {
            scene,
            session: scene.questions(plan),
            file,
            records: count,
            target,
            answered: 0,
            skipped: 0,
            _lock: lock,
        })
    }

    pub(crate) fn next(&self) -> Option<Question> {
        self.session.next()
    }

    /// How many questions are open, the next one among them.
    pub(crate) fn left(&self) -> usize {
        self.session.open().len()
    }

    pub(crate) fn go_back(&mut self) -> bool {
        self.session.go_back()
    }

    pub(crate) fn go_on(&mut self) {
        self.session.go_on();
    }

    pub(crate) fn leave(&mut self) {
        self.session.leave();
    }

    /// Writes an answer to the next question: first its record, durably, then the plan. Where somebody saved
    /// the plan meanwhile, it goes into what they saved.
    pub(crate) fn put(&mut self, answer: &Answer) -> Result<Outcome, Trouble> {
        let root = self.scene.session.disk.root();
        let mut instead_of = None;
        for _ in 0..TRIES {
            let Some(asked) = self.session.next() else {
                return Ok(Outcome::Refused("no question is open any more".to_owned()));
            };
            let there = read_plan(self.scene.path, root)?;
            if there != self.session.plan() {
                self.session.reload(there);
                let next = self.session.next();
                if !next.is_some_and(|next| next.asks_the_same(&asked)) {
                    return Ok(Outcome::Refused(
                        "somebody changed the plan meanwhile, and this is not the question any more; look at what is asked now".to_owned(),
                    ));
                }
            }
            let mut effect = match self.session.answer(answer, &self.scene.stamp()) {
                Ok(effect) => effect,
                Err(refusal) => return Ok(Outcome::Refused(refusal.to_string())),
            };
            if self.scene.holds_secret(&effect.record) {
                return Ok(Outcome::Refused(SECRET.to_owned()));
            }
            self.catch_up()?;
            self.records += 1;
            effect.record.number = self.records;
            effect.record.replaces = effect.record.replaces.or(instead_of);
            self.file.append(&effect.record.line())?;
            if effect.plan != self.session.plan() {
                let shared = SharedPlan::new(&self.target, root, &self.scene.name);
                match shared.replace(self.session.plan(), &effect.plan) {
                    Err(Failure::Changed(_)) => {
                        instead_of = Some(self.records);
                        continue;
                    }
                    done => done?,
                }
            }
            let outcome = Outcome::Written {
                number: self.records,
                commands: effect.commands.clone(),
                remains: effect.remains.clone(),
            };
            match answer {
                Answer::Skipped | Answer::Deferred { .. } => self.skipped += 1,
                _ => self.answered += 1,
            }
            self.session.accept(effect, self.records);
            return Ok(outcome);
        }
        Err(Trouble::World(Failure::Changed(self.target.clone())))
    }

    /// Reads what a command put on record meanwhile.
    fn catch_up(&mut self) -> Result<(), Trouble> {
        let (root, name) = (self.scene.session.disk.root(), &self.scene.name);
        let (file, records) = provenance::read(root, name)?;
        (self.file, self.records) = (file, records.len() as u64);
        Ok(())
    }

    /// The verdict over the plan as it is, its gate line left aside.
    pub(crate) fn verdict(&self) -> Verdict {
        let session = self.scene.session;
        let plan = self.session.plan().to_vec();
        let document = session
            .engine
            .read(&self.scene.name, plan, &session.options, &session.disk);
        let findings = document.check(&session.options, &session.disk).findings;
        match document.gate_write(&findings) {
            Ok(written) => written.verdict,
            Err(_) => document.verdict(&findings),
        }
    }

    /// How the command ends: fine where nothing keeps the plan from its gate.
    pub(crate) fn exit(&self) -> Exit {
        if self.verdict().passes() {
            Exit::Fine
        } else {
            Exit::GateFails
        }
    }

    /// What came of the session, in one line.
    pub(crate) fn summary(&self) -> String {
        let left = self.left();
        let gate = match self.verdict().reasons().len() {
            0 => "nothing keeps the plan from its gate".to_owned(),
            1 => "1 reason keeps the plan from its gate: stopgate gate".to_owned(),
            count => format!("{count} reasons keep the plan from its gate: stopgate gate"),
        };
        format!(
            "answered {}, open {}, not asked {left}; {gate}",
            self.answered, self.skipped
        )
    }
}
