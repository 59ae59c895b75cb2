//! Files that a plan names, and how paths are looked up in the repository.

use std::collections::HashSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Repository, Text};
use stopgate_source::{Pattern, Source, Span, Words, file_part};

/// A file in back-ticks, `src/parcels/load.py` or `src/parcels/load.py:42`.
static FILE: Pattern = pattern!(
    r"`(?:\./)?(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[A-Za-z]\w{0,9})(?::\d+(?:[-–]\d+)?)?`"
);

/// What may be a path, in back-ticks or not.
static PATH: Pattern = pattern!(r"[\w@+*.-]+(?:/[\w@+*.-]+)+");

/// What says that a file comes into being, or goes away, with the plan.
static CREATED: Words = words!(
    r"\b(?:new|creat\w*|add(?:s|ed|ing)?|writ(?:e|es|ten|ing)|generat\w*|produc(?:es?|ed|ing)|introduc\w*|output\w*|export\w*|moves? to|mov(?:ed|ing) (?:in)?to|relocat\w*|extract(?:s|ed|ing)? (?:in)?to|split (?:in)?to|renam\w*|becomes?|will be|to be|put into|scaffold\w*|saved?|stored?|build|delet\w*|remov\w*|former\w*)\b"
);

/// A file that the plan names in its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'a> {
    /// Its path, relative to the root as far as the plan says.
    pub(crate) path: &'a str,
    /// The text in which it stands.
    pub(crate) text: &'a Text,
    /// Where in the value of the text.
    pub(crate) at: usize,
}

impl Mention<'_> {
    /// The line on which it stands.
    pub(crate) fn line(&self) -> Span {
        self.text.line_of(self.at)
    }
}

/// What a plan says about files.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    /// Every file in back-ticks, in the order of the document.
    pub(crate) mentions: Vec<Mention<'a>>,
    /// Paths, and what they end with, of which the plan says that it creates or removes them, or that
    /// stand in its commands.
    made: HashSet<&'a str>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let mut mentions = Vec::new();
        let mut made = HashSet::new();
        for text in &plan.texts {
            mentions.extend(mentioned(text));
            if text.value.contains('/') && CREATED.is_match(&text.plain) {
                made.extend(paths_in(&text.value));
            }
        }
        for command in &plan.commands {
            made.extend(paths_in(&command.text));
        }
        Self { mentions, made }
    }

    /// Each file once, where it is named first.
    pub(crate) fn first_mentions(&self) -> impl Iterator<Item = &Mention<'a>> {
        let mut seen = HashSet::new();
        self.mentions
            .iter()
            .filter(move |mention| seen.insert(mention.path))
    }

    /// True where the plan says that it creates the file or removes it, or names it in a command.
    pub(crate) fn is_made(&self, path: &str) -> bool {
        self.made.contains(path.trim_end_matches('/'))
    }
}

fn mentioned(text: &Text) -> impl Iterator<Item = Mention<'_>> {
    FILE.captures_iter(&text.value).filter_map(move |found| {
        let path = found.name("path")?;
        Some(Mention {
            path: path.as_str(),
            text,
            at: path.start(),
        })
    })
}

/// The paths in a text, each with everything that it ends with behind a `/`.
fn paths_in(text: &str) -> impl Iterator<Item = &str> {
    PATH.find_iter(text).flat_map(|found| {
        let path = found
            .as_str()
            .trim_end_matches('.')
            .trim_start_matches("./");
        let shorter = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        std::iter::once(path).chain(shorter)
    })
}

/// True where a text says that something comes into being with the plan, or goes away.
pub(crate) fn says_made(text: &str) -> bool {
    CREATED.is_match(text)
}

/// The path of a target, seen from a document; none where it leads out of the root.
pub(crate) fn resolved(document: &str, target: &str) -> Option<String> {
    let folder = file_part(document)
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let from_root = target.strip_prefix('/');
    let mut parts: Vec<&str> = match from_root {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in from_root.unwrap_or(target).split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path as the repository writes it, where it differs from `path` in nothing but the case.
pub(crate) fn in_other_case(repository: &dyn Repository, path: &str) -> Option<String> {
    let mut real = String::new();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let names = repository.list(real.trim_end_matches('/'))?;
        let wanted = match parts.peek() {
            Some(_) => format!("{part}/"),
            None => part.to_owned(),
        };
        if names.binary_search(&wanted).is_ok() {
            real.push_str(&wanted);
            continue;
        }
        let mut alike = names
            .iter()
            .filter(|name| name.eq_ignore_ascii_case(&wanted));
        real.push_str(alike.next()?);
        if alike.next().is_some() {
            return None;
        }
    }
    (real != path).then_some(real)
}

/// The one place of `what` on a line of the document, for a fix.
pub(crate) fn place_on(source: &Source, line: Span, what: &str) -> Option<Span> {
    let mut places = source.slice(line).match_indices(what);
    let start = line.start() + places.next()?.0;
    places
        .next()
        .is_none()
        .then(|| Span::new(start, start + what.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_the_folder_of_the_document() {
        let seen = |target| resolved("docs/plans/a.md#one", target);
        assert_eq!(seen("../guide.md").as_deref(), Some("docs/guide.md"));
        assert_eq!(seen("./b.md").as_deref(), Some("docs/plans/b.md"));
        assert_eq!(seen("/src/x.rs").as_deref(), Some("src/x.rs"));
        assert_eq!(seen("../../../out.md"), None);
    }

    #[test]
    fn a_path_ends_with_shorter_paths() {
        let found: Vec<&str> = paths_in("See ./a/b/c.py.").collect();
        assert_eq!(found, ["a/b/c.py", "b/c.py", "c.py"]);
    }
}
