//! What destroys data for good, and what a plan says against that.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Command, Plan, TextPlace};
use stopgate_source::{Words, pattern};

/// Copies that a command makes, or ways of trying first.
static COPIES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:pg_dump|pg_basebackup|mysqldump|mongodump|snapshot|back-?up|--dry-run|--plan|bq\s+(?:cp|extract)|git\s+(?:stash|bundle|tag)|restic|borg|rsync|export)\b",
    )
});

/// Words by which a plan shows that it thought of the loss.
static SAID: LazyLock<Words> = LazyLock::new(|| {
    Words::new(concat!(
        r"\b(?:back-?ups?|backed up|backing up|snapshots?|dump(?:s|ed)?|archiv\w*|restor\w*|irreversibl\w*|destructive",
        r"|cannot be (?:undone|reversed|recovered|restored)|can't be undone|not reversible|no (?:way|turning) back|one-way|point of no return",
        r"|time[ -]travel|soft[- ]delet\w*|undelet\w*|recreat\w*|re-creat\w*|rebuil\w*|re-?generat\w*|re-?load\w*|re-?import\w*|replay\w*|recomput\w*|re-?ingest\w*",
        r"|throw-?away|scratch|disposable|temporary|temp|synthetic|test (?:data|database|schema)|keeps? a copy|copy of|copied|exported|kept (?:for|until)|retention|renam\w*)\b",
    ))
});

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
static SAVED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(concat!(
        r"\b(?:back-?ups?|backed up|backing up|snapshots?|dump(?:s|ed)?|restor\w*|time[ -]travel|soft[- ]delet\w*|undelet\w*",
        r"|throw-?away|scratch|disposable|temporary|synthetic|test (?:data|database|schema)|keeps? a copy|copy of|copied|exported)\b",
    ))
});

static MEANT: LazyLock<Words> = LazyLock::new(|| {
    Words::new(concat!(
        r"\b(?:irreversibl\w*|destructive|cannot be (?:undone|reversed|recovered|restored)|can't be undone|not reversible",
        r"|no (?:way|turning) back|one-way|point of no return)\b",
    ))
});

/// True where the plan says of what this command destroys how it comes back: beside the command, under
/// recovery, or in a sentence that names it; or says anywhere that a loss is meant.
pub(crate) fn is_guarded(plan: &Plan, command: &Command) -> bool {
    let beside = plan.section_at(command.origin).map(|section| section.span);
    let recovery = ["recovery", "rollback", "risks"].map(|id| plan.section(id).map(|s| s.span));
    let spans = || recovery.iter().chain([&beside]).flatten();
    let targets = targets(&command.text);
    let names = |text: &str| {
        let text = text.to_lowercase();
        targets.iter().any(|target| text.contains(target))
    };
    let texts = plan.texts.iter();
    let said = texts
        .filter(|text| text.place != TextPlace::Heading)
        .any(|text| {
            let near = spans().any(|span| span.contains(text.origin));
            MEANT.is_match(&text.value)
                || (near && SAVED.is_match(&text.value))
                || (SAID.is_match(&text.value) && names(&text.value))
        });
    said || plan.commands.iter().any(|other| {
        let near = spans().any(|span| span.contains(other.origin));
        COPIES.is_match(&other.text) && (near || names(&other.text))
    })
}

/// Names of what a command destroys, in lower case; words of the command itself left out.
fn targets(command: &str) -> Vec<String> {
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
    let name = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    let words = command
        .split(name)
        .map(|word| word.trim_start_matches('-').to_lowercase());
    words
        .filter(|word| word.len() >= SHORTEST && !WORDS.contains(&word.as_str()))
        .collect()
}
