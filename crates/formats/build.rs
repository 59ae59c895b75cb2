//! Finds the built-in formats: every `builtin/NAME.toml`. Adding a format touches that one file.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files that it lists"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("builtin");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    let mut code = format!("static BUILTIN: [BuiltIn; {}] = [\n", files.len());
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let json = json(path)?;
        let _ = writeln!(
            code,
            "BuiltIn {{ name: {name:?}, text: include_str!({path:?}), json: {json:?} }},"
        );
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("builtin.rs"), code)
}

/// The same as JSON, which a process reads many times faster.
fn json(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    let table: toml::Table = toml::from_str(&text).map_err(io::Error::other)?;
    serde_json::to_string(&table).map_err(io::Error::other)
}
