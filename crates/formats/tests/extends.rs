//! Formats that build upon others, and format files that must not be believed.

#![expect(clippy::expect_used, reason = "tests stop where they cannot go on")]

use stopgate_formats::{BrokenFormat, Formats, builtin_formats};

/// The formats with these files of a repository.
fn with(files: &[(&str, &str)]) -> Result<Formats, BrokenFormat> {
    let mut formats = builtin_formats().expect("the built-in formats are sound");
    let owned: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    formats.add_all(&owned)?;
    Ok(formats)
}

/// Why a file cannot be used.
fn reason(files: &[(&str, &str)]) -> String {
    with(files).expect_err("it is refused").to_string()
}

fn required(formats: &Formats, id: &str) -> Vec<String> {
    let format = formats.by_id(id).expect("it is there");
    let titles = format.section_titles().filter(|(_, required)| *required);
    titles.map(|(title, _)| title.to_owned()).collect()
}

#[test]
fn a_format_inherits_what_it_does_not_change() {
    let formats = with(&[(
        "ours.toml",
        r#"
id = "ours"
name = "Our plans"
extends = "execplan"
remove = { section = ["artifacts"], rules = ["vague-wording"], keys = ["evidence"] }

[recognise]
need = ["progress", "decisions"]
need_count = 2

[[section]]
id = "interfaces"
required = false
aliases = ["Schnittstellen"]

[[section]]
id = "budget"
titles = ["Budget"]
required = true

[rules]
undefined-term = "warning"
"#,
    )])
    .expect("it is sound");
    let base = required(&formats, "execplan");
    let ours = required(&formats, "ours");
    assert!(
        base.contains(&"Artifacts and Notes".to_owned())
            && !ours.contains(&"Artifacts and Notes".to_owned())
    );
    assert!(!ours.contains(&"Interfaces and Dependencies".to_owned()));
    assert_eq!(ours.len(), base.len() - 1, "{ours:?}");
    let format = formats.by_id("ours").expect("it is there");
    let titles: Vec<&str> = format.section_titles().map(|(title, _)| title).collect();
    let at = |title: &str| titles.iter().position(|known| *known == title);
    assert_eq!(
        at("Budget"),
        at("Interfaces and Dependencies").map(|at| at + 1),
        "{titles:?}"
    );
    assert_eq!(format.extends.as_deref(), Some("execplan"));
    let choices = format.rule_choices();
    let choice = |name: &str| choices.iter().find(|choice| choice.rule == name);
    assert!(choice("vague-wording").is_none());
    let term = choice("undefined-term").expect("it is inherited");
    assert_eq!(term.standard, Some(stopgate_source::Severity::Warning));
    assert_eq!(term.requirements, ["E4"], "requirements stay with the rule");
}

#[test]
fn files_may_extend_each_other_in_any_order() {
    let formats = with(&[
        ("a.toml", "id = \"a\"\nextends = \"b\"\nname = \"A\"\n"),
        ("b.toml", "id = \"b\"\nextends = \"team\"\nname = \"B\"\n"),
    ])
    .expect("they are sound");
    assert_eq!(required(&formats, "a"), required(&formats, "team"));
}

#[test]
fn what_cannot_be_built_upon_names_file_line_and_remedy() {
    let cycle = reason(&[
        ("a.toml", "id = \"a\"\nname = \"A\"\nextends = \"b\"\n"),
        ("b.toml", "id = \"b\"\nextends = \"a\"\n"),
    ]);
    for part in [
        "a.toml",
        "line 3",
        "a extends b extends a",
        "Take `extends` out",
    ] {
        assert!(cycle.contains(part), "{part}: {cycle}");
    }
    let itself = reason(&[("a.toml", "id = \"a\"\nextends = \"a\"\n")]);
    assert!(itself.contains("builds upon itself"), "{itself}");
    let unknown = reason(&[("a.toml", "id = \"a\"\nextends = \"exeplan\"\n")]);
    for part in [
        "line 2, column 11",
        "did you mean `execplan`?",
        "stopgate formats",
    ] {
        assert!(unknown.contains(part), "{part}: {unknown}");
    }
    let removed = reason(&[(
        "a.toml",
        "id = \"a\"\nextends = \"team\"\nremove = { section = [\"tem\"] }\n",
    )]);
    assert!(
        removed.contains("line 3") && removed.contains("`tem`"),
        "{removed}"
    );
}

#[test]
fn formats_do_not_build_upon_each_other_without_end() {
    let files: Vec<(String, String)> = (0..40)
        .map(|at| {
            let text = format!("id = \"f{at}\"\nextends = \"f{}\"\n", at + 1);
            (format!("f{at}.toml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let reason = reason(&files);
    assert!(
        reason.contains("f0.toml") && reason.contains("more than 8 formats"),
        "{reason}"
    );
}

#[test]
fn a_broken_file_says_where_and_what_was_meant() {
    for (text, parts) in [
        (
            "id = \"a\"\nname = [\n",
            &["a.toml", "line 2, column 9", "Mend the TOML"][..],
        ),
        (
            "id = \"a\"\nextends = \"team\"\nsumary = \"x\"\n",
            &["line 3, column 1", "did you mean `summary`?"],
        ),
        ("id = 3\n", &["line 1", "a text in quotes"]),
        (
            "id = \"a\"\nextends = \"team\"\n[[section]]\nid = \"goals\"\nkind = \"criterion\"\n",
            &["line 5", "did you mean `criteria`?"],
        ),
    ] {
        let reason = reason(&[("a.toml", text)]);
        for part in parts {
            assert!(reason.contains(part), "{part}: {reason}");
        }
    }
}

#[test]
fn a_format_sends_no_plan_out_of_the_repository() {
    for path in [
        "../up.md",
        "/tmp/x.md",
        ".git/hooks/pre-commit",
        ".envrc",
        "a/.git/x.md",
    ] {
        let text = format!("id = \"a\"\nextends = \"team\"\ndefault_path = \"{path}\"\n");
        let reason = reason(&[("a.toml", &text)]);
        assert!(reason.contains("New plans would go to"), "{reason}");
    }
}

#[test]
fn a_file_larger_than_any_format_is_refused() {
    let text = format!(
        "id = \"a\"\nextends = \"team\"\n# {}\n",
        "x".repeat(300_000)
    );
    assert!(reason(&[("a.toml", &text)]).contains("256 KB"));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let text = format!("id = {}", "[".repeat(100_000));
    assert!(reason(&[("a.toml", &text)]).contains("a.toml"));
}
