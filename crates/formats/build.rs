//! Finds the built-in formats: every `builtin/NAME.toml`. Adding a format touches that one file.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files that it lists"
)]
#![allow(
    dead_code,
    reason = "most of what the library does with layers a build script does not"
)]

#[path = "src/layer.rs"]
mod layer;

#[path = "src/nearest.rs"]
mod nearest;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

use layer::{Bases, FormatFile};
use toml::de::DeTable;

/// A file with its name.
struct BuiltIn {
    path: PathBuf,
    name: String,
    text: String,
}

fn main() -> io::Result<()> {
    let folder =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("builtin");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=src/layer.rs");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push(BuiltIn {
                name: name.into_owned(),
                text: fs::read_to_string(&path)?,
                path,
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut bases = Bases::default();
    for file in &files {
        bases.add(file.name.trim_end_matches(".toml"), file.file());
    }
    let mut code = format!("static BUILTIN: [BuiltIn; {}] = [\n", files.len());
    for file in &files {
        let (path, name) = (&file.path, &file.name);
        let root = DeTable::parse(&file.text).map_err(io::Error::other)?;
        let inherits_template = layer::inherits_template(root.get_ref());
        let json = file.json(root.get_ref(), &bases)?;
        let _ = writeln!(
            code,
            "BuiltIn {{ name: {name:?}, text: include_str!({path:?}), json: {json:?}, inherits_template: {inherits_template} }},"
        );
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("builtin.rs"), code)
}

impl BuiltIn {
    fn file(&self) -> FormatFile<'_> {
        FormatFile {
            name: &self.name,
            text: &self.text,
        }
    }

    /// The same as JSON, which a process reads many times faster, merged upon its bases.
    fn json(&self, root: &DeTable<'_>, bases: &Bases<'_>) -> io::Result<String> {
        let merged = layer::merged(root, bases).map_err(|misfit| misfit.of(self.file()));
        let merged = merged.and_then(|merged| merged).map_err(io::Error::other)?;
        serde_json::to_string(&merged).map_err(io::Error::other)
    }
}
