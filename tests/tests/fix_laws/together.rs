//! All fixes of a document together, as the engine applies them.

use stopgate_source::Finding;
use stopgate_workspace::{Document, Engine, Fixing};

use crate::documents::{Case, faults};
use crate::same::{REVEALING, changes, new_codes};

#[test]
fn safe_fixes_together_leave_no_safe_fix_and_change_nothing_else() {
    let faults = faults(|engine, case| {
        let mut faults = faults_of(engine, case, Fixing::Safe);
        let fixed = fixed(engine, case, case.bytes.clone(), Fixing::Safe);
        let before = case.read(engine, case.bytes.clone());
        let changed = changes(&before, &case.read(engine, fixed.bytes)).into_iter();
        faults.extend(changed.map(|what| format!("changes {what}")));
        faults.extend(fixed.dropped.iter().map(|(finding, why)| {
            format!("{} is called safe, and {}", finding.name, why.describe())
        }));
        faults
    });
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn all_fixes_together_bring_no_finding_and_twice_is_once() {
    let faults = faults(|engine, case| faults_of(engine, case, Fixing::Unsafe));
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

fn faults_of(engine: &Engine, case: &Case, fixing: Fixing) -> Vec<String> {
    let once = fixed(engine, case, case.bytes.clone(), fixing);
    let twice = fixed(engine, case, once.bytes.clone(), fixing);
    let mut faults = Vec::new();
    if twice.bytes != once.bytes {
        faults.push("twice is not once".to_owned());
    }
    let reveals = |finding: &Finding| REVEALING.contains(&finding.code);
    if once.applied.iter().any(reveals) {
        return faults;
    }
    let [before, after] = [case.bytes.clone(), once.bytes].map(|bytes| case.read(engine, bytes));
    let checked = |document: &Document<'_>| document.check(&case.options, &case.around).findings;
    let new = new_codes(&checked(&before), &checked(&after));
    faults.extend(new.into_iter().map(|code| format!("brings {code}")));
    faults
}

fn fixed(engine: &Engine, case: &Case, bytes: Vec<u8>, fixing: Fixing) -> stopgate_workspace::Fixed {
    engine.fixed(("plan.md", bytes), fixing, &case.options, &case.around)
}
