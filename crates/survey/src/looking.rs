//! What one file says.

use regex::{Captures, Regex};

use crate::detector::Find;
use crate::detectors::Target;
use crate::files::Unread;
use crate::manifest::{Node, nodes};
use crate::packages::{Ecosystem, LockFile, ManifestFile};
use crate::template::{Filling, filled};
use crate::{Certainty, Detectors, Fact, Files, Place, Proof, excerpt};

/// Facts that one detector finds in one file at most.
const MOST_IN_FILE: usize = 20;
/// Bytes in which a zero says that a file is no text.
const HEAD: usize = 8_192;
/// Characters of a name, version or value that a file can put into a fact.
const LONGEST: usize = 120;

/// What a file says.
pub(crate) struct Looked {
    pub(crate) path: String,
    /// Why it says nothing.
    pub(crate) unread: Option<&'static str>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) manifests: Vec<(Ecosystem, ManifestFile)>,
    pub(crate) locks: Vec<(Ecosystem, LockFile)>,
}

/// Reads a file once, for everybody who looks at it.
pub(crate) fn look(
    (files, at): (&dyn Files, usize),
    targets: &[(Target, usize)],
    detectors: &Detectors,
) -> Looked {
    let path = &files.paths()[at];
    let mut looked = Looked {
        path: path.clone(),
        unread: None,
        facts: Vec::new(),
        manifests: Vec::new(),
        locks: Vec::new(),
    };
    let text = text_of(files.read(at));
    looked.unread = text.as_ref().err().copied();
    let text = text.unwrap_or_default();
    let is_read = looked.unread.is_none();
    let parsed = Parsed::new(path, &text);
    for &(target, more) in targets {
        match target {
            Target::Find(find) => {
                let find = &detectors.finds[find];
                if is_read || !find.reads() {
                    looked.facts.extend(found(find, &parsed, more));
                }
            }
            Target::Manifest(ecosystem) if is_read => {
                let declared = ecosystem.declared(&parsed);
                looked.manifests.push((ecosystem, declared));
            }
            Target::Lock(ecosystem) if is_read => {
                looked.locks.push((ecosystem, ecosystem.locked(&parsed)));
            }
            Target::Manifest(_) | Target::Lock(_) => {}
        }
    }
    looked
}

fn text_of(read: Result<Vec<u8>, Unread>) -> Result<String, &'static str> {
    let bytes = read.map_err(Unread::reason)?;
    let head = &bytes[..bytes.len().min(HEAD)];
    if head.contains(&0) {
        return Err("not read: no text, there is a zero byte in the beginning");
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// A file with its keys, read when they are first asked for.
pub(crate) struct Parsed<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    nodes: std::cell::OnceCell<Vec<Node>>,
}

impl<'a> Parsed<'a> {
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            text,
            nodes: std::cell::OnceCell::new(),
        }
    }

    /// Its keys; none where it is no TOML, JSON or YAML, or is broken.
    pub(crate) fn nodes(&self) -> &[Node] {
        self.nodes.get_or_init(|| nodes(self.path, self.text))
    }

    /// The folder in which it lies; empty for the root.
    pub(crate) fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A place in it by its line, from 1.
    pub(crate) fn place(&self, line: usize) -> Place {
        Place {
            path: self.path.to_owned(),
            line,
            excerpt: excerpt::line(self.text, line),
        }
    }

    fn place_at(&self, at: usize) -> Place {
        let (line, excerpt) = excerpt::at(self.text, at);
        Place {
            path: self.path.to_owned(),
            line,
            excerpt,
        }
    }
}

/// What fills the templates of a detector.
struct Values<'a, 't> {
    parsed: &'a Parsed<'t>,
    node: Option<&'a Node>,
    groups: Option<&'a Captures<'t>>,
    expression: Option<&'a Regex>,
}

impl Filling for Values<'_, '_> {
    fn value(&self, name: &str) -> Option<String> {
        let is_group = self
            .expression
            .is_some_and(|regex| regex.capture_names().flatten().any(|group| group == name));
        let text = match name {
            _ if is_group => self.groups?.name(name)?.as_str(),
            "value" => self.node?.text.as_deref()?,
            "key" => self.node?.path.last()?,
            "owner" => {
                let path = &self.node?.path;
                path.get(path.len().checked_sub(2)?)?
            }
            "file" => self.parsed.path.rsplit('/').next()?,
            "path" => self.parsed.path,
            "folder" => self.parsed.folder().rsplit('/').next()?,
            _ => return None,
        };
        let text = excerpt::masked(text.trim());
        let words: Vec<&str> = text.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(LONGEST).collect();
        (!text.is_empty()).then_some(text)
    }
}

/// The facts that a detector finds in a file.
fn found(find: &Find, parsed: &Parsed<'_>, more: usize) -> Vec<Fact> {
    let most = if find.each { MOST_IN_FILE } else { 1 };
    let expression = match find.text.as_ref().map(|text| text.compiled()) {
        None => None,
        Some(Ok(regex)) => Some(regex),
        Some(Err(_)) => return Vec::new(),
    };
    let Some(pattern) = &find.pattern else {
        return in_text(find, (parsed, expression), (most, more));
    };
    let nodes = parsed.nodes().iter().filter(|node| pattern.fits(node));
    let facts = nodes.filter_map(|node| {
        let text = node.text.as_deref().unwrap_or_default();
        let groups = match expression {
            None => None,
            Some(regex) => Some(regex.captures(text)?),
        };
        let shown = Shown {
            node: Some(node),
            groups: groups.as_ref(),
            expression,
        };
        of_node(find, parsed, &shown)
    });
    facts.take(most).collect()
}

/// What a detector matched.
struct Shown<'a> {
    node: Option<&'a Node>,
    groups: Option<&'a Captures<'a>>,
    expression: Option<&'a Regex>,
}

fn of_node(find: &Find, parsed: &Parsed<'_>, shown: &Shown<'_>) -> Option<Fact> {
    let place = parsed.place(shown.node?.line);
    let values = Values {
        parsed,
        node: shown.node,
        groups: shown.groups,
        expression: shown.expression,
    };
    fact(find, &values, (place, 0))
}

fn in_text(
    find: &Find,
    (parsed, expression): (&Parsed<'_>, Option<&Regex>),
    (most, more): (usize, usize),
) -> Vec<Fact> {
    let Some(regex) = expression else {
        let (line, excerpt) = excerpt::first(parsed.text);
        let place = Place {
            path: parsed.path.to_owned(),
            line,
            excerpt,
        };
        let values = Values {
            parsed,
            node: None,
            groups: None,
            expression,
        };
        return fact(find, &values, (place, more)).into_iter().collect();
    };
    let matches = regex.captures_iter(parsed.text).take(most);
    let facts = matches.filter_map(|groups| {
        let whole = groups.get(0)?;
        // A match may begin with the line end before it.
        let blank = whole.as_str().len() - whole.as_str().trim_start().len();
        let place = parsed.place_at(whole.start() + blank);
        let values = Values {
            parsed,
            node: None,
            groups: Some(&groups),
            expression,
        };
        fact(find, &values, (place, 0))
    });
    facts.collect()
}

/// A value without the quotation mark at its end that was opened in front of it: `run: "make test"`.
fn unquoted(mut value: String) -> String {
    let quote = value
        .chars()
        .next_back()
        .filter(|c| ['"', '\''].contains(c));
    if quote.is_some_and(|quote| value.matches(quote).count() % 2 == 1) {
        value.pop();
    }
    value
}

fn fact(find: &Find, values: &Values<'_, '_>, (place, more): (Place, usize)) -> Option<Fact> {
    let of_group = |template: &Option<String>, group: &str| {
        let is_group = values
            .expression
            .is_some_and(|regex| regex.capture_names().flatten().any(|name| name == group));
        match template {
            Some(template) => filled(template, values),
            None if is_group => values.value(group),
            None => None,
        }
    };
    Some(Fact {
        kind: find.kind,
        name: filled(&find.name, values)?,
        value: of_group(&find.value, "value").map(unquoted),
        version: of_group(&find.version, "version"),
        locked: None,
        certainty: match find.certainty {
            Certainty::Shown if find.pattern.is_some() => Certainty::Stated,
            certainty => certainty,
        },
        proof: Proof::Line(place),
        more,
    })
}
