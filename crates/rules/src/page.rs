//! Rule pages: what people read with `explain`, and what the tests run.
//!
//! A page holds examples in fences whose info string says what must happen:
//! ```` ~~~markdown bad format=team line=3 ```` (the rule finds something on line 3 of the example, and
//! on no other line) and ```` ~~~markdown good format=team ```` (it finds nothing). `as-of=2026-03-01`
//! sets the day, `profile=strict` the profile, `spec=…` is not needed: a second fence `~~~markdown spec` right behind an example is
//! the spec that the example translates, and `~~~toml repository` what the repository around it holds and
//! remembers. `␍` stands for a carriage return.

use stopgate_markdown::{BlockKind, CodeBlock, Tree};
use stopgate_source::{Source, Span};

/// What stands for a carriage return: an editor would not keep one.
const RETURN: char = '␍';

/// What must happen with an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The rule finds something on exactly these lines, counted from 1.
    Bad(Vec<usize>),
    /// The rule finds nothing.
    Good,
}

/// A document on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What must happen.
    pub verdict: Verdict,
    /// The format it is read by; none for documents of no format.
    pub format: Option<String>,
    /// The day on which it is judged.
    pub as_of: Option<String>,
    /// The profile by which it is judged; none for the standard one.
    pub profile: Option<String>,
    /// The document.
    pub text: String,
    /// The spec beside it.
    pub spec: Option<String>,
    /// What the repository around it holds, as TOML.
    pub repository: Option<String>,
}

/// A page, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its examples, in order.
    pub examples: Vec<Example>,
}

impl Page {
    /// Reads a page; what is no example is for people.
    pub fn read(text: &str) -> Self {
        let tree = Tree::read_strict(Source::new(text.as_bytes().to_vec()));
        let mut page = Self::default();
        for block in tree.blocks() {
            if let BlockKind::Code(CodeBlock {
                info: Some(info),
                lines,
                ..
            }) = &block.kind
            {
                let line =
                    |span: &Span| format!("{}\n", tree.source().slice(*span)).replace(RETURN, "\r");
                page.add(info, lines.iter().map(line).collect());
            }
        }
        page
    }

    fn add(&mut self, info: &str, text: String) {
        let words: Vec<&str> = info.split_whitespace().collect();
        let value = |key: &str| {
            words
                .iter()
                .find_map(|word| word.strip_prefix(key)?.strip_prefix('=').map(str::to_owned))
        };
        let lines =
            || value("line").map(|list| list.split(',').filter_map(|n| n.parse().ok()).collect());
        if words[..] == ["toml", "repository"] {
            if let Some(last) = self.examples.last_mut() {
                last.repository = Some(text);
            }
            return;
        }
        let verdict = match words.get(1) {
            _ if words.first() != Some(&"markdown") => return,
            Some(&"bad") => Verdict::Bad(lines().unwrap_or_default()),
            Some(&"good") => Verdict::Good,
            Some(&"spec") => {
                if let Some(last) = self.examples.last_mut() {
                    last.spec = Some(text);
                }
                return;
            }
            _ => return,
        };
        let example = Example {
            verdict,
            format: value("format"),
            as_of: value("as-of"),
            profile: value("profile"),
            text,
            spec: None,
            repository: None,
        };
        self.examples.push(example);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_carry_what_must_happen() {
        let page = Page::read(
            "# x\n\n~~~markdown bad format=team line=2,3 as-of=2026-01-02\na\nb\n~~~\n\n~~~~markdown good\n```\n~~~\n~~~~\n",
        );
        assert_eq!(page.examples.len(), 2);
        assert_eq!(page.examples[0].verdict, Verdict::Bad(vec![2, 3]));
        assert_eq!(page.examples[0].format.as_deref(), Some("team"));
        assert_eq!(page.examples[1].text, "```\n~~~\n");
    }
}
