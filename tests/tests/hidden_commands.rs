//! What you see is what runs: nothing hidden, ambiguous or unfit is runnable (ATTACK-1).

use std::path::Path;

use stopgate_tests::{Folder, engine, files, matrix, options, root};
use stopgate_workspace::Step;

/// Least number of hand-made cases (EXECUTION.md).
const CASES: usize = 400;

fn steps(path: &Path) -> Vec<Step> {
    let engine = engine();
    let bytes = std::fs::read(path).expect("the case can be read");
    let options = options(Some("execplan"), "2026-06-01");
    engine
        .read("plan.md", bytes, &options, &Folder(root()))
        .steps()
}

#[test]
fn no_hidden_or_unfit_command_is_runnable() {
    let cases: Vec<_> = files(&root().join("tests/hidden"), ".md")
        .into_iter()
        .filter(|path| !path.ends_with("README.md"))
        .collect();
    assert!(cases.len() >= CASES, "{} cases", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let name = case
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let runnable: Vec<String> = steps(case)
            .into_iter()
            .filter(|step| step.unfit.is_none())
            .map(|step| step.command)
            .collect();
        if let Some(command) = runnable.iter().find(|command| command.contains("canary")) {
            faults.push(format!("{name}: would run {command:?}"));
        }
        let control = runnable
            .iter()
            .filter(|command| *command == "echo control")
            .count();
        if !name.ends_with("-nocontrol.md") && control != 1 {
            faults.push(format!(
                "{name}: the visible command is not runnable ({control})"
            ));
        }
    }
    matrix::report("ATTACK-1", (cases.len(), "hand-made cases"), 0, &faults);
}
