//! Bypasses that are tried, as data: at least 98 of 100 are stopped, and the page about the guard names each other one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};
use stopgate_tests::root;

use crate::lanes::at_once;
use crate::world::{hook, in_state, told};

/// Attempts that have to be there (GOAL-A2).
const FEWEST: usize = 100;
/// Of a hundred, how many have to be stopped.
const STOPPED: usize = 98;

/// A file of attempts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    attempt: Vec<Attempt>,
}

/// One attempt.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attempt {
    /// What is tried.
    name: String,
    /// The agent that tries it.
    agent: String,
    /// In which state the repository is.
    state: String,
    /// The tool that it calls.
    tool: Option<String>,
    /// What the tool is given, as JSON; ROOT stands for the root of the repository.
    given: Option<String>,
    /// Where it works, below the root.
    cwd: Option<String>,
    /// All that the hook is told, where that is no call of a tool.
    told: Option<String>,
    /// What the reason has to say.
    says: Option<String>,
    /// Where it gets through: what the page about the guard says of it.
    gets_through: Option<String>,
    /// True for what has to be allowed.
    #[serde(default)]
    allowed: bool,
}

fn attempts(file: &str) -> Vec<Attempt> {
    let path = root().join("tests/tests/guard").join(file);
    let text = std::fs::read_to_string(path).expect("a file of attempts");
    toml::from_str::<File>(&text).expect("attempts").attempt
}

impl Attempt {
    fn made(&self, repository: &Repository) -> Done {
        let top = repository.root();
        let root = top.to_string_lossy();
        let input = match (&self.told, &self.tool) {
            (Some(told), None) => told.replace("ROOT", &root),
            (None, Some(tool)) => {
                let given = self.given.as_deref().unwrap_or("{}").replace("ROOT", &root);
                let given: Value = serde_json::from_str(&given).expect(&self.name);
                let cwd = match &self.cwd {
                    Some(cwd) if cwd.starts_with('/') => cwd.clone(),
                    Some(cwd) => format!("{root}/{cwd}"),
                    None => root.to_string(),
                };
                told(&self.agent, tool, &given, &cwd).to_string()
            }
            _ => panic!("{}: either `told` or `tool`", self.name),
        };
        hook(repository, &self.agent, input.as_bytes())
    }

    fn is_stopped(&self, done: &Done) -> bool {
        // The only no of a hook of Cursor that ends a turn is a message.
        let follows = done.code == 0 && done.stdout.contains("followup_message");
        done.code == 2 && !done.stderr.trim().is_empty() || follows
    }
}

/// Makes all attempts of a file, each state once; what came of each.
fn all_made(file: &str) -> Vec<(Attempt, Done)> {
    let mut by_state: BTreeMap<String, Vec<Attempt>> = BTreeMap::new();
    for attempt in attempts(file) {
        by_state
            .entry(attempt.state.clone())
            .or_default()
            .push(attempt);
    }
    let states: Vec<(String, Vec<Attempt>)> = by_state.into_iter().collect();
    let made = at_once(2, &states, |_, (state, attempts)| {
        let repository = in_state(state);
        let attempts = attempts.iter();
        let made = attempts.map(|attempt| (attempt.clone(), attempt.made(&repository)));
        made.collect::<Vec<_>>()
    });
    made.into_iter().flatten().collect()
}

#[test]
fn bypasses_are_stopped_or_told_of() {
    let made = all_made("attempts.toml");
    let page = std::fs::read_to_string(root().join("docs/guard.md")).expect("the page");
    let page: Vec<&str> = page.split_whitespace().collect();
    let page = page.join(" ");
    let mut wrong = Vec::new();
    let mut stopped = 0;
    for (attempt, done) in &made {
        let name = format!("{} ({}, {})", attempt.name, attempt.agent, attempt.state);
        let is_stopped = attempt.is_stopped(done);
        stopped += usize::from(is_stopped);
        match &attempt.gets_through {
            Some(_) if is_stopped => wrong.push(format!("{name}: is stopped by now")),
            Some(told) if !page.contains(told.as_str()) => {
                wrong.push(format!("{name}: docs/guard.md does not say: {told}"));
            }
            Some(_) => println!("gets through: {name}"),
            None if !is_stopped => wrong.push(format!(
                "{name}: exit {}\n  {}\n  {}",
                done.code, done.stdout, done.stderr
            )),
            None => {}
        }
        if let Some(says) = attempt
            .says
            .as_ref()
            .filter(|says| !done.stderr.contains(*says))
        {
            wrong.push(format!("{name}: does not say {says:?}: {}", done.stderr));
        }
    }
    println!("stopped {stopped} of {}", made.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(made.len() >= FEWEST, "{} attempts", made.len());
    assert!(
        stopped * 100 >= made.len() * STOPPED,
        "{stopped} of {}",
        made.len()
    );
}

/// A guard that denies everything would be switched off.
#[test]
fn what_belongs_to_the_work_is_allowed() {
    let made = all_made("allowed.toml");
    assert!(made.len() >= 40, "{}", made.len());
    for (attempt, done) in &made {
        assert!(attempt.allowed, "{}", attempt.name);
        assert!(
            done.code == 0 && !done.stdout.contains("deny") && !done.stdout.contains("followup"),
            "{} ({}, {}): exit {}\n  {}\n  {}",
            attempt.name,
            attempt.agent,
            attempt.state,
            done.code,
            done.stdout,
            done.stderr
        );
    }
}
