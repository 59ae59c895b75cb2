//! The baseline: findings that were there before somebody began to look.
//!
//! It is a ratchet: what it knows is hidden, what no longer occurs is taken out of it, and only a person
//! puts something in. An entry is found again by what the finding says of its place, so that moved,
//! renamed and reordered text stays known; entries that nothing meets never fail anything.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use stopgate_system::{read_report, write_report};

use crate::exit::Trouble;
use crate::json::SCHEMA;
use crate::output::{CheckedFile, Item};

/// What stands in the file for people.
const ABOUT: &str = "Known findings. `stopgate check --baseline` hides them and takes out what no longer occurs; --write-baseline writes them all anew.";

/// A baseline file.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Baseline {
    #[serde(default)]
    schema: u32,
    #[serde(default)]
    findings: Vec<Entry>,
}

/// Findings that are alike.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    path: String,
    code: String,
    name: String,
    section: String,
    fingerprint: String,
    /// The fingerprint without the section.
    loose: String,
    count: usize,
}

/// What a check makes of a baseline.
pub(crate) struct Ratchet {
    /// How many findings were hidden.
    pub(crate) known: usize,
    /// How many of its findings no longer occur.
    pub(crate) gone: usize,
    /// The baseline without them.
    after: Vec<Entry>,
    before: Vec<Entry>,
}

impl Baseline {
    /// Reads a file; none where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Trouble> {
        let Some(bytes) = read_report(path)? else {
            return Ok(None);
        };
        let broken = |why: &dyn std::fmt::Display| {
            Trouble::Usage(format!(
                "{} is no baseline: {why}. Write it anew with --write-baseline",
                path.display()
            ))
        };
        let baseline: Self = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
        if baseline.schema == SCHEMA {
            Ok(Some(baseline))
        } else {
            Err(broken(&format!(
                "its schema is {}, not {SCHEMA}",
                baseline.schema
            )))
        }
    }

    /// Takes the findings that it knows out of the files. `exists` says whether a plan is still there.
    pub(crate) fn hide(self, files: &mut [CheckedFile], exists: impl Fn(&str) -> bool) -> Ratchet {
        let before = together(self.findings);
        let mut matching = Matching::new(&before, files, exists);
        let mut known = Vec::new();
        // From the most to the least certain: nothing that one entry is sure of is taken by another.
        for likeness in Likeness::ALL {
            for file in &mut *files {
                let path = file.path.clone();
                file.items.retain(|item| {
                    let meets = matching.meets(likeness, &path, item);
                    known.extend(meets.then(|| entry(&path, item)).flatten());
                    !meets
                });
            }
        }
        let (gone, elsewhere) = matching.rest();
        let count = known.len();
        known.extend(elsewhere);
        Ratchet {
            known: count,
            gone,
            after: together(known),
            before,
        }
    }

    /// The baseline after a person said that all of this is known. What it knows of plans that were not
    /// checked stays.
    pub(crate) fn knowing(self, files: &[CheckedFile], exists: impl Fn(&str) -> bool) -> Self {
        let checked: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let elsewhere =
            |entry: &Entry| !checked.contains(entry.path.as_str()) && exists(&entry.path);
        let mut findings: Vec<Entry> = self.findings.into_iter().filter(elsewhere).collect();
        for file in files {
            findings.extend(file.items.iter().filter_map(|item| entry(&file.path, item)));
        }
        Self {
            schema: SCHEMA,
            findings: together(findings),
        }
    }

    /// How many findings it knows.
    pub(crate) fn len(&self) -> usize {
        self.findings.iter().map(|entry| entry.count).sum()
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Trouble> {
        Ok(write_report(path, text(&self.findings).as_bytes())?)
    }
}

impl Ratchet {
    /// Writes what is left, where that is less or stands elsewhere.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Trouble> {
        if self.after == self.before {
            return Ok(());
        }
        Ok(write_report(path, text(&self.after).as_bytes())?)
    }
}

/// Entries under way to the findings that they know.
struct Matching<'a> {
    slots: Vec<Slot<'a>>,
    /// Numbers of the entries with this fingerprint, with and without the section.
    by_exact: HashMap<&'a str, Vec<usize>>,
    by_loose: HashMap<&'a str, Vec<usize>>,
}

struct Slot<'a> {
    entry: &'a Entry,
    left: usize,
    /// Its plan was checked, or is gone: what is left in the end no longer occurs.
    open: bool,
    /// Its plan is gone.
    lost: bool,
}

impl<'a> Matching<'a> {
    fn new(entries: &'a [Entry], files: &[CheckedFile], exists: impl Fn(&str) -> bool) -> Self {
        let checked: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let slot = |entry: &'a Entry| {
            let is_checked = checked.contains(entry.path.as_str());
            let lost = !is_checked && !exists(&entry.path);
            Slot {
                entry,
                left: entry.count,
                open: is_checked || lost,
                lost,
            }
        };
        let (mut by_exact, mut by_loose) = (HashMap::new(), HashMap::new());
        for (number, entry) in entries.iter().enumerate() {
            let exact: &mut Vec<usize> = by_exact.entry(entry.fingerprint.as_str()).or_default();
            exact.push(number);
            let loose: &mut Vec<usize> = by_loose.entry(entry.loose.as_str()).or_default();
            loose.push(number);
        }
        Self {
            slots: entries.iter().map(slot).collect(),
            by_exact,
            by_loose,
        }
    }

    /// True where an entry knows the finding; the entry then knows one less.
    fn meets(&mut self, likeness: Likeness, path: &str, item: &Item) -> bool {
        let Some(print) = &item.fingerprint else {
            return false;
        };
        let numbers = match likeness {
            Likeness::Same | Likeness::OtherPlan => self.by_exact.get(print.exact.as_str()),
            Likeness::OtherSection | Likeness::OtherPlanAndSection => {
                self.by_loose.get(print.loose.as_str())
            }
        };
        let fits = |slot: &Slot<'_>| {
            let of_plan = match likeness {
                Likeness::Same | Likeness::OtherSection => slot.entry.path == path,
                Likeness::OtherPlan => true,
                Likeness::OtherPlanAndSection => slot.lost,
            };
            slot.open && slot.left > 0 && of_plan
        };
        let number = numbers
            .into_iter()
            .flatten()
            .find(|number| fits(&self.slots[**number]));
        match number {
            Some(&number) => {
                self.slots[number].left -= 1;
                true
            }
            None => false,
        }
    }

    /// How many findings no longer occur, and what is known of plans that nobody looked at.
    fn rest(self) -> (usize, Vec<Entry>) {
        let gone = self
            .slots
            .iter()
            .filter(|slot| slot.open)
            .map(|slot| slot.left)
            .sum();
        let elsewhere = self.slots.iter().filter(|slot| !slot.open);
        (gone, elsewhere.map(|slot| slot.entry.clone()).collect())
    }
}

/// How alike a finding and an entry are.
#[derive(Clone, Copy)]
enum Likeness {
    /// Same plan, same section, same text.
    Same,
    /// In another plan: the file was renamed, or the section went there.
    OtherPlan,
    /// In another section, or in one with another name.
    OtherSection,
    /// In a renamed file, in a section with another name.
    OtherPlanAndSection,
}

impl Likeness {
    const ALL: [Self; 4] = [
        Self::Same,
        Self::OtherPlan,
        Self::OtherSection,
        Self::OtherPlanAndSection,
    ];
}

fn entry(path: &str, item: &Item) -> Option<Entry> {
    let print = item.fingerprint.as_ref()?;
    Some(Entry {
        path: path.to_owned(),
        code: item.finding.code.to_owned(),
        name: item.finding.name.to_owned(),
        section: print.section.clone(),
        fingerprint: print.exact.clone(),
        loose: print.loose.clone(),
        count: 1,
    })
}

/// Like entries counted together, in order.
fn together(entries: Vec<Entry>) -> Vec<Entry> {
    let mut counts: BTreeMap<Entry, usize> = BTreeMap::new();
    for entry in entries {
        let count = entry.count;
        *counts.entry(Entry { count: 0, ..entry }).or_default() += count;
    }
    let counted = |(entry, count)| Entry { count, ..entry };
    counts.into_iter().map(counted).collect()
}

/// One entry a line, so that two branches that shrink it rarely meet.
fn text(entries: &[Entry]) -> String {
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| format!("    {}", serde_json::to_string(entry).unwrap_or_default()))
        .collect();
    let list = if lines.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n{}\n  ]", lines.join(",\n"))
    };
    let about = serde_json::Value::from(ABOUT);
    format!("{{\n  \"schema\": {SCHEMA},\n  \"about\": {about},\n  \"findings\": {list}\n}}\n")
}
