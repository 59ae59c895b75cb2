//! OpenLineage: every event and every facet is valid, runs begin and end, and what was told stays told.

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, Schemas};
use serde_json::Value;
use stopgate_lineage::{About, events};
use stopgate_tests::{files, root};

use crate::{journals, passed, rolled_back, told};

const CORE: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json";
const ABOUT: About<'static> = About {
    repository: "shop",
    version: "1.2.3",
};

/// The published schemas, and ours.
struct Published(Schemas, Compiler);

impl Published {
    fn read() -> Self {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let ours = root().join("docs/schemas/lineage.json");
        let theirs = files(&root().join("tests/schemas/openlineage"), ".json");
        for path in theirs.into_iter().chain([ours]) {
            let bytes = std::fs::read(path).expect("a schema");
            let schema: Value = serde_json::from_slice(&bytes).expect("JSON");
            let id = schema["$id"].as_str().expect("an id").to_owned();
            compiler.add_resource(&id, schema).expect("one of its own");
        }
        Self(Schemas::new(), compiler)
    }

    fn hold(&mut self, url: &str, value: &Value) {
        let Self(schemas, compiler) = self;
        let index = compiler.compile(url, schemas);
        let index = index.unwrap_or_else(|error| panic!("{url}: {error}"));
        if let Err(error) = schemas.validate(value, index) {
            panic!("{url}: {error:#}\n{value:#}");
        }
    }

    /// Holds an event against the core schema, and each facet against the schema that it names.
    fn hold_event(&mut self, event: &Value) -> usize {
        self.hold(CORE, event);
        self.hold(&format!("{CORE}#/$defs/RunEvent"), event);
        let datasets = ["inputs", "outputs"].map(|key| event[key].as_array().cloned());
        let datasets = datasets.into_iter().flatten().flatten();
        let holders = [event["run"].clone(), event["job"].clone()];
        let mut held = 0;
        for holder in holders.into_iter().chain(datasets) {
            for facet in holder["facets"].as_object().expect("facets").values() {
                let url = facet["_schemaURL"].as_str().expect("a schema");
                self.hold(url, facet);
                held += 1;
            }
        }
        held
    }
}

fn text<'v>(event: &'v Value, pointer: &str) -> &'v str {
    event
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn all_events() -> Vec<Vec<Value>> {
    let by_hand = journals::reading(journals::lines().len());
    vec![
        told(passed(), "openlineage", false),
        told(rolled_back(), "openlineage", false),
        events(&by_hand.records, &ABOUT),
    ]
}

/// What breaks a document.
type Break<'b> = &'b dyn Fn(&mut Value);

#[test]
fn every_event_and_every_facet_is_valid_by_its_published_schema() {
    let mut published = Published::read();
    let (mut told, mut facets) = (0, 0);
    for event in all_events().concat() {
        facets += published.hold_event(&event);
        told += 1;
    }
    assert!(told > 60 && facets > 200, "{told} events, {facets} facets");
}

#[test]
fn an_event_that_lacks_something_is_not_valid() {
    let mut published = Published::read();
    let event = &all_events()[2][0];
    let broken: [(&str, Break<'_>); 4] = [
        ("run id", &|event| event["run"]["runId"] = "none".into()),
        ("type", &|event| event["eventType"] = "ENDED".into()),
        ("facet", &|event| {
            event["run"]["facets"]["stopgate_record"]["more"] = true.into();
        }),
        ("nominal time", &|event| {
            event["run"]["facets"]["nominalTime"]["nominalStartTime"] = "soon".into();
        }),
    ];
    for (what, change) in broken {
        let mut event = event.clone();
        change(&mut event);
        let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            published.hold_event(&event);
        }));
        assert!(held.is_err(), "{what}");
    }
}

#[test]
fn each_run_begins_once_and_ends_at_most_once_and_has_a_parent_that_began_before() {
    for events in all_events() {
        let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for event in &events {
            let id = text(event, "/run/runId");
            let parent = text(event, "/run/facets/parent/run/runId");
            assert!(parent.is_empty() || seen.contains_key(parent), "{event:#}");
            let (begun, ended) = seen.entry(id).or_default();
            match text(event, "/eventType") {
                "START" => *begun += 1,
                "COMPLETE" | "FAIL" | "ABORT" => *ended += 1,
                _ => {}
            }
            assert!(*begun == 1 && *ended <= 1, "{event:#}");
        }
        let root = text(&events[0], "/run/runId");
        let below = events
            .iter()
            .filter(|event| text(event, "/run/runId") != root);
        for event in below {
            assert_eq!(
                text(event, concat!("/run/facets/parent/", "root/run/runId")),
                root
            );
        }
    }
}

/// Collectors keep what they were sent.
#[test]
fn what_was_told_of_a_journal_stays_told_when_it_grows() {
    let whole = journals::lines().len();
    let all = events(&journals::reading(whole).records, &ABOUT);
    for count in 1..whole {
        let some = events(&journals::reading(count).records, &ABOUT);
        assert_eq!(some, all[..some.len()], "after {count} records");
        assert!(some.len() >= count);
    }
}

#[test]
fn ends_say_what_became_of_each_attempt() {
    let all = events(&journals::reading(journals::lines().len()).records, &ABOUT);
    let ends = |name: &str| {
        let of = all.iter().filter(|event| text(event, "/job/name") == name);
        let kinds = of.map(|event| text(event, "/eventType"));
        kinds
            .filter(|kind| !["START", "OTHER"].contains(kind))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ends("plans/a.md.same-name.s1"),
        ["ABORT", "FAIL", "ABORT", "COMPLETE"]
    );
    assert_eq!(ends("plans/a.md.same-name.s2"), ["ABORT", "COMPLETE"]);
    assert_eq!(ends("plans/a.md.same-name"), ["COMPLETE"]);
    assert_eq!(ends("plans/a.md.same-name-2"), ["ABORT"]);
    assert_eq!(ends("plans/a.md.rollback"), ["COMPLETE"]);
    assert_eq!(ends("plans/a.md"), ["ABORT"]);
    let failed = all
        .iter()
        .find(|event| text(event, "/eventType") == "FAIL")
        .expect("one");
    let message = text(failed, "/run/facets/errorMessage/message");
    assert_eq!(message, "one: exit 3; expected contains ok");
    let tests = failed
        .pointer("/run/facets/test/tests")
        .and_then(Value::as_array);
    let statuses = tests
        .expect("tests")
        .iter()
        .map(|test| text(test, "/status"));
    assert_eq!(statuses.collect::<Vec<_>>(), ["fail", "skip", "fail"]);
}

#[test]
fn a_run_that_failed_and_passed_is_told_as_such() {
    let events = told(passed(), "openlineage", false);
    let kinds = events.iter().map(|event| text(event, "/eventType"));
    let count = |kind: &str| kinds.clone().filter(|other| *other == kind).count();
    // Four steps, one of which failed once, a phase and the plan.
    assert_eq!(
        (count("START"), count("COMPLETE"), count("FAIL")),
        (7, 6, 1)
    );
    let names: BTreeSet<&str> = events
        .iter()
        .map(|event| text(event, "/job/namespace"))
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["plan:repo"]);
    let versions = events
        .iter()
        .filter_map(|event| event.pointer("/outputs/0/facets/version/datasetVersion"));
    assert!(versions.count() >= 1, "the plan was written into");
}

#[test]
fn two_exports_of_one_journal_are_the_same_bytes() {
    let print = || {
        passed()
            .run(&["lineage", "--to", "openlineage"])
            .exits(0)
            .stdout
    };
    assert_eq!(print(), print());
    let moved = passed().run(&["lineage", "--to", "openlineage", "--repository", "other"]);
    let moved = moved.exits(0).stdout;
    assert_eq!(moved.replace("plan:other", "plan:repo"), print());
}
