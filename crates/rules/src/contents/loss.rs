//! What destroys data for good, and what a plan says against that.

use std::collections::HashSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Command, Plan, TextPlace};
use stopgate_source::{Pattern, Span, Words};

use super::cover::Cover;

/// Copies that a command makes, or ways of trying first.
static COPIES: Pattern = pattern!(
    r"(?i)\b(?:pg_dump|pg_basebackup|mysqldump|mongodump|snapshot|back-?up|--dry-run|--plan|bq\s+(?:cp|extract)|git\s+(?:stash|bundle|tag)|restic|borg|rsync|export)\b"
);

/// Words by which a plan shows that it thought of the loss.
static SAID: Words = words!(
    r"\b(?:back-?ups?|backed up|backing up|snapshots?|dump(?:s|ed)?|archiv\w*|restor\w*|irreversibl\w*|destructive",
    r"|cannot be (?:undone|reversed|recovered|restored)|can't be undone|not reversible|no (?:way|turning) back|one-way|point of no return",
    r"|time[ -]travel|soft[- ]delet\w*|undelet\w*|recreat\w*|re-creat\w*|rebuil\w*|re-?generat\w*|re-?load\w*|re-?import\w*|replay\w*|recomput\w*|re-?ingest\w*",
    r"|throw-?away|scratch|disposable|temporary|temp|synthetic|test (?:data|database|schema)|keeps? a copy|copy of|copied|exported|kept (?:for|until)|retention|renam\w*)\b",
);

/// True where the plan says anywhere how what is destroyed comes back, or that it does not.
pub(crate) fn is_thought_of(plan: &Plan) -> bool {
    let said = plan
        .texts
        .iter()
        .any(|text| text.place != TextPlace::Heading && SAID.is_match(&text.value));
    said || plan
        .commands
        .iter()
        .any(|command| COPIES.is_match(&command.text))
}

/// Words that save any data, or say that its loss is meant, wherever it lies.
static SAVED: Words = words!(
    r"\b(?:back-?ups?|backed up|backing up|snapshots?|dump(?:s|ed)?|restor\w*|time[ -]travel|soft[- ]delet\w*|undelet\w*",
    r"|throw-?away|scratch|disposable|temporary|synthetic|test (?:data|database|schema)|keeps? a copy|copy of|copied|exported)\b",
);

static MEANT: Words = words!(
    r"\b(?:irreversibl\w*|destructive|cannot be (?:undone|reversed|recovered|restored)|can't be undone|not reversible",
    r"|no (?:way|turning) back|one-way|point of no return)\b",
);

/// What a plan says against the loss of data, gathered once for all its commands.
pub(crate) struct Guards {
    /// A loss is said to be meant, or the way back of any data stands under recovery.
    everywhere: bool,
    /// Sections in which data is saved, by where their headings begin.
    sections: HashSet<usize>,
    /// Words of the sentences that say how something comes back.
    names: HashSet<String>,
}

impl Guards {
    /// Reads them from texts and commands.
    pub(crate) fn of(plan: &Plan) -> Self {
        let recovery: Cover = ["recovery", "rollback", "risks"]
            .iter()
            .filter_map(|id| plan.section(id))
            .map(|section| section.span)
            .collect();
        let mut guards = Self {
            everywhere: false,
            sections: HashSet::new(),
            names: HashSet::new(),
        };
        let texts = plan.texts.iter();
        for text in texts.filter(|text| text.place != TextPlace::Heading) {
            let saved = SAVED.is_match(&text.value);
            guards.everywhere |= MEANT.is_match(&text.value);
            guards.note(plan, saved, text.origin, &recovery);
            if SAID.is_match(&text.value) {
                guards.names.extend(names(&text.value));
            }
        }
        let commands = plan.commands.iter();
        for command in commands.filter(|command| COPIES.is_match(&command.text)) {
            guards.note(plan, true, command.origin, &recovery);
            guards.names.extend(names(&command.text));
        }
        guards
    }

    fn note(&mut self, plan: &Plan, saved: bool, origin: Span, recovery: &Cover) {
        if saved {
            self.everywhere |= recovery.contains(origin);
            self.sections.extend(section(plan, origin));
        }
    }

    /// True where the plan says of what this command destroys how it comes back: beside the command,
    /// under recovery, or in a sentence that names it; or says anywhere that a loss is meant.
    pub(crate) fn hold(&self, plan: &Plan, command: &Command) -> bool {
        let beside = section(plan, command.origin);
        self.everywhere
            || beside.is_some_and(|at| self.sections.contains(&at))
            || targets(&command.text).any(|target| self.names.contains(&target))
    }
}

fn section(plan: &Plan, origin: Span) -> Option<usize> {
    Some(plan.section_at(origin)?.heading.start())
}

/// The words of a text in lower case, names with their hyphens and underscores.
fn names(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .map(|word| word.trim_start_matches('-').to_lowercase())
}

/// Names of what a command destroys, in lower case; words of the command itself left out.
fn targets(command: &str) -> impl Iterator<Item = String> + '_ {
    const SHORTEST: usize = 4;
    const WORDS: [&str; 24] = [
        "data",
        "table",
        "drop",
        "delete",
        "force",
        "push",
        "main",
        "master",
        "origin",
        "sudo",
        "from",
        "psql",
        "true",
        "yes",
        "truncate",
        "terraform",
        "destroy",
        "kubectl",
        "gcloud",
        "cascade",
        "exists",
        "database",
        "schema",
        "auto-approve",
    ];
    names(command).filter(|word| word.len() >= SHORTEST && !WORDS.contains(&word.as_str()))
}
