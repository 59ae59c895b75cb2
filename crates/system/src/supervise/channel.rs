//! The supervisor's side of the two pipes to its runner. The end of the one means that the runner is gone.

use std::io::{self, Stdin, Stdout};
use std::os::fd::{AsFd as _, BorrowedFd};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use super::protocol::{Report, Request, line};

/// Longest request that is read, bytes: no command is longer than the operating system lets it be.
const MAX_REQUEST: usize = 64 * 1024 * 1024;

/// Both pipes.
pub(super) struct Channel {
    input: Stdin,
    output: Stdout,
    received: Vec<u8>,
    unsent: Vec<u8>,
}

impl Channel {
    /// Over the standard streams of this process. Writing never blocks: a runner that is stopped must
    /// not keep the supervisor from its work.
    pub(super) fn over_standard_streams() -> io::Result<Self> {
        let output = io::stdout();
        fcntl_setfl(&output, fcntl_getfl(&output)? | OFlags::NONBLOCK)?;
        Ok(Self {
            input: io::stdin(),
            output,
            received: Vec::new(),
            unsent: Vec::new(),
        })
    }

    /// What becomes readable with a request and with the runner's end.
    pub(super) fn input(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    /// What becomes writable when unsent reports can go.
    pub(super) fn output(&self) -> Option<BorrowedFd<'_>> {
        (!self.unsent.is_empty()).then(|| self.output.as_fd())
    }

    /// The next request; none when the runner is gone.
    pub(super) fn request(&mut self) -> io::Result<Option<Request>> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.received) {
                let request = serde_json::from_slice(&self.received[..end])?;
                self.received.drain(..=end);
                return Ok(Some(request));
            }
            if !self.receive() {
                return Ok(None);
            }
        }
    }

    /// Reads what is there, waiting for the first byte; false when the runner is gone.
    pub(super) fn receive(&mut self) -> bool {
        let mut buffer = [0; 8 * 1024];
        match rustix::io::read(self.input.as_fd(), &mut buffer) {
            Ok(count) => {
                self.received.extend_from_slice(&buffer[..count]);
                count > 0 && self.received.len() < MAX_REQUEST
            }
            Err(error) => error == Errno::INTR,
        }
    }

    /// Sends a report as far as there is room now; false when the runner is gone.
    pub(super) fn send(&mut self, report: &Report) -> io::Result<bool> {
        self.unsent.extend(line(report)?);
        Ok(self.send_rest())
    }

    /// Sends a report unless another is still waiting: what may be left out.
    pub(super) fn offer(&mut self, report: &Report) -> io::Result<bool> {
        if self.unsent.is_empty() {
            self.send(report)
        } else {
            Ok(true)
        }
    }

    /// Puts a report behind those that wait, to go with the next that is sent.
    pub(super) fn put(&mut self, report: &Report) -> io::Result<()> {
        self.unsent.extend(line(report)?);
        Ok(())
    }

    /// Sends what waits as far as there is room; false when the runner is gone.
    pub(super) fn send_rest(&mut self) -> bool {
        let mut sent = 0;
        let alive = loop {
            if sent == self.unsent.len() {
                break true;
            }
            match rustix::io::write(&self.output, &self.unsent[sent..]) {
                Ok(count) => sent += count,
                Err(Errno::INTR) => {}
                Err(error) => break error == Errno::AGAIN,
            }
        };
        self.unsent.drain(..sent);
        alive
    }

    /// Waits until everything has been sent; false when the runner is gone.
    pub(super) fn send_all(&mut self) -> bool {
        while self.send_rest() {
            if self.unsent.is_empty() {
                return true;
            }
            let mut ready = [PollFd::new(&self.output, PollFlags::OUT)];
            if poll(&mut ready, None).is_err_and(|error| error != Errno::INTR) {
                return false;
            }
        }
        false
    }
}
