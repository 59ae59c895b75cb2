//! Waits for everything at once while a step runs: its output, its end, its time, the runner's end.

use std::io::{PipeReader, Read as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, WaitStatus};

use super::channel::Channel;
use super::protocol::Report;
use super::record::Record;
use super::shell::Shell;
use super::tree::{self, Below};

/// Bytes read at once of a step that writes much.
const CHUNK: usize = 64 * 1024;
/// Bytes read at first: most steps write little, and clearing memory for more would cost each of them.
const FIRST_CHUNK: usize = 4 * 1024;
/// How often orphans that have ended are taken note of while a step runs.
const REAP_EVERY: Duration = Duration::from_millis(250);
/// How often a tree that is being ended is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How long a tree gets to end after SIGTERM when the runner is gone: it has two seconds in all.
const GRACE_WITHOUT_RUNNER: Duration = Duration::from_millis(700);
/// How long what the pipes still hold is read.
const DRAIN_FOR: Duration = Duration::from_secs(1);
/// How long killing is tried; what cannot be killed by then waits for a device or belongs to another user.
const KILL_FOR: Duration = Duration::from_secs(5);

/// A step that runs.
pub(super) struct Hold<'a> {
    channel: &'a mut Channel,
    record: Record<'a>,
    shell: Pid,
    /// Readable when the shell ends; none when it has been taken note of.
    handle: Option<OwnedFd>,
    outputs: [Option<PipeReader>; 2],
    /// How the shell ended.
    status: Option<WaitStatus>,
    below: Below,
    reaped: Instant,
    is_orphan: bool,
    buffer: Vec<u8>,
}

impl<'a> Hold<'a> {
    pub(super) fn new(shell: Shell, record: Record<'a>, channel: &'a mut Channel) -> Self {
        Self {
            channel,
            record,
            shell: shell.pid,
            handle: Some(shell.handle),
            outputs: shell.outputs.map(Some),
            status: None,
            below: Below::Some,
            reaped: Instant::now(),
            is_orphan: false,
            buffer: vec![0; FIRST_CHUNK],
        }
    }

    /// How the shell ended, as far as it did.
    pub(super) fn status(&self) -> Option<WaitStatus> {
        self.status
    }

    /// True when the runner is gone.
    pub(super) fn is_orphan(&self) -> bool {
        self.is_orphan
    }

    /// What has been recorded.
    pub(super) fn into_record(self) -> Record<'a> {
        self.record
    }

    /// Waits for the end of the shell; not longer than to the limit, and not without a runner.
    pub(super) fn wait_for_shell(&mut self, limit: Option<Instant>) {
        while self.status.is_none() && !self.is_orphan {
            let now = Instant::now();
            if limit.is_some_and(|limit| limit <= now) {
                return;
            }
            let next_reap = self.reaped + REAP_EVERY;
            let times = [limit, self.record.live().due(), Some(next_reap)];
            let next = times.into_iter().flatten().min().unwrap_or(next_reap);
            self.turn(next.saturating_duration_since(now));
            if next_reap <= now {
                self.reap();
            }
        }
    }

    /// Waits for the end of the shell when the runner is gone.
    pub(super) fn wait_for_shell_alone(&mut self, patience: Duration) {
        let limit = Instant::now() + patience;
        while self.status.is_none() && Instant::now() < limit {
            self.turn(LOOK_EVERY);
        }
    }

    /// Gives what is left a moment to end by itself.
    pub(super) fn settle(&mut self, patience: Duration) {
        let limit = Instant::now() + patience;
        while self.below == Below::Some && !self.is_orphan && Instant::now() < limit {
            self.turn(LOOK_EVERY);
            self.reap();
        }
    }

    /// Ends everything below: asks first, and kills what is still there after the grace. Returns how many
    /// processes there were.
    pub(super) fn end_tree(&mut self, grace: Duration) -> u32 {
        if self.below == Below::None {
            return 0;
        }
        let found = tree::descendants();
        // A stopped process acts on SIGTERM only when it goes on.
        tree::signal(&found, &[Signal::TERM, Signal::CONT]);
        let asked = Instant::now();
        while self.below == Below::Some && asked.elapsed() < self.grace(grace) {
            self.turn(LOOK_EVERY);
            self.reap();
        }
        let begun = Instant::now();
        while self.below == Below::Some && begun.elapsed() < KILL_FOR {
            tree::kill();
            self.turn(LOOK_EVERY);
            self.reap();
        }
        u32::try_from(found.len()).unwrap_or(u32::MAX)
    }

    fn grace(&self, grace: Duration) -> Duration {
        if self.is_orphan {
            grace.min(GRACE_WITHOUT_RUNNER)
        } else {
            grace
        }
    }

    /// Reads what the pipes still hold. Their end is not waited for: a process outside of the tree may
    /// have got hold of them.
    pub(super) fn drain(&mut self) {
        let begun = Instant::now();
        while self.outputs.iter().any(Option::is_some) && begun.elapsed() < DRAIN_FOR {
            if !self.turn(Duration::ZERO) {
                return;
            }
        }
    }

    fn reap(&mut self) {
        let Self { shell, status, .. } = self;
        self.below = tree::reap(&mut |pid, how| {
            if pid == *shell {
                *status = Some(how);
            }
        });
        if self.status.is_some() {
            self.handle = None;
        }
        self.reaped = Instant::now();
    }

    /// Waits until something happens, at most so long, and deals with it; false when no output came.
    fn turn(&mut self, most: Duration) -> bool {
        let mut has_read = false;
        for ready in self.wait(most) {
            match ready {
                Ready::Runner => self.is_orphan |= !self.channel.receive(),
                Ready::Reports => self.is_orphan |= !self.channel.send_rest(),
                Ready::Shell => self.reap(),
                Ready::Output(stream) => {
                    has_read = true;
                    self.read(stream);
                }
            }
        }
        self.show();
        has_read
    }

    fn wait(&self, most: Duration) -> Vec<Ready> {
        let mut sources = Vec::with_capacity(5);
        let mut polled = Vec::with_capacity(5);
        let mut add = |source, descriptor, flags| {
            sources.push(source);
            polled.push(PollFd::from_borrowed_fd(descriptor, flags));
        };
        for (stream, output) in self.outputs.iter().enumerate() {
            if let Some(output) = output {
                add(Ready::Output(stream), output.as_fd(), PollFlags::IN);
            }
        }
        if let Some(shell) = &self.handle {
            add(Ready::Shell, shell.as_fd(), PollFlags::IN);
        }
        if !self.is_orphan {
            add(Ready::Runner, self.channel.input(), PollFlags::IN);
            if let Some(reports) = self.channel.output() {
                add(Ready::Reports, reports, PollFlags::OUT);
            }
        }
        let timeout = Timespec::try_from(most).ok();
        // In a wait that is interrupted nothing has happened.
        let _ = poll(&mut polled, timeout.as_ref());
        let happened = sources.into_iter().zip(&polled);
        let happened = happened.filter(|(_, polled)| !polled.revents().is_empty());
        happened.map(|(source, _)| source).collect()
    }

    fn read(&mut self, stream: usize) {
        let Some(output) = &mut self.outputs[stream] else {
            return;
        };
        match output.read(&mut self.buffer) {
            Ok(0) => self.outputs[stream] = None,
            Ok(count) => {
                self.record.take(stream, &self.buffer[..count]);
                if count == self.buffer.len() {
                    self.buffer.resize(CHUNK, 0);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => self.outputs[stream] = None,
        }
    }

    fn show(&mut self) {
        let live = self.record.live();
        if live.due().is_some()
            && let Some(piece) = live.piece(Instant::now())
            && !self.channel.offer(&Report::Piece(piece)).unwrap_or(false)
        {
            self.is_orphan = true;
        }
    }
}

/// What something has happened to.
enum Ready {
    /// The runner: a request, or its end.
    Runner,
    /// The pipe to it: there is room.
    Reports,
    /// The shell: its end.
    Shell,
    /// Output: of stdout 0, of stderr 1.
    Output(usize),
}
