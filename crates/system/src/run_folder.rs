//! Where runs lie: `.stopgate/runs/RUN/`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use stopgate_journal::{Fault, FaultKind, Reading, State, read};

use crate::files::{self, Access, Kind, disk};
use crate::journal_file::{JOURNAL, read_journal, sync_folder};
use crate::own_folder::own_folder;
use crate::read::stays_inside;
use crate::signed_file::keep_signed;
use crate::{Failure, now};

/// Where runs lie, below the root.
const RUNS: &str = ".stopgate/runs";

/// Bytes up to which the first record of a journal is read to know whose run it is. It holds every step
/// of a plan, and plans are read up to 4 MiB.
const MAX_FIRST_RECORD: u64 = 64 * 1024 * 1024;

/// How many names are tried when runs begin in the same millisecond.
const TRIES: u32 = 1_000;

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    /// Name of the run: when it began, `20261128-034259-123`.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
}

impl RunFolder {
    /// Makes the folder of a new run. Names are in the order in which runs begin.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(root: &Path) -> Result<Self, Failure> {
        let runs = own_folder(root, RUNS)?;
        sync_folder(&root.join(".stopgate"))?;
        sync_folder(root)?;
        for _ in 0..TRIES {
            let name = name_of(&now()).max(name_behind(&runs));
            let path = runs.join(&name);
            match disk(|files| files.make_folder(&path)) {
                Ok(()) => {
                    sync_folder(&runs)?;
                    return Ok(Self { name, path });
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                Err(error) => return Err(Failure::io("create", &path)(error)),
            }
        }
        Err(Failure::Exists(runs))
    }

    /// The moment at which the newest run began, UTC, RFC 3339: it has passed, whatever the clock says now.
    pub fn newest(root: &Path) -> Option<String> {
        let names = disk(|files| files.names(&root.join(RUNS))).unwrap_or_default();
        let moments = names.iter().filter_map(|name| moment_of(name.to_str()?));
        moments.max().map(|newest| format!("{newest:.3}"))
    }

    /// All runs of a repository that have a journal, oldest first, without those that were to go on from
    /// another one that does not say so.
    ///
    /// # Errors
    /// When the folder, or one of its runs, is there and cannot be looked at.
    pub fn all(root: &Path) -> Result<Vec<Self>, Failure> {
        let mut runs = Self::with_journal(root)?;
        runs.retain(|run| !run.is_prepared());
        Ok(runs)
    }

    fn with_journal(root: &Path) -> Result<Vec<Self>, Failure> {
        let runs = root.join(RUNS);
        let names = match disk(|files| files.names(&runs)) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::io("read", &runs)(error)),
        };
        let mut found = Vec::new();
        for name in names.into_iter().filter_map(|name| name.into_string().ok()) {
            let path = runs.join(&name);
            if has_journal(&path)? {
                found.push(Self { name, path });
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// The run with this name, or whose name begins so; the newest that began where none is given.
    ///
    /// # Errors
    /// When there is none, or several.
    pub fn find(root: &Path, name: Option<&str>) -> Result<Self, Failure> {
        let mut all = Self::with_journal(root)?.into_iter();
        let Some(name) = name else {
            let began = |run: &Self| run.began() && !run.is_prepared();
            let newest = all.rfind(began).ok_or(Failure::NoRuns)?;
            return newest.inside(root);
        };
        let mut fitting = all.filter(|run| run.name.starts_with(name) && !run.is_prepared());
        match (fitting.next(), fitting.next()) {
            (Some(run), None) => run.inside(root),
            (Some(run), Some(_)) if run.name == name => run.inside(root),
            (Some(_), Some(_)) => Err(Failure::SeveralRuns(name.to_owned())),
            (None, _) => Err(Failure::NoRun(name.to_owned())),
        }
    }

    /// The same run, unless a link leads its journal out of the root: it would be read and written there.
    fn inside(self, root: &Path) -> Result<Self, Failure> {
        stays_inside(&self.path.join(JOURNAL), root)?;
        Ok(self)
    }

    /// What stands in its journal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn reading(&self) -> Result<Reading, Failure> {
        read_journal(&self.path)
    }

    /// False where its first record was not written to its end: then nothing of it was carried out. A
    /// journal that was changed, or emptied after it had begun, does not count as that.
    pub fn began(&self) -> bool {
        let never = |reading: Reading| {
            let torn = |fault: Fault| fault.kind == FaultKind::Torn;
            reading.state.is_none() && reading.fault.is_none_or(torn)
        };
        let holds_more =
            || disk(|files| files.names(&self.path)).is_ok_and(|names| names.len() > 1);
        self.plan().is_some() || holds_more() || !self.reading().is_ok_and(never)
    }

    /// Path of the plan that it carries out, as its first record says; nothing else is read.
    pub fn plan(&self) -> Option<String> {
        self.stated_plan().ok().flatten()
    }

    /// As [`RunFolder::plan`], where a journal that cannot be opened is not one without a first record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn stated_plan(&self) -> Result<Option<String>, Failure> {
        let (line, _) = self.first_line()?;
        let first = read(&line).state;
        Ok(first.map(|state| state.created().plan.clone()))
    }

    /// The state after its first record, where it has no other.
    pub(crate) fn only_record(&self) -> Result<Option<State>, Failure> {
        let (line, alone) = self.first_line()?;
        Ok(if alone { read(&line).state } else { None })
    }

    /// The first line of its journal, and whether nothing stands behind it.
    fn first_line(&self) -> Result<(Vec<u8>, bool), Failure> {
        let path = self.path.join(JOURNAL);
        let mut alone = false;
        let mut line = Vec::new();
        files::open(&path, Access::Read)
            .and_then(|file| {
                let mut reader = BufReader::new(file.take(MAX_FIRST_RECORD));
                reader.read_until(b'\n', &mut line)?;
                alone = reader.fill_buf()?.is_empty();
                Ok(())
            })
            .map_err(Failure::io("read", &path))?;
        Ok((line, alone))
    }

    /// The runs of one plan, oldest first.
    ///
    /// # Errors
    /// When the folder of runs cannot be read.
    pub fn of_plan(root: &Path, plan: &str) -> Result<Vec<Self>, Failure> {
        let mut runs = Vec::new();
        for run in Self::all(root)? {
            // A run that is passed over is a run whose steps are carried out again.
            if run.stated_plan()?.as_deref() == Some(plan) {
                runs.push(run);
            }
        }
        Ok(runs)
    }

    /// Keeps a signed decision beside the journal; returns its name relative to the folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_decision(
        &self,
        name: &str,
        json: &[u8],
        signature: &str,
    ) -> Result<String, Failure> {
        let folder = own_folder(&self.path, "decisions")?;
        sync_folder(&self.path)?;
        let name = keep_signed(&folder, name, json, Some(signature))?;
        Ok(format!("decisions/{name}"))
    }

    /// Names of all decisions that were signed for this run, relative to the folder.
    pub fn decisions(&self) -> Vec<String> {
        let names = disk(|files| files.names(&self.path.join("decisions")));
        let names = names.unwrap_or_default().into_iter();
        let names = names.filter_map(|name| name.into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| name.ends_with(".json"))
            .map(|name| format!("decisions/{name}"))
            .collect();
        names.sort();
        names
    }

    /// A signed decision and its signature.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn decision(&self, name: &str) -> Result<(Vec<u8>, String), Failure> {
        let bytes = |path: PathBuf| crate::read_plan(&path, &self.path);
        let json = bytes(self.path.join(name))?;
        let signature = bytes(self.path.join(format!("{name}.sig")))?;
        Ok((json, String::from_utf8_lossy(&signature).into_owned()))
    }
}

/// False only where no journal is: what cannot be looked at is not nothing.
fn has_journal(run: &Path) -> Result<bool, Failure> {
    let path = run.join(JOURNAL);
    match disk(|files| files.facts(&path)) {
        Ok(facts) => Ok(facts.kind == Kind::File),
        Err(error) => match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Ok(false),
            _ => Err(Failure::io("look at", &path)(error)),
        },
    }
}

/// The first name behind those of all runs, for a clock that went back: the newest run must be the last.
/// Empty where there is no run.
fn name_behind(runs: &Path) -> String {
    let names = disk(|files| files.names(runs)).unwrap_or_default();
    let moments = names.iter().filter_map(|name| moment_of(name.to_str()?));
    let next = moments
        .max()
        .and_then(|newest| newest.checked_add(1.millisecond()).ok());
    next.map_or_else(String::new, |next| name_of(&format!("{next:.3}")))
}

/// When a run of this name began.
fn moment_of(name: &str) -> Option<Timestamp> {
    let (second, fraction) = name.split_at_checked(15)?;
    let fraction: i64 = fraction.strip_prefix('-')?.parse().ok()?;
    let second = DateTime::strptime("%Y%m%d-%H%M%S", second).ok()?;
    let second = second.to_zoned(TimeZone::UTC).ok()?.timestamp();
    second.checked_add(fraction.milliseconds()).ok()
}

/// `2026-11-28T03:42:59.123Z` names the run `20261128-034259-123`.
fn name_of(now: &str) -> String {
    let digits: String = now.chars().filter(char::is_ascii_digit).collect();
    let (day, rest) = digits.split_at(8.min(digits.len()));
    let (time, fraction) = rest.split_at(6.min(rest.len()));
    format!("{day}-{time}-{fraction:0<3}")
}
