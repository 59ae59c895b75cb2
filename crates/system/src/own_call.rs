//! This same program as a process of its own, bounded in time and in what it may answer: for whoever serves a protocol, and has
//! no other guarantees than those of the command line.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read, Result, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// The program as it was started, even where its file was replaced since.
const ITSELF: &str = "/proc/self/exe";
/// Bytes of an answer that are kept; what comes after them is read and dropped.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes of talk that are kept.
const MOST_TALK: u64 = 64 * 1024;
/// How long a program that was asked to end is waited for; it goes on to its end alone after that.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Calls of this same program in one repository.
#[derive(Clone, Debug)]
pub struct OwnCalls {
    program: PathBuf,
    root: PathBuf,
}

/// How a call ended.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to stdout, as far as it is kept.
    pub stdout: Vec<u8>,
    /// What it wrote to stderr, as far as it is kept.
    pub stderr: Vec<u8>,
    /// True where it wrote more than is kept.
    pub is_cut: bool,
}

/// What came of waiting for a call.
#[derive(Debug)]
pub enum Waited {
    /// It ended.
    Ended(Answered),
    /// It was stopped because nobody wants its answer any more.
    Stopped,
    /// Its time was over. A reading call is ended then; a lasting one goes on by itself.
    Late,
}

/// How long a call may take, and what becomes of it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// It is killed after this time, and when nobody wants its answer any more.
    Reading(Duration),
    /// It is left alone after this time. Where nobody wants its answer any more, it is asked to end, as by a person at
    /// the terminal, and not killed: what it holds, it has to put away itself.
    Lasting(Duration),
}

/// Ends a call from elsewhere.
#[derive(Clone, Debug)]
pub struct CallStop(Sender<Event>);

/// What a call is told of.
#[derive(Debug)]
pub struct CallEvents(Receiver<Event>, Sender<Event>);

#[derive(Debug)]
enum Event {
    /// The program closed stdout and stderr.
    Closed,
    /// Nobody wants the answer any more.
    Stop,
}

impl CallStop {
    /// A way to stop a call, and the end of it that the call listens to.
    pub fn pair() -> (Self, CallEvents) {
        let (sender, receiver) = channel();
        (Self(sender.clone()), CallEvents(receiver, sender))
    }

    /// Says that nobody wants the answer any more. A call that has ended does not mind.
    pub fn stop(&self) {
        let _ = self.0.send(Event::Stop);
    }
}

impl OwnCalls {
    /// Calls with this directory as the working directory.
    pub fn in_folder(root: &Path) -> Self {
        let program = PathBuf::from(ITSELF);
        let is_there = program.exists();
        let own = std::env::current_exe().unwrap_or_default();
        Self {
            program: if is_there { program } else { own },
            root: root.to_owned(),
        }
    }

    /// The working directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Calls the program and waits, at most as long as the patience lasts. Blocks.
    ///
    /// # Errors
    /// When it cannot be started, or not be waited for.
    pub fn call(
        &self,
        arguments: &[OsString],
        patience: Patience,
        events: CallEvents,
    ) -> Result<Waited> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null());
        if matches!(patience, Patience::Lasting(_)) {
            // Whoever ends the group of this process does not mean the run.
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let CallEvents(received, sender) = events;
        let readers = Readers::of(&mut child, sender);
        let started = Instant::now();
        let (Patience::Reading(limit) | Patience::Lasting(limit)) = patience;
        let event = received.recv_timeout(limit.saturating_sub(started.elapsed()));
        match (event, patience) {
            (Ok(Event::Closed), _) => readers.ended(&mut child).map(Waited::Ended),
            (Err(_), Patience::Lasting(_)) => {
                reap_later(child);
                Ok(Waited::Late)
            }
            (Ok(Event::Stop), Patience::Lasting(_)) => {
                ask_to_end(child, &received, LAST_WORDS)?;
                Ok(Waited::Stopped)
            }
            (event, Patience::Reading(_)) => {
                end(&mut child)?;
                let is_stopped = matches!(event, Ok(Event::Stop));
                Ok(if is_stopped {
                    Waited::Stopped
                } else {
                    Waited::Late
                })
            }
        }
    }

    /// Starts the program for a talk, line by line.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn talk(&self, arguments: &[OsString], patience: Duration) -> Result<OwnTalk> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn()?;
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || send_lines(stdout, &sender));
        }
        Ok(OwnTalk {
            input: child.stdin.take(),
            lines,
            talk: child.stderr.take().map(|stderr| kept(stderr, MOST_TALK)),
            child,
            patience,
        })
    }

    fn command(&self, arguments: &[OsString]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// A call that is spoken with, line by line. It ends with this value.
#[derive(Debug)]
pub struct OwnTalk {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Result<String>>,
    talk: Option<JoinHandle<Kept>>,
    patience: Duration,
}

impl OwnTalk {
    /// Says one line. A program that has ended does not hear it.
    pub fn say(&mut self, line: &str) {
        if let Some(input) = &mut self.input {
            let _ = writeln!(input, "{line}").and_then(|()| input.flush());
        }
    }

    /// The next line that the program says; none where it says nothing more, or nothing in time. Blocks.
    ///
    /// # Errors
    /// When the line is no text, or longer than what is kept of an answer.
    pub fn hear(&mut self) -> Result<Option<String>> {
        match self.lines.recv_timeout(self.patience) {
            Ok(line) => line.map(Some),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
        }
    }

    /// Ends the talk; how the program ends, and what it said besides. Blocks.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn end(mut self) -> Result<Answered> {
        self.input = None;
        let is_silent = loop {
            match self.lines.recv_timeout(self.patience) {
                Ok(line) => line.map(|_| ())?,
                Err(error) => break error == RecvTimeoutError::Timeout,
            }
        };
        if is_silent {
            let _ = self.child.kill();
        }
        let code = self.child.wait()?.code();
        let talk = self.talk.take().and_then(|reader| reader.join().ok());
        Ok(Answered {
            code,
            stdout: Vec::new(),
            stderr: talk.map(|kept| kept.bytes).unwrap_or_default(),
            is_cut: false,
        })
    }
}

impl Drop for OwnTalk {
    fn drop(&mut self) {
        let _ = end(&mut self.child);
    }
}

/// What was read of a stream.
#[derive(Debug, Default)]
struct Kept {
    bytes: Vec<u8>,
    is_cut: bool,
}

/// The two streams of a call, read so that it never waits.
struct Readers {
    stdout: Option<JoinHandle<Kept>>,
    stderr: Option<JoinHandle<Kept>>,
}

impl Readers {
    /// Reads both; tells when stdout is closed.
    fn of(child: &mut Child, sender: Sender<Event>) -> Self {
        let stdout = child.stdout.take().map(|stdout| {
            std::thread::spawn(move || {
                let kept = read(stdout, MOST_BYTES);
                let _ = sender.send(Event::Closed);
                kept
            })
        });
        let stderr = child.stderr.take().map(|stderr| kept(stderr, MOST_TALK));
        Self { stdout, stderr }
    }

    fn ended(self, child: &mut Child) -> Result<Answered> {
        let code = child.wait()?.code();
        let joined = |reader: Option<JoinHandle<Kept>>| {
            let kept = reader.and_then(|reader| reader.join().ok());
            kept.unwrap_or_default()
        };
        let (stdout, stderr) = (joined(self.stdout), joined(self.stderr));
        Ok(Answered {
            code,
            stdout: stdout.bytes,
            stderr: stderr.bytes,
            is_cut: stdout.is_cut,
        })
    }
}

fn kept(stream: impl Read + Send + 'static, most: u64) -> JoinHandle<Kept> {
    std::thread::spawn(move || read(stream, most))
}

/// Reads to the end, and keeps so many bytes.
fn read(mut stream: impl Read, most: u64) -> Kept {
    let mut bytes = Vec::new();
    let _ = stream.by_ref().take(most).read_to_end(&mut bytes);
    let dropped = std::io::copy(&mut stream, &mut std::io::sink());
    Kept {
        bytes,
        is_cut: dropped.is_ok_and(|count| count > 0),
    }
}

fn send_lines(stream: impl Read, sender: &Sender<Result<String>>) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        match stream.by_ref().take(MOST_BYTES).read_line(&mut line) {
            Ok(0) => return,
            read => {
                let line = line.trim_end().to_owned();
                let is_broken = read.is_err();
                if sender.send(read.map(|_| line)).is_err() || is_broken {
                    return;
                }
            }
        }
    }
}

/// Ends a call that only reads.
fn end(child: &mut Child) -> Result<()> {
    let _ = child.kill();
    child.wait().map(|_| ())
}

/// Asks a program to end, as Ctrl-C would. Where it takes its time it is left alone: what it holds, it has to put away itself.
fn ask_to_end(mut child: Child, events: &Receiver<Event>, last_words: Duration) -> Result<()> {
    // It was not waited for yet, so the number is still its own.
    let asked = kill_process(Pid::from_child(&child), Signal::TERM);
    if closes(events, last_words) {
        return child.wait().map(|_| ());
    }
    reap_later(child);
    asked.map_err(Into::into)
}

/// True where a program closes its output in time for its last words.
fn closes(events: &Receiver<Event>, last_words: Duration) -> bool {
    loop {
        match events.recv_timeout(last_words) {
            Ok(Event::Closed) => return true,
            Ok(Event::Stop) => {}
            Err(_) => return false,
        }
    }
}

/// A program that goes on alone leaves no zombie behind.
fn reap_later(mut child: Child) {
    std::thread::spawn(move || {
        let _ = child.wait();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_its_time_to_end_is_not_killed() {
        let mut child = Command::new("sh")
            .args(["-c", "trap '' TERM; echo ready; read word; echo $word"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        let (_stop, CallEvents(events, _)) = CallStop::pair();
        ask_to_end(child, &events, Duration::ZERO).unwrap();
        writeln!(input, "put away").unwrap();
        output.read_to_string(&mut said).unwrap();
        assert_eq!(said, "ready\nput away\n");
    }
}
