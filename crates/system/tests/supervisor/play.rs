//! What the tests play with: places, jobs, supervisors, and a look at who is alive.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use stopgate_model::Expectation;
use stopgate_runner::{Ending, Job, Outcome, Steps, Variable};
use stopgate_system::Supervisor;

/// First argument of a call as runner.
pub const RUNNER: &str = "__runner";
/// The lock that the tests use.
pub const LOCK: &str = "test";
/// More than any test waits.
pub const LONG: Duration = Duration::from_secs(60);

/// A root of its own, with a name that is in no process of another test.
pub struct Place {
    folder: tempfile::TempDir,
    pub mark: String,
}

impl Place {
    pub fn new() -> Self {
        static PLACES: AtomicU32 = AtomicU32::new(0);
        let place = PLACES.fetch_add(1, Ordering::Relaxed);
        let mark = format!("stopgate-mark-{}-{place}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&mark).tempdir().unwrap();
        Self { folder, mark }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn supervisor(&self) -> Supervisor {
        supervisor(self.root(), Vec::new())
    }

    pub fn supervisor_with(&self, secrets: Vec<Variable>) -> Supervisor {
        supervisor(self.root(), secrets)
    }

    /// A job whose processes carry the mark.
    pub fn job(&self, command: &str) -> Job {
        let mut job = job(command);
        job.environment.push(variable("TEST_MARK", &self.mark));
        job
    }

    /// Starts a runner as a process of its own, in a group of its own, that runs a job.
    pub fn runner(&self, job: &Job, prepare: impl FnOnce(&mut Command)) -> Runner {
        let file = self.path("job.json");
        fs::write(&file, serde_json::to_vec(job).unwrap()).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(RUNNER).arg(self.root()).arg(file);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        prepare(&mut command);
        Runner(command.spawn().unwrap())
    }

    /// Waits until a file is there.
    pub fn wait_for(&self, name: &str) {
        let path = self.path(name);
        wait_until(&format!("{name} is there"), || path.exists());
    }

    /// Processes that carry the mark in their environment or arguments and live, but this one's child.
    pub fn marked(&self, but: Option<u32>) -> Vec<u32> {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let others = ids.filter(|id: &u32| Some(*id) != but && *id != std::process::id());
        others.filter(|id| self.carries_mark(*id)).collect()
    }

    fn carries_mark(&self, id: u32) -> bool {
        let holds = |name: &str| {
            let bytes = fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
            memchr::memmem::find(&bytes, self.mark.as_bytes()).is_some()
        };
        holds("environ") || holds("cmdline")
    }
}

/// A runner as a process of its own; it is killed when a test is over or has failed.
pub struct Runner(Child);

impl Runner {
    pub fn process(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a runner does: one job; its outcome goes to stdout as JSON.
pub fn run_as_runner(root: &Path, job: &Path) {
    let job: Job = serde_json::from_slice(&fs::read(job).unwrap()).unwrap();
    let outcome = supervisor(root, Vec::new()).run(&job, &mut |_| {}).unwrap();
    println!("{}", serde_json::to_string(&outcome).unwrap());
}

fn supervisor(root: &Path, secrets: Vec<Variable>) -> Supervisor {
    let this = std::env::current_exe().unwrap();
    Supervisor::new(root, LOCK, secrets).with_program(&this, &[])
}

pub fn job(command: &str) -> Job {
    Job {
        step: "step-1".to_owned(),
        attempt: 1,
        command: command.to_owned(),
        directory: ".".to_owned(),
        environment: Vec::new(),
        expectations: Vec::new(),
        timeout: LONG,
        sandbox: None,
        uses: BTreeMap::new(),
        stdin: None,
    }
}

pub fn variable(name: &str, value: &str) -> Variable {
    Variable {
        name: name.to_owned(),
        value: value.to_owned(),
        secret: false,
    }
}

pub fn secret(name: &str, value: &str) -> Variable {
    Variable {
        secret: true,
        ..variable(name, value)
    }
}

pub fn run(supervisor: &mut Supervisor, job: &Job) -> Outcome {
    supervisor.run(job, &mut |_| {}).unwrap()
}

/// Runs a command that must exit with 0; its output.
pub fn output_of(place: &Place, command: &str) -> String {
    let outcome = run(&mut place.supervisor(), &place.job(command));
    assert_eq!(outcome.ending, Ending::Exit(0), "{outcome:?}");
    outcome.output.head
}

pub fn line(text: &str) -> Expectation {
    Expectation::Line(text.to_owned())
}

/// Waits for something that must come to pass.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LONG / 2, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
