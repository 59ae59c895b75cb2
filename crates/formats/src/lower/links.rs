//! Links and images, and the names that a link can have behind its `#`.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use stopgate_markdown::{BlockKind, Concealment, InlineKind, Tree};
use stopgate_model::Link;
use stopgate_source::pattern;

use super::Reader;
use super::outline::Outline;

/// Reads links that a reader of the page sees; those of the run record are left out.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Link> {
    let mut links = Vec::new();
    for id in reader.tree.ids() {
        let block = reader.tree.block(id);
        let seen = block
            .concealment()
            .is_none_or(|concealment| concealment == Concealment::Quote);
        if !seen || outline.is_recorded(block.span) {
            continue;
        }
        for inline in reader.tree.inlines(id) {
            if let InlineKind::Link(target) | InlineKind::Image(target) = &inline.kind {
                links.push(Link {
                    target: target.clone(),
                    origin: inline.span,
                });
            }
        }
    }
    links
}

/// Names of headings and of elements, each once per place.
pub(crate) fn anchors(reader: Reader<'_>) -> Vec<String> {
    anchors_of(reader.tree)
}

fn anchors_of(tree: &Tree) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for id in tree.ids() {
        let block = tree.block(id);
        if let BlockKind::Heading(_) = block.kind {
            let name = name_of(tree.prose(id).text());
            let count = counts.entry(name.clone()).or_default();
            anchors.push(match *count {
                0 => name,
                count => format!("{name}-{count}"),
            });
            *count += 1;
        }
        if let BlockKind::Html(_) = block.kind {
            anchors.extend(ids_in(tree.source().slice(block.span)));
        }
        for inline in tree.inlines(id) {
            if inline.kind == InlineKind::Html {
                anchors.extend(ids_in(tree.source().slice(inline.span)));
            }
        }
    }
    anchors
}

/// A heading as code hosts write it behind `#`: `Surprises & Discoveries` is `surprises--discoveries`.
fn name_of(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let lower = heading.trim().to_lowercase();
    let hyphened = |c| if c == ' ' { '-' } else { c };
    lower.chars().filter(kept).map(hyphened).collect()
}

fn ids_in(html: &str) -> impl Iterator<Item = String> {
    static ID: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?i)[\s"'](?:id|name)\s*=\s*["']?([^"'\s>]+)"#));
    ID.captures_iter(html).map(|found| found[1].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use stopgate_source::Source;

    #[test]
    fn headings_and_elements_have_names() {
        let text = "# Move `orders`: a plan\n\n## Surprises & Discoveries\n\n## Twice\n\n<a id=\"own\"></a>\n\n## Twice\n\nSee <span id='here'>this</span>.\n";
        let tree = Tree::read(Source::new(text.as_bytes().to_vec()));
        assert_eq!(
            anchors_of(&tree),
            [
                "move-orders-a-plan",
                "surprises--discoveries",
                "twice",
                "own",
                "twice-1",
                "here"
            ]
        );
    }
}
