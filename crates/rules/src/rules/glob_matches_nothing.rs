//! `glob-matches-nothing`: the plan speaks of files by a pattern that no file has.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Repository, Text};
use stopgate_source::Severity;

use crate::contents::files::says_made;
use crate::contents::stage::{Stage, stage};
use crate::contents::{pattern, sentences};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH003",
    name: "glob-matches-nothing",
    summary: "A pattern of paths matches no file",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// A pattern in back-ticks, `src/ingest/*.py`. Its first folder is written out.
static GLOB: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"`(?:\./)?(?P<glob>\.?[\w@-][\w@.+-]*(?:/[\w@.+*?-]+)+/?)`"));

/// Folders up to which a pattern is followed; what needs more is taken to match.
const MOST: usize = 2_000;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || stage(context.plan) == Stage::Finished {
        return;
    }
    let mut seen = HashSet::new();
    for text in context
        .plan
        .texts
        .iter()
        .filter(|text| text.value.contains('*'))
    {
        for found in GLOB.captures_iter(&text.value) {
            let Some(glob) = found
                .name("glob")
                .filter(|glob| glob.as_str().contains('*'))
            else {
                continue;
            };
            let is_new = seen.insert(glob.as_str()) && !is_made(text, glob.start());
            if is_new && matches_nothing(context.repository, glob.as_str()) {
                let message = format!(
                    "No file of the repository matches `{}`, so a reader looks for what is not there",
                    glob.as_str()
                );
                let help = "Correct the pattern, or say that the plan creates these files";
                report.find(text.line_of(glob.start()), message, help);
            }
        }
    }
}

/// True where the words around the pattern say that its files come into being or go away.
fn is_made(text: &Text, at: usize) -> bool {
    let mut sentences = sentences(&text.value);
    let sentence = sentences.find(|range| range.contains(&at));
    sentence.is_some_and(|range| text.plain.get(range).is_some_and(says_made))
}

/// True only where the first folder is there: `image/*` and `origin/*` are no patterns of files.
fn matches_nothing(repository: &dyn Repository, glob: &str) -> bool {
    let parts: Vec<&str> = glob.trim_end_matches('/').split('/').collect();
    let Some((first, rest)) = parts.split_first() else {
        return false;
    };
    if repository.list(first).is_none() {
        return false;
    }
    let mut left = MOST;
    !matches(repository, (*first).to_owned(), rest, &mut left)
}

fn matches(repository: &dyn Repository, folder: String, parts: &[&str], left: &mut usize) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        return true;
    };
    if *left == 0 {
        return true;
    }
    *left -= 1;
    let Some(names) = repository.list(&folder) else {
        return false;
    };
    let any_depth = *part == "**";
    if any_depth && (rest.is_empty() || matches(repository, folder.clone(), rest, left)) {
        return true;
    }
    let fits = |name: &str| any_depth || fits(name.as_bytes(), part.as_bytes());
    names.iter().any(|name| {
        let bare = name.trim_end_matches('/');
        if !fits(bare) || any_depth && !name.ends_with('/') {
            return false;
        }
        let parts = if any_depth { parts } else { rest };
        parts.is_empty() || matches(repository, format!("{folder}/{bare}"), parts, left)
    })
}

/// True where a name is written like a pattern with `*` and `?`.
fn fits(name: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut in_pattern) = (0, 0);
    let mut star = None;
    while at < name.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(&c) if c == b'?' || c == name[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => {
                let Some((place, begun)) = star else {
                    return false;
                };
                star = Some((place, begun + 1));
                in_pattern = place + 1;
                at = begun + 1;
            }
        }
    }
    pattern[in_pattern..].iter().all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        let fits = |name: &str, pattern: &str| super::fits(name.as_bytes(), pattern.as_bytes());
        assert!(fits("load_file.py", "load*.py"));
        assert!(fits("load.py", "*"));
        assert!(fits("a.b.c", "*.?"));
        assert!(!fits("load.py", "*.rs"));
        assert!(!fits("load", "load?"));
    }
}
