//! Everything that is learned from the output of a step while it passes by.

use std::time::Instant;

use stopgate_runner::{Ending, Job, Met, Output};

use super::capture::Capture;
use super::expectations::Expectations;
use super::live::Live;
use super::transcript::Transcript;
use crate::redact::{MaskedStream, Redactor};

/// Output on its way: judged as it is, kept and shown masked.
pub(super) struct Record<'a> {
    expectations: Expectations<'a>,
    /// One for stdout, one for stderr.
    streams: [MaskedStream; 2],
    capture: Capture,
    transcript: Transcript,
    live: Live,
}

impl<'a> Record<'a> {
    pub(super) fn new(
        (job, transcript): (&'a Job, Transcript),
        redactor: &Redactor,
        now: Instant,
    ) -> Self {
        Self {
            expectations: Expectations::new(&job.expectations),
            streams: [redactor.stream(), redactor.stream()],
            capture: Capture::new(),
            transcript,
            live: Live::new(now),
        }
    }

    /// Takes the next bytes of a stream: 0 is stdout, 1 is stderr.
    pub(super) fn take(&mut self, stream: usize, bytes: &[u8]) {
        self.expectations.take(stream, bytes);
        let Self {
            capture,
            transcript,
            live,
            ..
        } = self;
        self.streams[stream].push(bytes, &mut |masked| {
            capture.take(masked);
            transcript.take(masked);
            live.take(masked);
        });
    }

    /// What is shown while the step runs.
    pub(super) fn live(&mut self) -> &mut Live {
        &mut self.live
    }

    /// Ends both streams; returns what is still to be shown, and what is recorded.
    pub(super) fn finish(mut self, ending: &Ending) -> (Option<String>, Output, Vec<Met>) {
        let Self {
            capture,
            transcript,
            live,
            streams,
            ..
        } = &mut self;
        let mut masked = 0;
        for stream in streams {
            stream.finish(&mut |bytes| {
                capture.take(bytes);
                transcript.take(bytes);
                live.take(bytes);
            });
            masked += stream.masked();
        }
        transcript.finish();
        let piece = self.live.last_piece();
        (
            piece,
            self.capture.finish(masked),
            self.expectations.finish(ending),
        )
    }
}
