//! Check packs: which plans they speak to, and what broken ones say.

use std::path::Path;

use stopgate_tests::{Folder, engine, options};
use stopgate_workspace::Engine;
use tempfile::TempDir;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/stopgate.rs"]
mod stopgate;

const PACK: &str = r#"id = "mobile"
name = "Mobile app"
summary = "An app in a store is changed"

[applies]
titles = '\bAndroid\b'

[[topic]]
id = "old-versions"
words = '\bold versions?\b'
message = "nothing says what users of an older app see"
help = "Name the oldest version that keeps working"
question = "Which app versions keep working?"
severity = "warning"
"#;

/// Messages of the pack rule over a plan.
fn said(engine: &Engine, plan: &str) -> Vec<String> {
    let options = options(Some("execplan"), "2026-06-01");
    let folder = Folder("/nonexistent".into());
    let document = engine.read("plan.md", plan.as_bytes().to_vec(), &options, &folder);
    let findings = document.check(&options, &folder).findings;
    let of_pack = findings
        .into_iter()
        .filter(|finding| finding.code == "PCK001");
    of_pack.map(|finding| finding.message).collect()
}

fn with(pack: &str, named: &[&str]) -> Engine {
    let named: Vec<String> = named.iter().map(|&id| id.to_owned()).collect();
    let packs = [("mobile.toml".to_owned(), pack.to_owned())];
    engine()
        .with_packs(&packs, ("config.toml", &named))
        .expect("a sound pack")
}

#[test]
fn a_pack_speaks_to_plans_of_its_kind_and_to_no_others() {
    let engine = with(PACK, &[]);
    let android = "# Sync on Android\n\n## Progress\n\n- [ ] Write it\n";
    assert_eq!(
        said(&engine, android),
        ["Mobile app: nothing says what users of an older app see"]
    );
    let covered = "# Sync on Android\n\n## Progress\n\n- [ ] Old versions get a notice\n";
    assert!(said(&engine, covered).is_empty());
    assert!(
        said(
            &engine,
            "# Sync on servers\n\n## Progress\n\n- [ ] Write it\n"
        )
        .is_empty()
    );
}

#[test]
fn a_pack_that_is_named_speaks_to_every_plan() {
    let engine = with(PACK, &["mobile"]);
    assert_eq!(
        said(&engine, "# Sync\n\n## Progress\n\n- [ ] Write it\n").len(),
        1
    );
    let unknown = self::engine().with_packs(&[], ("config.toml", &["nonsense".to_owned()]));
    let error = unknown
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(
        error.contains("config.toml") && error.contains("backfill"),
        "{error}"
    );
}

/// What `check` says on stderr, and its exit code, in a repository with this pack file.
fn check(folder: &Path, pack: &str, config: &str) -> (Option<i32>, String) {
    let stopgate_folder = folder.join(".stopgate/packs");
    std::fs::create_dir_all(&stopgate_folder).expect("a folder");
    std::fs::write(stopgate_folder.join("mobile.toml"), pack).expect("a pack");
    std::fs::write(folder.join(".stopgate/config.toml"), config).expect("a configuration");
    let plan = "# Sync on Android\n\n## Progress\n\n- [ ] Write it\n";
    std::fs::write(folder.join("plan.md"), plan).expect("a plan");
    let mut command = stopgate::command("stopgate", stopgate::program(), folder);
    let arguments = ["check", "plan.md", "--format", "execplan"];
    let output = command.args(arguments).output().expect("the binary starts");
    let streams = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&streams).into_owned(),
    )
}

#[test]
fn pack_files_of_a_repository_are_used_and_broken_ones_name_file_line_and_remedy() {
    let folder = TempDir::new().expect("a temporary directory");
    let (exit, said) = check(folder.path(), PACK, "");
    assert_eq!(exit, Some(1), "{said}");
    assert!(said.contains("users of an older app"), "{said}");
    let huge = PACK.replace(r"\bold versions?\b", r"(?:\w{900}){900}");
    for (pack, config, expected) in [
        (PACK.replace(r"\bold", "(old"), "", "line 10"),
        (huge, "", "line 10"),
        (PACK.replace("help =", "run ="), "", "line 12"),
        (
            PACK.to_owned(),
            "packs = [\"nonsense\"]\n",
            "there is no pack `nonsense`",
        ),
    ] {
        let (exit, said) = check(folder.path(), &pack, config);
        assert_eq!(exit, Some(2), "{said}");
        assert!(
            said.contains(".stopgate/") && said.contains(expected),
            "{said}"
        );
        assert!(said.contains("stopgate explain PCK001"), "{said}");
    }
}

#[test]
fn every_pack_that_a_built_in_format_names_exists() {
    let engine = engine();
    for format in engine.formats() {
        for id in format.packs() {
            assert!(engine.packs().by_id(id).is_some(), "{}: {id}", format.id);
        }
    }
}
