//! What a step gets: variables, secrets, files that were approved with it.

use crate::trial::{PLAN, Trial, fence, said};

const CONFIG: &str = "[environment]\nREGION = \"north\"\nZONE = \"b\"\n\n[secrets]\nTOKEN = { env = \"TOKEN\" }\nOTHER = { env = \"OTHER\" }\n";

const SHOW: &str = "echo \"${REGION-none} ${ZONE-none} ${#TOKEN} ${#OTHER}\" >> work/log";

fn with_secrets(attributes: &str) -> Trial {
    let show = SHOW.replace("${#TOKEN}", "$(printenv TOKEN | wc -c)");
    let show = show.replace("${#OTHER}", "$(printenv OTHER | wc -c)");
    let mut trial = Trial::not_approved(&fence(attributes, &show), "", CONFIG);
    trial.repository.set("TOKEN", "correct horse battery");
    trial.repository.set("OTHER", "staple of paper");
    trial.repository.sign(&["approve", PLAN]).exits(0);
    trial
}

#[test]
fn a_step_gets_the_variables_and_secrets_that_it_names_and_no_others() {
    for (attributes, expected) in [
        ("#all", "north b 22 16\n"),
        ("env=ZONE secret=TOKEN", "none b 22 0\n"),
        ("env=REGION", "north none 0 0\n"),
        ("secret=OTHER", "none none 0 16\n"),
    ] {
        let trial = with_secrets(attributes);
        trial.run(&[]).exits(10);
        assert_eq!(trial.read("work/log"), expected, "{attributes}");
    }
}

#[test]
fn a_step_that_names_what_nobody_declares_is_not_run() {
    let trial = Trial::with(&fence("env=NOBODY", "echo x >> work/log"), "", "");
    let refused = trial.run(&[]);
    assert_eq!(refused.code, 2, "{}", said(&refused));
    assert!(said(&refused).contains("NOBODY"));
    assert_eq!(trial.read("work/log"), "");
}

#[test]
fn a_script_that_was_changed_after_the_approval_does_not_run() {
    let command = "sh bin/load.sh";
    let trial = Trial::not_approved(&fence("uses=bin/load.sh", command), "", "");
    trial
        .repository
        .write("bin/load.sh", b"echo loaded >> work/log\n");
    trial.repository.sign(&["approve", PLAN]).exits(0);
    trial
        .repository
        .write("bin/load.sh", b"echo other >> work/log\n");
    let refused = trial.run(&[]);
    assert!([1, 3, 4].contains(&refused.code), "{}", said(&refused));
    assert_eq!(trial.read("work/log"), "");
}
