//! Reading, checking and projecting never panics and never points outside the document, whatever the
//! bytes are: mutations of plans, by every format.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use stopgate_tests::laws::Laws;
use stopgate_tests::{Folder, engine, files, options, root};
use stopgate_workspace::{Engine, Options};

/// Mutations in one run; a longer run takes another number from the environment.
const ROUNDS: u64 = 1_000;

/// Mutations that the laws of the fuzz targets are tried on, and how long that may take; with another
/// number from the environment, as long as it takes.
const LAW_ROUNDS: u64 = 6_000;
const PATIENCE: Duration = Duration::from_secs(60);

/// Pieces that mean something to a reader of plans.
const PIECES: &[&str] = &[
    "|",
    "||",
    "- [x] ",
    "- [ ] ",
    "* ",
    "1. ",
    "# ",
    "## ",
    "### Phase 1",
    "```",
    "```sh\n",
    "~~~",
    "`",
    "<!--",
    "-->",
    ":",
    "**",
    "_",
    "> ",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "\n\n",
    "Gate: PASS",
    "Gate: FAIL",
    "Date/Author:",
    "Rationale:",
    "Evidence:",
    "Expected: `x`",
    "2026-02-30",
    "(2026-01-02 03:04Z)",
    "Phase 2",
    "TBD",
    "<details>",
    "</details>",
    "é",
    "中",
    "\u{202e}",
    "\u{0}",
    "…",
    "“",
    "[x](y)",
    "$ make",
    "\\",
    "cd ",
    "(",
    ")",
    "\u{feff}",
    "---\n",
    "Total: 3 days",
    "1d-2d",
    "T1, T2",
    "Week 1: Phase 1",
    "M1:",
    "?",
    "–",
    "<a",
    "{cwd=",
    "€€€",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn mutated(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(12) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(60).min(bytes.len() - at);
        match random.below(4) {
            0 => drop(bytes.drain(at..at + length)),
            1 => {
                let piece = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            2 => drop(
                bytes
                    .splice(at..at, PIECES[random.below(PIECES.len())].bytes())
                    .collect::<Vec<_>>(),
            ),
            _ => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = random.below(256) as u8),
        }
    }
    bytes
}

fn judge(engine: &Engine, options: &Options, bytes: &[u8]) {
    let folder = Folder(PathBuf::from("/nonexistent"));
    let document = engine.read("plan.md", bytes.to_vec(), options, &folder);
    assert_eq!(document.source().bytes(), bytes);
    let findings = document.check(options, &folder).findings;
    for finding in &findings {
        assert!(
            finding.span.end() <= bytes.len(),
            "{} points outside",
            finding.code
        );
        document.source().position(finding.span.start());
    }
    for step in document.steps() {
        assert!(
            step.span.end() <= bytes.len(),
            "{:?} stands outside",
            step.command
        );
    }
    if let Ok(write) = document.gate_write(&findings) {
        let after = engine.read("plan.md", write.edits.apply(bytes), options, &folder);
        let again = after.gate_write(&after.check(options, &folder).findings);
        assert!(
            again.is_ok(),
            "a gate line that was written can be written again"
        );
    }
}

fn wanted_rounds() -> Option<u64> {
    std::env::var("STOPGATE_ROUNDS").ok()?.parse().ok()
}

#[test]
fn mutations_of_plans_are_judged_without_a_panic() {
    let rounds = wanted_rounds().unwrap_or(ROUNDS);
    let engine = engine();
    let seeds: Vec<Vec<u8>> = files(&root().join("tests/plans"), ".md")
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    assert!(!seeds.is_empty());
    let formats: Vec<Option<String>> = engine
        .formats()
        .iter()
        .map(|format| Some(format.id.clone()))
        .chain([None])
        .collect();
    for round in 0..rounds {
        let mut random =
            Random(0x9e37_79b9_7f4a_7c15 ^ (round + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let seed = &seeds[random.below(seeds.len())];
        let cut = random.below(seed.len());
        let seed = if random.below(3) == 0 {
            &seed[cut..]
        } else {
            seed
        };
        let bytes = mutated(seed, &mut random);
        let options = Options {
            format: formats[random.below(formats.len())].clone(),
            ..options(None, "2026-06-01")
        };
        let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            judge(&engine, &options, &bytes)
        }));
        if let Err(panic) = judged {
            let file = std::env::temp_dir().join(format!("stopgate-round-{round}.md"));
            let _ = std::fs::write(&file, &bytes);
            println!(
                "round {round}, format {:?}: {}",
                options.format,
                file.display()
            );
            std::panic::resume_unwind(panic);
        }
    }
}

/// The short form of the fuzz targets: a minute at most.
#[test]
fn mutations_of_plans_keep_the_laws_of_the_fuzz_targets() {
    let laws = Laws::default();
    let read = |folder: &str, ending: &str| -> Vec<Vec<u8>> {
        let paths = files(&root().join(folder), ending);
        paths
            .iter()
            .filter_map(|path| std::fs::read(path).ok())
            .collect()
    };
    let plans = read("tests/plans", ".md");
    let settings = read("crates", ".toml");
    let begin = Instant::now();
    let wanted = wanted_rounds();
    let mut rounds: u64 = 0;
    while rounds < wanted.unwrap_or(LAW_ROUNDS) && (wanted.is_some() || begin.elapsed() < PATIENCE)
    {
        rounds += 1;
        let mut random = Random(0x6a09_e667_f3bc_c909 ^ rounds.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let plan = &plans[random.below(plans.len())];
        let (from, length) = (random.below(plan.len()), random.below(4_000));
        let piece = &plan[from..plan.len().min(from + length)];
        let bytes = mutated(if random.below(8) == 0 { plan } else { piece }, &mut random);
        let setting = mutated(&settings[random.below(settings.len())], &mut random);
        let kept = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            laws.judging(&bytes);
            laws.mending(&bytes);
            laws.converting(&bytes);
            laws.configuring(&String::from_utf8_lossy(&setting));
        }));
        if let Err(panic) = kept {
            let file = std::env::temp_dir().join(format!("stopgate-law-{rounds}.md"));
            let _ = std::fs::write(&file, &bytes);
            println!("round {rounds}: {}", file.display());
            std::panic::resume_unwind(panic);
        }
    }
    println!("{rounds} rounds");
}
