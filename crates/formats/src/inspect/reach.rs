//! Parts of format files that can have no effect.

use stopgate_model::SectionKind;
use stopgate_source::Finding;

use super::FormatPlaces;
use super::fault::{self, error, warning};
use crate::Format;
use crate::file::SectionSpec;
use crate::recognise::CLAIMED;

/// Weights that cannot add up, roles that nothing reaches, columns and points that nothing reads.
pub(super) fn faults(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let mut found = recognition(format, places);
    for section in &format.sections {
        found.extend(unread(section, places));
        found.extend(idle(section, places));
    }
    found.extend(phases(format, places));
    found
}

fn recognition(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let rule = &format.recognise;
    let span = places.key("recognise");
    let mut found = Vec::new();
    let mut say = |message: String, help: &str| {
        found.push(error(fault::UNREACHED, span, message, help));
    };
    if rule.certain <= 0.0 {
        say(
            "`certain` has to be above 0".to_owned(),
            "Write the weight at which there is no doubt left",
        );
        return found;
    }
    if rule.need_count > rule.need.len() {
        let message = format!(
            "`need_count` asks for {} of {} sections in `need`, so no document is ever recognised",
            rule.need_count,
            rule.need.len()
        );
        say(message, "Name more sections in `need`, or ask for fewer");
    }
    let sections: f32 = format.sections.iter().map(|section| section.weight).sum();
    let signs: f32 = rule.signs.iter().map(|sign| sign.weight).sum();
    let title = if rule.titles.is_empty() {
        0.0
    } else {
        rule.title_weight
    };
    let path = if rule.paths.is_empty() {
        0.0
    } else {
        rule.path_weight
    };
    let most = sections + signs + title + path;
    if most < rule.certain * CLAIMED {
        let message = format!(
            "A document with everything weighs {most}, and is claimed from {}",
            rule.certain * CLAIMED
        );
        say(message, "Lower `certain`, or raise the weights");
    } else if most < rule.certain {
        let message = format!(
            "A document with everything weighs {most}, so recognition never reaches `certain` = {}",
            rule.certain
        );
        found.push(warning(
            fault::UNREACHED,
            span,
            message,
            "Lower `certain`, or raise the weights",
        ));
    }
    found
}

fn unread(section: &SectionSpec, places: &FormatPlaces) -> Vec<Finding> {
    let span = places.section(&section.id);
    let mut found = Vec::new();
    let mut say = |message: String, help: String| {
        found.push(warning(fault::UNREAD, span, message, help));
    };
    let id = &section.id;
    if section.inline_commands && section.role.is_none() {
        say(
            format!("Commands in `{id}` are never read: `inline_commands` needs a role"),
            "Add role = \"work\", \"check\" or \"rollback\", or take `inline_commands` out"
                .to_owned(),
        );
    }
    let commands = section.columns.iter().any(|column| column.command);
    if commands && section.role.is_none() && section.kind != SectionKind::Tasks {
        say(
            format!("Commands in the columns of `{id}` are never read: the section has no role"),
            "Add role = \"work\" or \"check\"".to_owned(),
        );
    }
    if !section.points.is_empty() && section.kind != SectionKind::Checklist {
        say(
            format!("The points of `{id}` are never read: only a checklist has points"),
            "Write kind = \"checklist\"".to_owned(),
        );
    }
    let known = columns_of(section.kind);
    for column in section
        .columns
        .iter()
        .filter(|column| !known.contains(&column.id.as_str()))
    {
        let near = crate::nearest::suggestion(&column.id, known.iter().copied());
        let help = if known.is_empty() {
            "Give the section another kind, or take the column out".to_owned()
        } else {
            format!("This kind reads {}", known.join(", "))
        };
        say(
            format!("The column `{}` of `{id}` is never read{near}", column.id),
            help,
        );
    }
    found
}

/// Sections that would be read if they said more.
fn idle(section: &SectionSpec, places: &FormatPlaces) -> Vec<Finding> {
    let span = places.section(&section.id);
    let mut found = Vec::new();
    let mut say = |message: String, help: String| {
        found.push(warning(fault::UNREAD, span, message, help));
    };
    let id = &section.id;
    let known = columns_of(section.kind);
    if section.columns.is_empty() && reads_nothing_else(section.kind) {
        say(
            format!(
                "Nothing is read out of `{id}`: it is of kind \"{}\" and has no columns",
                section.kind.name()
            ),
            format!(
                "Name its columns or keys, as in column = [{{ id = \"{}\", titles = [\"…\"] }}]; this kind reads {}",
                known.first().unwrap_or(&"…"),
                known.join(", ")
            ),
        );
    }
    let demanded = section.fields.iter().find(|field| field.required);
    if let Some(field) = demanded.filter(|_| !section.header) {
        say(
            format!(
                "The field `{}` of `{id}` is never demanded: `required` counts in the header only",
                field.id
            ),
            "Give the section header = true, which makes its fields header fields, or take `required` out"
                .to_owned(),
        );
    }
    found
}

fn phases(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let Some(phases) = &format.phases else {
        return Vec::new();
    };
    let span = places.key("phases");
    let mut found = Vec::new();
    if phases.words.is_empty() && !phases.numbered {
        let message = "No heading is ever a phase: `words` is empty".to_owned();
        found.push(error(
            fault::UNREAD,
            span,
            message,
            "Write words = [\"Phase\"]",
        ));
    }
    let commands = phases.columns.iter().any(|column| column.command);
    let reached =
        phases.role.is_some() || format.sections.iter().any(|section| section.role.is_some());
    if (commands || !phases.automated.is_empty()) && !reached {
        let message =
            "Commands in phases are never read: neither `phases` nor a section has a role"
                .to_owned();
        found.push(warning(
            fault::UNREAD,
            span,
            message,
            "Add role = \"work\" or \"check\" to `phases`",
        ));
    }
    found
}

/// True for kinds whose sections are rows and items with columns or keys, and nothing besides.
fn reads_nothing_else(kind: SectionKind) -> bool {
    use SectionKind::{Actions, Components, Gaps, Risks, Summary};
    matches!(kind, Actions | Components | Gaps | Risks | Summary)
}

/// The ids of columns and keys that are read in sections of a kind, which a format file gives titles to;
/// none for kinds that are read otherwise.
pub fn columns_of(kind: SectionKind) -> &'static [&'static str] {
    match kind {
        SectionKind::Decisions => &[
            "decision",
            "rationale",
            "made",
            "consequence",
            "alternatives",
        ],
        SectionKind::Discoveries => &["observation", "evidence"],
        SectionKind::Checks => &["id", "check", "method", "expected", "phase"],
        SectionKind::Risks => &[
            "risk",
            "area",
            "likelihood",
            "impact",
            "mitigation",
            "contingency",
            "owner",
        ],
        SectionKind::Gaps => &["gap", "fix", "owner", "status"],
        SectionKind::Questions => &["question", "status", "owner", "due"],
        SectionKind::Components => &["name", "responsibility", "boundary", "owner"],
        SectionKind::Options => &["pros", "cons", "best_for"],
        SectionKind::Timeline => &["week", "phase"],
        SectionKind::Actions => &["action", "owner", "due"],
        SectionKind::Summary => &["phase", "duration"],
        SectionKind::Tasks => &[
            "id",
            "task",
            "detail",
            "estimate",
            "priority",
            "dependencies",
            "owner",
            "expected",
        ],
        SectionKind::Steps | SectionKind::Rollback => &["phase", "method", "expected"],
        _ => &[],
    }
}
