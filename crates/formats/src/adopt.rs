//! Attributes that are written at a fence for the first time, as edits that touch nothing else.
//!
//! What they are to say is decided above; here is where they can stand, and how.

mod indented;

mod limit;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::Effect;
use stopgate_source::{Edit, Span};

use crate::lower::{SHELLS, attribute_keys};
pub use limit::limit_beside;

/// Attributes that a fence is to get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// What other steps call it.
    pub name: Option<String>,
    /// Its directory, relative to the root.
    pub directory: Option<String>,
    /// After which time it is ended; whole seconds.
    pub timeout: Option<Duration>,
    /// What repeating it does.
    pub effect: Option<Effect>,
}

impl Attributes {
    /// True where there is nothing to be written.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How they are written: `#load cwd=db timeout=1h30m effect=read`.
    pub fn written(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.name.as_ref().map(|name| format!("#{name}")));
        words.extend(self.directory.as_ref().map(|path| quoted("cwd", path)));
        let timeout = self.timeout.map(|limit| time(limit.as_secs()));
        words.extend(timeout.map(|limit| format!("timeout={limit}")));
        let effect = self.effect.map(Effect::name);
        words.extend(effect.map(|effect| format!("effect={effect}")));
        words.join(" ")
    }
}

/// True where a value can stand in an attribute as it is.
pub fn can_be_attribute(value: &str) -> bool {
    let hides = |c: char| c.is_control() || "\"'`~&\\{}#".contains(c);
    !value.trim().is_empty() && !value.contains(hides)
}

/// The attributes that a fence has (`name`, `cwd`); none where they cannot be read, or where the block is
/// no fence of a shell.
pub fn attributes_of(tree: &Tree, id: BlockId) -> Option<BTreeSet<String>> {
    let BlockKind::Code(code) = &tree.block(id).kind else {
        return None;
    };
    let is_shell = code
        .language()
        .is_some_and(|language| SHELLS.contains(&language.as_str()));
    let keys = attribute_keys(code.info.as_deref()?).ok()?;
    (is_shell && code.closed).then_some(keys)
}

/// The edit that writes attributes at a fence that has others, or none; none where its first line is not
/// written as it is read.
///
/// Handles ```` ```sh ````, ```` ```sh {#load} ````.
pub fn at_fence(tree: &Tree, id: BlockId, attributes: &Attributes) -> Option<Edit> {
    let block = tree.block(id);
    let BlockKind::Code(code) = &block.kind else {
        return None;
    };
    let text = tree.source().slice(block.span);
    let line = text.lines().next()?.trim_end();
    let marks = line.trim_start();
    let mark = marks.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = marks.trim_start_matches(mark).trim_start();
    if Some(info) != code.info.as_deref() {
        return None;
    }
    let end = block.span.start() + line.len();
    let words = attributes.written();
    let (at, text) = match info.strip_suffix('}') {
        Some(open) if open.trim_end().ends_with('{') => (end - 1, words),
        Some(open) if open.contains('{') => (end - 1, format!(" {words}")),
        Some(_) => return None,
        None => (end, format!(" {{{words}}}")),
    };
    Some(Edit {
        span: Span::at(at),
        text,
    })
}

/// The edits that make a fence with attributes of an indented block; none where it is not indented by
/// blanks alone.
pub fn as_fence(tree: &Tree, id: BlockId, attributes: &Attributes) -> Option<Vec<Edit>> {
    indented::as_fence(tree, id, &attributes.written())
}

fn quoted(key: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) {
        format!("{key}=\"{value}\"")
    } else {
        format!("{key}={value}")
    }
}

/// `5400` is `1h30m`.
fn time(seconds: u64) -> String {
    let parts = [
        (seconds / 3600, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let mut text = String::new();
    for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
        let _ = write!(text, "{number}{unit}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use stopgate_source::{EditSet, Source};

    fn written(text: &str) -> Option<String> {
        let tree = Tree::read(Source::new(text.as_bytes().to_vec()));
        let is_code = |id: &BlockId| matches!(tree.block(*id).kind, BlockKind::Code(_));
        let id = tree.ids().find(is_code)?;
        let attributes = Attributes {
            name: Some("load".to_owned()),
            directory: Some("a b".to_owned()),
            timeout: Some(Duration::from_secs(5400)),
            effect: Some(Effect::Read),
        };
        let edits = match at_fence(&tree, id, &attributes) {
            Some(edit) => EditSet::one(edit),
            None => EditSet::new(as_fence(&tree, id, &attributes)?).ok()?,
        };
        String::from_utf8(edits.apply(text.as_bytes())).ok()
    }

    const WORDS: &str = "#load cwd=\"a b\" timeout=1h30m effect=read";

    #[test]
    fn a_fence_gets_attributes_and_nothing_else_changes() {
        for (before, after) in [
            ("```sh\nmake\n```\n", "```sh {WORDS}\nmake\n```\n"),
            (
                "~~~~ bash  \r\nmake\r\n~~~~\r\n",
                "~~~~ bash {WORDS}  \r\nmake\r\n~~~~\r\n",
            ),
            (
                "- a\n\n  ```sh {group=x}\n  make\n  ```\n",
                "- a\n\n  ```sh {group=x WORDS}\n  make\n  ```\n",
            ),
            ("```sh {}\nmake\n```\n", "```sh {WORDS}\nmake\n```\n"),
            (
                "a\n\n    make a\n\n    make b\n\nb\n",
                "a\n\n```sh {WORDS}\nmake a\n\nmake b\n```\n\nb\n",
            ),
            (
                "- a\n\n      make \\\n        b\n",
                "- a\n\n  ```sh {WORDS}\n  make \\\n    b\n  ```\n",
            ),
        ] {
            let after = after.replace("WORDS", WORDS);
            assert_eq!(written(before), Some(after), "{before}");
        }
    }

    #[test]
    fn what_is_not_written_as_it_is_read_is_left_alone() {
        for text in [
            "```sh &amp;\nmake\n```\n",
            "a\n\n\tmake\n",
            "> a\n>\n>     make\n",
        ] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
