//! No line that either side wrote is ever lost, whatever both did.

use stopgate_tests::dice::Dice;
use stopgate_tests::{engine, files, root, shared};

/// Pairs of changes for each plan.
const PAIRS: u64 = 60;

/// A version of a text: lines added, changed, ticked; and what it wrote.
fn written(text: &str, side: &str, dice: &mut Dice) -> (String, Vec<String>) {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut wrote = Vec::new();
    for number in 0..1 + dice.below(4) {
        let at = dice.below(lines.len());
        let new = match dice.below(5) {
            0 => lines[at].replacen("[ ]", "[x]", 1),
            1 => format!("{} {side}{number}", lines[at]),
            2 => format!(
                "- [x] (2026-10-{:02} 10:00Z) {side} {number}",
                1 + dice.below(28)
            ),
            3 => format!("| {side} | {number} |"),
            _ => format!("{side} writes {number}."),
        };
        // A line without a box stays as it is: nobody wrote it.
        if new == lines[at] {
            continue;
        }
        wrote.push(new.clone());
        // Changing takes the place of a line, everything else stands behind one.
        if new.contains(lines[at].as_str()) || new.contains("[x]") && lines[at].contains("[ ]") {
            lines[at] = new;
        } else {
            lines.insert(at + 1, new);
        }
    }
    // What a later change of the same side replaced is not there either.
    wrote.retain(|line| lines.contains(line));
    (lines.join("\n") + "\n", wrote)
}

fn plans() -> Vec<String> {
    let mut paths = files(&root().join("tests/plans"), ".md");
    paths.extend(
        shared()
            .into_iter()
            .flat_map(|shared| files(&shared.join("examples"), ".md")),
    );
    let texts = paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    texts.map(|text| text.replace("\r\n", "\n")).collect()
}

#[test]
fn no_line_of_either_side_is_lost() {
    let engine = engine();
    let (mut clean, mut conflicts, mut cases) = (0, 0, 0);
    for (number, base) in plans().iter().enumerate() {
        for turn in 0..PAIRS {
            let seed = u64::try_from(number).expect("a small number") * PAIRS + turn;
            let mut dice = Dice::new(seed);
            let (ours, we) = written(base, "OURS", &mut dice);
            let (theirs, they) = written(base, "THEIRS", &mut dice);
            let versions = [base.as_bytes(), ours.as_bytes(), theirs.as_bytes()];
            let merged = engine.merge("plan.md", versions, 7);
            let text = String::from_utf8(merged.bytes).expect("UTF-8");
            let lines: std::collections::HashSet<&str> = text.lines().collect();
            for line in we.iter().chain(&they) {
                assert!(
                    lines.contains(line.as_str()),
                    "seed {seed}: {line:?} is lost in\n{text}"
                );
            }
            assert_eq!(
                text.lines().filter(|line| *line == "<<<<<<< ours").count(),
                merged.conflicts,
                "seed {seed}"
            );
            cases += 1;
            if merged.conflicts == 0 {
                clean += 1
            } else {
                conflicts += 1
            }
        }
    }
    println!("{cases} merges: {clean} without conflict, {conflicts} with");
    assert!(clean > 0 && conflicts > 0);
}

#[test]
fn whoever_changed_alone_wins_and_nobody_loses_bytes() {
    let engine = engine();
    for base in plans() {
        let (ours, _) = written(&base, "OURS", &mut Dice::new(7));
        for versions in [
            [&base, &ours, &base],
            [&base, &base, &ours],
            [&base, &ours, &ours],
        ] {
            let merged = engine.merge("plan.md", versions.map(|text| text.as_bytes()), 7);
            assert_eq!(merged.conflicts, 0);
            assert_eq!(String::from_utf8_lossy(&merged.bytes), ours);
        }
    }
}
