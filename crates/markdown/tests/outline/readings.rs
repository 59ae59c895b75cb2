//! Documents that can be read in more than one way.

use stopgate_markdown::{FrontMatterKind, Reading};

use super::{check, read};

#[test]
fn front_matter_stands_at_the_first_byte_only() {
    let tree = read(b"\xef\xbb\xbf---  \na: b\n...\n# c\n");
    let front = tree
        .front_matter()
        .map(|front| (front.kind, tree.source().slice(front.content)));
    assert_eq!(front, Some((FrontMatterKind::Yaml, "a: b\n")));
    check("\u{feff}---\na: b\n---\n# c\n", "h1 \"c\"");
    check("+++\na = 1\n+++\n\nb", "text \"b\"");
    check("---\na: b\n\nc", "rule \"---\"\ntext \"a: b\"\ntext \"c\"");
    check("\n---\na: b\n---\n", "rule \"---\"\nh2 \"a: b\"");
}

#[test]
fn a_fence_around_everything_is_taken_away() {
    let document = "```md\n# a\n\n```sh\nb\n```\n```\n";
    check(document, "h1 \"a\", uncertain\ncode sh [\"b\"], uncertain");
    assert!(matches!(
        read(document.as_bytes()).reading(),
        Reading::Unwrapped(_)
    ));
    check("```\n# a\n```\n", "h1 \"a\", uncertain");
    check("```sh\n# a\n```\n", "code sh [\"# a\"]");
    check("```md\na\n```\n", "code md [\"a\"]");
}

#[test]
fn a_fence_that_its_content_closes_too_early_is_nested() {
    let document = "# a\n\n```markdown\nb\n```\nc\n```\nd\n```\n\n```sh\ne\n```\n";
    check(
        document,
        r#"
h1 "a"
code markdown ["b", "```", "c", "```", "d"], uncertain
code sh ["e"]"#,
    );
    let reading = read(document.as_bytes()).reading();
    assert!(matches!(reading, Reading::Renested(span) if span.start() == 5 && span.len() == 11));
    check(
        "```md\na\n```\n\n```sh\nb\n```\n",
        "code md [\"a\"]\ncode sh [\"b\"]",
    );
    check(
        "# x\n\n````md\n```sh\nb\n```\n````\n",
        "h1 \"x\"\ncode md [\"```sh\", \"b\", \"```\"]",
    );
}

#[test]
fn bytes_that_are_not_utf8_are_kept() {
    let bytes = b"# \xff\n\n```sh\nrm \xc3\n```\n";
    let tree = read(bytes);
    assert_eq!(tree.text(), bytes);
    assert_eq!(tree.sections()[1].title, "\u{1a}");
}

#[test]
fn code_where_parsers_disagree_is_not_certain() {
    check(
        "-\n    \n    a\n",
        "list\n  item \"\"\ncode indented [\"a\"], uncertain",
    );
    check(
        "[a]: b\n---\n    c\n",
        "rule \"---\", uncertain\ncode indented [\"c\"], uncertain",
    );
    check(
        "<hr>\n\u{c}\n```\na\n```\n",
        "html \"<hr>\", uncertain\ncode  [\"a\"], uncertain",
    );
    check(
        "```\na\u{c}\n\u{c}\n```\n",
        "code  [\"a\\u{c}\", \"\\u{c}\"]",
    );
}

#[test]
fn code_right_below_a_tag_in_a_list_is_not_certain() {
    check(
        "- a\n<br>\n```\nb\n```\n\n```\nc\n```\n",
        "list\n  item\n    text \"a\\n\"\ncode  [\"b\"], uncertain\ncode  [\"c\"]",
    );
}
