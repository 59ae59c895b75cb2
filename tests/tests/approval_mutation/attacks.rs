//! Edits that change what a plan says or does and look like layout, or hide in living parts.

use stopgate_tests::{Folder, engine, options, root};
use stopgate_workspace::{Binding, ChangeKind, Document, Engine, Environment};

/// A plan with living sections, a table, a list, code, a link and a footnote.
const PLAN: &str = r"# Move the archive

Status: Draft

## Purpose

Readers find old issues.[^1]

## Progress

- [ ] Copy
- [x] Ask the owners

## Concrete Steps

Run all commands from the repository root.

```sh
make copy
```

Expected: `copied 3`

- First, see [the guide].
- Then wait.

> Nobody writes meanwhile.

## Validation and Acceptance

| Check | Method | Expected |
|-------|--------|----------|
| Complete | `make count` | `3` |

## Idempotence and Recovery

To undo run `make undo`.

## Decision Log

- Decision: Copy by night.

[the guide]: https://example.org/guide

[^1]: From 1950 on.
";

fn read<'e>(engine: &'e Engine, text: &str) -> Document<'e> {
    let options = options(Some("execplan"), "2026-06-01");
    engine.read(
        "plan.md",
        text.into(),
        &options,
        &Folder(root().join("tests")),
    )
}

fn binding(engine: &Engine, text: &str) -> Binding {
    let binding = read(engine, text).binding(Environment::default());
    binding.expect("the format is named")
}

/// Applies a replacement, which must have a place, and says whether the approval is void.
fn is_void(engine: &Engine, (old, new): (&str, &str)) -> bool {
    assert_eq!(PLAN.matches(old).count(), 1, "{old:?} is not one place");
    let changed = PLAN.replace(old, new);
    let before = binding(engine, PLAN);
    // A file that now holds several plans is none of them until one is named.
    let Some(after) = read(engine, &changed).binding(Environment::default()) else {
        return true;
    };
    let void = before.digest() != after.digest();
    let changes = read(engine, &changed).changes_since(&read(engine, PLAN), (&before, &after));
    let told = changes
        .iter()
        .any(|change| change.kind == ChangeKind::Meaning);
    assert_eq!(told, void, "what is told of {new:?} is wrong: {changes:?}");
    assert!(!changes.is_empty(), "nothing is told of {new:?}");
    void
}

#[test]
fn what_changes_the_structure_voids() {
    let engine = engine();
    for edit in [
        // Headings.
        ("## Purpose", "Purpose"),
        ("## Purpose", "### Purpose"),
        ("## Purpose", r"\## Purpose"),
        ("## Concrete Steps", "    ## Concrete Steps"),
        ("> Nobody", "Nobody"),
        ("> Nobody", "> > Nobody"),
        ("> Nobody", "    Nobody"),
        // Lists.
        ("- Then wait.", "  - Then wait."),
        ("- Then wait.", "  Then wait."),
        ("- Then wait.", "\nThen wait."),
        ("- First", "1. First"),
        ("- First", "- [ ] First"),
        ("- Then", "- [x] Then"),
        // Code.
        ("```sh\nmake", "```text\nmake"),
        ("```sh\nmake", "```sh {cwd=work}\nmake"),
        ("```sh\nmake", "```sh\n make"),
        ("make copy\n", "make copy \n"),
        ("make copy\n", "make copy\n\n"),
        ("make copy\n```", "make copy\n``"),
        ("make copy", "make\tcopy"),
        ("`make undo`", "`make  undo`"),
        ("`make undo`", "make undo"),
        ("`make undo`", "~~`make undo`~~"),
        // Tables.
        ("| Complete | `make count` |", "| `make count` | Complete |"),
        ("| `3` |", "| `3` | hidden |"),
        ("|-------|--------|----------|\n", ""),
        // Order and place.
        (
            "- First, see [the guide].\n- Then wait.",
            "- Then wait.\n- First, see [the guide].",
        ),
        ("Readers find", "Readers do not find"),
    ] {
        assert!(is_void(&engine, edit), "{edit:?} does not void");
    }
}

#[test]
fn what_a_reader_does_not_see_voids() {
    let engine = engine();
    for edit in [
        ("## Purpose\n", "## Purpose\n<!-- a -->\n"),
        (
            "> Nobody writes meanwhile.",
            "<!--\n> Nobody writes meanwhile.\n-->",
        ),
        ("## Validation", "<details>\n\n## Validation"),
        ("Then wait.", "Then <span hidden>not</span> wait."),
        ("Then wait.", "Then wait.<!-- not -->"),
        ("Then wait.", "Then wait.\u{200b}"),
        ("Then wait.", "Then\u{a0}wait."),
        ("Then wait.", "Then *wait*."),
        ("Then wait.", r"Then \*wait\*."),
        ("Then wait.", "Then [wait](https://example.org)."),
        ("Then wait.", "Then ![wait](a.png)."),
        ("/guide\n", "/other\n"),
        ("/guide\n", "/guide \"title\"\n"),
        ("1950", "1960"),
        ("issues.[^1]", "issues."),
        ("Run all commands from", "Run all commands\u{b}from"),
        ("# Move", "---\nexec: true\n---\n\n# Move"),
    ] {
        assert!(is_void(&engine, edit), "{edit:?} does not void");
    }
}

/// What stands in a living section is living; what crosses its border is not.
#[test]
fn the_borders_of_living_sections_hold() {
    let engine = engine();
    for edit in [
        // In, out, and what the border lets through.
        ("> Nobody writes meanwhile.\n\n", ""),
        ("## Progress", "## Program"),
        ("## Progress", "Progress"),
        ("## Concrete Steps", "## Progress"),
        ("## Concrete Steps", "### Concrete Steps"),
        ("## Concrete Steps", "Concrete Steps"),
        ("> Nobody", "## Run record\n\n> Nobody"),
        ("> Nobody", "# Decision Log\n\n> Nobody"),
        (
            "## Validation and Acceptance",
            "## Progress\n\n### Validation and Acceptance",
        ),
        // From inside a living section outwards.
        ("- [ ] Copy", "- [ ] Copy\n\n<details>"),
        ("- [ ] Copy", "- [ ] Copy\n\n<!--"),
        ("- [ ] Copy", "- [ ] Copy\n\n```"),
        (
            "- [ ] Copy",
            "- [ ] Copy\n\n[the guide]: https://example.com/",
        ),
        (
            "- [ ] Copy",
            "- [ ] Copy\n\n[wait]: https://example.com/\n\n[^2]: Then [wait]",
        ),
        (
            "- [ ] Copy",
            "- [ ] Copy\n\n<!-- stopgate-ignore-file[RBK001]: because -->",
        ),
        (
            "- [ ] Copy",
            "- [ ] Copy <!-- stopgate-ignore[RBK001]: because -->",
        ),
    ] {
        assert!(is_void(&engine, edit), "{edit:?} does not void");
    }
}

#[test]
fn what_living_lines_carry_voids() {
    let engine = engine();
    for edit in [
        ("Status: Draft", "Status: Draft **Owner:** Ann"),
        ("Status: Draft", "Status: Draft; Owner: Ann"),
        ("Status: Draft", "Status: Draft\nAll commands run as root."),
        ("Status: Draft", "Status: Draft\n\nGate: PASS"),
        ("Status: Draft\n\n", ""),
    ] {
        assert!(is_void(&engine, edit), "{edit:?} does not void");
    }
}

#[test]
fn what_work_leaves_behind_keeps() {
    let engine = engine();
    for edit in [
        ("- [ ] Copy", "- [x] Copy"),
        ("- [x] Ask", "- [-] Ask"),
        ("## Progress", "#### Progress"),
        ("## Progress\n\n- [ ] Copy\n- [x] Ask the owners\n\n", ""),
        (
            "- [ ] Copy",
            "- [ ] Copy, see [the owners]\n\n[the owners]: https://example.org/owners",
        ),
        ("Status: Draft", "Status: **Approved** by Ann at 10:30"),
        ("Status: Draft", "Status:   done"),
        (
            "- [ ] Copy",
            "- [x] (2026-06-01 10:00Z) Copied\n- [ ] Count\n\n  ```text\n  # 3\n  ```",
        ),
        (
            "- [ ] Copy",
            "<!-- copied -->\n\n| When | What |\n|---|---|\n| now | `make all` |",
        ),
        ("- [ ] Copy", "<details>\n\n- [ ] Copy\n\n</details>"),
        (
            "- Decision: Copy by night.",
            "- Decision: Copy by day.\n\n### More\n\nSee `make day`.",
        ),
        (
            "[^1]: From 1950 on.\n",
            "[^1]: From 1950 on.\n\n## Run record\n\n### Run 1\n\n    make copy\n",
        ),
    ] {
        assert!(!is_void(&engine, edit), "{edit:?} voids");
    }
}

/// Bytes that are not text are told apart although their text is not.
#[test]
fn broken_bytes_are_approved_as_they_are() {
    let engine = engine();
    let digest = |bytes: &[u8]| {
        let options = options(Some("execplan"), "2026-06-01");
        let bytes = [PLAN.as_bytes(), b"\n## Notes\n\n", bytes].concat();
        let document = engine.read("plan.md", bytes, &options, &Folder(root().join("tests")));
        document
            .binding(Environment::default())
            .map(|binding| binding.digest())
    };
    let all = [
        &b"a \xff b"[..],
        b"a \xfe b",
        b"a \x1a b",
        b"a \x1aff b",
        b"`a\rb`",
        b"`a b`",
    ];
    let digests: std::collections::BTreeSet<_> = all.into_iter().map(digest).collect();
    assert_eq!(digests.len(), all.len());
    let code = [
        &b"```sh\na\rb\n```"[..],
        b"```sh\na\nb\n```",
        b"```sh\n```",
        b"```sh\n\n```",
    ];
    let digests: std::collections::BTreeSet<_> = code.into_iter().map(digest).collect();
    assert_eq!(digests.len(), code.len());
}
