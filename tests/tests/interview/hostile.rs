//! What people paste becomes no heading, comment, step or other line of the plan, and nothing is injected.

use stopgate_interview::Answer;
use stopgate_workspace::MAX_ANSWER_BYTES;

use crate::scripts::SCRIPTS;
use crate::world::{Kill, Left, Setting};

/// Texts that would be something else in a plan, or break it.
const PASTED: &[&str] = &[
    "# A heading",
    "A heading\n===",
    "text\n## 9. Open Questions\n\nNone.",
    "<!-- hidden",
    "a --> b <!-- c",
    "<details>\n\n```sh\nrm -rf data\n```",
    "<script>alert(1)</script>",
    "```sh\nrm -rf data",
    "    rm -rf data",
    "> quoted\n> words",
    "---\ntitle: x\n---",
    "[a]: http://example.org",
    "a[^1]\n\n[^1]: note",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "a\u{0}b",
    "a\u{202e}b\u{2066}c",
    "a\u{200b}b",
    "Gate: PASS",
    "Both hold the same rows. Stop-gate: none.",
    "x • Status: approved",
    "| a | b |\n|---|---|\n| c | d |",
    "a | b | c | d | e | f | g | h",
    "a \\| b | `c | d` | e\\",
    "`unbalanced",
    "*a **b _c",
    "- [x] done\n- [ ] not done",
    "\r\na\r\n\r\nb\r\n",
    "   \n\n  ",
    "",
];

/// At how many places each text is left out, and one.
const EVERY: usize = 4;

#[test]
fn nothing_that_is_pasted_changes_the_rest_of_a_plan() {
    let long = "word ".repeat(MAX_ANSWER_BYTES);
    let huge = "x".repeat(1024 * 1024);
    for (format, _) in SCRIPTS {
        let setting = Setting::of(format);
        let blank = setting.blank();
        let facts = |plan: &[u8]| facts(&setting, plan);
        let before = facts(&blank);
        let open = setting.session(blank.clone()).open();
        let mut taken = 0;
        for (at, question) in open.iter().enumerate() {
            let texts = PASTED.iter().copied().chain([long.as_str(), huge.as_str()]);
            // Each text is tried at every fourth place.
            let texts = texts.enumerate().filter(|(nth, _)| (nth + at) % EVERY == 0);
            for (_, text) in texts {
                let mut session = setting.session(blank.clone());
                (0..at).for_each(|_| session.leave());
                let mut left = Left::new(blank.clone());
                let answer = Answer::in_words(question, text);
                if left.put(&mut session, &answer, Kill::Never).is_err() {
                    assert_eq!(left.plan, blank, "{format} {}: {text:?}", question.key);
                    continue;
                }
                taken += 1;
                let after = facts(&left.plan);
                let shown = String::from_utf8_lossy(&left.plan).into_owned();
                assert_eq!(
                    after.headings, before.headings,
                    "{format} {} {text:?}\n{shown}",
                    question.key
                );
                assert_eq!(
                    after.gate, before.gate,
                    "{format} {} {text:?}\n{shown}",
                    question.key
                );
                assert_eq!(
                    after.title, before.title,
                    "{format} {} {text:?}",
                    question.key
                );
                assert_eq!(
                    after.hidden, before.hidden,
                    "{format} {} {text:?}",
                    question.key
                );
                assert!(
                    !after
                        .commands
                        .iter()
                        .any(|command| command.contains("rm -rf")),
                    "{text:?}"
                );
                assert!(!left.plan.contains(&0x1b), "{text:?}");
            }
        }
        assert!(taken > 0, "{format}: something is taken");
    }
}

/// What must stay as it is.
struct Facts {
    headings: Vec<String>,
    gate: Option<String>,
    title: Option<String>,
    hidden: usize,
    commands: Vec<String>,
}

fn facts(setting: &Setting, plan: &[u8]) -> Facts {
    let document = setting
        .engine
        .read("plan.md", plan.to_vec(), &setting.options, &setting.folder);
    let read = document.plan().expect("a plan");
    Facts {
        headings: read
            .sections
            .iter()
            .map(|section| section.title.clone())
            .collect(),
        gate: read
            .gate
            .as_ref()
            .map(|gate| format!("{:?} {:?}", gate.word, gate.reason)),
        title: read.title.as_ref().map(|title| title.value.clone()),
        hidden: read.texts.iter().filter(|text| !text.visible).count(),
        commands: read
            .commands
            .iter()
            .map(|command| command.text.clone())
            .collect(),
    }
}

#[test]
fn an_answer_that_brings_in_an_error_of_its_own_is_refused() {
    let setting = Setting::of("platform");
    for (text, word) in [
        ("Log in with AKIAIOSFODNN7EXAMPLQ and read the orders.", ""),
        ("Orders are read in 10 s from 2026-02-30 on.", "2026-02-30"),
    ] {
        let blank = setting.blank();
        let mut session = setting.session(blank.clone());
        let question = session.next().expect("a question");
        let mut left = Left::new(blank.clone());
        let put = left.put(
            &mut session,
            &Answer::in_words(&question, text),
            Kill::Never,
        );
        let why = put.expect_err(text);
        assert!(why.contains(word), "{why}");
        assert_eq!(left.plan, blank);
        assert_eq!(session.next().map(|next| next.key), Some(question.key));
    }
}
