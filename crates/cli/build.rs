//! Names the build: a cache must not take what another build found for its own.
//!
//! The name is a digest of the sources, of the versions of all dependencies and of the compiler. Size and
//! time of the binary would say less, because packages and images often fix them, and more, because each
//! copy would be another build.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a build script reads the sources, and asks the compiler for its version"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use sha2::{Digest as _, Sha256};

/// What differs between builds of the same sources.
const VARIABLES: [&str; 2] = ["TARGET", "PROFILE"];

fn main() -> io::Result<()> {
    let crates = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("..");
    let mut hash = Sha256::new();
    for name in VARIABLES {
        add(&mut hash, env::var(name).unwrap_or_default().as_bytes());
    }
    let compiler = env::var_os("RUSTC").unwrap_or_default();
    let version = Command::new(compiler).arg("-vV").output()?;
    add(&mut hash, &version.stdout);
    for place in places(&crates)? {
        println!("cargo::rerun-if-changed={}", place.display());
        for file in files(place)? {
            let name = file.strip_prefix(&crates).unwrap_or(&file);
            add(&mut hash, name.as_os_str().as_encoded_bytes());
            add(&mut hash, &fs::read(&file)?);
        }
    }
    let digits = hash.finalize();
    let digits: String = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=STOPGATE_BUILD={digits}");
    Ok(())
}

/// All that becomes part of the program, and nothing that only tests it.
fn places(crates: &Path) -> io::Result<Vec<PathBuf>> {
    let mut places = vec![crates.join("../Cargo.toml"), crates.join("../Cargo.lock")];
    // A copy of the sources may stand without its lock file.
    places.retain(|place| place.exists());
    for folder in sorted(crates)? {
        let inside = sorted(&folder)?.into_iter();
        places.extend(inside.filter(|path| !path.ends_with("tests")));
    }
    Ok(places)
}

/// The files below a place, or the one that it is.
fn files(place: PathBuf) -> io::Result<Vec<PathBuf>> {
    if !place.is_dir() {
        return Ok(vec![place]);
    }
    let mut found = Vec::new();
    for inside in sorted(&place)? {
        found.extend(files(inside)?);
    }
    Ok(found)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Parts do not run into each other.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}
