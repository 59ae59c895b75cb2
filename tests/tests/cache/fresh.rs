//! Whatever decides about a plan and is not as it was has the plan judged afresh.

use stopgate_tests::root;

use crate::git::{NOT_BEGUN, UNDER_WAY, plan};
use crate::world::World;

const PLAN: &str = "docs/plan.md";

/// A repository with one plan of this work, and a few files.
fn world(progress: &str, work: &str) -> World {
    let world = World::new();
    world
        .git
        .write("src/history/table.py", "def load_day(day):\n    pass\n");
    world.git.write("docs/guide.md", "Nothing.\n");
    world.git.write(PLAN, &plan(progress, work));
    world.git.commit("2026-03-01T09:00:00Z");
    world
}

/// Fills the cache, changes something, and holds the next check against one without a cache.
fn is_judged_afresh(world: &World, change: impl FnOnce(&World)) {
    is_judged_afresh_with(world, (&[PLAN], &[PLAN]), change);
}

fn is_judged_afresh_with(
    world: &World,
    (before, after): (&[&str], &[&str]),
    change: impl FnOnce(&World),
) {
    let known = world.fill(before);
    change(world);
    let cached = world.check(after);
    assert!(!cached.is_warm(), "the entry was believed");
    assert_eq!(cached.out, world.afresh(after).out);
    assert_ne!(cached.out, known.out, "nothing came of the change");
    assert_eq!(
        world.fill(after).out,
        cached.out,
        "and what is found anew is kept"
    );
}

#[test]
fn a_byte_of_the_plan() {
    let world = world(NOT_BEGUN, "Nothing.");
    is_judged_afresh(&world, |world| {
        let text = plan(NOT_BEGUN, "Nothing.").replace("match history", "match histories");
        world.git.write(PLAN, &text);
    });
}

#[test]
fn a_plan_that_was_only_touched_is_known() {
    let world = world(NOT_BEGUN, "Nothing.");
    world.fill(&[PLAN]);
    world.git.write(PLAN, &plan(NOT_BEGUN, "Nothing."));
    assert!(world.check(&[PLAN]).is_warm());
}

#[test]
fn the_day() {
    let until =
        "TBD <!-- stopgate-ignore[placeholder-text]: the vendor names it until=2026-06-15 -->";
    let world = world(NOT_BEGUN, until);
    let later = [PLAN, "--as-of", "2026-07-01"];
    is_judged_afresh_with(&world, (&[PLAN], &later), |_| {});
}

#[test]
fn how_strict_and_by_which_format() {
    let world = world(NOT_BEGUN, "Change it and see.");
    let strict = [PLAN, "--profile", "strict"];
    is_judged_afresh_with(&world, (&[PLAN], &strict), |_| {});
    let format = [PLAN, "--format", "team"];
    is_judged_afresh_with(&world, (&[PLAN], &format), |_| {});
    assert!(world.check(&[PLAN]).is_warm(), "each way has an entry");
}

#[test]
fn the_configuration_of_packs_and_profiles() {
    let world = world(NOT_BEGUN, "Nothing.");
    let configure =
        |text: &'static str| move |world: &World| world.git.write(".stopgate/config.toml", text);
    is_judged_afresh(&world, configure("packs = [\"backfill\"]\n"));
    is_judged_afresh(&world, configure("[check]\nprofile = \"strict\"\n"));
}

#[test]
fn how_tickets_are_called() {
    let world = World::new();
    let ours = root().join("tests/plans/technical-locker-webhooks.md");
    let ours = std::fs::read_to_string(ours).expect("a plan");
    world.git.write(PLAN, &ours);
    is_judged_afresh(&world, |world| {
        let never = "tickets = \"NEVER-[0-9]{9}\"\n";
        world.git.write(".stopgate/config.toml", never);
    });
}

#[test]
fn what_is_reported_of_it_needs_no_other_judgement() {
    let world = world(NOT_BEGUN, "Change `src/history/tables.py`.");
    let all = world.fill(&[PLAN]);
    let fewer = [PLAN, "--ignore", "PTH"];
    let without = world.check(&fewer);
    assert!(without.is_warm());
    assert_ne!(without.out, all.out);
    assert_eq!(without.out, world.afresh(&fewer).out);
}

#[test]
fn formats_and_packs_of_the_repository() {
    let world = world(NOT_BEGUN, "Nothing.");
    world.git.write(
        "docs/day.md",
        "# Night plan: Tuesday\n\n## Morning\n\nTBD\n",
    );
    let format = |severity: &str| {
        let sample = root().join("tests/tests/scaffold/sample.toml");
        let text = std::fs::read_to_string(sample).expect("a format");
        let text = text.replace("sample plan", "night plan");
        let text = text.replace(
            "sample-rule = \"error\"",
            &format!("placeholder-text = \"{severity}\""),
        );
        move |world: &World| world.git.write(".stopgate/formats/sample.toml", &text)
    };
    let day = ["docs/day.md"];
    is_judged_afresh_with(&world, (&day, &day), format("error"));
    is_judged_afresh_with(&world, (&day, &day), format("warning"));
    let pack = "id = \"moon\"\nname = \"Moon\"\nsummary = \"Work at night\"\n\n[applies]\nwords = '\\bthe\\b'\ncount = 1\n\n[[topic]]\nid = \"moon\"\nwords = '\\bmoon\\b'\nmessage = \"nothing is said of the moon; work at night needs light\"\nhelp = \"Say whether there is a moon\"\nquestion = \"Is there a moon?\"\nrequirement = \"X8\"\n";
    is_judged_afresh(&world, |world| {
        world.git.write(".stopgate/packs/moon.toml", pack);
    });
}

#[test]
fn a_file_that_the_plan_names() {
    let world = world(NOT_BEGUN, "Change `src/history/table.py`.");
    let path = world.git.root().join("src/history/table.py");
    is_judged_afresh(&world, |_| std::fs::remove_file(&path).expect("a file"));
    is_judged_afresh(&world, |world| {
        world.git.write("src/history/table.py", "\n")
    });
}

#[test]
fn what_stands_in_a_file_that_the_plan_names() {
    let world = world(NOT_BEGUN, "Change `load_week` in `src/history/table.py`.");
    is_judged_afresh(&world, |world| {
        world
            .git
            .write("src/history/table.py", "def load_week(day):\n    pass\n");
    });
}

#[test]
fn the_names_in_a_folder() {
    let world = world(NOT_BEGUN, "Look at `src/reports/*.py`.");
    is_judged_afresh(&world, |world| world.git.write("src/reports/a.py", "\n"));
}

#[test]
fn the_spec_beside_a_plan() {
    let world = World::new();
    let ours = root().join("tests/plans/spec-ferry-boarding");
    for name in ["active-plan.md", "active-spec.md"] {
        let text = std::fs::read_to_string(ours.join(name)).expect("a document");
        world.git.write(&format!("work/{name}"), &text);
    }
    let plan = ["work/active-plan.md"];
    is_judged_afresh_with(&world, (&plan, &plan), |world| {
        let spec = world.git.root().join("work/active-spec.md");
        std::fs::remove_file(spec).expect("a file");
    });
}

#[test]
fn a_commit() {
    let world = world(UNDER_WAY, "Change `src/history/table.py`.");
    let commit = |world: &World, text: &str, when: &str| {
        world.git.write("src/history/table.py", text);
        world.git.commit(when);
    };
    commit(&world, "1\n", "2026-03-02T09:00:00Z");
    is_judged_afresh(&world, |world| commit(world, "2\n", "2026-03-03T09:00:00Z"));
}

#[test]
fn an_approval() {
    let world = world(NOT_BEGUN, "Change `src/history/table.py`.");
    world.git.write("src/history/table.py", "later\n");
    world.git.commit("2026-03-05T09:00:00Z");
    is_judged_afresh(&world, |world| {
        let approval = format!("{{\"plan\": \"{PLAN}\", \"when\": \"2026-03-01T09:30:00Z\"}}");
        world.git.write(".stopgate/approvals/a.json", &approval);
    });
}

#[test]
fn a_file_that_no_format_claims_is_judged_where_somebody_names_it() {
    let world = world(NOT_BEGUN, "Nothing.");
    let walked = world.fill(&["docs"]);
    assert!(!walked.out.contains("STR004"), "{}", walked.out);
    let named = world.check(&["docs/guide.md"]);
    assert!(!named.is_warm());
    assert!(named.out.contains("STR004"), "{}", named.out);
    assert_eq!(world.fill(&["docs/guide.md"]).out, named.out);
    assert_eq!(world.check(&["docs"]).out, walked.out);
}

#[test]
fn fixed_plans_are_checked_as_they_are_then() {
    let world = world(NOT_BEGUN, "Nothing.  \n* one\n- two");
    world.fill(&[PLAN]);
    let fixed = world.check(&[PLAN, "--fix"]);
    assert_ne!(
        std::fs::read_to_string(world.git.root().join(PLAN)).expect("a plan"),
        plan(NOT_BEGUN, "Nothing.  \n* one\n- two")
    );
    assert_eq!(fixed.out, world.afresh(&[PLAN]).out);
}
