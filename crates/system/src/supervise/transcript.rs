//! All that a step wrote, masked, in a file of the folder of its run: always for an agent, for another
//! step where its record does not hold all of it (EXECUTION.md b.4).

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use stopgate_runner::{Job, Output};

/// Most bytes that are kept of one attempt.
const MOST: u64 = 64 * 1024 * 1024;

/// The folder of transcripts, below that of the run.
const FOLDER: &str = "transcripts";

/// Takes masked bytes. What cannot be kept stops no step: the digest in the record tells.
pub(super) struct Transcript {
    path: Option<PathBuf>,
    file: Option<File>,
    /// What came before there was a file.
    begun: Vec<u8>,
    bytes: u64,
    always: bool,
}

impl Transcript {
    /// For a job, below the folder of its run; nowhere where there is none.
    pub(super) fn new(folder: Option<&Path>, job: &Job) -> Self {
        let always = job.stdin.is_some();
        let name = format!("{}-{}.txt", job.step, job.attempt);
        let mut transcript = Self {
            path: folder.map(|folder| folder.join(FOLDER).join(name)),
            file: None,
            begun: Vec::new(),
            bytes: 0,
            always,
        };
        if always {
            transcript.open();
        }
        transcript
    }

    /// Takes what comes next.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if self.path.is_none() || self.bytes >= MOST {
            return;
        }
        let room = usize::try_from(MOST - self.bytes).unwrap_or(usize::MAX);
        let bytes = &bytes[..bytes.len().min(room)];
        self.bytes += bytes.len() as u64;
        if self.file.is_none() && self.bytes <= 2 * Output::KEPT as u64 {
            self.begun.extend_from_slice(bytes);
            return;
        }
        if self.file.is_none() {
            self.open();
        }
        self.write(bytes);
    }

    /// Nothing more comes.
    pub(super) fn finish(&mut self) {
        if self.always
            && let Some(file) = &self.file
        {
            let _ = file.sync_all();
        }
    }

    fn open(&mut self) {
        let Some(path) = &self.path else { return };
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        // What an earlier attempt of the same number left was never recorded.
        let _ = fs::remove_file(path);
        self.file = folder.and_then(|()| File::create_new(path)).ok();
        let begun = std::mem::take(&mut self.begun);
        self.write(&begun);
    }

    fn write(&mut self, bytes: &[u8]) {
        let written = self.file.as_mut().map(|file| file.write_all(bytes));
        if !matches!(written, Some(Ok(()))) {
            self.file = None;
            if let Some(path) = self.path.take() {
                let _ = fs::remove_file(path);
            }
        }
    }
}
