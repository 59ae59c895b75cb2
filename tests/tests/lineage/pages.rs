//! The page about a run: whole, by itself, and deaf to what plans and commands say.

use quick_xml::Reader;
use quick_xml::events::Event;
use stopgate_lineage::{History, Verification, page};
use stopgate_tests::repository::Repository;

use crate::{journals, passed, rolled_back};

fn page_of(repository: &Repository) -> String {
    repository.run(&["report"]).exits(0).stdout
}

fn by_hand(count: usize) -> String {
    let reading = journals::reading(count);
    let history = History::of(&reading.records).expect("a run");
    let state = reading.state.as_ref().expect("a state");
    let verification = Verification {
        ok: true,
        checked: Vec::new(),
        why: None,
    };
    page(&history, (state, &reading.head), &verification)
}

/// The names of all elements and the names and values of all attributes, where elements nest.
fn elements(page: &str) -> (Vec<String>, Vec<(String, String)>) {
    const VOID: &[&str] = &["meta", "br"];
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut names, mut attributes, mut open) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("elements that can be read") {
            Event::Start(start) => {
                let name = start.name().0.to_owned();
                for attribute in start.html_attributes() {
                    let attribute = attribute.expect("an attribute");
                    let key = attribute.key.0.to_owned();
                    let value = attribute.value.into_owned();
                    attributes.push((key, value));
                }
                if !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                names.push(name);
            }
            Event::End(end) => {
                let name = end.name().0.to_owned();
                assert_eq!(open.pop(), Some(name), "elements nest");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    (names, attributes)
}

#[test]
fn the_page_asks_for_nothing_and_runs_nothing() {
    let pages = [page_of(passed()), page_of(rolled_back())];
    for page in pages
        .into_iter()
        .chain((1..=journals::lines().len()).map(by_hand))
    {
        let (names, attributes) = elements(&page);
        const ASKING: &[&str] = &[
            "script", "link", "img", "iframe", "object", "embed", "form", "audio", "video", "base",
        ];
        assert!(!names.iter().any(|name| ASKING.contains(&name.as_str())));
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && key != "src", "{key}={value}");
            assert!(key != "href" || value.starts_with('#'), "{key}={value}");
        }
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
        let style = page
            .split("<style>")
            .nth(1)
            .and_then(|rest| rest.split("</style>").next());
        let style = style.expect("a style");
        assert!(!style.contains("url(") && !style.contains("@import"));
    }
}

#[test]
fn every_link_of_the_page_leads_somewhere_and_every_table_has_a_caption() {
    for page in [
        page_of(passed()),
        page_of(rolled_back()),
        by_hand(journals::lines().len()),
    ] {
        let (names, attributes) = elements(&page);
        let values = |wanted: &str| {
            let found = attributes.iter().filter(|(key, _)| key == wanted);
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let ids = values("id");
        for link in values("href") {
            assert!(
                ids.iter().any(|id| link.strip_prefix('#') == Some(id)),
                "{link}"
            );
        }
        let count = |name: &str| names.iter().filter(|other| *other == name).count();
        assert!(count("table") > 2 && count("table") == count("caption"));
        assert_eq!(count("h1"), 1);
    }
}

#[test]
fn what_others_say_is_text_and_nothing_unseen_is_in_it() {
    let page = page_of(passed());
    assert!(
        page.contains("&lt;b&gt;counted&lt;/b&gt; by hand\\u{202e}"),
        "the reason"
    );
    assert!(!page.contains("<b>") && !page.contains('\u{202e}'));
    let unseen = |c: char| c.is_control() && c != '\n';
    assert_eq!(page.chars().find(|c| unseen(*c)), None);
    assert!(by_hand(5).contains("A &lt;plan&gt;"));
    assert!(by_hand(10).contains("I looked") && !by_hand(9).contains("I looked"));
}

#[test]
fn output_that_looks_like_a_page_stays_output() {
    let repository = passed().fork();
    let text = repository.read("plans/boats.md");
    let evil = "</samp></pre><script>alert(1)</script><img src=x onerror=y>\u{1b}[31m&amp;";
    repository.write("evil.txt", evil.as_bytes());
    let plan = text.replace("echo a4 >> effects.txt && echo counted", "cat evil.txt");
    let plan = plan.replace("| Jonna | `counted` |", "| Jonna | exit code 0 |");
    let plan = plan.replace("grep -c a4 effects.txt", "grep -c a1 effects.txt");
    repository.write("plans/evil.md", plan.as_bytes());
    repository
        .sign(&["approve", "plans/evil.md", "--as-of", crate::DAY])
        .exits(0);
    repository.json(&["run", "plans/evil.md", "--as-of", crate::DAY]);
    let page = page_of(&repository);
    let (names, _) = elements(&page);
    assert!(!names.iter().any(|name| name == "script" || name == "img"));
    assert!(
        page.contains("&lt;/samp&gt;&lt;/pre&gt;&lt;script&gt;alert(1)"),
        "{page}"
    );
    assert!(page.contains("\\u{1b}[31m&amp;amp;"));
}

#[test]
fn the_page_says_what_a_reader_asks_for() {
    let page = page_of(rolled_back());
    let shown = rolled_back().json(&["show"]).exits(0).document();
    let run = shown["run"].as_str().expect("a run");
    for step in shown["steps"].as_array().expect("steps") {
        for key in ["id", "output_sha256"] {
            let value = step[key].as_str().expect("a text");
            assert!(page.contains(value), "{key} {value}");
        }
    }
    let journal = rolled_back().read(&format!(".stopgate/runs/{run}/journal.jsonl"));
    let hash = journal
        .lines()
        .last()
        .and_then(|line| line.rsplit('"').nth(1));
    let verify = format!("stopgate verify {run}");
    let digest = shown["digest"].as_str().expect("a digest");
    for wanted in [
        "rolled back",
        "2 attempts",
        &verify,
        digest,
        hash.expect("a hash"),
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
}

#[test]
fn a_page_about_a_journal_that_was_changed_says_so() {
    let repository = passed().fork();
    repository.tampered();
    crate::verification::change(&repository, "\"passed\":false", "\"passed\":true");
    let page = page_of(&repository);
    assert!(page.contains("not as it was written"));
    assert!(!page.contains(">verified<"));
}

#[test]
fn the_page_is_written_where_it_was_asked_for() {
    let repository = passed().fork();
    let done = repository.run(&["report", "-o", "out/run.html"]).exits(0);
    assert_eq!(done.stdout, "");
    assert_eq!(repository.read("out/run.html"), page_of(&repository));
}
