//! What agents are told, in the form that each of them reads.

/// The section that agents read before anything else.
pub(crate) const SECTION: &str = include_str!("texts/section.md");

/// What `stopgate init` writes into `.stopgate/config.toml`.
pub const CONFIG: &str = include_str!("texts/config.toml");

/// What no version control needs to see below `.stopgate/`.
pub const IGNORED: [&str; 2] = ["/locks/", "/runs/*/plan-before-*"];

const SKILL: &str = include_str!("texts/skill.md");

const SKILL_DESCRIPTION: &str = "Writes, checks and hands over Markdown plans with Stopgate. Use it before a change that needs a plan, and whenever a plan, a stop-gate or the command stopgate is mentioned.";

/// A command that people call by name in a chat.
pub(crate) struct Prompt {
    /// Its name, behind that of Stopgate.
    pub(crate) name: &'static str,
    description: &'static str,
    body: &'static str,
}

/// The commands.
pub(crate) const PROMPTS: [Prompt; 4] = [
    Prompt {
        name: "plan",
        description: "Write a plan, or go on with one",
        body: include_str!("texts/plan.md"),
    },
    Prompt {
        name: "check",
        description: "Check plans and mend what can be mended",
        body: include_str!("texts/check.md"),
    },
    Prompt {
        name: "ask",
        description: "Ask for what a plan does not say",
        body: include_str!("texts/ask.md"),
    },
    Prompt {
        name: "run",
        description: "Get a plan ready to be run, and hand it over",
        body: include_str!("texts/run.md"),
    },
];

/// The skill, as <https://agentskills.io> describes it.
pub(crate) fn skill() -> String {
    format!("---\nname: stopgate\ndescription: {SKILL_DESCRIPTION}\n---\n\n{SKILL}")
}

impl Prompt {
    /// For Claude Code, which puts what was typed in the place of `$ARGUMENTS`.
    pub(crate) fn of_claude_code(&self) -> String {
        format!(
            "---\ndescription: {}\nargument-hint: what it is about\n---\n\n{}\nAsked for: $ARGUMENTS\n",
            self.description, self.body
        )
    }

    /// For Cursor, which puts what was typed behind it.
    pub(crate) fn of_cursor(&self) -> String {
        format!("# {}\n\n{}", self.description, self.body)
    }

    /// For VS Code, which puts what was typed behind it.
    pub(crate) fn of_vscode(&self) -> String {
        format!(
            "---\ndescription: {}\nagent: agent\n---\n\n{}",
            self.description, self.body
        )
    }

    /// For Gemini CLI, which puts what was typed in the place of `{{args}}`.
    pub(crate) fn of_gemini(&self) -> String {
        format!(
            "description = \"{}\"\nprompt = '''\n{}\nAsked for: {{{{args}}}}\n'''\n",
            self.description, self.body
        )
    }
}

/// The lines of a `.gitignore` below `.stopgate/`, with those that are missing; none where all are there.
pub fn with_ignored(current: Option<&str>) -> Option<String> {
    let current = current.unwrap_or_default();
    let is_there = |line: &&str| current.lines().any(|it| it.trim() == *line);
    let missing: Vec<&str> = IGNORED.into_iter().filter(|line| !is_there(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let newline = crate::section::newline(current);
    let begins_line = current.is_empty() || current.ends_with('\n');
    let lead = if begins_line { "" } else { newline };
    let lines: String = missing
        .iter()
        .map(|line| format!("{line}{newline}"))
        .collect();
    Some(format!("{current}{lead}{lines}"))
}
