//! The index of plans: one line a plan, with its day, name, status and owner, between two markers of a file
//! (E10). Whatever stands around the markers is a person's.

use std::collections::HashMap;

use stopgate_expressions::pattern;
use stopgate_model::Plan;
use stopgate_rules::{Stage, by_boxes, is_blocked, stage};
use stopgate_source::{Edit, EditSet, Pattern, Span};

/// What opens the lines.
const BEGIN: &str = "<!-- stopgate-index -->";
/// What closes them.
const END: &str = "<!-- /stopgate-index -->";

/// `- 2026-01-02 - [Move the orders](move.md) - status: planned - owner: Ada`
static LINE: Pattern = pattern!(
    r"^- (?P<date>\d{4}-\d{2}-\d{2}) - \[.*\]\((?P<path>[^)]*)\) - status: (?P<status>[a-z_]+) - owner: (?P<owner>.+)$"
);
static DAY: Pattern = pattern!(r"\d{4}-\d{2}-\d{2}");

/// Who owns a plan that names nobody.
const NOBODY: &str = "nobody";

/// How a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStatus {
    /// Nobody has begun.
    Planned,
    /// Work goes on.
    InProgress,
    /// It cannot go on by itself.
    Blocked,
    /// Nothing is left.
    Done,
}

/// What the newest run of a plan says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStanding {
    /// It goes on, or waits at a stop-gate.
    Open,
    /// A person has to do something before it goes on.
    Stuck,
    /// It has passed.
    Passed,
    /// It says nothing about the plan as it is.
    Over,
}

impl PlanStatus {
    /// The name in the index and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Done => "done",
        }
    }

    /// How a plan stands by its status, its boxes and its newest run.
    pub fn of(plan: &Plan, run: Option<RunStanding>) -> Self {
        let boxed = plan.progress.iter().any(|entry| entry.mark.is_some());
        if plan.superseded.is_some() {
            return Self::Done;
        }
        let stage = if boxed { by_boxes(plan) } else { stage(plan) };
        match (stage, run) {
            (Stage::Finished, _) => Self::Done,
            _ if is_blocked(plan) => Self::Blocked,
            (_, Some(RunStanding::Stuck)) => Self::Blocked,
            (Stage::NotBegun, Some(RunStanding::Passed)) if !boxed => Self::Done,
            (Stage::UnderWay, _) | (_, Some(RunStanding::Open)) => Self::InProgress,
            (Stage::NotBegun, _) => Self::Planned,
        }
    }
}

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// The day of the plan, `YYYY-MM-DD`; none where it tells none.
    pub date: Option<String>,
    /// Its title.
    pub name: String,
    /// Its path, relative to the root.
    pub path: String,
    /// How it stands.
    pub status: PlanStatus,
    /// Who owns it; none where it names nobody.
    pub owner: Option<String>,
}

impl IndexEntry {
    /// The line of a plan.
    pub fn of(plan: &Plan, path: &str, run: Option<RunStanding>) -> Self {
        let header = |id: &str| plan.header(id).and_then(|field| field.value.text());
        let day = |text: &str| DAY.find(text).map(|found| found.as_str().to_owned());
        let dated = ["date", "created", "started"];
        let progress = || {
            let days = plan.progress.iter().filter_map(|entry| entry.stamp.day());
            days.min().map(|day| day.to_string())
        };
        let date = dated
            .iter()
            .find_map(|id| day(header(id)?))
            .or_else(progress);
        let owner = ["owner", "author", "owners", "authors"];
        let owner = owner.iter().find_map(|id| header(id)).map(str::to_owned);
        let title = plan.title.as_ref().map(|title| title.value.clone());
        Self {
            date,
            name: title.unwrap_or_else(|| path.to_owned()),
            path: path.to_owned(),
            status: PlanStatus::of(plan, run),
            owner,
        }
    }
}

/// The text of an index that is not there yet.
pub fn new_index() -> String {
    format!("# Plans\n\n## Index of plans\n\n{BEGIN}\n{END}\n")
}

/// True for a file that has a place for the lines.
pub fn holds_index(text: &str) -> bool {
    place(text).is_some()
}

/// The paths of the plans that an index lists, as links in it.
pub fn indexed_links(text: &str) -> Vec<String> {
    known(text).into_keys().collect()
}

/// The edits that make the lines of an index those of these plans, each with the link under which the file
/// names it. Day and owner that a plan does not tell stay as they stand there; where nothing stands, the day is
/// `today`. None where there is no place for them.
pub fn index_edits(text: &str, entries: &[(String, IndexEntry)], today: &str) -> Option<EditSet> {
    let place = place(text)?;
    let known = known(text);
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<(String, String)> = entries
        .iter()
        .map(|(link, entry)| line(link, entry, known.get(link), today))
        .collect();
    lines.sort();
    let wanted: String = lines.into_iter().map(|(_, line)| line + ending).collect();
    if text.get(place.range()) == Some(wanted.as_str()) {
        return Some(EditSet::default());
    }
    Some(EditSet::one(Edit {
        span: place,
        text: wanted,
    }))
}

/// The line of an entry behind what it is sorted by: open ones first, then by day and name.
fn line(
    link: &str,
    entry: &IndexEntry,
    known: Option<&(String, String)>,
    today: &str,
) -> (String, String) {
    let stands = known.map(|(date, _)| date.clone());
    let date = entry
        .date
        .clone()
        .or(stands)
        .unwrap_or_else(|| today.to_owned());
    let stands = known.map(|(_, owner)| owner.clone());
    let owner = entry
        .owner
        .as_deref()
        .map(plain)
        .filter(|owner| !owner.is_empty());
    let owner = owner.or(stands).unwrap_or_else(|| NOBODY.to_owned());
    let name = plain(&entry.name);
    let status = entry.status.name();
    let done = u8::from(entry.status == PlanStatus::Done);
    (
        format!("{done} {date} {name} {link}"),
        format!("- {date} - [{name}]({link}) - status: {status} - owner: {owner}"),
    )
}

/// Words of a plan on one line, without what Markdown or a line of the index reads.
fn plain(text: &str) -> String {
    let kept = text.chars().map(|c| match c {
        '[' | ']' | '(' | ')' | '<' | '>' | '`' | '*' | '|' | '\\' | '#' | '&' => ' ',
        c if c.is_control() => ' ',
        c => c,
    });
    let kept: String = kept.take(120).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bytes between the line of the one marker and that of the other.
fn place(text: &str) -> Option<Span> {
    let begin = text.find(BEGIN)?;
    let start = begin + text[begin..].find('\n')? + 1;
    let end = start + text[start..].find(END)?;
    let alone = text[..end].ends_with('\n') && text[begin..start].trim_end() == BEGIN;
    let single = text.matches(BEGIN).count() == 1;
    (alone && single).then(|| Span::new(start, end))
}

/// Day and owner of the lines that are there, by link.
fn known(text: &str) -> HashMap<String, (String, String)> {
    let lines = place(text).and_then(|place| text.get(place.range()));
    let read = |line: &str| {
        let found = LINE.captures(line.trim_end())?;
        let group = |name: &str| found[name].to_owned();
        Some((group("path"), (group("date"), group("owner"))))
    };
    lines.unwrap_or_default().lines().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::{IndexEntry, PlanStatus, holds_index, index_edits, new_index};

    fn entry(name: &str, status: PlanStatus) -> (String, IndexEntry) {
        let entry = IndexEntry {
            date: None,
            name: name.to_owned(),
            path: format!("docs/{name}.md"),
            status,
            owner: None,
        };
        (format!("{name}.md"), entry)
    }

    fn written(text: &str, entries: &[(String, IndexEntry)], today: &str) -> String {
        let edits = index_edits(text, entries, today).expect("a place");
        String::from_utf8(edits.apply(text.as_bytes())).expect("UTF-8")
    }

    #[test]
    fn an_index_keeps_what_plans_do_not_tell() {
        let new = new_index();
        assert!(holds_index(&new));
        let entries = [
            entry("b", PlanStatus::Planned),
            entry("a [x]", PlanStatus::Done),
        ];
        let first = written(&new, &entries, "2026-01-02");
        assert!(
            first.contains(
                "- 2026-01-02 - [b](b.md) - status: planned - owner: nobody\n- 2026-01-02 - [a x]"
            ),
            "{first}"
        );
        let mine = first.replace(
            "[b](b.md) - status: planned - owner: nobody",
            "[b](b.md) - status: planned - owner: Ada",
        );
        let later = written(&mine, &[entry("b", PlanStatus::Blocked)], "2026-02-02");
        assert!(
            later.contains("- 2026-01-02 - [b](b.md) - status: blocked - owner: Ada\n<!-- /"),
            "{later}"
        );
        assert_eq!(
            written(&later, &[entry("b", PlanStatus::Blocked)], "2026-03-03"),
            later
        );
        assert!(!holds_index("# Index of plans\n\n- x\n"));
    }
}
