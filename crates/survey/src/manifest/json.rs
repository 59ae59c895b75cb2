//! Keys of JSON, with the comments and last commas that configurations have.
//!
//! The walk is our own because serde_json does not say where a key stands.

use super::{DEEPEST, MOST, Node};

/// The keys up to where the file is broken.
pub(super) fn nodes(text: &str) -> Vec<Node> {
    let mut walk = Walk {
        text,
        at: 0,
        line: 1,
        path: Vec::new(),
        found: Vec::new(),
    };
    let _ = walk.value();
    walk.found
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    path: Vec<String>,
    found: Vec<Node>,
}

impl Walk<'_> {
    /// Goes over one value and keeps what it holds; its text where it holds nothing. None where it is broken.
    fn value(&mut self) -> Option<Option<String>> {
        match self.next()? {
            b'{' => self.object().map(|()| None),
            b'[' => self.list().map(|()| None),
            b'"' => self.string().map(Some),
            _ => self.word().map(Some),
        }
    }

    fn object(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.next()? {
                b'}' => return self.step(),
                b',' => self.at += 1,
                b'"' => {
                    let line = self.line;
                    let key = self.string()?;
                    if self.next()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.member(key, line)?;
                }
                _ => return None,
            }
        }
    }

    fn list(&mut self) -> Option<()> {
        self.at += 1;
        let mut number = 0;
        loop {
            match self.next()? {
                b']' => return self.step(),
                b',' => self.at += 1,
                _ => {
                    let line = self.line;
                    self.member(number.to_string(), line)?;
                    number += 1;
                }
            }
        }
    }

    fn member(&mut self, key: String, line: usize) -> Option<()> {
        if self.path.len() >= DEEPEST || self.found.len() >= MOST {
            return None;
        }
        self.path.push(key);
        let at = self.found.len();
        self.found.push(Node {
            path: self.path.clone(),
            text: None,
            line,
        });
        let text = self.value()?;
        self.found[at].text = text;
        self.path.pop();
        Some(())
    }

    fn step(&mut self) -> Option<()> {
        self.at += 1;
        Some(())
    }

    /// The next byte that is no white space and no comment.
    fn next(&mut self) -> Option<u8> {
        loop {
            let rest = self.text.get(self.at..)?;
            let byte = *rest.as_bytes().first()?;
            if byte.is_ascii_whitespace() {
                self.line += usize::from(byte == b'\n');
                self.at += 1;
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let end = rest.find("*/")? + 2;
                self.line += rest[..end].matches('\n').count();
                self.at += end;
            } else {
                return Some(byte);
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let rest = self.text.get(self.at..)?;
        let mut is_escaped = false;
        let end = rest.bytes().skip(1).position(|byte| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        })? + 2;
        let quoted = &rest[..end];
        self.line += quoted.matches('\n').count();
        self.at += end;
        serde_json::from_str(quoted).ok()
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<String> {
        let rest = self.text.get(self.at..)?;
        let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']' | ':' | '"' | '/');
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        if word.is_empty() {
            return None;
        }
        self.at += word.len();
        Some(word.to_owned())
    }
}
