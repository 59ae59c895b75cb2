//! Progress and outcomes say what happened, and tick nothing else.

use crate::evidence::{EXECPLAN, written};
use crate::intents::{RUN, WHEN, outcome, progress};

#[test]
fn a_go_ticks_the_entry_of_its_phase_and_no_other() {
    let go = progress(8, Some("Milestone 1: Load"), (WHEN, "closed", true));
    let after = written(EXECPLAN, std::slice::from_ref(&go)).expect("there is a place");
    let wanted = EXECPLAN.replace("- [ ] Milestone 1", &format!("- [x] ({WHEN}) Milestone 1"));
    assert_eq!(after, wanted);
    assert_eq!(written(&after, &[go]), Ok(wanted));
}

#[test]
fn a_go_that_no_entry_names_clearly_is_an_entry_of_its_own() {
    let entry = |mark: &str, number: &str| {
        format!("{number} {mark} ({WHEN}) closed \\<b\\> (run {RUN}, entry 8)")
    };
    let go = progress(8, Some("Milestone 1: Load"), (WHEN, "closed <b>", true));
    for (list, wanted) in [
        (
            "- [ ] Milestone 1: a\n- [ ] Milestone 1: b\n",
            entry("[x]", "-"),
        ),
        ("* [ ] Milestones 1-2\n", entry("[x]", "*")),
        ("- [ ] Milestone 1\n  - [ ] a part\n", entry("[x]", "-")),
        (
            "- [ ] Milestone 1 (completed: a; remaining: b)\n",
            entry("[x]", "-"),
        ),
        (
            "1. [x] (2026-05-01 10:00Z) a\n2. [ ] b\n",
            entry("[x]", "3."),
        ),
        ("- [ ] a\n\n- [ ] b\n", format!("\n{}", entry("[x]", "-"))),
        (
            "| When | What |\n|---|---|\n| 2026-05-01 | a |\n",
            format!("\n{}", entry("[x]", "-")),
        ),
        ("(none yet)\n", format!("\n{}", entry("[x]", "-"))),
        (
            "<!-- - [ ] Milestone 1 -->\n",
            format!("\n{}", entry("[x]", "-")),
        ),
    ] {
        let text = EXECPLAN.replace(
            "- [x] (2026-05-01 10:00Z) Planned.\n- [ ] Milestone 1: Load\n- [ ] Milestone 2: Check\n",
            list,
        );
        let after = written(&text, std::slice::from_ref(&go)).expect("there is a place");
        assert_eq!(
            after,
            text.replace(list, &format!("{list}{wanted}\n")),
            "{list}"
        );
        assert_eq!(written(&after, std::slice::from_ref(&go)), Ok(after));
    }
}

#[test]
fn a_log_kept_newest_first_stays_so() {
    let list =
        "- [x] (2026-05-03 10:00Z) c\n- [x] (2026-05-02 10:00Z) b\n- [x] (2026-05-01 10:00Z) a\n";
    let text = EXECPLAN.replace("- [x] (2026-05-01 10:00Z) Planned.\n", list);
    let after =
        written(&text, &[progress(8, None, (WHEN, "stopped", false))]).expect("there is a place");
    let entry = format!("- [ ] ({WHEN}) stopped (run {RUN}, entry 8)\n");
    assert_eq!(after, text.replace(list, &format!("{entry}{list}")));
}

#[test]
fn a_stop_stays_open_until_its_phase_is_closed() {
    let stop = progress(
        8,
        Some("Milestone 1: Load"),
        (WHEN, "Milestone 1: stopped; 1 of 2 done, 1 remains", false),
    );
    let stopped = written(EXECPLAN, &[stop]).expect("there is a place");
    assert!(stopped.contains(&format!(
        "- [ ] ({WHEN}) Milestone 1: stopped; 1 of 2 done, 1 remains (run {RUN}, entry 8)\n"
    )));
    let go = progress(9, Some("Milestone 1: Load"), (WHEN, "closed", true));
    let closed = written(&stopped, &[go]).expect("there is a place");
    let wanted = stopped
        .replace("- [ ] Milestone 1", &format!("- [x] ({WHEN}) Milestone 1"))
        .replace(&format!("- [ ] ({WHEN})"), &format!("- [x] ({WHEN})"));
    assert_eq!(closed, wanted);
}

#[test]
fn one_outcome_is_written_a_run_before_what_stands_below() {
    let text = EXECPLAN.replace(
        "Not written yet.\n",
        "Not written yet.\n\n### Lessons\n\nNone.\n",
    );
    let after = written(&text, &[outcome(WHEN, "2 phases passed")]).expect("there is a place");
    let entry = format!(
        "({WHEN}) 2 phases passed (run {RUN}; to be compared with the purpose by a person)\n"
    );
    assert_eq!(
        after,
        text.replace("\n### Lessons", &format!("\n{entry}\n### Lessons"))
    );
    let again = outcome("2026-06-01 05:00Z", "told again");
    assert_eq!(written(&after, &[again]), Ok(after));
}
