//! What destroys data for good, and what a plan says against that.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, TextPlace};
use stopgate_source::{Pattern, Words};

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
