//! The formats that come with Stopgate, and the set of formats in use.

use toml::de::DeTable;

use crate::layer::{self, Bases, FormatFile};
use crate::{BrokenFormat, Format};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// A built-in file.
struct BuiltIn {
    name: &'static str,
    text: &'static str,
    /// The same as JSON, merged upon the formats that it extends.
    json: &'static str,
    inherits_template: bool,
}

impl BuiltIn {
    fn file(&self) -> FormatFile<'static> {
        FormatFile {
            name: self.name,
            text: self.text,
        }
    }

    /// Reads the JSON; what is wrong is said by the file itself.
    fn format(&self) -> Result<Format, BrokenFormat> {
        let Ok(mut format) = serde_json::from_str::<Format>(self.json) else {
            return Format::read_upon(self.file(), &bases());
        };
        if self.inherits_template {
            format.complete_template();
        }
        format.sound(self.name)
    }
}

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

    /// Adds a format, whatever others there are.
    pub fn add(&mut self, format: Format) {
        self.all.push(format);
    }

    /// Adds those of the format files that can be used, as [`Formats::add_all`] does.
    pub fn add_usable(&mut self, files: &[(String, String)]) {
        let mut bases = bases();
        for (name, text) in files {
            if let Ok(root) = DeTable::parse(text) {
                let id = layer::text_of(root.get_ref(), "id").unwrap_or_default();
                bases.add(id, FormatFile { name, text });
            }
        }
        for (name, text) in files {
            let read = Format::read_upon(FormatFile { name, text }, &bases);
            let fresh = read.ok().filter(|format| self.by_id(&format.id).is_none());
            self.all.extend(fresh);
        }
    }

    /// Adds the format files of a repository, names and texts; they may extend built-in formats and
    /// each other.
    ///
    /// # Errors
    /// When one of them is broken, or has the id of another format.
    pub fn add_all(&mut self, files: &[(String, String)]) -> Result<(), BrokenFormat> {
        let files: Vec<FormatFile<'_>> = files
            .iter()
            .map(|(name, text)| FormatFile { name, text })
            .collect();
        let mut bases = bases();
        for &file in &files {
            let root =
                DeTable::parse(file.text).map_err(|error| layer::unreadable(file, &error))?;
            bases.add(
                layer::text_of(root.get_ref(), "id").unwrap_or_default(),
                file,
            );
        }
        for file in files {
            let format = Format::read_upon(file, &bases)?;
            if self.by_id(&format.id).is_some() {
                let reason = format!(
                    "there is a format `{0}` already; give it an id of its own, and `extends = \"{0}\"` to build upon that one",
                    format.id
                );
                return Err(BrokenFormat {
                    name: file.name.to_owned(),
                    reason,
                });
            }
            self.all.push(format);
        }
        Ok(())
    }
}

/// The built-in files, as bases of others: each is named for its format.
pub(crate) fn bases() -> Bases<'static> {
    let mut bases = Bases::default();
    for built_in in &BUILTIN {
        bases.add(built_in.name.trim_end_matches(".toml"), built_in.file());
    }
    bases
}

/// The built-in formats.
///
/// # Errors
/// When a built-in file is broken, which its test rules out.
pub fn builtin_formats() -> Result<Formats, BrokenFormat> {
    let read = BUILTIN.iter().map(BuiltIn::format);
    Ok(Formats {
        all: read.collect::<Result<_, _>>()?,
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
