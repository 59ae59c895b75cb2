//! Kinds of blocks and their ranges.

use super::check;

#[test]
fn items_have_boxes_and_paragraphs_of_their_own() {
    check(
        "- [ ] a\n- [x] b\n\n  c\n- [~]\n- [-] \\[d]\n- [x](u) e\n",
        r#"
list
  item [ ]
    text "a"
  item [x]
    text "b"
    text "c"
  item [~] ""
  item [-]
    text "[d]"
  item
    text "x e""#,
    );
    check(
        "1. [X] `a`\n   b\n",
        "list from 1\n  item [X]\n    text \"`a`\\nb\"",
    );
    check("- a\n  [ ] b\n", "list\n  item\n    text \"a\\n[ ] b\"");
    check("- [ ]\n  a\n", "list\n  item [ ]\n    text \"a\"");
}

#[test]
fn code_lines_have_no_prefix_no_indentation_and_no_line_ending() {
    check(
        "```sh {#id}\r\na\r\n\r\n  b\r\n```\r\n",
        r#"code sh {#id} ["a", "", "  b"]"#,
    );
    check(
        "> - ```\n>   a\n>\n>   b\n>   ```\n",
        r#"
quote, in a block quote
  list, in a block quote
    item, in a block quote
      code  ["a", "", "b"], in a block quote"#,
    );
    check(
        "- a\n\n      b\n\n      c\n\nd",
        r#"
list
  item
    text "a"
    code indented ["b", "", "c"]
text "d""#,
    );
    check("```\ra\r```\rb", "code  [\"a\"]\ntext \"b\"");
}

#[test]
fn a_fence_is_closed_by_a_fence_only() {
    check("```sh\na\n```\t\nb\n", "code sh [\"a\"]\ntext \"b\"");
    check("````\na\n```\n\n\n", r#"code  ["a", "```"], open"#);
    check(
        "- ```\n  a\nb\n",
        "list\n  item\n    code  [\"a\"], open\ntext \"b\"",
    );
    check("```\n```\n", "code  []");
    check("```", "code  [], open");
}

#[test]
fn tables_have_every_cell() {
    check(
        "| a | b |\n|---|---|\n| `x\\|y` | |\n| z\n",
        r#"
table
  head
    cell "a"
    cell "b"
  row
    cell "`x|y`"
    cell ""
  row
    cell "z"
    cell """#,
    );
}

#[test]
fn a_table_right_behind_text_is_one_as_on_github_but_not_certain() {
    check(
        "a\nb\nc | d\n--- | ---\ne | f\n\ng",
        r#"
text "a\nb", uncertain
table, uncertain
  head, uncertain
    cell "c", uncertain
    cell "d", uncertain
  row, uncertain
    cell "e", uncertain
    cell "f", uncertain
text "g""#,
    );
    check(
        "> a\n> b | c\n> --- | ---\n",
        r#"
quote, in a block quote
  text "a\nb | c\n--- | ---", in a block quote, uncertain"#,
    );
    check("a\nb | c\n---\n", "h2 \"a\\nb | c\"");
}

#[test]
fn a_row_that_may_be_indented_code_is_not_certain() {
    check(
        "a | b\n--- | ---\n    c\n",
        "table\n  head\n    cell \"a\"\n    cell \"b\"\n  row, uncertain\n    cell \"c\", uncertain\n    cell \"\", uncertain",
    );
}

#[test]
fn tabs_and_quotes_do_not_shift_items() {
    check(
        ">\t- a\n>\t- b\n",
        r#"
quote, in a block quote
  list, in a block quote
    item, in a block quote
      text "a", in a block quote
    item, in a block quote
      text "b", in a block quote"#,
    );
    check(
        "-\t- a\n\t- b\n",
        r#"
list
  item
    list
      item
        text "a"
      item
        text "b""#,
    );
}

#[test]
fn headings_rules_and_footnotes() {
    check(
        "# a #\n\nb\n===\n\n***\n",
        "h1 \"a\"\nh1 \"b\"\nrule \"***\"",
    );
    check(
        "a[^1]\n\n[^1]: b\n",
        r#"
text "a"
footnote 1, in a footnote
  text "b", in a footnote"#,
    );
}
