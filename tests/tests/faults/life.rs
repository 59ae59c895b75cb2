//! The life of a run on the disk in memory: what the commands of Stopgate do to the disk, in their order, with
//! the runner, the journal, the locks and the plan of the product. Only the steps are played.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use stopgate_gate::Environment;
use stopgate_journal::{
    Created, Decision, Ending, Event, Journal, Limits, Outcome, Output, PhasePlan, Reading,
    Resolution, State, Status, StepKind, StepPlan, Who,
};
use stopgate_model::Contract;
use stopgate_runner::{
    Clock, Happening, Held, Job, Notice, Observer, RunFailure, Runner, SEMANTICS, Steps,
    StepsFailure, Supplies,
};
use stopgate_system::{
    Approved, Disk, Failure, JournalFile, OtherDisk, PlanFile, PlanLock, RunFolder,
};
use stopgate_tests::options;
use stopgate_workspace::{Engine, Options};

use crate::disk::{Image, Killed, Mark, Simulated};

/// The root of the repository on the disk.
pub const ROOT: &str = "/repo";

/// The plan, below the root.
pub const PLAN: &str = "plan.md";

/// Most commands of a life.
const COMMANDS: usize = 40;

/// What the plan says before its run.
pub const TEXT: &str = "# Plan: Switch the pumps\n\n**Status:** Approved\n\n## 5. Phases & Tasks\n\nCommands are run from the \
    repository root.\n\n### Phase 1 – Main pump\n> **Goal:** it runs.\n> **Stop-gate:** stop; Jonna looks.\n\n\
    | # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1.1 | Switch | `switch a1` | Jonna |\n\n\
    ### Phase 2 – Side pump\n> **Goal:** it runs too.\n> **Stop-gate:** stop; Jonna looks.\n\n\
    | # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 2.1 | Switch | `switch b1` | Jonna |\n";

/// The steps of each phase.
pub const STEPS: [&[&str]; 2] = [&["a1", "a2"], &["b1"]];

/// The step that fails when it is tried first.
const FAILS_FIRST: &str = "b1";

/// What reads the plan of all lives.
pub struct Reader {
    engine: Engine,
    options: Options,
    approved: Approved,
}

impl Reader {
    /// The built-in formats.
    pub fn new() -> Self {
        let (engine, options) = (
            stopgate_tests::engine(),
            options(Some("platform"), "2026-04-30"),
        );
        let disk = Disk::new(ROOT.into());
        let document = engine.read(PLAN, TEXT.as_bytes().to_vec(), &options, &disk);
        let environment = Environment::default();
        let binding = document.binding(environment.clone()).expect("a plan");
        let digest = binding.digest();
        let approved = Approved {
            digest,
            environment,
        };
        Self {
            engine,
            options,
            approved,
        }
    }

    fn plan_file(&self, folder: &Path) -> PlanFile<'_> {
        let disk = Disk::new(ROOT.into());
        let options = self.options.clone();
        PlanFile::new(
            &self.engine,
            options,
            disk,
            (PLAN, folder),
            self.approved.clone(),
        )
    }
}

/// Why a command did not do its work.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The journal is not what was written.
    Damaged(String),
    /// The world did not let it.
    World(String),
    /// It was killed.
    Killed,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::DamagedJournal { .. } => Self::Damaged(failure.to_string()),
            _ => Self::World(failure.to_string()),
        }
    }
}

impl From<RunFailure> for Trouble {
    fn from(failure: RunFailure) -> Self {
        Self::World(failure.to_string())
    }
}

impl From<stopgate_journal::JournalFailure> for Trouble {
    fn from(failure: stopgate_journal::JournalFailure) -> Self {
        Self::World(failure.to_string())
    }
}

/// Somebody who leads a run to its end.
pub struct Life<'r> {
    reader: &'r Reader,
    disk: Simulated,
    /// The effects that steps had, in order.
    pub effects: Vec<String>,
    tried: Vec<String>,
}

/// A clock that goes on by a second whenever it is asked.
struct Ticking(std::cell::Cell<u32>);

impl Clock for Ticking {
    fn now(&self) -> String {
        self.0.set(self.0.get() + 1);
        let (minutes, seconds) = (self.0.get() / 60 % 60, self.0.get() % 60);
        format!("2026-04-30T08:{minutes:02}:{seconds:02}.000Z")
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(u64::from(self.0.get()))
    }

    fn wait(&self, _: Duration) {}
}

/// Plays the steps.
struct Hands<'a> {
    disk: &'a Simulated,
    effects: &'a mut Vec<String>,
    tried: &'a mut Vec<String>,
    happening: VecDeque<Happening>,
}

impl Steps for Hands<'_> {
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure> {
        let fails = job.step == FAILS_FIRST && !self.tried.contains(&job.step);
        self.tried.push(job.step.clone());
        if !fails {
            self.effects.push(job.step.clone());
            self.disk.mark(Mark::Effect(job.step.clone()));
        }
        self.happening.push_back(Happening::Output {
            step: job.step.clone(),
            text: "switched\n".to_owned(),
        });
        self.happening.push_back(Happening::Ended {
            step: job.step.clone(),
            result: Ok(outcome(i32::from(fails))),
        });
        Ok(())
    }

    fn next(&mut self, _: Option<Duration>) -> Option<Happening> {
        self.happening.pop_front()
    }

    fn held(&mut self, _: &str, _: u32) -> Option<Held> {
        None
    }
}

/// What came of a step that exits with a code.
pub fn outcome(code: i32) -> Outcome {
    Outcome {
        ending: Ending::Exit(code),
        duration: Duration::from_millis(3),
        output: Output {
            bytes: 9,
            sha256: "5".repeat(64),
            head: "switched\n".to_owned(),
            ..Output::default()
        },
        met: Vec::new(),
        left_behind: 0,
    }
}

/// Takes note of what a person is told.
struct Listener<'a> {
    disk: &'a Simulated,
    journal: String,
}

impl Observer for Listener<'_> {
    fn notice(&mut self, notice: &Notice<'_>, _: &State) {
        if !matches!(notice, Notice::Output(..) | Notice::NotWritten(_)) {
            tell(self.disk, &self.journal);
        }
    }
}

/// Somebody was told what stands in the journal now.
fn tell(disk: &Simulated, journal: &str) {
    let told = disk.cache().file(journal).unwrap_or_default().to_vec();
    disk.mark(Mark::Told(told));
}

fn journal_of(folder: &RunFolder) -> String {
    format!("{}/journal.jsonl", folder.path.display())
}

/// The repository before its first run.
pub fn repository() -> Image {
    let disk = Simulated::default();
    let files: &dyn stopgate_system::Files = &disk;
    let made = files.make_folder(Path::new(ROOT));
    made.expect("a folder");
    let path = format!("{ROOT}/{PLAN}");
    let file = files.open(Path::new(&path), stopgate_system::Access::New);
    file.expect("a file")
        .write_all(TEXT.as_bytes())
        .expect("room");
    disk.cache()
}

/// What the run is created with.
fn created(run: &str) -> Created {
    let step = |id: &&str| StepPlan {
        id: (*id).to_owned(),
        kind: StepKind::Command,
        command: format!("switch {id}"),
        directory: ".".to_owned(),
        expectations: Vec::new(),
        timeout_seconds: 600,
        contract: Contract::default(),
        mends: Vec::new(),
        agent: None,
    };
    let phase = |(at, steps): (usize, &&[&str])| PhasePlan {
        title: ["Phase 1 – Main pump", "Phase 2 – Side pump"][at].to_owned(),
        digest: "d".repeat(64),
        stop_gate: Some("stop; Jonna looks".to_owned()),
        steps: steps.iter().map(step).collect(),
    };
    Created {
        run: run.to_owned(),
        plan: PLAN.to_owned(),
        title: Some("Switch the pumps".to_owned()),
        format: "a-format".to_owned(),
        digest: "d".repeat(64),
        approval: "plan.json".to_owned(),
        approver: "ada".to_owned(),
        environment: "e".repeat(64),
        target: None,
        on_error: "stop".to_owned(),
        exists: Vec::new(),
        phases: STEPS.iter().enumerate().map(phase).collect(),
        rollback: Vec::new(),
        corrections: Vec::new(),
        again: Vec::new(),
        limits: Limits::default(),
        succeeds: None,
        semantics: SEMANTICS,
    }
}

type Work<'a> = &'a dyn Fn(&mut Runner<'_, JournalFile>, &RunFolder) -> Result<(), Trouble>;

impl<'r> Life<'r> {
    /// Somebody at this disk, where steps had these effects already.
    pub fn new(reader: &'r Reader, disk: &Simulated, effects: Vec<String>) -> Self {
        Self {
            reader,
            disk: disk.clone(),
            tried: effects.clone(),
            effects,
        }
    }

    /// Calls commands until the run has passed, or one of them does not do its work.
    ///
    /// # Errors
    /// The first trouble.
    pub fn lead(&mut self) -> Result<(), Trouble> {
        for _ in 0..COMMANDS {
            let is_over = self.call(Self::command)?;
            self.disk.mark(Mark::Ended);
            if is_over {
                return Ok(());
            }
        }
        Err(Trouble::World("it does not end".to_owned()))
    }

    /// Opens the run, says of what was running that nobody knows its end, and tells the plan. True where
    /// there is a run.
    ///
    /// # Errors
    /// The first trouble.
    pub fn recover(&mut self) -> Result<bool, Trouble> {
        self.call(|life| match life.open()? {
            None => Ok(false),
            Some((folder, _lock, journal)) => {
                life.with_runner(&folder, journal, &|runner, _| {
                    runner.recover()?;
                    Ok(runner.write_back()?)
                })?;
                Ok(true)
            }
        })
    }

    /// Does something as a process of its own, on the disk in memory, which may be killed.
    fn call<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let disk = self.disk.clone();
        let done = catch_unwind(AssertUnwindSafe(|| {
            let _other = OtherDisk::put(Rc::new(disk));
            work(self)
        }));
        done.unwrap_or_else(|payload| match payload.downcast::<Killed>() {
            Ok(_) => Err(Trouble::Killed),
            Err(other) => resume_unwind(other),
        })
    }

    /// What a person would call next; true at the end.
    fn command(&mut self) -> Result<bool, Trouble> {
        let Some((folder, _lock, journal)) = self.open()? else {
            let lock = PlanLock::take(Path::new(ROOT), PLAN)?;
            self.begin(lock)?;
            return Ok(false);
        };
        let state = journal.state();
        let (status, phase) = (state.status(), state.phase().unwrap_or_default());
        let unknown = state.unknown().map(|step| step.id.clone());
        let is_over = status == Status::Passed;
        let happened = unknown
            .as_ref()
            .is_some_and(|step| self.effects.contains(step));
        self.with_runner(&folder, journal, &|runner, folder| match status {
            Status::Waiting => go(runner, folder, phase),
            Status::Unknown => resolve(runner, folder, (unknown.as_deref(), happened)),
            _ => Ok(runner.advance().map(drop)?),
        })?;
        Ok(is_over)
    }

    fn begin(&mut self, lock: PlanLock) -> Result<(), Trouble> {
        let folder = RunFolder::create(Path::new(ROOT))?;
        let file = JournalFile::create(&folder.path)?;
        let first = Event::RunCreated(Box::new(created(&folder.name)));
        let journal = Journal::create(file, "2026-04-30T08:00:00.000Z", &first)?;
        self.with_runner(&folder, journal, &|runner, _| {
            Ok(runner.advance().map(drop)?)
        })?;
        drop(lock);
        Ok(())
    }

    /// The newest run, open for writing; what a crash tore is set aside.
    fn open(&mut self) -> Result<Option<(RunFolder, PlanLock, Journal<JournalFile>)>, Trouble> {
        let root = Path::new(ROOT);
        let folder = match RunFolder::find(root, None) {
            Ok(folder) => folder,
            Err(Failure::NoRuns) => return Ok(None),
            Err(failure) => return Err(failure.into()),
        };
        let damaged = || Trouble::Damaged("its beginning cannot be read".to_owned());
        let plan = folder.stated_plan()?.ok_or_else(damaged)?;
        let lock = PlanLock::take(root, &plan)?;
        let opened = JournalFile::open(&folder.path)?;
        let torn = opened.torn;
        let mut journal = Journal::resume(opened.file, opened.reading).ok_or_else(damaged)?;
        if torn > 0 {
            journal.record("2026-04-30T09:00:00.000Z", &Event::Recovered { torn })?;
        }
        Ok(Some((folder, lock, journal)))
    }

    fn with_runner(
        &mut self,
        folder: &RunFolder,
        journal: Journal<JournalFile>,
        work: Work<'_>,
    ) -> Result<(), Trouble> {
        let clock = Ticking(std::cell::Cell::new(0));
        let mut hands = Hands {
            disk: &self.disk,
            effects: &mut self.effects,
            tried: &mut self.tried,
            happening: VecDeque::new(),
        };
        let mut listener = Listener {
            disk: &self.disk,
            journal: journal_of(folder),
        };
        let mut plan = self.reader.plan_file(&folder.path);
        let supplies = Supplies::default();
        let mut runner = Runner::new(
            journal,
            (&clock, &mut hands),
            (&mut plan, &mut listener),
            &supplies,
        );
        work(&mut runner, folder)?;
        tell(&self.disk, &journal_of(folder));
        Ok(())
    }
}

/// What a person signs, and its signature.
pub fn signed(word: &str) -> (Vec<u8>, String) {
    let json = format!(
        "{{\"decision\":\"{word}\",\"filler\":\"{}\"}}",
        "x".repeat(600)
    );
    (json.into_bytes(), format!("signature of {word}\n"))
}

fn who(folder: &RunFolder, word: &str) -> Result<Who, Trouble> {
    let (json, signature) = signed(word);
    Ok(Who {
        name: "ada".to_owned(),
        method: "ssh".to_owned(),
        signed: Some(folder.keep_decision(word, &json, &signature)?),
    })
}

fn go(
    runner: &mut Runner<'_, JournalFile>,
    folder: &RunFolder,
    phase: usize,
) -> Result<(), Trouble> {
    Ok(runner.record(&Event::Decided {
        phase,
        decision: Decision::Go,
        reason: None,
        confirmed: Vec::new(),
        who: who(folder, "go")?,
    })?)
}

fn resolve(
    runner: &mut Runner<'_, JournalFile>,
    folder: &RunFolder,
    (step, happened): (Option<&str>, bool),
) -> Result<(), Trouble> {
    Ok(runner.record(&Event::Resolved {
        step: step.unwrap_or_default().to_owned(),
        resolution: if happened {
            Resolution::Happened
        } else {
            Resolution::DidNotHappen
        },
        reason: "looked".to_owned(),
        who: who(folder, "resolve")?,
    })?)
}

/// The one journal on a disk, as bytes and read.
pub fn journal_on(image: &Image) -> Option<(String, Vec<u8>, Reading)> {
    let runs = format!("{ROOT}/.stopgate/runs");
    let mut names = image.names(&runs).into_iter();
    let found = names.rfind(|name| {
        let path = format!("{runs}/{name}/journal.jsonl");
        image
            .file(&path)
            .is_some_and(|bytes| stopgate_journal::read(bytes).state.is_some())
    })?;
    let folder = format!("{runs}/{found}");
    let bytes = image.file(&format!("{folder}/journal.jsonl"))?.to_vec();
    let reading = stopgate_journal::read(&bytes);
    Some((folder, bytes, reading))
}
