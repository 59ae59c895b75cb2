//! Somebody who saves a plan, system call by system call, in one of the ways in which editors do.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::beside::Other;

/// Numbers that look like chance and are the same for the same seed.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ seed.wrapping_mul(0x2545_f491_4f6c_dd1d).max(1))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }
}

/// One step of a save.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Reads the plan and thinks of a line to add.
    Read,
    /// Opens it to be written anew.
    Truncate,
    /// Opens it to be written at its end.
    Append,
    /// Makes it, where it is gone.
    Create,
    /// Writes half of the text.
    Half,
    /// Writes the rest and closes.
    Rest,
    /// Writes the line and closes.
    Line,
    /// Writes the text into another file.
    Beside,
    /// Gives that the name of the plan.
    Rename,
    /// Notes in a swap file that the plan is open.
    Swap,
    /// Gives the plan another name.
    Backup,
    /// Removes what the last two have left.
    Tidy,
    /// Removes the plan.
    Remove,
    /// Lets nobody else read it.
    Hide,
}

/// A way to save.
pub type Pattern = (&'static str, &'static [Step]);

/// The ways.
pub const PATTERNS: [Pattern; 6] = [
    (
        "truncate-write",
        &[Step::Read, Step::Truncate, Step::Half, Step::Rest],
    ),
    ("rename-save", &[Step::Read, Step::Beside, Step::Rename]),
    ("append", &[Step::Read, Step::Append, Step::Line]),
    ("chmod", &[Step::Hide]),
    (
        "delete",
        &[
            Step::Read,
            Step::Remove,
            Step::Create,
            Step::Half,
            Step::Rest,
        ],
    ),
    (
        "swap files",
        &[
            Step::Read,
            Step::Swap,
            Step::Backup,
            Step::Create,
            Step::Half,
            Step::Rest,
            Step::Tidy,
        ],
    ),
];

/// Somebody who saves several times.
pub struct Person {
    path: PathBuf,
    dice: Dice,
    steps: VecDeque<Step>,
    /// What stands in the editor, and the line that was added last.
    text: Vec<u8>,
    line: String,
    open: Option<File>,
    /// Lines that are saved.
    pub saved: Vec<String>,
    /// Who may read the plan, where the person said so.
    pub mode: Option<u32>,
}

impl Person {
    /// Somebody who saves so many times.
    pub fn new(path: &Path, pattern: Pattern, saves: usize, mut dice: Dice) -> Self {
        let whole = (0..saves).flat_map(|_| pattern.1.iter().copied());
        let mut steps: VecDeque<Step> = whole.collect();
        // An editor that was left open saves what it knows, whatever became of the plan.
        if dice.below(3) == 0 {
            let mut first = true;
            steps.retain(|step| !matches!(step, Step::Read) || std::mem::take(&mut first));
        }
        Self {
            path: path.to_owned(),
            dice,
            steps,
            text: Vec::new(),
            line: String::new(),
            open: None,
            saved: Vec::new(),
            mode: None,
        }
    }

    /// Takes all steps that are left.
    pub fn finish(&mut self) {
        while let Some(step) = self.steps.pop_front() {
            self.take(step);
        }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let name = self.path.file_name().expect("a name").to_string_lossy();
        self.path.with_file_name(format!("{name}{ending}"))
    }

    fn add_line(&mut self) {
        self.line = format!("Seen by hand, note {}.\n", self.saved.len());
        self.text.extend(self.line.as_bytes());
    }

    /// Somebody who keeps an editor open has a new line for each save.
    fn know_line(&mut self) {
        if !String::from_utf8_lossy(&self.text).contains(self.line.trim_end()) {
            self.add_line();
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut open = self.open.as_ref().expect("it was opened");
        open.write_all(bytes).expect("it is written");
    }

    fn save(&mut self) {
        self.open = None;
        self.saved.push(self.line.trim_end().to_owned());
        let line = format!("Seen by hand, note {}.\n", self.saved.len());
        self.line = line;
    }

    fn take(&mut self, step: Step) {
        let half = self.text.len() / 2;
        match step {
            Step::Read => {
                self.text = fs::read(&self.path).unwrap_or(std::mem::take(&mut self.text));
                self.add_line();
            }
            Step::Truncate | Step::Create => {
                self.know_line();
                self.open = Some(File::create(&self.path).expect("it is opened"));
            }
            Step::Append => {
                let open = OpenOptions::new().append(true).open(&self.path);
                self.open = Some(open.expect("it is opened"));
            }
            Step::Half => self.write(&self.text.clone()[..half]),
            Step::Rest => {
                self.write(&self.text.clone()[half..]);
                self.save();
            }
            Step::Line => {
                self.write(&self.line.clone().into_bytes());
                self.save();
            }
            Step::Beside => {
                self.know_line();
                fs::write(self.beside(".new"), &self.text).expect("it is written");
            }
            Step::Rename => {
                fs::rename(self.beside(".new"), &self.path).expect("it is renamed");
                self.save();
            }
            Step::Swap => fs::write(self.beside(".swp"), b"open").expect("it is written"),
            Step::Backup => fs::rename(&self.path, self.beside("~")).expect("it is renamed"),
            Step::Tidy => {
                fs::remove_file(self.beside("~")).expect("it is removed");
                fs::remove_file(self.beside(".swp")).expect("it is removed");
            }
            Step::Remove => fs::remove_file(&self.path).expect("it is removed"),
            Step::Hide => self.set_mode(0o600),
        }
    }

    fn set_mode(&mut self, mode: u32) {
        fs::set_permissions(&self.path, Permissions::from_mode(mode)).expect("it is set");
        self.mode = Some(mode);
    }
}

impl Other for Person {
    fn act(&mut self) {
        while self.dice.below(4) == 0 {
            match self.steps.pop_front() {
                Some(step) => self.take(step),
                None => return,
            }
        }
    }
}
