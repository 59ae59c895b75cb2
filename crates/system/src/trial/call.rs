//! Programs that a selftest starts, waits for, and kills.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Result, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::machine::pause;

/// Most bytes of what a program says that are looked at.
const MOST_SAID: u64 = 4 * 1024 * 1024;

/// How often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(2);

/// A program with its arguments, about to be started without a terminal.
#[derive(Clone, Debug)]
pub struct Call {
    program: PathBuf,
    arguments: Vec<OsString>,
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

/// A program that runs. It is killed with its owner.
#[derive(Debug)]
pub struct Started {
    child: Child,
    said: [File; 2],
}

/// A program that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// False where it did not end by itself in time, and was killed.
    pub in_time: bool,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Call {
    /// How a call ends whose limits cannot be set.
    pub const NO_LIMITS: i32 = 120;

    /// A program, called in a folder.
    pub fn new(program: &Path, folder: &Path) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            folder: folder.to_owned(),
            variables: Vec::new(),
        }
    }

    /// The same with more arguments.
    pub fn with<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// The same with a variable.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, called by a shell that limits what it may take: `-d 262144 -s 8192`. Where the shell may not
    /// set these limits, it ends with [`Call::NO_LIMITS`].
    pub fn limited(mut self, limits: &str) -> Self {
        let code = Self::NO_LIMITS;
        let script = format!("ulimit {limits} || exit {code}; exec \"$0\" \"$@\"");
        let shell = [OsString::from("-c"), script.into(), self.program.into()];
        self.arguments.splice(0..0, shell);
        self.program = PathBuf::from("bash");
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self) -> Result<Started> {
        let said = [tempfile::tempfile()?, tempfile::tempfile()?];
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(said[0].try_clone()?)
            .stderr(said[1].try_clone()?)
            .spawn()?;
        Ok(Started { child, said })
    }

    /// Starts it, and waits at most so long for its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, most: Duration) -> Result<Ended> {
        self.start()?.wait(most)
    }
}

impl Started {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Kills it: nothing that it could do about it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
    }

    /// Asks it to end.
    pub fn ask_to_end(&mut self) {
        let id = i32::try_from(self.id()).ok().and_then(Pid::from_raw);
        if let (false, Some(id)) = (self.is_over(), id) {
            let _ = kill_process(id, Signal::TERM);
        }
    }

    /// Waits at most so long for its end, then kills it.
    ///
    /// # Errors
    /// When what it said cannot be read.
    pub fn wait(mut self, most: Duration) -> Result<Ended> {
        let begun = Instant::now();
        while !self.is_over() && begun.elapsed() < most {
            pause(LOOK);
        }
        let in_time = self.is_over();
        self.kill();
        let code = self.child.wait()?.code();
        let [stdout, stderr] = self.said.each_mut().map(text);
        Ok(Ended {
            code,
            in_time,
            stdout: stdout?,
            stderr: stderr?,
        })
    }
}

/// What failed leaves nothing behind.
impl Drop for Started {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

fn text(file: &mut File) -> Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(MOST_SAID).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
