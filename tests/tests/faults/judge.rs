//! What must hold of a disk after a crash, whatever the crash left.

use sha2::{Digest as _, Sha256};
use stopgate_journal::{Event, Reading, read};
use stopgate_tests::dice::Dice;

use crate::disk::{Entry, Image, Mark, Simulated, Spread, crashed};
use crate::life::{Life, PLAN, ROOT, Reader, STEPS, TEXT, Trouble, journal_on, signed};

/// A life with everything that it did to its disk.
pub struct Story {
    /// The disk before.
    pub before: Image,
    /// What happened.
    pub log: Vec<Entry>,
    /// The texts that the plan had, each with how many entries of the log led to it.
    plans: Vec<(usize, Vec<u8>)>,
}

/// What a crash at one place of a story must respect.
struct Witnessed<'s> {
    told: &'s [u8],
    effects: Vec<String>,
    plans: Vec<&'s [u8]>,
    /// What was in the journal, durable or not.
    journal: Vec<u8>,
}

/// How a crash ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that had to be there was there.
    Sound,
    /// The journal was refused, which a write of several records allows that lost sectors in its middle.
    Refused,
    /// Something is wrong.
    Fault(String),
}

/// The path of the plan on the disk.
pub fn plan_path() -> String {
    format!("{ROOT}/{PLAN}")
}

impl Story {
    /// The story of a disk.
    pub fn new(before: Image, log: Vec<Entry>) -> Self {
        let (mut image, mut plans) = (before.clone(), vec![(0, TEXT.as_bytes().to_vec())]);
        for (at, entry) in log.iter().enumerate() {
            match entry {
                Entry::Born(thing) => image.0.push(thing.clone()),
                Entry::Change(change) => image.apply(change),
                Entry::Sync { .. } | Entry::Mark(_) => continue,
            }
            let plan = image.file(&plan_path()).unwrap_or_default();
            if plans.last().is_none_or(|(_, last)| last != plan) {
                plans.push((at + 1, plan.to_vec()));
            }
        }
        Self { before, log, plans }
    }

    /// What the disk holds after a crash behind so many entries.
    pub fn crash(&self, at: usize, spread: Spread, dice: &mut Dice) -> Image {
        crashed(&self.before, &self.log[..at], spread, dice)
    }

    fn witnessed(&self, at: usize) -> Witnessed<'_> {
        let log = &self.log[..at];
        let told = log.iter().rev().find_map(|entry| match entry {
            Entry::Mark(Mark::Told(bytes)) => Some(bytes.as_slice()),
            _ => None,
        });
        let effects = log.iter().filter_map(|entry| match entry {
            Entry::Mark(Mark::Effect(step)) => Some(step.clone()),
            _ => None,
        });
        let all = crashed(&self.before, log, Spread::All, &mut Dice::new(0));
        let plans = self.plans.iter().filter(|(since, _)| *since <= at);
        Witnessed {
            told: told.unwrap_or_default(),
            effects: effects.collect(),
            plans: plans.map(|(_, plan)| plan.as_slice()).collect(),
            journal: journal_bytes(&all),
        }
    }

    /// Goes on from what a crash left, and says what is wrong then. To the end, where `to_end`.
    pub fn judge(&self, at: usize, image: Image, (reader, to_end): (&Reader, bool)) -> Verdict {
        let seen = self.witnessed(at);
        let judged = seen.judge(image, (reader, to_end));
        judged.unwrap_or_else(Verdict::Fault)
    }
}

/// The bytes of the journal, however damaged.
fn journal_bytes(image: &Image) -> Vec<u8> {
    let runs = format!("{ROOT}/.stopgate/runs");
    let paths = image.names(&runs).into_iter();
    let longest = paths
        .filter_map(|name| image.file(&format!("{runs}/{name}/journal.jsonl")))
        .max_by_key(|bytes| bytes.len());
    longest.unwrap_or_default().to_vec()
}

impl Witnessed<'_> {
    fn judge(&self, image: Image, (reader, to_end): (&Reader, bool)) -> Result<Verdict, String> {
        let plan = image.file(&plan_path()).unwrap_or_default().to_vec();
        let version = self.plans.iter().rposition(|known| *known == plan);
        let version =
            version.ok_or_else(|| format!("the plan is none of its texts: {}", shown(&plan)))?;
        let disk = Simulated::with(image.clone());
        let mut life = Life::new(reader, &disk, self.effects.clone());
        match life.recover() {
            Ok(_) => {}
            Err(Trouble::Damaged(_)) if self.lost_several() => return Ok(Verdict::Refused),
            Err(trouble) => return Err(format!("it does not recover: {trouble:?}")),
        }
        let once = disk.cache();
        self.journal_holds(&image, &once, version)?;
        life.recover()
            .map_err(|trouble| format!("not twice: {trouble:?}"))?;
        if once.tree() != disk.cache().tree() {
            return Err("recovering twice is not recovering once".to_owned());
        }
        if to_end {
            life.lead()
                .map_err(|trouble| format!("it does not end: {trouble:?}"))?;
            ended_well(&life, &disk.cache())?;
        }
        Ok(Verdict::Sound)
    }

    /// True where several records were under way.
    fn lost_several(&self) -> bool {
        let under_way = self.journal.get(self.told.len()..).unwrap_or_default();
        under_way.iter().filter(|byte| **byte == b'\n').count() > 1
    }

    /// What was told is there, every step that had an effect is known to have started, what was signed
    /// lies beside it, and the plan is no older than the journal says.
    fn journal_holds(&self, left: &Image, now: &Image, version: usize) -> Result<(), String> {
        let Some((folder, bytes, reading)) = journal_on(now) else {
            let nothing = self.told.is_empty() && self.effects.is_empty();
            return if nothing {
                Ok(())
            } else {
                Err("the run is gone".to_owned())
            };
        };
        if !bytes.starts_with(self.told) {
            return Err(format!("told and lost: {}", shown(self.told)));
        }
        if let Some(fault) = reading.fault {
            return Err(format!("it was gone on with: {fault:?}"));
        }
        for step in STEPS.iter().flat_map(|steps| steps.iter()) {
            let had = self.effects.iter().filter(|effect| effect == step).count();
            if starts(&reading, step) < had {
                return Err(format!("{step} had its effect and never started"));
            }
        }
        signed_beside(now, &folder, &reading)?;
        // What the recovery itself wrote tells nothing about the crash.
        let before = journal_on(left).map(|(_, _, reading)| reading);
        let told = before.as_ref().and_then(last_told);
        let known = told.map(|after| self.plans.iter().position(|plan| digest(plan) == after));
        match known {
            Some(Some(wanted)) if wanted > version => Err(format!(
                "the plan has text {version}, and was told text {wanted}"
            )),
            Some(None) => Err("the plan was told what it never was".to_owned()),
            _ => Ok(()),
        }
    }
}

fn starts(reading: &Reading, id: &str) -> usize {
    let starts = |event: &Event| matches!(event, Event::StepStarted { step, .. } if step == id);
    reading
        .records
        .iter()
        .filter(|record| starts(&record.event))
        .count()
}

/// Digest of the plan when it was last told.
fn last_told(reading: &Reading) -> Option<String> {
    reading
        .records
        .iter()
        .rev()
        .find_map(|record| match &record.event {
            Event::WroteBack { after, .. } => Some(after.clone()),
            _ => None,
        })
}

fn signed_beside(image: &Image, folder: &str, reading: &Reading) -> Result<(), String> {
    let decisions = reading
        .records
        .iter()
        .filter_map(|record| match &record.event {
            Event::Decided { who, .. } => Some(("go", who)),
            Event::Resolved { who, .. } => Some(("resolve", who)),
            _ => None,
        });
    for (word, who) in decisions {
        let name = who.signed.as_deref().unwrap_or_default();
        let (json, signature) = signed(word);
        let json_there = image.file(&format!("{folder}/{name}")) == Some(&json);
        let signature_there =
            image.file(&format!("{folder}/{name}.sig")) == Some(signature.as_bytes());
        if !json_there || !signature_there {
            return Err(format!(
                "{name} was recorded, and is not there as it was signed"
            ));
        }
    }
    Ok(())
}

/// Every step had its effect, once and in order; the plan holds its evidence.
pub fn ended_well(life: &Life<'_>, image: &Image) -> Result<(), String> {
    let wanted: Vec<&str> = STEPS
        .iter()
        .flat_map(|steps| steps.iter().copied())
        .collect();
    if life.effects != wanted {
        return Err(format!("the effects are {:?}", life.effects));
    }
    let plan = image.file(&plan_path()).unwrap_or_default();
    let text = String::from_utf8_lossy(plan);
    if !text.starts_with(TEXT) || text.matches(": go**").count() != STEPS.len() {
        return Err(format!("the plan is not whole: {text}"));
    }
    let (_, bytes, reading) = journal_on(image).ok_or("there is no run")?;
    match read(&bytes).fault {
        None if reading.state.is_some() => Ok(()),
        fault => Err(format!("the journal is damaged: {fault:?}")),
    }
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(300).collect()
}
