//! The formats that come with Stopgate, and the set of formats in use.

use crate::{BrokenFormat, Format};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The formats in use, built-in ones first.
#[derive(Clone, Debug)]
pub struct Formats {
    all: Vec<Format>,
}

impl Formats {
    /// All formats.
    pub fn all(&self) -> &[Format] {
        &self.all
    }

    /// The format with this id.
    pub fn by_id(&self, id: &str) -> Option<&Format> {
        self.all.iter().find(|format| format.id == id)
    }

    /// Adds a format.
    pub fn add(&mut self, format: Format) {
        self.all.push(format);
    }
}

/// The built-in formats.
///
/// # Errors
/// When a built-in file is broken, which its test rules out.
pub fn builtin_formats() -> Result<Formats, BrokenFormat> {
    let read = |(name, text): &(&str, &str)| Format::read(name, text);
    Ok(Formats {
        all: BUILTIN.iter().map(read).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_format_is_sound() {
        let formats = builtin_formats().unwrap();
        assert!(formats.all().len() >= 5);
    }

    #[test]
    fn a_broken_format_file_says_where_and_what() {
        let error = Format::read("x.toml", "id = 3\n").unwrap_err().to_string();
        assert!(
            error.contains("x.toml") && error.contains("line 1"),
            "{error}"
        );
    }
}
