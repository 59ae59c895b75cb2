//! Pages and other files: links lead somewhere, the test command is one, nothing names a machine.

use std::path::{Path, PathBuf};

use stopgate_markdown::{BlockKind, InlineKind, Tree};
use stopgate_source::Source;
use stopgate_tests::{files, root};

/// What only the machine of whoever wrote it knows. In two parts, so that this file does not hold it.
const OF_ONE_MACHINE: &[(&str, &str)] = &[
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("index.", "crates.io"),
    ("static.", "crates.io"),
];

/// Files whose subject such paths are.
const ABOUT_PATHS: &[&str] = &["absolute_path.rs", "absolute_path.md"];

/// The pages for people: those at the root and below `docs`.
fn pages() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root()).expect("the root").flatten();
    let at_root = entries.map(|entry| entry.path());
    let mut pages: Vec<PathBuf> = at_root
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.extend(files(&root().join("docs"), ".md"));
    pages
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn tree(path: &Path) -> Tree {
    Tree::read_strict(Source::new(read(path).into_bytes()))
}

fn destinations(tree: &Tree) -> Vec<String> {
    let inlines = tree.ids().flat_map(|id| tree.inlines(id));
    let destination = |inline: &stopgate_markdown::Inline| match &inline.kind {
        InlineKind::Link(to) | InlineKind::Image(to) => Some(to.clone()),
        _ => None,
    };
    inlines.filter_map(destination).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut dead = Vec::new();
    for page in pages() {
        let folder = page.parent().expect("pages lie in a folder");
        for link in destinations(&tree(&page)) {
            let path = link.split('#').next().unwrap_or_default();
            let elsewhere = link.contains("://") || link.starts_with("mailto:") || path.is_empty();
            if !elsewhere && !folder.join(path).exists() {
                dead.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

/// The one command of the section "Test" of the README.
fn test_command() -> String {
    let readme = tree(&root().join("README.md"));
    let wanted = |section: &&stopgate_markdown::Section| section.title.trim() == "Test";
    let section = readme
        .sections()
        .iter()
        .position(|section| wanted(&section));
    let section = section.expect("README.md has a section `## Test`");
    let blocks = readme
        .blocks()
        .iter()
        .filter(|block| block.section.index() == section);
    let commands: Vec<String> = blocks
        .filter_map(|block| match &block.kind {
            BlockKind::Code(code) if code.info.as_deref() == Some("sh") => Some(&code.lines),
            _ => None,
        })
        .flatten()
        .map(|line| readme.source().slice(*line).to_owned())
        .collect();
    assert_eq!(
        commands.len(),
        1,
        "`## Test` has one `sh` block of one line: {commands:?}"
    );
    commands[0].clone()
}

#[test]
fn the_script_of_ci_runs_what_the_readme_says_and_nothing_else() {
    let script = read(&root().join(".ci/run"));
    let is_frame = |line: &&str| {
        line.is_empty()
            || line.starts_with('#')
            || line.starts_with("set ")
            || line.starts_with("cd ")
    };
    let commands: Vec<&str> = script.lines().filter(|line| !is_frame(line)).collect();
    assert_eq!(commands, [test_command()]);
}

/// The folders that version control does not see: `/target`
fn ignored() -> Vec<PathBuf> {
    let lines = read(&root().join(".gitignore"));
    let folders = lines.lines().filter_map(|line| line.strip_prefix('/'));
    folders
        .chain([".git"])
        .map(|folder| root().join(folder))
        .collect()
}

/// All files below a folder but the ignored ones.
fn files_in_version_control(folder: &Path, ignored: &[PathBuf], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if ignored.contains(&path) {
            continue;
        }
        if path.is_dir() {
            files_in_version_control(&path, ignored, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_file_names_a_machine() {
    let mut all = Vec::new();
    files_in_version_control(&root(), &ignored(), &mut all);
    assert!(all.len() > 100, "{} files", all.len());
    let is_about = |path: &PathBuf| ABOUT_PATHS.iter().any(|name| path.ends_with(name));
    let mut faults = Vec::new();
    for path in all.iter().filter(|path| !is_about(path)) {
        let bytes = std::fs::read(path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        let words = OF_ONE_MACHINE
            .iter()
            .map(|(head, tail)| format!("{head}{tail}"));
        faults.extend(
            words
                .filter(|word| text.contains(word))
                .map(|word| format!("{}: {word}", path.display())),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What people cannot read does not belong beside what they write; a package that a tool left behind is
/// found here.
#[test]
fn every_file_is_text_or_a_picture_and_none_is_huge() {
    const LARGEST: usize = 512 * 1024;
    let mut all = Vec::new();
    files_in_version_control(&root(), &ignored(), &mut all);
    let is_kept = |path: &&PathBuf| {
        let bytes = std::fs::read(path).expect("a file");
        let ending = path.extension().unwrap_or_default();
        // Pages may be broken on purpose.
        let may_hold_any = ending == "png" || ending == "md";
        bytes.len() <= LARGEST && (may_hold_any || !bytes.contains(&0))
    };
    let faults: Vec<&PathBuf> = all.iter().filter(|path| !is_kept(path)).collect();
    assert!(faults.is_empty(), "{faults:?}");
}
