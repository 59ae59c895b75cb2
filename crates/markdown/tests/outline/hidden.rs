//! What a reader of the rendered page does not see.

use super::{check, read};

#[test]
fn comments_hide_themselves_and_a_comment_left_open_hides_the_rest() {
    check(
        "<!-- a -->\n\nb <!-- c --> d\n",
        r#"
comment "<!-- a -->", in an HTML comment
text "b  d""#,
    );
    check(
        "<!-- a\n\n```sh\nb\n```\n",
        r#"
comment "<!-- a\n\n```sh\nb\n```", in an HTML comment"#,
    );
    check(
        "<div><!--\n\n```sh\na\n```\n\n--></div>\n\nb",
        r#"
html "<div><!--", in an HTML comment, uncertain
code sh ["a"], in an HTML comment, uncertain
text "-->", in an HTML comment
text "b", in an HTML comment"#,
    );
}

#[test]
fn details_hide_what_lies_between_their_tags() {
    check(
        "<DETAILS>\n<summary>a</summary>\n\n```sh\nb\n```\n\n</Details>\n\nc\n",
        r#"
html "<DETAILS>\n<summary>a</summary>", in a collapsed <details> block
code sh ["b"], in a collapsed <details> block
html "</Details>", in a collapsed <details> block
text "c""#,
    );
    check(
        "a <details>\n\nb\n\n<details>\n\n</details>\n\nc\n\n</details>\n\nd",
        r#"
text "a ", in a collapsed <details> block
text "b", in a collapsed <details> block
html "<details>", in a collapsed <details> block
html "</details>", in a collapsed <details> block
text "c", in a collapsed <details> block
html "</details>", in a collapsed <details> block
text "d""#,
    );
}

#[test]
fn an_element_left_open_hides_what_follows() {
    check(
        "<div style=\"display: none\">\n\na\n\n</div>\n\nb\n",
        r#"
html "<div style=\"display: none\">", in raw HTML
text "a", in raw HTML
html "</div>", in raw HTML
text "b""#,
    );
    check(
        "a <span>\n\nb",
        "text \"a \", in raw HTML\ntext \"b\", in raw HTML",
    );
    check("<br>\n\na", "html \"<br>\"\ntext \"a\"");
    check(
        "<x-y z=1>\n\na",
        "html \"<x-y z=1>\", in raw HTML\ntext \"a\", in raw HTML",
    );
}

#[test]
fn a_paragraph_with_a_dressed_up_element_is_hidden_and_one_with_a_plain_one_is_not() {
    check("a <span hidden>`b`</span>", "text \"a `b`\", in raw HTML");
    check("a <kbd>b</kbd> <a href=\"c\">d</a>", "text \"a b d\"");
}

#[test]
fn placeholders_hide_nothing() {
    check(
        "run <project-cli> <name of it> <a_b> now\n\na",
        "text \"run   <a_b> now\"\ntext \"a\"",
    );
}

#[test]
fn comments_are_listed_with_what_they_say() {
    let tree = read(b"<!-- a -->\n\n- b <!--c--> d\n\n> <!-- e\n> f -->\n");
    let said: Vec<_> = tree
        .comments()
        .iter()
        .map(|c| tree.source().slice(c.content))
        .collect();
    assert_eq!(said, [" a ", "c", " e\n> f "]);
}
