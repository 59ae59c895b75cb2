//! New plans from the skeleton of a format.

use jiff::civil::Date;

use crate::file::SectionSpec;
use crate::{Format, title};

/// An inherited template with a heading for every demanded section that it lacks: in front of the next
/// section of the format that is in it, else in front of the gate line, else at the end.
pub(crate) fn completed(template: &str, sections: &[SectionSpec]) -> String {
    let mut lines: Vec<String> = template.lines().map(str::to_owned).collect();
    for (at, section) in sections.iter().enumerate() {
        let Some(title) = section.titles.first().filter(|_| section.required) else {
            continue;
        };
        if lines.iter().any(|line| is_heading_of(line, section)) {
            continue;
        }
        let is_next = |line: &String| {
            let mut later = sections[at + 1..].iter();
            later.any(|next| is_heading_of(line, next))
        };
        let is_gate = |line: &String| line.starts_with("Gate:");
        let next = lines.iter().position(is_next);
        let place = next.or_else(|| lines.iter().position(is_gate));
        let place = place.unwrap_or(lines.len());
        let heading = format!("{} {title}", "#".repeat(usize::from(section.level)));
        let before = (place == lines.len()).then(String::new);
        let after = (place < lines.len()).then(String::new);
        let added: Vec<String> = before.into_iter().chain([heading]).chain(after).collect();
        lines.splice(place..place, added);
    }
    lines.join("\n") + "\n"
}

fn is_heading_of(line: &str, section: &SectionSpec) -> bool {
    let Some(title) = line.strip_prefix('#') else {
        return false;
    };
    let forms = title::forms(title.trim_start_matches('#'));
    let mut known = section.titles.iter().chain(&section.aliases);
    known.any(|known| forms.contains(&title::normalised(known)))
}

/// The text of a new plan. Nothing in it is an answer: hints are HTML comments, cells are empty, so
/// that the checker asks for what is missing and no placeholder can be left over.
pub fn new_plan(format: &Format, title: &str, today: Date) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    format
        .template
        .replace("{{date}}", &today.to_string())
        .replace("{{title}}", &title)
}
