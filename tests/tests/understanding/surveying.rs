//! `stopgate survey` on repositories that are small, hostile, or both (X2).

use std::os::unix::ffi::OsStrExt as _;

use serde_json::Value;

use crate::folder::Folder;

/// The facts of a kind: name, version, place.
fn facts(document: &Value, kind: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let facts = document["facts"].as_array().expect("facts").iter();
    facts
        .filter(|fact| fact["kind"] == kind)
        .map(|fact| {
            let proof = &fact["proof"];
            let place = format!("{}:{}", text(&proof["path"]), proof["line"]);
            (text(&fact["name"]), text(&fact["version"]), place)
        })
        .collect()
}

fn small() -> Folder {
    let folder = Folder::new();
    folder.write(
        "package.json",
        "{\n  \"license\": \"MIT\",\n  \"dependencies\": {\n    \"next\": \"16.2.6\"\n  },\n  \"scripts\": {\n    \"test\": \"vitest run\"\n  }\n}\n",
    );
    folder.write("src/app.ts", "export const a = 1;\n");
    folder.write(".gitignore", "/out\n");
    folder.write("out/Cargo.toml", "[package]\nname = \"x\"\n");
    folder.write(
        "node_modules/react/package.json",
        "{\"dependencies\": {\"vue\": \"3\"}}",
    );
    folder
}

#[test]
fn every_fact_names_the_file_and_line_that_prove_it() {
    let folder = small();
    let called = folder.call(&["survey", "--output-format", "json"]).exits(0);
    let document = called.json();
    assert_eq!(document["schema"], 1);
    let next = ("Next.js", "16.2.6", "package.json:4");
    let next = (next.0.to_owned(), next.1.to_owned(), next.2.to_owned());
    assert_eq!(facts(&document, "framework"), [next]);
    assert_eq!(facts(&document, "command")[0].2, "package.json:7");
    assert_eq!(facts(&document, "package-manager"), []);
    for fact in document["facts"].as_array().expect("facts") {
        let proof = &fact["proof"];
        let path = proof["path"].as_str().expect("a file proves it");
        let line = usize::try_from(proof["line"].as_u64().expect("a line")).expect("a line");
        let text = folder.read(path);
        let line = text.lines().nth(line - 1).expect("the line is there");
        let excerpt = proof["excerpt"].as_str().expect("an excerpt");
        assert!(line.contains(excerpt), "{fact}");
    }
}

#[test]
fn text_and_one_line_each_say_the_same() {
    let folder = small();
    let full = folder.call(&["survey"]).exits(0);
    assert!(
        full.out
            .contains("Frameworks\n  Next.js 16.2.6  package.json:4"),
        "{}",
        full.out
    );
    assert!(
        full.out.contains("The repository says nothing of"),
        "{}",
        full.out
    );
    assert!(full.err.contains("facts: "), "{}", full.err);
    let concise = folder.call(&["survey", "--output-format", "concise"]);
    let line = "package.json:4: framework: Next.js 16.2.6\n";
    assert!(concise.out.contains(line), "{}", concise.out);
    let one = folder.call(&["survey", "--kind", "licence", "--output-format", "concise"]);
    assert_eq!(one.out, "package.json:2: licence: MIT\n");
    let wrong = folder.call(&["survey", "--kind", "liscence"]).exits(2);
    assert!(
        wrong.err.contains("there are language, framework"),
        "{}",
        wrong.err
    );
}

#[test]
fn links_pipes_and_names_that_are_no_text_lead_nowhere() {
    let folder = small();
    let outside = Folder::new();
    outside.write("Dockerfile", "FROM secret\n");
    let link = |to: &std::path::Path, name: &str| {
        std::os::unix::fs::symlink(to, folder.path(name)).expect("a link");
    };
    link(&outside.path("Dockerfile"), "Dockerfile");
    link(&folder.path(""), "loop");
    link(&outside.path(""), "elsewhere");
    let pipe = folder.path("go.mod");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.tf");
    let text = "terraform {\n  required_version = \"1.9\"\n}\n";
    std::fs::write(folder.path("").join(name), text).expect("a file");
    folder.write(
        "a\u{1b}]0;x\u{7}b.tf",
        "terraform {\n  required_version = \"1.8\"\n}\n",
    );
    folder.write("logo.json", "\u{0}\u{1}");
    let called = folder.call(&["survey"]).exits(0);
    assert!(!called.out.contains("secret"), "{}", called.out);
    assert!(
        !called.out.contains('\u{1b}') && !called.out.contains('\u{7}'),
        "{:?}",
        called.out
    );
    assert!(
        called.out.contains("3 links, which are not followed"),
        "{}",
        called.out
    );
    assert!(
        called.out.contains("1 neither files nor folders"),
        "{}",
        called.out
    );
    let json = folder.call(&["survey", "--output-format", "json"]);
    assert!(!json.out.contains('\u{1b}'), "{:?}", json.out);
    let terraform = facts(&json.json(), "deployment");
    let versions: Vec<&str> = terraform.iter().map(|fact| fact.1.as_str()).collect();
    assert!(
        versions.contains(&"1.9") && versions.contains(&"1.8"),
        "{terraform:?}"
    );
}

#[test]
fn a_file_that_is_too_large_is_told_and_not_read() {
    let folder = small();
    let large = format!(
        "{{\"dependencies\": {{\"vue\": \"3\"}}}}{}",
        " ".repeat(5 << 20)
    );
    folder.write("big/package.json", &large);
    let document = folder.call(&["survey", "--output-format", "json"]).json();
    let frameworks = facts(&document, "framework");
    assert!(
        frameworks.iter().all(|fact| fact.0 != "Vue"),
        "{frameworks:?}"
    );
    let notes = document["notes"].to_string();
    assert!(
        notes.contains("larger than what is read") && notes.contains("big/package.json"),
        "{notes}"
    );
}

#[test]
fn nothing_that_a_repository_names_is_started() {
    let folder = Folder::new();
    std::fs::remove_dir(folder.path(".git")).expect("an empty folder");
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(folder.path("")).args(arguments);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.output().expect("git");
        assert!(output.status.success(), "{output:?}");
    };
    folder.write("Makefile", "test:\n\ttouch made\n");
    folder.write("setup.py", "open('ran', 'w')\n");
    git(&["init", "--quiet"]);
    git(&["add", "-A"]);
    let who = [
        "-c",
        "user.name=Ann \u{1b}[31mLee",
        "-c",
        "user.email=a@b.c",
    ];
    git(&[&who[..], &["commit", "--quiet", "-m", "x"]].concat());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "gpg.program",
    ] {
        git(&["config", key, "touch started"]);
    }
    git(&["config", "log.showSignature", "true"]);
    let called = folder.call(&["survey", "--output-format", "json"]).exits(0);
    let owners = facts(&called.json(), "owner");
    assert!(owners[0].0.contains("Lee"), "{owners:?}");
    assert!(!called.out.contains("a@b.c"));
    assert!(!called.out.contains('\u{1b}'));
    for name in ["made", "ran", "started"] {
        assert!(!folder.path(name).exists(), "{name}");
    }
}

#[test]
fn detectors_of_the_repository_are_read_and_broken_ones_are_told() {
    let folder = small();
    let own = "id = \"own\"\nsummary = \"x\"\n[[find]]\nkind = \"api\"\nname = \"Bus {value}\"\nfiles = [\"bus.yml\"]\nkey = \"topics.*\"\neach = true\n";
    folder.write(".stopgate/detectors/own.toml", own);
    folder.write("bus.yml", "topics:\n  - orders\n  - 3.10\n");
    let document = folder.call(&["survey", "--output-format", "json"]).json();
    let api = facts(&document, "api");
    let names: Vec<&str> = api.iter().map(|fact| fact.0.as_str()).collect();
    assert_eq!(names, ["Bus 3.10", "Bus orders"]);
    folder.write(".stopgate/detectors/own.toml", "id = \"own\"\n");
    let broken = folder.call(&["survey"]).exits(2);
    assert!(
        broken.err.contains(".stopgate/detectors/own.toml"),
        "{}",
        broken.err
    );
    assert!(broken.err.contains("summary"), "{}", broken.err);
}

#[test]
fn a_version_that_holds_a_secret_is_masked_everywhere() {
    let folder = Folder::new();
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    folder.write(
        "package.json",
        &format!("{{\n \"dependencies\": {{\n  \"react\": \"git+https://me:hunter2secret@git.example/r.git\",\n  \"express\": \"https://x:{token}@github.com/e/e\",\n  \"vue\": \"https://{token}@github.com/v/v\"\n }}\n}}\n"),
    );
    folder.write(
        "package-lock.json",
        "{\n \"packages\": {\n  \"node_modules/react\": {\n   \"version\": \"git+https://me:hunter2secret@git.example/r.git\"\n  }\n }\n}\n",
    );
    for form in ["full", "concise", "json"] {
        let called = folder.call(&["survey", "--output-format", form]).exits(0);
        assert!(called.out.contains("React"), "{}", called.out);
        for secret in ["hunter2secret", token.as_str()] {
            assert!(!called.out.contains(secret), "{form}: {}", called.out);
        }
    }
}
