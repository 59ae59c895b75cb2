//! What the repository remembers of a plan and of the files that it names.

use std::collections::HashSet;

use jiff::Timestamp;
use stopgate_expressions::words;
use stopgate_model::{Change, Commit, History, Plan};
use stopgate_source::{Words, file_part};

use super::files::Mention;
use crate::Context;

/// Roles of sections that speak of files without working on them.
const ONLY_TELLING: &[&str] = &[
    "context",
    "decisions",
    "discoveries",
    "outcomes",
    "artifacts",
];

/// Files that change with any work: documents, lists of versions, settings of tools.
static EVERYBODYS: Words = words!(
    r"\.(?:md|lock|txt|toml|ya?ml|json|sum|mod|cfg|ini|xml|gradle)$|(?:^|/)(?:\.|changelog)"
);

/// The last commit that changed the file of a plan, and its place.
pub(crate) fn last_change<'a>(
    context: &Context<'a>,
) -> Option<(&'a History, usize, &'a Commit, &'a Change)> {
    let history = context.repository.history()?;
    let (place, commit, change) = history.changes(file(context)).next()?;
    Some((history, place, commit, change))
}

/// The path of the file in which a plan stands.
pub(crate) fn file<'a>(context: &Context<'a>) -> &'a str {
    file_part(context.path)
}

/// True where the file holds what was committed last: nobody is writing it.
pub(crate) fn is_as_committed(context: &Context<'_>, change: &Change) -> bool {
    let after = change.after.as_deref();
    let committed = after.and_then(|id| context.repository.content(id));
    committed.is_some_and(|bytes| same_lines(&bytes, context.source.bytes()))
}

/// A checkout may end lines otherwise than a commit, and a plan of several has the others blanked out.
fn same_lines(committed: &[u8], here: &[u8]) -> bool {
    let written = |text: &[u8]| -> String {
        let text = String::from_utf8_lossy(text);
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    let here = written(here);
    !here.is_empty() && written(committed).contains(&here)
}

/// The files on which the plan works: named where it says what is done, and not everybody's.
pub(crate) fn worked_on<'a>(context: &Context<'a>) -> Vec<Mention<'a>> {
    let mut seen = HashSet::new();
    let mentions = context.queries.files().mentions.iter();
    let works = |mention: &&Mention<'a>| {
        !tells_only(context.plan, mention.text.section)
            && !is_everybodys(mention.path)
            && seen.insert(mention.path)
    };
    mentions.filter(works).copied().collect()
}

/// True for files that change with any work, whoever does it.
pub(crate) fn is_everybodys(path: &str) -> bool {
    EVERYBODYS.is_match(path)
}

fn tells_only(plan: &Plan, section: Option<usize>) -> bool {
    let mut at = section;
    while let Some(section) = at.and_then(|at| plan.sections.get(at)) {
        if let Some(id) = &section.id {
            return ONLY_TELLING.contains(&id.as_str());
        }
        at = section.parent;
    }
    false
}

/// The day of a commit, for messages.
pub(crate) fn day(commit: &Commit) -> String {
    let time = Timestamp::from_second(commit.time).unwrap_or_default();
    time.strftime("%Y-%m-%d").to_string()
}
