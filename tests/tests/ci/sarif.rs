//! SARIF: valid by the published schema, with ends, fixes, fingerprints and help (GOAL-K1).

use boon::{Compiler, Schemas};
use serde_json::Value;
use stopgate_tests::{root, shared};

use crate::folder::Folder;

fn assert_valid(report: &Value) {
    let path = root().join("tests/schemas/sarif-2.1.0.json");
    let schema: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the schema")).expect("JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler
        .add_resource("https://example.org/sarif.json", schema)
        .expect("a name of its own");
    let index = compiler
        .compile("https://example.org/sarif.json", &mut schemas)
        .expect("a sound schema");
    if let Err(error) = schemas.validate(report, index) {
        panic!("{error:#}");
    }
}

fn report(folder: &Folder) -> Value {
    folder.check(&["--output-format", "sarif"]).json()
}

#[test]
fn the_schema_finds_faults() {
    let mut report = report(&Folder::with_plans());
    report["runs"][0]["results"][0]["level"] = "grave".into();
    let caught = std::panic::catch_unwind(|| assert_valid(&report));
    assert!(caught.is_err());
}

#[test]
fn reports_are_valid_and_say_everything() {
    let folder = Folder::with_plans();
    // What is deleted and what is inserted has to stand in the report.
    folder.write(
        "plans/trailing ä.md",
        "# Plan\n\n## Progress\n\n- [x] 2026-01-01 done\n",
    );
    if let Some(shared) = shared() {
        for plan in stopgate_tests::files(&shared.join("examples"), ".md") {
            let name = plan
                .strip_prefix(&shared)
                .expect("below it")
                .to_string_lossy()
                .into_owned();
            folder.write(&name, &std::fs::read_to_string(&plan).expect("a plan"));
        }
    }
    let report = report(&folder);
    assert_valid(&report);
    let run = &report["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        assert!(
            rule["helpUri"].as_str().is_some_and(|uri| !uri.is_empty()),
            "{rule}"
        );
        assert!(
            rule["help"]["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{rule}"
        );
    }
    let results = run["results"].as_array().expect("results");
    assert!(results.len() > 20, "{}", results.len());
    for result in results {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(region[key].as_u64() >= Some(1), "{key}: {result}");
        }
        assert!(
            result["partialFingerprints"]["stopgate/v1"].is_string(),
            "{result}"
        );
        let index = result["ruleIndex"].as_u64().expect("an index");
        let rule = &rules[usize::try_from(index).expect("a small number")];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

#[test]
fn fixes_of_findings_are_in_the_report() {
    let folder = Folder::with_plans();
    let document = folder.check(&["--output-format", "json"]).json();
    let findings = document["files"].as_array().expect("files").iter();
    let findings = findings.flat_map(|file| file["findings"].as_array().expect("findings"));
    let edits = |finding: &&Value| {
        finding["fix"]["edits"]
            .as_array()
            .is_some_and(|edits| !edits.is_empty())
    };
    let wanted = findings.filter(edits).count();
    let report = report(&folder);
    let results = report["runs"][0]["results"].as_array().expect("results");
    let fixed: Vec<&Value> = results
        .iter()
        .filter(|result| result["fixes"].is_array())
        .collect();
    assert_eq!(fixed.len(), wanted);
    for result in fixed {
        let change = &result["fixes"][0]["artifactChanges"][0];
        assert_eq!(
            change["artifactLocation"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]
        );
        assert!(change["replacements"][0]["deletedRegion"]["startLine"].is_u64());
    }
}
