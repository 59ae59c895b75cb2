//! `placeholder-text`: something that a template left to fill in still stands in the text.
//!
//! Looks at the document and not at the plan, because `<what was decided>` is markup that no reader
//! sees. Titles have a rule of their own, and so have the stamps of finished progress.

use std::ops::Range;

use stopgate_expressions::{pattern, words};
use stopgate_markdown::{
    Block, BlockId, BlockKind, Concealment, InlineKind, SectionId, Tree, Visibility,
};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::{Check, Report, Rule, placeholder};

pub(crate) const RULE: Rule = Rule {
    code: "STR008",
    name: "placeholder-text",
    summary: "A placeholder of the template is left",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

/// Items that number what they should say.
static NUMBERED: Pattern = pattern!(
    r"(?i)^(goal|objective|criterion|criteria|task|question|risk|person|system|tool|service|document|requirement|feature",
    r"|component|metric|assumption|constraint|stakeholder|decision|action(?: item)?|item|deliverable|dependency)\s+\d{1,2}\s*:?$",
);

/// Columns beside which a number is a name and not all there is.
static TELLS: Words = words!(
    r"\b(?:descriptions?|details?|summary|what|titles?|names?|deliverables?|statement|text|work|how)\b"
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    let title = tree
        .sections()
        .iter()
        .find(|section| section.level == 1)
        .and_then(|top| top.heading);
    let mut found: Vec<Span> = Vec::new();
    for id in tree.roots().iter().flat_map(|&root| tree.descendants(root)) {
        if title != Some(id) && is_read(tree.block(id)) {
            found.extend(in_block(tree, id));
        }
    }
    found.extend(in_front_matter(tree));
    found.sort();
    found.dedup_by_key(|span| tree.source().line(span.start()));
    for span in found {
        let words = tree.source().slice(span).trim();
        report.find(
            span,
            format!("`{words}` holds the place of an answer that is not there"),
            "Write the answer, or ask it as an open question and refer to it here",
        ).ask(format!("What stands in place of `{words}`? Nobody else knows. For example: the name, number or date that was meant?"));
    }
}

fn is_read(block: &Block) -> bool {
    use Concealment::{Comment, RawHtml};
    !matches!(block.visibility, Visibility::Hidden(Comment | RawHtml))
        || matches!(block.kind, BlockKind::Html(false))
}

fn in_block(tree: &Tree, id: BlockId) -> Vec<Span> {
    let block = tree.block(id);
    match block.kind {
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Cell => in_text(tree, id),
        BlockKind::Html(false) => pseudo_tag(tree, block.span).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn in_text(tree: &Tree, id: BlockId) -> Vec<Span> {
    let (block, prose) = (tree.block(id), tree.prose(id));
    let text = placeholder::masked(prose.text());
    let found = placeholder::find(&text).into_iter();
    let kept = found.filter(|at| !is_stamp(tree, block, &text, at));
    let mut spans: Vec<Span> = kept.map(|at| prose.origin(at)).collect();
    let tags = tree
        .inlines(id)
        .iter()
        .filter(|inline| inline.kind == InlineKind::Html);
    spans.extend(tags.filter_map(|inline| pseudo_tag(tree, inline.span)));
    let is_heading = matches!(block.kind, BlockKind::Heading(_));
    if !is_heading && placeholder::is_wholly_bracketed(&text) {
        spans.push(block.span);
    }
    if !is_heading && !is_kept_open(tree, block) {
        let undecided = placeholder::undecided(&text);
        spans.extend(undecided.into_iter().map(|at| prose.origin(at)));
    }
    if is_numbered(tree, id, text.trim()) {
        spans.push(block.span);
    }
    spans
}

/// True in sections for what is still open, and in those that are a record of the work.
fn is_kept_open(tree: &Tree, block: &Block) -> bool {
    static TITLE: Words = words!(
        r"\b(?:questions?|clarifications?|unknowns?|unresolved|undecided|open (?:points?|issues?|items?|decisions?)|assumptions?|gaps?|decisions?|progress|surprises|discoveries|outcomes|retrospective|artifacts|notes|risks?|actions?|next steps|out of scope|non-goals|future)\b"
    );
    let section = |id: SectionId| tree.section(id);
    let innermost = Some(section(block.section));
    std::iter::successors(innermost, |inner| inner.parent.map(section))
        .filter(|section| section.level > 1)
        .any(|section| TITLE.is_match(&section.title))
}

/// A stamp that another rule judges: of finished progress, or still open.
fn is_stamp(tree: &Tree, block: &Block, text: &str, at: &Range<usize>) -> bool {
    let Some(BlockKind::Item(Some(mark))) = block.parent.map(|item| &tree.block(item).kind) else {
        return false;
    };
    let opens = text[..at.start].trim() == "(";
    opens && (mark.is_ticked() || text[at.clone()].eq_ignore_ascii_case("tbd"))
}

/// `<what was decided>`, which CommonMark takes for a tag.
fn pseudo_tag(tree: &Tree, span: Span) -> Option<Span> {
    let source = tree.source();
    let tag = source.trim(span);
    let content = source.slice(tag).strip_prefix('<')?.strip_suffix('>')?;
    let line = source.lines().span(source.line(tag.start())).join(tag);
    let within = tag.start() - line.start()..tag.end() - line.start();
    let text = source.slice(line);
    let is_one =
        content.starts_with(|c: char| c.is_ascii_alphabetic()) && !content.contains(['<', '>']);
    let is_left = is_one
        && placeholder::stands_free(text, &within)
        && (placeholder::is_pseudo_tag(content, placeholder::stands_alone(text, &within))
            || is_amount(content, &text[within.end..]));
    is_left.then_some(tag)
}

/// `<N> minutes`: a letter where a number should be.
fn is_amount(content: &str, behind: &str) -> bool {
    static UNIT: Pattern = pattern!(
        r"^ ?(?:%|(?:ms|s|seconds|minutes|hours|days|weeks|months|EUR|USD|GB|MB|users|requests)\b)"
    );
    content.len() < 3 && content.chars().all(|c| c.is_ascii_uppercase()) && UNIT.is_match(behind)
}

/// `Goal 1` as all that an item or a cell says. It is a reference where a heading carries that name.
fn is_numbered(tree: &Tree, id: BlockId, text: &str) -> bool {
    let Some(kind) = NUMBERED.captures(text).and_then(|found| found.get(1)) else {
        return false;
    };
    let Some(parent) = tree.block(id).parent.map(|parent| tree.block(parent)) else {
        return false;
    };
    let name = text.trim_end_matches([':', ' ']).to_lowercase();
    let is_heading = |title: &str| {
        let title = title.to_lowercase();
        let rest = title
            .find(&name)
            .and_then(|at| title.get(at + name.len()..));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_free = match parent.kind {
        BlockKind::Item(_) => parent.children.len() == 1,
        BlockKind::Row(false) => column_says_no_more(tree, id, parent, kind.as_str()),
        _ => false,
    };
    is_free
        && !tree
            .sections()
            .iter()
            .any(|section| is_heading(&section.title))
}

/// True where the column of a cell is about this kind of thing, and no other tells more of it.
fn column_says_no_more(tree: &Tree, cell: BlockId, row: &Block, kind: &str) -> bool {
    let column = row.children.iter().position(|&id| id == cell);
    let table = row.parent.map(|table| tree.block(table));
    let header = table
        .and_then(|table| table.children.first())
        .map(|&id| tree.block(id));
    let (Some(column), Some(header)) = (column, header) else {
        return false;
    };
    let titles: Vec<String> = header
        .children
        .iter()
        .map(|&id| tree.prose(id).text().to_lowercase())
        .collect();
    let is_own = titles
        .get(column)
        .is_some_and(|title| title.contains(&kind.to_lowercase()));
    is_own
        && !titles
            .iter()
            .enumerate()
            .any(|(at, title)| at != column && TELLS.is_match(title))
}

/// Values of front matter: `ticket: TBD`.
fn in_front_matter(tree: &Tree) -> Option<Span> {
    static VALUE: Pattern = pattern!(
        r#"(?m)^[ \t]*[\w-]+[ \t]*[:=][ \t]*["']?(TBD|TBC|TODO|FIXME|YYYY-MM-DD|<[A-Za-z][^<>\n]*>)["']?[ \t]*\r?$"#
    );
    let content = tree.front_matter()?.content;
    let value = VALUE.captures(tree.source().slice(content))?.get(1)?;
    Some(Span::from(value.range()).shifted(content.start()))
}
