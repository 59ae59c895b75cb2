//! A regular expression of a detector, compiled when it is first asked: a repository needs few of them.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Bytes that one expression may take: whoever writes a detector cannot fill the memory.
const LARGEST: usize = 2 * 1024 * 1024;

/// An expression; `^` and `$` are the ends of lines.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "toml::Spanned<String>")]
pub(crate) struct Expression {
    pub(crate) text: String,
    /// Where it stands in its file, byte.
    pub(crate) at: usize,
    compiled: Arc<OnceLock<Result<Regex, String>>>,
}

impl From<toml::Spanned<String>> for Expression {
    fn from(text: toml::Spanned<String>) -> Self {
        Self {
            at: text.span().start,
            text: text.into_inner(),
            compiled: Arc::default(),
        }
    }
}

impl Expression {
    /// The compiled expression, or what is wrong with it.
    pub(crate) fn compiled(&self) -> Result<&Regex, &String> {
        let compiled = self.compiled.get_or_init(|| {
            let mut builder = RegexBuilder::new(&in_ascii(&self.text));
            builder.multi_line(true).size_limit(LARGEST);
            let regex = builder.build().map_err(|error| error.to_string())?;
            if regex.is_match("") {
                return Err("it matches an empty text; name at least one word".to_owned());
            }
            Ok(regex)
        });
        compiled.as_ref()
    }
}

/// An expression whose `\w`, `\d`, `\s` and `\b` are those of ASCII. Those of Unicode take most of the time of a
/// survey to compile, and manifests and code name nothing by them.
fn in_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len() + 16);
    let mut depth = 0_u32;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            depth = match c {
                '[' => depth + 1,
                ']' => depth.saturating_sub(1),
                _ => depth,
            };
            ascii.push(c);
            continue;
        }
        match (chars.next(), depth) {
            (Some(class @ ('w' | 'd' | 's' | 'b')), 0) => {
                ascii.push_str(&format!("(?-u:\\{class})"));
            }
            (Some('w'), _) => ascii.push_str("0-9A-Za-z_"),
            (Some('d'), _) => ascii.push_str("0-9"),
            (Some('s'), _) => ascii.push_str(r" \t\r\n\x0b\x0c"),
            (Some(other), _) => ascii.extend(['\\', other]),
            (None, _) => ascii.push('\\'),
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::in_ascii;

    #[test]
    fn classes_are_those_of_ascii() {
        for (text, expected) in [
            (r"\bnew \w+\(", r"(?-u:\b)new (?-u:\w)+\("),
            (r"[\w.-]+\[\d\]", r"[0-9A-Za-z_.-]+\[(?-u:\d)\]"),
            (r"[^\s\]]\S\\w", r"[^ \t\r\n\x0b\x0c\]]\S\\w"),
        ] {
            let ascii = in_ascii(text);
            assert_eq!(ascii, expected);
            assert!(Regex::new(&ascii).is_ok(), "{ascii}");
        }
    }
}
