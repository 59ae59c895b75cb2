//! A plan from a stranger gives no orders to whoever reads the report.

use crate::folder::Folder;
use stopgate_markdown::{BlockKind, InlineKind, Tree};
use stopgate_source::Source;

/// Where messages quote what a document says, it says this.
const ATTACK: &str = "<img src=x onerror=alert(1)> ::error::x%0A [a](http://evil.example) @everyone ]]> ##vso[task.setvariable]x | & `b`";

/// A plan whose title, sections, owners and questions are hostile.
fn plan() -> String {
    format!(
        "# {ATTACK}\n\n## Purpose / Big Picture\n\n{ATTACK}\n\n## Progress\n\n- [x] {ATTACK}\n\n## {ATTACK}\n\n- [ ] TBD {ATTACK}\n\n## Decision Log\n\n- Decision: {ATTACK}\n\n## Open Questions\n\n- [ ] {ATTACK}\n\n## Concrete Steps\n\n    cat <{ATTACK}>\n\n## Context and Orientation\n\nSee `docs/{{evil}}::error::.md` and `::set-env name=A::b.md`.\n\n## Surprises & Discoveries\n\n- Observation: {ATTACK}\n\n## Outcomes & Retrospective\n"
    )
}

fn hostile() -> Folder {
    let folder = Folder::new();
    folder.write("plans/::error file=a,line=1::b.md", &plan());
    folder.write("plans/<b>@x.md", &plan());
    folder
}

#[test]
fn no_line_begins_a_command_that_is_not_ours() {
    let folder = hostile();
    for (format, ours) in [("github", "::"), ("azure", "##vso[task.logissue ")] {
        let out = folder
            .check(&["-v", "--output-format", format])
            .exits(1)
            .out;
        assert!(out.lines().count() > 10, "{out}");
        for line in out.lines() {
            assert!(line.starts_with(ours), "{format}: {line}");
        }
    }
    let github = folder.check(&["-v", "--output-format", "github"]).out;
    for line in github.lines() {
        let properties = line[2..].split("::").next().expect("text");
        assert!(properties.contains(",file=plans/"), "{line}");
        assert_eq!(properties.matches(",line=").count(), 1, "{line}");
    }
}

#[test]
fn the_job_summary_holds_no_markup_of_a_plan() {
    let folder = hostile();
    let out = folder.check(&["--output-format", "markdown"]).exits(1).out;
    assert!(out.contains("everyone"), "the plan is quoted: {out}");
    let tree = Tree::read_strict(Source::new(out.clone().into_bytes()));
    for id in tree.ids() {
        let kind = &tree.block(id).kind;
        assert!(
            !matches!(kind, BlockKind::Html(_) | BlockKind::Code(_)),
            "{kind:?}: {out}"
        );
        for inline in tree.inlines(id) {
            let is_text = !matches!(
                inline.kind,
                InlineKind::Link(_) | InlineKind::Image(_) | InlineKind::Html | InlineKind::Code(_)
            );
            assert!(is_text, "{:?}: {out}", inline.kind);
        }
    }
    assert!(!out.contains("@everyone"), "{out}");
    let heading = |block: &&stopgate_markdown::Block| matches!(block.kind, BlockKind::Heading(_));
    assert!(tree.blocks().iter().filter(heading).count() <= 3, "{out}");
}

#[test]
fn xml_stays_well_formed() {
    let folder = hostile();
    folder.write(
        "plans/control.md",
        &plan().replace("TBD", "TBD\u{1}\u{7f}\u{fffe}\u{202e}"),
    );
    for format in ["junit", "checkstyle"] {
        let out = folder
            .check(&["-v", "--output-format", format])
            .exits(1)
            .out;
        let mut reader = quick_xml::Reader::from_str(&out);
        reader.config_mut().check_end_names = true;
        while !matches!(
            reader.read_event().expect("well-formed"),
            quick_xml::events::Event::Eof
        ) {}
        assert!(
            out.chars()
                .all(|c| c == '\n' || !c.is_control() && c != '\u{fffe}'),
            "{format}"
        );
    }
}
