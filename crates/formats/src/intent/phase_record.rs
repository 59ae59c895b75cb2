//! What a phase left behind, as an entry of the run record.
//!
//! Entries hold no headings, lists or tables: paragraphs that open with ours or with inline code, and
//! fenced excerpts.

use super::unharmed::Added;
use super::{excerpt, shown};

/// The evidence of one phase, or of a rollback, in one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhaseRecord {
    /// The run (`20261128-034259-3fa9c1`).
    pub run: String,
    /// The journal sequence number that makes the entry unique in its run.
    pub entry: u64,
    /// The title of the phase.
    pub phase: String,
    /// What became of it, in words (`passed`, `rolled back`); behind a colon the reason that somebody
    /// gave (`no-go: the numbers differ`).
    pub outcome: String,
    /// When it ended, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
    /// Who decided or ran it.
    pub who: Option<String>,
    /// Its steps in the order in which they ran.
    pub steps: Vec<StepRecord>,
}

/// The evidence of one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepRecord {
    /// The step id.
    pub id: String,
    /// The command, or what a person did.
    pub command: String,
    /// The directory it ran in, relative to the root; empty where there is none.
    pub directory: String,
    /// How it ended (`exit 0`, `signal 9`, `timed out`, `confirmed`).
    pub exit: String,
    /// How long it took (`1.2 s`); empty where nobody measured.
    pub duration: String,
    /// SHA-256 of the whole output, 64 hexadecimal digits; empty where there is none.
    pub sha256: String,
    /// The output, secrets masked; any text. What is written of it is at most 20 lines and 2,000
    /// characters.
    pub excerpt: String,
    /// When it ended, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
}

/// What makes an entry the same entry, as a reader sees it: `run 20261128-034259-3fa9c1, entry 7`.
pub(crate) fn identity(run: &str, entry: u64) -> String {
    format!("run {}, entry {entry}", shown::plain(run).replace(' ', "-"))
}

/// True where a text holds this identity and no longer one.
pub(crate) fn holds_identity(text: &str, identity: &str) -> bool {
    text.match_indices(identity).any(|(at, _)| {
        let next = text[at + identity.len()..].chars().next();
        !next.is_some_and(|c| c.is_alphanumeric() || c == '-')
    })
}

impl PhaseRecord {
    /// The identity of the entry.
    pub(crate) fn identity(&self) -> String {
        identity(&self.run, self.entry)
    }

    /// The lines of the entry, without line endings, and the blocks that they are.
    pub(crate) fn lines(&self) -> (Vec<String>, Vec<Added>) {
        let mut lines = vec![self.head()];
        let mut blocks = vec![Added::Paragraph];
        for step in &self.steps {
            lines.extend([String::new(), step.head()]);
            blocks.push(Added::Paragraph);
            if let Some(block) = excerpt::block(&step.excerpt) {
                lines.push(String::new());
                lines.extend(block);
                blocks.push(Added::Code);
            }
        }
        (lines, blocks)
    }

    /// ``**`Phase 1`: passed** (2026-11-28 03:44Z, by `Ruth`; run 20261128-034259-3fa9c1, entry 7)``
    fn head(&self) -> String {
        let phase = shown::code(&self.phase).unwrap_or_else(|| "The plan".to_owned());
        let (outcome, reason) = self.outcome.split_once(": ").unwrap_or((&self.outcome, ""));
        let outcome = shown::plain(outcome);
        let reason = shown::code(reason).map_or_else(String::new, |reason| format!(" {reason}"));
        let when = shown::plain(&self.when);
        let who = self.who.as_deref().and_then(shown::code);
        let who = who.map_or_else(String::new, |who| format!(", by {who}"));
        let identity = self.identity();
        format!("**{phase}: {outcome}**{reason} ({when}{who}; {identity})")
    }
}

impl StepRecord {
    /// `` `make load` in `db`: exit 0 after 1.2 s, 2026-11-28 03:43Z (step `1f…`; output SHA-256 `9a…`) ``
    fn head(&self) -> String {
        let command = shown::code(&self.command);
        let mut head = command.unwrap_or_else(|| "A step without words".to_owned());
        if let Some(directory) = shown::code(&self.directory) {
            head.push_str(&format!(" in {directory}"));
        }
        head.push_str(&format!(": {}", ending(&self.exit)));
        for (before, text) in [(" after", &self.duration), (",", &self.when)] {
            let text = shown::plain(text);
            if !text.is_empty() {
                head.push_str(&format!("{before} {text}"));
            }
        }
        let id = shown::code(&shown::plain(&self.id)).map(|id| format!("step {id}"));
        let digest = shown::code(&shown::plain(&self.sha256));
        let digest = digest.map(|digest| format!("output SHA-256 {digest}"));
        let details: Vec<String> = id.into_iter().chain(digest).collect();
        if !details.is_empty() {
            head.push_str(&format!(" ({})", details.join("; ")));
        }
        head
    }
}

/// How a step ended: the words of a runner as they are, those of a person as a quotation.
fn ending(exit: &str) -> String {
    const OURS: [&str; 4] = ["exit ", "signal ", "timed out", "passed"];
    let is_ours = OURS.iter().any(|start| exit.starts_with(start)) && shown::plain(exit) == exit;
    if is_ours {
        exit.to_owned()
    } else {
        shown::code(exit).unwrap_or_else(|| "ended".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{PhaseRecord, StepRecord, holds_identity};

    #[test]
    fn an_entry_reads_as_a_person_would_write_it() {
        let record = PhaseRecord {
            run: "20261128-034259-3fa9c1".into(),
            entry: 7,
            phase: "Phase 1 – Load".into(),
            outcome: "passed".into(),
            when: "2026-11-28 03:44Z".into(),
            who: Some("Ruth".into()),
            steps: vec![StepRecord {
                id: "1f2e3d4c5b".into(),
                command: "make load".into(),
                directory: "db".into(),
                exit: "exit 0".into(),
                duration: "1.2 s".into(),
                sha256: "9a".repeat(32),
                excerpt: "18240 rows\n".into(),
                when: "2026-11-28 03:43Z".into(),
            }],
        };
        let digest = "9a".repeat(32);
        let (lines, blocks) = record.lines();
        assert_eq!(blocks.len(), 3);
        assert_eq!(
            lines.join("\n"),
            format!(
                "**`Phase 1 – Load`: passed** (2026-11-28 03:44Z, by `Ruth`; run 20261128-034259-3fa9c1, entry 7)\n\n\
                 `make load` in `db`: exit 0 after 1.2 s, 2026-11-28 03:43Z (step `1f2e3d4c5b`; output SHA-256 `{digest}`)\n\n\
                 ```text\n18240 rows\n```"
            )
        );
    }

    #[test]
    fn what_a_person_says_is_quoted() {
        let record = PhaseRecord {
            run: "a-1".into(),
            entry: 2,
            phase: "Load".into(),
            outcome: "no-go: TBD, **why**".into(),
            when: "2026-11-28 03:44Z".into(),
            who: None,
            steps: vec![StepRecord {
                exit: "seen by me: [ ]".into(),
                ..StepRecord::default()
            }],
        };
        let lines = record.lines().0;
        assert_eq!(
            lines,
            [
                "**`Load`: no-go** `TBD, **why**` (2026-11-28 03:44Z; run a-1, entry 2)",
                "",
                "A step without words: `seen by me: [ ]`"
            ]
        );
    }

    #[test]
    fn an_identity_ends_where_it_ends() {
        let text = "(2026-11-28 03:44Z; run a-1, entry 42)";
        assert!(holds_identity(text, "run a-1, entry 42"));
        assert!(!holds_identity(text, "run a-1, entry 4"));
    }
}
