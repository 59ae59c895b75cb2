//! Finds the rules: every `src/rules/NAME.rs` with its page `NAME.md`; and the packs: every
//! `packs/NAME.toml`. Adding a rule touches those two files, adding a pack one, and nothing else.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads the files that it lists"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = root.join("src/rules");
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("registry.rs"), registry(&folder)?)?;
    let packs = root.join("packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    fs::write(out.join("packs.rs"), builtin_packs(&packs)?)
}

/// The files of a folder with this ending, sorted.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn builtin_packs(folder: &Path) -> io::Result<String> {
    let files = files(folder, "toml")?;
    let mut code = format!("static BUILTIN: [(&str, &str); {}] = [\n", files.len());
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(code, "    ({name:?}, include_str!({path:?})),");
    }
    code.push_str("];\n");
    code.push_str(&compiled(&files)?);
    Ok(code)
}

/// The expressions of the packs as tables, sorted.
fn compiled(packs: &[PathBuf]) -> io::Result<String> {
    let mut expressions = BTreeSet::new();
    for path in packs {
        let text = fs::read_to_string(path)?;
        let pack: toml::Table = toml::from_str(&text).map_err(io::Error::other)?;
        let tables = ["applies", "topic"]
            .into_iter()
            .filter_map(|key| pack.get(key));
        for key in ["titles", "words", "commands"] {
            let of_table = tables.clone().flat_map(|table| match table {
                toml::Value::Array(tables) => tables.iter().collect(),
                table => vec![table],
            });
            let texts = of_table.filter_map(|table| table.get(key)?.as_str());
            expressions.extend(texts.map(str::to_owned));
        }
    }
    let mut code = format!(
        "static COMPILED: [(&str, Words); {}] = [\n",
        expressions.len()
    );
    for expression in &expressions {
        let _ = writeln!(code, "    ({expression:?}, words!({expression:?})),");
    }
    code.push_str("];\n");
    Ok(code)
}

fn registry(folder: &Path) -> io::Result<String> {
    let files = files(folder, "rs")?;
    let names = files.iter().filter_map(|path| path.file_stem());
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    let mut code = String::new();
    for name in &names {
        let file = folder.join(&**name).with_extension("rs");
        let _ = writeln!(code, "#[path = {file:?}]\nmod {name};");
    }
    let _ = writeln!(code, "static ENTRIES: [Entry; {}] = [", names.len());
    for name in &names {
        let page = folder.join(&**name).with_extension("md");
        let _ = writeln!(
            code,
            "    Entry {{ rule: &{name}::RULE, page: include_str!({page:?}) }},"
        );
    }
    code.push_str("];\n");
    Ok(code)
}
