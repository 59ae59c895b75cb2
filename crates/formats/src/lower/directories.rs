//! Where commands run, as the plan says in words.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Directory, Sourced, Text, TextPlace};
use stopgate_source::{Pattern, Span, Words};

use super::joined::collapsed;
use super::outline::Outline;

/// Bytes around a command in which its sentence is looked for.
const SENTENCE: usize = 400;

static ROOT: Words = words!(
    r"\b(?:root(?: directory| folder)? of (?:the|this|your) (?:\w+ )?(?:repository|repo|project|workspace|checkout)|(?:repository|repo|project|workspace|checkout)(?:'s)?[ -]root)\b"
);
static NAMED: Pattern = pattern!(
    r"(?i)(?:\b(?:from|in|inside|under|within|is|to)|:)\s+(?:the\s+)?(?:(?:sub)?(?:directory|folder)\s+)?`([^`\s]+)`(?:\s+(?:sub)?(?:directory|folder))?"
);
static SPEAKS_OF_RUNNING: Words = words!(
    r"\bworking director(?:y|ies)\b|\b(?:run|runs|executed?|running|commands?|invoked?)\b|^\W*(?:work )?(?:from|in|inside|under)\b"
);
static SPEAKS_OF_DIRECTORY: Words = words!(
    r"\b(?:director|folder)|^\W*from\b|\bcommands\b|\b(?:each|every|any|this|next|following|last|first) (?:\w+ )?command\b|^\W*work (?:from|in|inside)\b|\b(?:run|runs|executed|everything)\b[^`]*\b(?:from|in|inside)\s+`"
);
static IS_DIRECTORY: Words = words!(r"\b(?:director(?:y|ies)|folders?)\b");
/// Who runs there: `the stream runs in …` names no directory, but a place in the product.
static SPEAKS_OF_COMMANDS: Words =
    words!(r"\b(?:commands?|everything|all|run|executed?|working|from)\b");
/// Words that take a statement back, or tell of the past.
static DENIED: Words = words!(
    r"\b(?:not|never|no longer|previously|formerly|used to|were run|was run|instead of|except|copy|copied|moved?)\b|n't\b"
);
static FOR_ALL: Words = words!(
    r"\b(?:all|every|each|any|everything|commands (?:are|run|in this plan|of this plan))\b|^\W*commands\b|\bworking directory\s*(?:\*\*)?:"
);
static FOR_SECTION: Words = words!(
    r"\b(?:this|that) (?:section|phase|milestone|step|block|stage)\b|\bthese\b|\bfollowing\b"
);

/// A sentence that says where commands run.
#[derive(Debug)]
struct Statement {
    directory: Sourced<String>,
    /// The section it speaks for; none where it speaks for the whole plan.
    scope: Option<Span>,
}

/// All statements of a plan about working directories.
#[derive(Debug)]
pub(crate) struct Directories {
    statements: Vec<Statement>,
}

impl Directories {
    /// Reads them from the visible text outside living sections.
    ///
    /// Handles `Run everything from the repository root.`, ``From the directory `server/`:``,
    /// ``Working directory of all commands: `db/`.``
    pub(crate) fn read(texts: &[Text], outline: &Outline) -> Self {
        let speaks = |text: &&Text| {
            let living = text.section.is_some_and(|at| outline.sections[at].living);
            !living && text.visible && !matches!(text.place, TextPlace::Heading | TextPlace::Quote)
        };
        let statements = texts
            .iter()
            .filter(speaks)
            .flat_map(|text| in_text(text, outline));
        Self {
            statements: statements.collect(),
        }
    }

    /// Where a command at `span` runs: the last statement before it in its section, else one for the
    /// whole plan.
    pub(crate) fn of(&self, span: Span) -> Directory {
        let before = |statement: &&Statement| statement.directory.origin.start() < span.end();
        let near =
            |statement: &&Statement| statement.scope.is_some_and(|scope| scope.contains(span));
        let near_before = self.statements.iter().filter(before).rfind(near);
        if let Some(found) = near_before {
            return Directory::Stated(found.directory.clone());
        }
        let mut everywhere = self
            .statements
            .iter()
            .filter(|statement| statement.scope.is_none());
        let Some(first) = everywhere.next() else {
            return Directory::Unstated;
        };
        let differs = |statement: &&Statement| statement.directory.value != first.directory.value;
        match everywhere.find(differs) {
            None => Directory::Stated(first.directory.clone()),
            Some(other) => Directory::Contradictory(vec![
                first.directory.value.clone(),
                other.directory.value.clone(),
            ]),
        }
    }
}

fn in_text(text: &Text, outline: &Outline) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut at = 0;
    for sentence in sentences(&text.value) {
        let start = at;
        at += sentence.len();
        let flat = collapsed(sentence);
        if DENIED.is_match(&flat) {
            continue;
        }
        let introduces = flat.trim_end().ends_with(':');
        if !introduces && !SPEAKS_OF_RUNNING.is_match(&without_code(&flat)) {
            continue;
        }
        let named = || stated_in(&flat).filter(|_| introduces);
        let Some(directory) = directory(&flat).or_else(named) else {
            continue;
        };
        let line = text.line_of(start + sentence.len() - sentence.trim_start().len());
        let everywhere = FOR_ALL.is_match(&flat) && !FOR_SECTION.is_match(&flat);
        let scope = if everywhere {
            None
        } else {
            Some(role_section(outline, text.origin))
        };
        statements.push(Statement {
            directory: Sourced::new(directory, line),
            scope,
        });
    }
    statements
}

fn directory(sentence: &str) -> Option<String> {
    let said = without_code(sentence);
    let called = IS_DIRECTORY.is_match(&said);
    let root = ROOT.find(sentence);
    let named = NAMED
        .captures(sentence)
        .filter(|_| SPEAKS_OF_DIRECTORY.is_match(&said));
    let named = named
        .and_then(|found| found.get(1))
        .filter(|path| path.as_str().contains('/') || called || SPEAKS_OF_COMMANDS.is_match(&said));
    match (root, named) {
        (Some(root), Some(named)) if named.start() < root.start() => clean(named.as_str()),
        (Some(_), _) => Some(".".to_owned()),
        (None, Some(named)) => clean(named.as_str()),
        (None, None) => None,
    }
}

/// The sentence with nothing in its inline code: a path may hold any word.
fn without_code(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    let said: Vec<&str> = parts
        .map(|(at, part)| if at % 2 == 0 { part } else { " " })
        .collect();
    said.join("`")
}

/// The directory that the sentence around a place names, for a command in the same sentence.
///
/// Handles ``Run `make test` from `server/`.`` and ``In `server/`, run `make test`.``
pub(crate) fn stated_beside(text: &str, at: usize) -> Option<String> {
    let from = text.ceil_char_boundary(at.saturating_sub(SENTENCE));
    let text = &text[from..text.floor_char_boundary((at + SENTENCE).min(text.len()))];
    let mut start = from;
    for sentence in sentences(text) {
        let end = start + sentence.len();
        if at < end {
            return stated_in(&collapsed(sentence));
        }
        start = end;
    }
    None
}

/// The root, or a path that ends in `/` or is called a directory.
fn stated_in(sentence: &str) -> Option<String> {
    if DENIED.is_match(sentence) {
        return None;
    }
    if ROOT.is_match(sentence) {
        return Some(".".to_owned());
    }
    let named = NAMED
        .captures_iter(sentence)
        .filter_map(|found| found.get(1));
    let called = IS_DIRECTORY.is_match(sentence);
    named
        .map(|path| path.as_str())
        .filter(|path| called || path.ends_with('/'))
        .find_map(clean)
}

/// `server/` is `server`; what cannot be a directory is none.
fn clean(path: &str) -> Option<String> {
    let shaped = path
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-~$+@:\\<>{} ".contains(c));
    let trimmed = path.trim_end_matches('/');
    let trimmed = if trimmed.is_empty() { path } else { trimmed };
    let trimmed = trimmed.strip_prefix("./").unwrap_or(trimmed);
    let file = trimmed.rsplit('/').next().is_some_and(|name| {
        name.rsplit_once('.')
            .is_some_and(|(stem, end)| !stem.is_empty() && end.len() <= 4 && !path.ends_with('/'))
    });
    (shaped && !file && !trimmed.starts_with("--")).then(|| trimmed.to_owned())
}

/// The outermost section with a role around a place, else the whole document.
fn role_section(outline: &Outline, span: Span) -> Span {
    let chain = outline
        .at(span)
        .into_iter()
        .flat_map(|at| outline.chain(at));
    let outermost = chain
        .filter(|&at| outline.specs[at].is_some() || outline.phases[at].is_some())
        .last();
    outermost.map_or(Span::new(0, usize::MAX), |at| outline.sections[at].span)
}

/// The sentences of a text, each with what separates it from the next.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .match_indices(['.', ';', '!'])
            .map(|(at, mark)| at + mark.len());
        let end = end
            .into_iter()
            .find(|&at| rest[at..].starts_with([' ', '\n']))
            .unwrap_or(rest.len());
        let (sentence, behind) = rest.split_at(end);
        rest = behind;
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_read_from_sentences() {
        for (sentence, expected) in [
            (
                "Working directory for all commands: the repository root.",
                Some("."),
            ),
            (
                "Run everything from the repository root, Python 3.11 active.",
                Some("."),
            ),
            ("From the directory `server/`:", Some("server")),
            ("Working directory of all commands: `db/`.", Some("db")),
            (
                "Commands of this section are run from `server/` as well.",
                Some("server"),
            ),
            (
                "All commands are run in the root of this repository.",
                Some("."),
            ),
            ("From `/hyperopen`:", Some("/hyperopen")),
        ] {
            assert!(SPEAKS_OF_RUNNING.is_match(sentence), "{sentence}");
            assert_eq!(directory(sentence).as_deref(), expected, "{sentence}");
        }
        for sentence in [
            "Run the tests with `make test`.",
            "It is implemented in `src/a.rs`.",
            "The stream runs in `rooms-test` and loses no change.",
            "All code lies in `tides/`, a module with the command `tidectl`.",
            "Modify: `report/command:18-40`",
        ] {
            assert_eq!(directory(sentence), None, "{sentence}");
        }
    }
}
