//! What a section holds, by its title and by how its content is written.

use stopgate_markdown::{BlockKind, Section, Tree};
use stopgate_model::{Role, SectionKind};

use crate::lower::is_shell_block;

/// How the content of a section is written.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Titles of the columns of its tables.
    pub(super) columns: Vec<String>,
    /// Check-box items.
    boxes: usize,
    /// Check-box items with a date.
    dated: usize,
    /// Blocks of shell commands.
    shell: usize,
    /// Items that state a decision.
    decisions: usize,
}

/// Looks at a section and what lies below it.
pub(super) fn content(tree: &Tree, section: &Section) -> Content {
    let mut content = Content::default();
    let inside = tree
        .blocks()
        .iter()
        .filter(|block| section.span.contains(block.span));
    for block in inside {
        match &block.kind {
            BlockKind::Table => {
                let header = block.children.first().map(|row| &tree.block(*row).children);
                let cells = header.into_iter().flatten();
                let titles = cells.map(|cell| tree.prose(*cell).text().trim().to_owned());
                content
                    .columns
                    .extend(titles.filter(|title| !title.is_empty()));
            }
            BlockKind::Item(checkbox) => {
                let text = tree.source().slice(block.span);
                content.boxes += usize::from(checkbox.is_some());
                let date = stopgate_model::find_date(text).is_some();
                content.dated += usize::from(checkbox.is_some() && date);
                content.decisions +=
                    usize::from(text.contains("Decision:") && text.contains("Rationale"));
            }
            BlockKind::Code(code) if is_shell_block(code) => content.shell += 1,
            _ => {}
        }
    }
    content
}

/// Words of titles, what such a section is, and what its commands are for; the first that fits counts.
const TITLES: &[(&[&str], SectionKind, Option<Role>)] = &[
    (&["risk"], SectionKind::Risks, None),
    (&["question"], SectionKind::Questions, None),
    (&["decision"], SectionKind::Decisions, None),
    (
        &["rollback", "roll back", "backout", "recovery", "revert"],
        SectionKind::Rollback,
        Some(Role::Rollback),
    ),
    (&["action item"], SectionKind::Actions, None),
    (&["progress"], SectionKind::Progress, None),
    (&["surprise", "discover"], SectionKind::Discoveries, None),
    (
        &[
            "goal",
            "success criteria",
            "acceptance criteria",
            "objective",
        ],
        SectionKind::Criteria,
        None,
    ),
    (&["requirement"], SectionKind::Requirements, None),
    (
        &["validation", "verif", "test", "check", "acceptance"],
        SectionKind::Checks,
        Some(Role::Check),
    ),
    (&["timeline", "schedule"], SectionKind::Timeline, None),
    (&["stack", "technolog"], SectionKind::Stack, None),
    (
        &["step", "procedure", "commands", "runbook", "execution"],
        SectionKind::Steps,
        Some(Role::Work),
    ),
    (&["task", "work breakdown"], SectionKind::Tasks, None),
];

/// Kinds that a table alone proves, by two of its columns.
const TABLES: &[(&str, &str, SectionKind)] = &[
    ("risk", "mitigation", SectionKind::Risks),
    ("question", "owner", SectionKind::Questions),
    ("decision", "", SectionKind::Decisions),
    ("action", "owner", SectionKind::Actions),
    ("task", "", SectionKind::Tasks),
    ("component", "", SectionKind::Components),
    ("check", "expected", SectionKind::Checks),
];

/// The kind of a section and the role of its commands.
pub(super) fn guess(title: &str, content: &Content) -> (SectionKind, Option<Role>) {
    let lower = title.to_lowercase();
    let of_title = TITLES
        .iter()
        .find(|(words, _, _)| words.iter().any(|word| lower.contains(word)));
    let role = |kind| match kind {
        SectionKind::Rollback => Some(Role::Rollback),
        SectionKind::Checks => Some(Role::Check),
        SectionKind::Steps => Some(Role::Work),
        _ => None,
    };
    let column = |word: &str| {
        content
            .columns
            .iter()
            .any(|title| title.to_lowercase().contains(word))
    };
    let of_table = TABLES
        .iter()
        .find(|(one, other, _)| column(one) && column(other) && !content.columns.is_empty());
    match (of_table, of_title) {
        (Some((_, _, kind)), _) => (*kind, role(*kind)),
        // Goals that are told as prose are no list of criteria, and only a table holds tasks alone.
        (None, Some((_, kind, role))) if proves(*kind, content) => (*kind, *role),
        _ if content.dated > 0 => (SectionKind::Progress, None),
        _ if content.decisions > 0 => (SectionKind::Decisions, None),
        _ if content.shell > 0 => (SectionKind::Steps, Some(Role::Work)),
        _ => (SectionKind::Prose, None),
    }
}

fn proves(kind: SectionKind, content: &Content) -> bool {
    match kind {
        SectionKind::Steps => content.shell > 0,
        SectionKind::Tasks => !content.columns.is_empty() || content.boxes > 0,
        SectionKind::Progress => content.boxes > 0,
        _ => true,
    }
}
