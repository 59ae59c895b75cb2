//! What there is to choose from: a choice is one of those that were shown, and of nothing that took its place (P4, P6).

use rmcp::model::ElicitationAction;
use serde_json::json;
use stopgate_tests::repository::Repository;

use crate::asking::{PLAN, accept, nothing};
use crate::client::{GENERATIONS, Person, call, speak};
use crate::lines::{self, Lines};

/// A plan that lacks nothing but a name, which is offered as git knows it.
fn signed_by(name: &str) -> Repository {
    let repository = Repository::new(crate::program::program());
    repository.write(".stopgate/formats/drill.toml", DRILL.as_bytes());
    repository.write(PLAN, b"# Drill: orders\n\n## Leader\n");
    repository.git(name, &["init", "-q"]).exits(0);
    named(&repository, name);
    repository
}

const DRILL: &str = r##"
id = "drill"
name = "Drill"
summary = "Somebody leads it"
default_path = "drills/{slug}.md"
template = "# Drill: {{title}}\n\n## Leader\n"
[recognise]
certain = 2
titles = ["drill"]
title_weight = 2
[[section]]
id = "leader"
titles = ["Leader"]
required = true
prompt = { question = "Who leads it?", why = "Somebody has to.", offer = "person" }
[rules]
missing-required-section = "error"
empty-section = "error"
"##;

fn named(repository: &Repository, name: &str) {
    let set = ["config", "user.name", name];
    repository.git(name, &set).exits(0);
}

/// What was offered when the form was shown is what a yes is to, and nothing that took its place meanwhile.
#[test]
fn a_yes_is_to_what_was_shown() {
    for generation in GENERATIONS {
        let repository = signed_by("Ines Roth");
        let root = repository.root();
        let again = std::sync::Mutex::new(Vec::new());
        let again = std::sync::Arc::new(again);
        let seen = again.clone();
        let person = Person::who(move |form| {
            let fields = &form["requestedSchema"]["properties"];
            let offer = fields["confirm_1"]["title"].as_str().unwrap_or_default();
            if offer.contains("Ines Roth") {
                let set = ["config", "user.name", "Mallory"];
                let done = std::process::Command::new("git")
                    .args(set)
                    .current_dir(&root)
                    .status();
                assert!(done.expect("git is installed").success());
                return accept(json!({ "confirm_1": true }));
            }
            if offer.contains("Mallory") {
                let message = form["message"].as_str().expect("a message");
                seen.lock()
                    .expect("nobody panicked")
                    .push(message.to_owned());
                return nothing(ElicitationAction::Cancel);
            }
            panic!("nothing is offered: {form}")
        });
        speak(&repository, (&person, generation), async |client| {
            call(client, "ask", json!({ "plan": PLAN })).await;
        });
        let seen = again.lock().expect("nobody panicked").clone();
        assert!(
            seen.iter()
                .any(|message| message.contains("changed since it was shown")),
            "{generation:?}: {seen:?}"
        );
        let plan = repository.read(PLAN);
        assert!(
            !plan.contains("Ines") && !plan.contains("Mallory"),
            "{plan}"
        );
    }
}

/// The number of an option or an offer is nothing without the question that it was shown with.
#[test]
fn an_agent_chooses_from_what_it_was_shown() {
    let repository = signed_by("Ines Roth");
    let mut lines = Lines::open(&repository, &json!({}));
    let key = "leader";
    let confirm = |lines: &mut Lines, who: &str, seal: Option<&str>| {
        let arguments = json!({ "plan": PLAN, "key": key, "who": who, "confirm": 1, "seal": seal });
        lines.call("ask", arguments)
    };
    let before = repository.read(PLAN);
    let shown = lines::page(&lines.call("ask", json!({ "plan": PLAN })));
    let seal = shown["untrusted"]["question"]["seal"].as_str();
    let seal = seal.expect("a seal").to_owned();
    let unsealed = confirm(&mut lines, "Ines Roth", None);
    assert_eq!(unsealed["isError"], true, "{unsealed}");
    for (who, seal) in [("Ines Roth", "0000000000000000"), ("Mallory", &seal)] {
        let other = lines::page(&confirm(&mut lines, who, Some(seal)));
        assert_eq!(other["untrusted"]["question"]["key"], key, "{other}");
        assert_eq!(other["untrusted"]["written"], json!([]), "{other}");
        assert_eq!(repository.read(PLAN), before);
    }
    let same = lines::page(&confirm(&mut lines, "Ines Roth", Some(&seal)));
    assert_eq!(same["untrusted"]["written"][0]["key"], key, "{same}");
    assert!(repository.read(PLAN).contains("Ines Roth"));
}
