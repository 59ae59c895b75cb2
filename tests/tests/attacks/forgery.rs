//! Forged evidence: journals, approvals, decisions and signatures that were changed, replayed, swapped or
//! made older. `stopgate verify` names the first bad record (ATTACK-10).

use std::collections::BTreeMap;

use stopgate_tests::dice::Dice;
use stopgate_tests::repository::Repository;
use stopgate_tests::{matrix, second_reader};

use crate::scene::{Scene, rehashed, scene};

/// Forgeries, and how many of them are also put before the verifier that shares no code (EXECUTION.md).
const FORGERIES: usize = 2_000;
const CROSS_CHECKED: usize = 54;

const SEED: u64 = 10;

/// What a forger leaves: files with other bytes, or gone; and the record that is bad then.
struct Forgery {
    what: String,
    changed: BTreeMap<String, Option<Vec<u8>>>,
    bad: u64,
}

impl Scene {
    fn journal(&self) -> String {
        format!("runs/{}/journal.jsonl", self.run)
    }

    fn decision(&self, nth: usize) -> String {
        format!(
            "runs/{}/decisions/{:06}-go.json",
            self.run, self.decided[nth]
        )
    }

    fn forgery(&self, what: &str, bad: u64, changed: Vec<(String, Option<Vec<u8>>)>) -> Forgery {
        Forgery {
            what: what.to_owned(),
            bad,
            changed: changed.into_iter().collect(),
        }
    }

    fn of_lines(&self, what: &str, bad: usize, lines: &[String]) -> Forgery {
        let text = lines.join("\n") + "\n";
        let changed = vec![(self.journal(), Some(text.into_bytes()))];
        self.forgery(what, bad as u64, changed)
    }

    /// The journal with all hashes from a line on computed anew.
    fn rechained(&self, mut lines: Vec<String>, from: usize) -> Vec<String> {
        for at in from..lines.len() {
            let zeros = "0".repeat(64);
            let before = match at {
                0 => &zeros,
                _ => lines[at - 1].rsplit('"').nth(1).expect("a hash"),
            };
            lines[at] = rehashed(&lines[at], before);
        }
        lines
    }

    /// The first decision that was signed over what stood behind this many records.
    fn first_decision_behind(&self, records: usize) -> u64 {
        let mut decided = self.decided.iter();
        *decided
            .find(|record| **record > records as u64)
            .expect("one follows")
    }

    /// Damage to a journal by somebody who does not compute hashes.
    fn damaged(&self, kind: usize, dice: &mut Dice) -> Forgery {
        let (mut lines, last) = (self.lines.clone(), self.lines.len() - 1);
        let at = dice.below(last);
        match kind {
            0 => {
                let mut bytes = self.files[&self.journal()].clone();
                let byte = dice.below(bytes.len());
                let bad = bytes[..byte].iter().filter(|byte| **byte == b'\n').count() + 1;
                bytes[byte] ^= 1 << dice.below(8);
                let what = format!("a bit of byte {byte} of the journal");
                self.forgery(&what, bad as u64, vec![(self.journal(), Some(bytes))])
            }
            1 => {
                drop(lines.remove(at));
                self.of_lines(&format!("record {} is gone", at + 1), at + 1, &lines)
            }
            2 => {
                lines.insert(at, lines[at].clone());
                self.of_lines(&format!("record {} twice", at + 1), at + 2, &lines)
            }
            3 => {
                lines.swap(at, at + 1);
                self.of_lines(
                    &format!("record {} behind the next", at + 1),
                    at + 1,
                    &lines,
                )
            }
            4 => {
                let journal = format!("runs/{}/journal.jsonl", self.other);
                let others = String::from_utf8_lossy(&self.files[&journal]).into_owned();
                let others: Vec<&str> = others.lines().collect();
                lines[at + 1] = others[(at + 1).min(others.len() - 1)].to_owned();
                self.of_lines(&format!("record {} of another run", at + 2), at + 2, &lines)
            }
            _ => {
                // Up to the record in front of a decision, or less: its signature is over what is gone.
                let decided = *dice.pick(&self.decided) as usize;
                let kept = 1 + dice.below(decided - 2);
                lines.truncate(kept);
                self.of_lines(&format!("only {kept} records are left"), kept + 1, &lines)
            }
        }
    }

    /// Changes by somebody who computes all hashes anew.
    fn rewritten(&self, kind: usize, dice: &mut Dice) -> Forgery {
        let mut lines = self.lines.clone();
        let last_decision = *self.decided.last().expect("there are some") as usize;
        let at = dice.below(last_decision - 1);
        match kind {
            0 => {
                let digit = char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or_default());
                let place = lines[at].find("Z\",\"kind\"").expect("a time") - 1;
                let other = if lines[at][place..].starts_with(digit) {
                    "x"
                } else {
                    &digit.to_string()
                };
                lines[at].replace_range(place..=place, other);
                let bad = self.first_decision_behind(at + 1);
                let lines = self.rechained(lines, at);
                self.of_lines(
                    &format!("another time in record {}", at + 1),
                    bad as usize,
                    &lines,
                )
            }
            1 => {
                let version = *dice.pick(&["0", "2", "-1", "99", "\"1\"", "1.0"]);
                lines[at] = lines[at].replacen("\"v\":1", &format!("\"v\":{version}"), 1);
                let lines = self.rechained(lines, at);
                self.of_lines(
                    &format!("version {version} in record {}", at + 1),
                    at + 1,
                    &lines,
                )
            }
            2 => {
                let nth = dice.below(self.decided.len());
                let record = self.decided[nth] as usize;
                let other = self.decided[(nth + 1) % self.decided.len()];
                let (own, other) = (format!("{record:06}-go"), format!("{other:06}-go"));
                lines[record - 1] = lines[record - 1].replace(&own, &other);
                let lines = self.rechained(lines, record - 1);
                self.of_lines(
                    &format!("record {record} names another signature"),
                    record,
                    &lines,
                )
            }
            3 => {
                let record = *dice.pick(&self.decided) as usize;
                let (from, to) = *dice.pick(&[
                    ("\"reason\":\"looked\"", "\"reason\":\"forged\""),
                    ("\"name\":\"reviewer", "\"name\":\"somebody"),
                    ("\"decision\":\"go\"", "\"decision\":\"no-go\""),
                ]);
                assert!(lines[record - 1].contains(from), "{}", lines[record - 1]);
                lines[record - 1] = lines[record - 1].replace(from, to);
                let lines = self.rechained(lines, record - 1);
                self.of_lines(&format!("record {record} with {to}"), record, &lines)
            }
            4 => {
                let record = *dice.pick(&self.decided) as usize;
                let named = lines[record - 1]
                    .split("\"signed\":")
                    .nth(1)
                    .and_then(|rest| rest.split('}').next());
                let named = named.expect("it is signed").to_owned();
                lines[record - 1] = lines[record - 1].replace(&named, "null");
                let lines = self.rechained(lines, record - 1);
                self.of_lines(
                    &format!("record {record} names no signature"),
                    record,
                    &lines,
                )
            }
            _ => {
                let step = lines
                    .iter()
                    .position(|line| line.contains("echo b1"))
                    .expect("a step");
                lines[step] = lines[step].replace("echo b1", "echo x1");
                let lines = self.rechained(lines, step);
                self.of_lines("another command in the run", 1, &lines)
            }
        }
    }

    /// Approvals, signatures and decisions that are changed, replayed, or of somebody else.
    fn exchanged(&self, kind: usize, dice: &mut Dice) -> Forgery {
        let [approval, other] = &self.approvals;
        let signature = |name: &String| format!("{name}.sig");
        let nth = dice.below(self.decided.len());
        let (record, decision) = (self.decided[nth], self.decision(nth));
        let next = self.decision((nth + 1) % self.decided.len());
        let copy = |to: &String, from: &String| {
            [("", ""), (".sig", ".sig")].map(|(a, b)| {
                (
                    format!("{to}{a}"),
                    Some(self.files[&format!("{from}{b}")].clone()),
                )
            })
        };
        match kind {
            0 => self.flipped(approval, 1, dice),
            1 => self.other_letter(&signature(approval), 1, dice),
            2 => self.flipped(&decision, record, dice),
            3 => self.other_letter(&signature(&decision), record, dice),
            4 => self.forgery("the decision is gone", record, vec![(decision, None)]),
            5 => self.forgery(
                "its signature is gone",
                record,
                vec![(signature(&decision), None)],
            ),
            6 => self.forgery("the approval is gone", 1, vec![(approval.clone(), None)]),
            7 => self.forgery(
                "its signature is gone",
                1,
                vec![(signature(approval), None)],
            ),
            8 => self.forgery("another approval", 1, copy(approval, other).into()),
            9 => self.forgery(
                "another decision, replayed",
                record,
                copy(&decision, &next).into(),
            ),
            10 => {
                let of_other = self.files.keys().find(|name| {
                    name.starts_with(&format!("runs/{}/decisions", self.other))
                        && name.ends_with(".json")
                });
                let of_other = of_other.expect("a decision").clone();
                self.forgery(
                    "a decision of another run",
                    record,
                    copy(&decision, &of_other).into(),
                )
            }
            11 => {
                let by = dice.below(2);
                let wrong = Some(self.wrong_signatures[by].clone());
                self.forgery(
                    "a signature by a stranger, or for another use",
                    1,
                    vec![(signature(approval), wrong)],
                )
            }
            12 => {
                let journals =
                    [&self.run, &self.other].map(|run| format!("runs/{run}/journal.jsonl"));
                let bytes = journals.clone().map(|name| Some(self.files[&name].clone()));
                let [own, others] = bytes;
                let [first, second] = journals;
                self.forgery(
                    "two journals swapped",
                    1,
                    vec![(first, others), (second, own)],
                )
            }
            13 => {
                let signers = "allowed_signers".to_owned();
                let none = if dice.below(2) == 0 {
                    Vec::new()
                } else {
                    self.usurper.clone()
                };
                self.forgery("others may sign", 1, vec![(signers, Some(none))])
            }
            _ => {
                let text = String::from_utf8_lossy(&self.files[approval]).into_owned();
                let older = text.replace(
                    "\"schema\":1",
                    dice.pick::<&str>(&["\"schema\":0", "\"schema\":2", "\"schema\":null"]),
                );
                self.forgery(
                    "another version of the approval",
                    1,
                    vec![(approval.clone(), Some(older.into_bytes()))],
                )
            }
        }
    }

    fn flipped(&self, name: &str, bad: u64, dice: &mut Dice) -> Forgery {
        let mut bytes = self.files[name].clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        self.forgery(
            &format!("a bit of byte {at} of {name}"),
            bad,
            vec![(name.to_owned(), Some(bytes))],
        )
    }

    /// Another letter in the body of a signature; the last ones may stand for bits that nobody reads.
    fn other_letter(&self, name: &str, bad: u64, dice: &mut Dice) -> Forgery {
        let mut bytes = self.files[name].clone();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let start = text.find('\n').expect("an armour") + 1;
        let end = text.find("\n-----END").expect("an armour") - 4;
        let letters: Vec<usize> = (start..end).filter(|at| bytes[*at] != b'\n').collect();
        let at = *dice.pick(&letters);
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        self.forgery(
            &format!("letter {at} of {name}"),
            bad,
            vec![(name.to_owned(), Some(bytes))],
        )
    }

    fn any(&self, nth: usize, dice: &mut Dice) -> Forgery {
        match nth % 27 {
            kind @ 0..6 => self.damaged(kind, dice),
            kind @ 6..12 => self.rewritten(kind - 6, dice),
            kind => self.exchanged(kind - 12, dice),
        }
    }
}

/// Puts a forgery into a repository, asks, and puts everything back.
fn judged(
    repository: &Repository,
    scene: &Scene,
    forgery: &Forgery,
    is_cross_checked: bool,
) -> Option<String> {
    let path = |name: &String| repository.root().join(".stopgate").join(name);
    for (name, bytes) in &forgery.changed {
        match bytes {
            Some(bytes) => std::fs::write(path(name), bytes).expect("a file"),
            None => std::fs::remove_file(path(name)).expect("a file"),
        }
    }
    let done = repository.json(&["verify", &scene.run]);
    let independent = is_cross_checked.then(|| independent(repository, &scene.run));
    for name in forgery.changed.keys() {
        std::fs::write(path(name), &scene.files[name]).expect("a file");
    }
    let found = serde_json::from_str::<serde_json::Value>(&done.stdout).unwrap_or_default();
    let right = done.code == 1 && found["ok"] == false && found["first_bad"] == forgery.bad;
    let what = &forgery.what;
    if !right {
        return Some(format!(
            "{what}: not record {} but {}{}",
            forgery.bad, done.stdout, done.stderr
        ));
    }
    (independent == Some(true)).then(|| format!("{what}: the other verifier sees nothing"))
}

/// True where the verifier that shares no code finds nothing wrong.
fn independent(repository: &Repository, run: &str) -> bool {
    let (is_sound, _) = second_reader::read(&repository.root(), &[run]);
    is_sound
}

#[test]
fn every_forgery_is_found_and_the_first_bad_record_named() {
    let (repository, scene) = scene();
    repository.json(&["verify", &scene.run]).exits(0);
    assert!(
        independent(&repository, &scene.run),
        "what nobody forged holds"
    );
    let wanted = matrix::count(FORGERIES);
    let mut dice = Dice::new(SEED);
    let forgeries: Vec<Forgery> = (0..wanted).map(|nth| scene.any(nth, &mut dice)).collect();
    let every = (wanted / CROSS_CHECKED).max(1);
    let workers = [repository.fork(), repository.fork()];
    let faults: Vec<String> = std::thread::scope(|scope| {
        let work = |worker: usize| {
            let (repository, scene, forgeries) = (&workers[worker], &scene, &forgeries);
            scope.spawn(move || {
                let own = forgeries.iter().enumerate().skip(worker).step_by(2);
                own.filter_map(|(nth, forgery)| {
                    judged(repository, scene, forgery, nth % every == 0)
                })
                .collect::<Vec<_>>()
            })
        };
        let workers = [work(0), work(1)];
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("no case panics"))
            .collect()
    });
    let checked = forgeries.len().div_ceil(every);
    println!("{checked} of them put before the verifier that shares no code");
    workers[0].json(&["verify", &scene.run]).exits(0);
    matrix::report("ATTACK-10", (forgeries.len(), "forgeries"), SEED, &faults);
}
