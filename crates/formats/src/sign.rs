//! Signs besides titles of sections by which a document is recognised.

use std::cell::OnceCell;

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_expressions::pattern;
use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::Pattern;

use crate::title;

/// Something that shows what a document is: headings inside phases, numbered headings, labelled lines
/// above the first section, check-box items of a shape. All that is named in one sign is counted together.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignSpec {
    /// Titles of headings at any depth; a heading counts that begins with one.
    #[serde(default)]
    pub(crate) headings: Vec<String>,
    /// First words of numbered headings (`Task` counts `### Task 3: …`).
    #[serde(default)]
    pub(crate) numbered: Vec<String>,
    /// Labels of lines above the first section (`Goal`).
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    /// The shape of check-box items.
    pub(crate) items: Option<ItemShape>,
    /// How many there must be.
    #[serde(default = "one")]
    pub(crate) least: usize,
    /// What the sign adds to the weight of the document.
    #[serde(default = "heavy")]
    pub(crate) weight: f32,
    /// Whether the format claims no document without it.
    #[serde(default)]
    pub(crate) needed: bool,
}

/// How a check-box item begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ItemShape {
    /// `- [ ] 1.2 …`
    Numbered,
    /// `- [ ] T012 …`
    Coded,
    /// `- [ ] **Step 3: …**`
    Steps,
    /// Any check-box.
    Boxed,
}

fn one() -> usize {
    1
}

fn heavy() -> f32 {
    1.0
}

static NUMBERED: Pattern = pattern!(r"^[-*+]\s+\[.\]\s+\**[0-9]+(?:\.[0-9]+)+\.?\**\s");
static CODED: Pattern = pattern!(r"^[-*+]\s+\[.\]\s+\**[A-Z]{1,3}-?[0-9]{3,}\**[\s:]");
static STEP: Pattern = pattern!(r"^[-*+]\s+\[.\]\s+\**\p{L}+ [0-9]+[:.]");
static LABEL: Pattern = pattern!(r"(?m)^[> ]*(?:[-*] )?\*\*([^*:：\n]{1,40})[:：]?\*\*");

/// How many items of each shape there are.
#[derive(Clone, Copy, Debug, Default)]
struct Items {
    numbered: usize,
    coded: usize,
    steps: usize,
    boxed: usize,
}

/// What signs are looked for in: read once, however many formats ask.
pub(crate) struct Scene<'t> {
    tree: &'t Tree,
    titles: Vec<String>,
    items: OnceCell<Items>,
    labels: OnceCell<Vec<String>>,
}

impl<'t> Scene<'t> {
    /// The scene of a document with these headings, as normalised titles and as they are written.
    pub(crate) fn new(tree: &'t Tree) -> Self {
        let headings = tree
            .sections()
            .iter()
            .filter(|section| section.heading.is_some());
        Self {
            tree,
            titles: headings.map(|section| section.title.clone()).collect(),
            items: OnceCell::new(),
            labels: OnceCell::new(),
        }
    }

    /// True where the document shows enough of a sign.
    pub(crate) fn shows(&self, sign: &SignSpec) -> bool {
        let mut count = 0;
        if !sign.headings.is_empty() || !sign.numbered.is_empty() {
            count += self.headings(sign);
        }
        if !sign.labels.is_empty() {
            let known: Vec<String> = sign
                .labels
                .iter()
                .map(|label| title::normalised(label))
                .collect();
            count += known
                .iter()
                .filter(|label| self.labels().contains(label))
                .count();
        }
        if let Some(shape) = sign.items {
            let items = self.items.get_or_init(|| items(self.tree));
            count += match shape {
                ItemShape::Numbered => items.numbered,
                ItemShape::Coded => items.coded,
                ItemShape::Steps => items.steps,
                ItemShape::Boxed => items.boxed,
            };
        }
        count >= sign.least.max(1)
    }

    fn headings(&self, sign: &SignSpec) -> usize {
        let wanted: Vec<String> = sign
            .headings
            .iter()
            .map(|known| title::normalised(known))
            .collect();
        let counts = |heading: &&String| {
            let begins = || {
                let whole = title::normalised(heading);
                wanted.iter().any(|known| whole.starts_with(known.as_str()))
            };
            (!wanted.is_empty() && begins())
                || sign.numbered.iter().any(|word| is_numbered(heading, word))
        };
        self.titles.iter().filter(counts).count()
    }

    fn labels(&self) -> &[String] {
        self.labels.get_or_init(|| {
            let labels = labels_above(self.tree);
            labels
                .iter()
                .map(|label| title::normalised(label))
                .collect()
        })
    }
}

/// The labels of lines above the first section: `**Goal:** …`.
pub(crate) fn labels_above(tree: &Tree) -> Vec<String> {
    let text = tree.source().text();
    let mut sections = tree.sections().iter().filter(|section| section.level > 1);
    let end = sections.find_map(|section| section.heading.map(|_| section.span.start()));
    let above = &text[..end.unwrap_or(text.len())];
    let found = LABEL.captures_iter(above);
    found.map(|found| found[1].trim().to_owned()).collect()
}

/// `Task 3: …`, `Task B1 — …`; an empty word stands for a heading that begins with its number.
fn is_numbered(heading: &str, word: &str) -> bool {
    let heading = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(start) = heading.get(..word.len()) else {
        return false;
    };
    let behind = heading[word.len()..].trim_start();
    let label: String = behind.chars().take_while(|c| c.is_alphanumeric()).collect();
    start.eq_ignore_ascii_case(word)
        && (1..=4).contains(&label.len())
        && label.contains(|c: char| c.is_ascii_digit())
}

fn items(tree: &Tree) -> Items {
    let mut items = Items::default();
    for block in tree.blocks() {
        if !matches!(block.kind, BlockKind::Item(Some(_))) {
            continue;
        }
        let text = tree.source().slice(block.span);
        let line = text.lines().next().unwrap_or_default().trim_start();
        items.boxed += 1;
        items.numbered += usize::from(NUMBERED.is_match(line));
        items.coded += usize::from(CODED.is_match(line));
        items.steps += usize::from(STEP.is_match(line));
    }
    items
}
