//! A repository with a plan, and what a person does with it.

use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use stopgate_system::{Call, Ended, Mark, Marked, Stopwatch, TrialFolder, pause};

use crate::plan::{DAY, PLAN};
use crate::stage::{SIGNER, Stage, TEMPORARY};
use crate::tries::Halt;

/// How long a command may take that ends at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long something that a step started may live on without its runner.
const LINGERING: Duration = Duration::from_secs(2);

/// How long what is gone is waited for before it is said to be alive.
const LOOK: Duration = Duration::from_millis(20);

/// The approved plan is run with these words.
pub(crate) const RUN: [&str; 4] = ["run", PLAN, "--as-of", DAY];

/// A repository of its own; its folder goes with it.
pub(crate) struct Scene<'s> {
    stage: &'s Stage,
    /// Holds the repository, and what lies outside of it.
    pub(crate) around: TrialFolder,
    /// The repository.
    pub(crate) root: TrialFolder,
    /// What everything that belongs to it carries.
    pub(crate) mark: Mark,
    variables: Vec<(String, String)>,
}

impl<'s> Scene<'s> {
    /// A repository without a plan.
    pub(crate) fn bare(stage: &'s Stage) -> Result<Self, Halt> {
        static SCENES: AtomicUsize = AtomicUsize::new(0);
        let number = SCENES.fetch_add(1, Ordering::Relaxed);
        let around = TrialFolder::below(stage.path())?;
        let root = around.part("repository")?;
        root.write(".stopgate/allowed_signers", stage.signers.as_bytes())?;
        let scene = Self {
            stage,
            around,
            root,
            mark: Mark::new(&number.to_string()),
            variables: Vec::new(),
        };
        scene.configure("")?;
        Ok(scene)
    }

    /// A repository with a plan that nobody approved.
    pub(crate) fn with_plan(stage: &'s Stage, text: &str) -> Result<Self, Halt> {
        let scene = Self::bare(stage)?;
        scene.root.write(PLAN, text.as_bytes())?;
        Ok(scene)
    }

    /// A repository with an approved plan.
    pub(crate) fn approved(stage: &'s Stage, text: &str) -> Result<Self, Halt> {
        let scene = Self::with_plan(stage, text)?;
        scene.approve()?;
        Ok(scene)
    }

    /// The same repository once more, as it is now.
    pub(crate) fn fork(&self) -> Result<Self, Halt> {
        let mut copy = Self::bare(self.stage)?;
        copy.root.copy_of(&self.root)?;
        copy.variables.clone_from(&self.variables);
        Ok(copy)
    }

    /// Writes the configuration. Where the kernel cannot shut steps in, every row but that about walls says
    /// that they run all the same, which is part of what is approved.
    pub(crate) fn configure(&self, more: &str) -> Result<(), Halt> {
        let walls = match self.stage.no_walls {
            Some(_) => "[sandbox]\nunenforced = true\n",
            None => "",
        };
        let text = format!("{walls}{more}");
        self.root.write(".stopgate/config.toml", text.as_bytes())?;
        Ok(())
    }

    /// Sets a variable for every command from here on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Approves the plan.
    pub(crate) fn approve(&self) -> Result<(), Halt> {
        let done = self.sign(&["approve", PLAN, "--as-of", DAY])?;
        self.must(&done, 0, "the plan of the selftest is approved")
    }

    /// A command has to end like this for the row to have something to look at.
    pub(crate) fn must(&self, done: &Ended, code: i32, what: &str) -> Result<(), Halt> {
        if done.code == Some(code) {
            return Ok(());
        }
        let said: String = done.stderr.chars().take(300).collect();
        let ended = coded(done);
        Err(Halt::Broke(format!(
            "{what}: exit {ended}, not {code}: {said}"
        )))
    }

    /// A command of Stopgate that writes JSON, about to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Call {
        self.plain(arguments).with(["--output-format", "json"])
    }

    /// The same for people.
    pub(crate) fn plain(&self, arguments: &[&str]) -> Call {
        let call = Call::new(&self.stage.program, self.root.path());
        // What Stopgate keeps for longer than a run goes with the stage.
        let own = |name: &str| self.stage.path().join(name).to_string_lossy().into_owned();
        let call = call
            .with(arguments)
            .setting("PATH", &self.mark.path())
            .setting("TMPDIR", &own(TEMPORARY))
            .setting("STOPGATE_CACHE_DIR", &own("cache"));
        let variables = self.variables.iter();
        variables.fold(call, |call, (name, value)| call.setting(name, value))
    }

    /// What makes a command one of the signer.
    pub(crate) fn signature(&self) -> Vec<OsString> {
        let key = self.stage.key().into_os_string();
        vec!["--as".into(), SIGNER.into(), "--key".into(), key]
    }

    /// What a command prints.
    pub(crate) fn call(&self, arguments: &[&str]) -> Result<Ended, Halt> {
        Ok(self.command(arguments).run(PATIENCE)?)
    }

    /// What it prints to people.
    pub(crate) fn told(&self, arguments: &[&str]) -> Result<Ended, Halt> {
        Ok(self.plain(arguments).run(PATIENCE)?)
    }

    /// What it does with limits on what it may take, as `ulimit` takes them.
    pub(crate) fn limited(&self, call: Call, limits: &str) -> Result<Ended, Halt> {
        let done = call.limited(limits).run(PATIENCE)?;
        if done.code == Some(Call::NO_LIMITS) {
            return Err(Halt::Cannot(format!("`ulimit {limits}` is refused")));
        }
        Ok(done)
    }

    /// The same of the signer.
    pub(crate) fn sign(&self, arguments: &[&str]) -> Result<Ended, Halt> {
        let call = self.command(arguments).with(self.signature());
        Ok(call.run(PATIENCE)?)
    }

    /// Runs the plan up to its first stop-gate.
    pub(crate) fn run(&self) -> Result<Ended, Halt> {
        self.call(&RUN)
    }

    /// Leads the plan through both its phases.
    pub(crate) fn run_through(&self) -> Result<(), Halt> {
        self.must(&self.run()?, 10, "the first phase runs")?;
        self.must(&self.go()?, 0, "somebody says go")?;
        self.must(&self.call(&["resume"])?, 10, "the second phase runs")?;
        self.must(&self.go()?, 0, "somebody says go")
    }

    /// Says go.
    pub(crate) fn go(&self) -> Result<Ended, Halt> {
        self.sign(&["go", "--confirm-all", "--reason", "looked"])
    }

    /// The newest run; nothing where there is none.
    pub(crate) fn shown(&self) -> Result<Value, Halt> {
        let shown = self.call(&["show"])?;
        Ok(serde_json::from_str(&shown.stdout).unwrap_or_default())
    }

    /// What the steps left.
    pub(crate) fn effects(&self) -> String {
        self.root.text("effects.txt")
    }

    /// What is still alive two seconds after it should be gone.
    pub(crate) fn left_alive(&self) -> Vec<Marked> {
        let watch = Stopwatch::start();
        loop {
            let alive = self.mark.alive();
            if alive.is_empty() || watch.elapsed() > LINGERING {
                return alive;
            }
            pause(LOOK);
        }
    }

    /// The program that is tried.
    pub(crate) fn program(&self) -> &Path {
        &self.stage.program
    }
}

/// What failed leaves nothing alive.
impl Drop for Scene<'_> {
    fn drop(&mut self) {
        self.mark.alive().iter().for_each(Marked::kill);
    }
}

/// The exit code of a command, in words where it has none.
pub(crate) fn coded(done: &Ended) -> String {
    match (done.code, done.in_time) {
        (_, false) => "none: it did not end".to_owned(),
        (Some(code), _) => code.to_string(),
        (None, _) => "none: a signal ended it".to_owned(),
    }
}

/// The command lines of processes.
pub(crate) fn lines_of(alive: &[Marked]) -> String {
    let lines: Vec<&str> = alive.iter().map(|one| one.line.trim()).collect();
    lines.join("; ")
}
