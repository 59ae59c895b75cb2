//! All fixes of a document together, as the engine applies them.

use stopgate_source::Finding;
use stopgate_workspace::{Document, Engine, Fixed, Fixing};

use crate::documents::{Case, faults};
use stopgate_tests::same::{REVEALING, changes, new_codes};

#[test]
fn fixes_together_leave_none_and_change_nothing_else_and_twice_is_once() {
    let faults = faults(|engine, case| {
        let safe = fixed(engine, case, case.bytes.clone(), Fixing::Safe);
        let before = case.read(engine, case.bytes.clone());
        let after = case.read(engine, safe.bytes.clone());
        let mut faults: Vec<String> = changes(&before, &after)
            .into_iter()
            .map(|what| format!("safe fixes change {what}"))
            .collect();
        faults.extend(safe.dropped.iter().map(|(finding, why)| {
            format!("{} is called safe, and {}", finding.name, why.describe())
        }));
        faults.extend(new_findings(case, &before, &after));
        faults.extend(twice(engine, case, &safe.bytes, Fixing::Safe));
        let all = fixed(engine, case, safe.bytes, Fixing::Unsafe);
        let reveals = |finding: &Finding| REVEALING.contains(&finding.code);
        if !all.applied.is_empty() {
            if !all.applied.iter().any(reveals) {
                let end = case.read(engine, all.bytes.clone());
                faults.extend(new_findings(case, &after, &end));
            }
            faults.extend(twice(engine, case, &all.bytes, Fixing::Unsafe));
        }
        faults
    });
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

fn new_findings(case: &Case, before: &Document<'_>, after: &Document<'_>) -> Vec<String> {
    let checked = |document: &Document<'_>| document.check(&case.options, &case.around).findings;
    let new = new_codes(&checked(before), &checked(after)).into_iter();
    new.map(|code| format!("fixes bring {code}")).collect()
}

fn twice(engine: &Engine, case: &Case, once: &[u8], fixing: Fixing) -> Option<String> {
    let twice = fixed(engine, case, once.to_vec(), fixing);
    (twice.bytes != once).then(|| format!("{fixing:?} twice is not once"))
}

fn fixed(engine: &Engine, case: &Case, bytes: Vec<u8>, fixing: Fixing) -> Fixed {
    engine.fixed(("plan.md", bytes), fixing, &case.options, &case.around)
}
