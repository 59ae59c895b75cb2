//! The tables `[agents.NAME]` of the configuration, and the profiles that are ready made.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_model::{Agent, Sandbox};

/// The profiles, one table each.
const PROFILES: &str = include_str!("agents.toml");

/// How long an agent may work that says nothing of it, seconds.
const TIMEOUT_SECONDS: u64 = 30 * 60;

/// What no agent writes, whatever is said.
const NEVER: [&str; 2] = [".git", ".stopgate"];

/// An agent that may do work of plans. What it says is part of every approval.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentConfig {
    /// The command line; it gets its brief on stdin. A profile of the same name has one already:
    /// `claude-code`, `codex`, `gemini`, `aider`.
    command: Option<String>,
    /// How long it may work on one task: `20m`, `1h30m`; 30 minutes where nothing is said.
    timeout: Option<String>,
    /// How often it may try to mend a command that failed, with `--on-error fix`: 1 to 3.
    attempts: Option<u32>,
    /// Files and directories that it may write, relative to the root; all but `.git` and `.stopgate`
    /// where nothing is said.
    #[serde(default)]
    writable: Vec<String>,
    /// How far it is shut in: `read-only`, `workspace-write`, `network`, `host`.
    sandbox: Option<Sandbox>,
    /// Names below `[environment]` that it gets. It gets no others.
    #[serde(default)]
    environment: Vec<String>,
    /// Names below `[secrets]` that it gets. It gets no others.
    #[serde(default)]
    secrets: Vec<String>,
}

/// The agents as they are approved: those with a table, and the one that `[run] agent` names.
///
/// # Errors
/// What cannot be used, in words.
pub(crate) fn approved(
    configured: &BTreeMap<String, AgentConfig>,
    named: Option<&str>,
    (environment, secrets): (&[&str], &[&str]),
) -> Result<BTreeMap<String, Agent>, String> {
    let profiles: BTreeMap<String, AgentConfig> =
        toml::from_str(PROFILES).map_err(|error| error.to_string())?;
    let mut all = configured.clone();
    if let Some(name) = named.filter(|name| !configured.contains_key(*name)) {
        if !profiles.contains_key(name) {
            return Err(format!(
                "`agent = \"{name}\"` names no agent; write a table `[agents.{name}]` with its `command`, or name one of {}",
                profiles.keys().cloned().collect::<Vec<_>>().join(", ")
            ));
        }
        all.insert(name.to_owned(), AgentConfig::default());
    }
    let mut agents = BTreeMap::new();
    for (name, config) in all {
        let agent = config
            .agent(profiles.get(&name))
            .map_err(|why| format!("[agents.{name}]: {why}"))?;
        let undeclared = |names: &[String], declared: &[&str]| {
            let mut names = names.iter();
            names
                .find(|name| !declared.contains(&name.as_str()))
                .cloned()
        };
        let missing = undeclared(&agent.environment, environment)
            .or_else(|| undeclared(&agent.secrets, secrets));
        if let Some(missing) = missing {
            return Err(format!(
                "[agents.{name}] asks for {missing}, which stands neither below [environment] nor below [secrets] as it is asked for"
            ));
        }
        agents.insert(name, agent);
    }
    Ok(agents)
}

impl AgentConfig {
    /// What it says, and where it says nothing, what its profile says.
    fn agent(&self, profile: Option<&Self>) -> Result<Agent, String> {
        let of_profile = profile.cloned().unwrap_or_default();
        let command = self.command.clone().or(of_profile.command);
        let command = command.filter(|command| !command.trim().is_empty());
        let timeout = self.timeout.clone().or(of_profile.timeout);
        let attempts = self.attempts.unwrap_or(Agent::MOST_ATTEMPTS);
        if !(1..=Agent::MOST_ATTEMPTS).contains(&attempts) {
            return Err(format!(
                "`attempts` is 1 to {}: what is not mended by then needs a person",
                Agent::MOST_ATTEMPTS
            ));
        }
        if let Some(path) = self.writable.iter().find(|path| !is_inside(path)) {
            return Err(format!(
                "`writable` names `{path}`; it holds paths below the root without `..`, and neither .git nor .stopgate"
            ));
        }
        Ok(Agent {
            command: command
                .ok_or("it has no `command`, and there is no ready-made profile of this name")?,
            timeout_seconds: timeout.as_deref().map_or(Ok(TIMEOUT_SECONDS), seconds)?,
            attempts,
            writable: self.writable.iter().map(|path| clean(path)).collect(),
            sandbox: self.sandbox.or(of_profile.sandbox),
            environment: self.environment.clone(),
            secrets: self.secrets.clone(),
        })
    }
}

fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    let normal = parts
        .clone()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let first = parts.find(|part| matches!(part, Component::Normal(_)));
    let first = first.map(|part| part.as_os_str().to_string_lossy().into_owned());
    normal && first.is_some_and(|first| !NEVER.contains(&first.as_str()))
}

/// `./src/` is `src`.
fn clean(path: &str) -> String {
    let parts = Path::new(path).components();
    let parts = parts.filter(|part| matches!(part, Component::Normal(_)));
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn seconds(text: &str) -> Result<u64, String> {
    let read: Option<jiff::SignedDuration> = text.parse().ok();
    let seconds = read.and_then(|read| u64::try_from(read.as_secs()).ok());
    seconds.filter(|seconds| *seconds > 0).ok_or_else(|| {
        format!("`timeout` is `{text}`, which is no time like `90s`, `20m` or `1h30m`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, named: Option<&str>) -> Result<BTreeMap<String, Agent>, String> {
        let configured = toml::from_str(text).map_err(|error| error.to_string())?;
        approved(&configured, named, (&["REGION"], &["API_KEY"]))
    }

    #[test]
    fn every_profile_can_be_named_as_it_is() {
        let profiles: BTreeMap<String, AgentConfig> = toml::from_str(PROFILES).unwrap();
        assert_eq!(
            profiles.keys().collect::<Vec<_>>(),
            ["aider", "claude-code", "codex", "gemini"]
        );
        for name in profiles.keys() {
            let agents = read("", Some(name)).unwrap();
            assert_eq!(agents.keys().collect::<Vec<_>>(), [name]);
            assert_eq!(agents[name].sandbox, Some(Sandbox::Network));
            assert!(read(&format!("[{name}]\nattempts = 1\n"), None).is_ok());
        }
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        for (text, named, said) in [
            ("", Some("scribe"), "names no agent"),
            ("[scribe]\n", None, "no `command`"),
            ("[scribe]\ncommand = ' '\n", None, "no `command`"),
            ("[scribe]\ncommand = 'x'\nattempts = 4\n", None, "1 to 3"),
            ("[scribe]\ncommand = 'x'\nattempts = 0\n", None, "1 to 3"),
            (
                "[scribe]\ncommand = 'x'\ntimeout = 'soon'\n",
                None,
                "no time",
            ),
            (
                "[scribe]\ncommand = 'x'\nwritable = ['../x']\n",
                None,
                "`../x`",
            ),
            (
                "[scribe]\ncommand = 'x'\nwritable = ['/etc']\n",
                None,
                "`/etc`",
            ),
            ("[scribe]\ncommand = 'x'\nwritable = ['.']\n", None, "`.`"),
            (
                "[scribe]\ncommand = 'x'\nwritable = ['./.git/hooks']\n",
                None,
                ".git/hooks",
            ),
            (
                "[scribe]\ncommand = 'x'\nsecrets = ['REGION']\n",
                None,
                "REGION",
            ),
            (
                "[scribe]\ncommand = 'x'\nenvironment = ['API_KEY']\n",
                None,
                "API_KEY",
            ),
            ("[scribe]\ncommand = 'x'\nnetwork = true\n", None, "network"),
        ] {
            let why = read(text, named).unwrap_err();
            assert!(why.contains(said), "{text}: {why}");
        }
    }

    #[test]
    fn paths_are_kept_as_git_writes_them() {
        let text = "[scribe]\ncommand = 'x'\nwritable = ['./src/', 'docs//notes.md']\n";
        assert_eq!(
            read(text, None).unwrap()["scribe"].writable,
            ["src", "docs/notes.md"]
        );
    }
}
