//! Headings and what stands under them.

use super::read;

#[test]
fn sections_nest_by_level() {
    let document = "a\n# *B*\nc\n### D\n## E\n- # f\n# G\n";
    let tree = read(document.as_bytes());
    let shown: Vec<_> = tree
        .sections()
        .iter()
        .map(|section| {
            let slice = |span| tree.source().slice(span).replace('\n', "/");
            let parent = section.parent.map(|id| tree.section(id).title.clone());
            (
                section.title.clone(),
                slice(section.span),
                slice(section.body),
                parent,
            )
        })
        .collect();
    let row = |title: &str, span: &str, body: &str, parent: Option<&str>| {
        (
            title.to_owned(),
            span.to_owned(),
            body.to_owned(),
            parent.map(str::to_owned),
        )
    };
    assert_eq!(
        shown,
        [
            row("", "a/", "a/", None),
            row("B", "# *B*/c/### D/## E/- # f/", "/c/", None),
            row("D", "### D/", "/", Some("B")),
            row("E", "## E/- # f/", "/- # f/", Some("B")),
            row("G", "# G/", "/", None),
        ]
    );
    assert_eq!(tree.section(tree.blocks()[2].section).title, "B");
}
