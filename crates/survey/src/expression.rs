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
            let mut builder = RegexBuilder::new(&self.text);
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
