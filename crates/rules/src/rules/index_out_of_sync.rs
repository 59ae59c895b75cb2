//! `index-out-of-sync`: the index of plans says that this plan stands otherwise than its boxes do.

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::{Pattern, Severity, Source};

use crate::contents::index::{Entry, TITLE, is_same_name, lines, read};
use crate::contents::past::file;
use crate::contents::stage::{Stage, by_boxes};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV015",
    name: "index-out-of-sync",
    summary: "The index of plans and the plan differ about its status",
    severity: Severity::Warning,
    requirements: &["E1"],
    check: Check::Plan(look),
};

/// Where a repository keeps its index, besides the folder of the plan.
const PLACES: &[&str] = &[
    "PLANS.md",
    ".agent/PLANS.md",
    ".agents/PLANS.md",
    "docs/PLANS.md",
];
/// What it is called beside the plans.
const BESIDE: &[&str] = &["README.md", "index.md", "INDEX.md", "PLANS.md"];

static LINK: Pattern = pattern!(r"\[([^\]]+)\]\([^)]*\)");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let is_boxed = plan.progress.iter().any(|entry| entry.mark.is_some());
    if !is_boxed || plan.superseded.is_some() {
        return;
    }
    let stage = by_boxes(plan);
    for line in lines(plan) {
        let own = line.entry.filter(|entry| is_of_plan(context, entry));
        if let Some(entry) = own.filter(|entry| contradicts(entry, stage)) {
            report.find(line.origin, message("here", &entry, stage), HELP);
        }
    }
    for (place, entries) in indexes(context) {
        let found = entries.iter().find(|entry| is_of_plan(context, entry));
        match found {
            Some(entry) if contradicts(entry, stage) => {
                report.find(
                    plan.anchor,
                    message(&format!("in `{place}`"), entry, stage),
                    HELP,
                );
            }
            None if stage == Stage::UnderWay => {
                let message = format!(
                    "The index in `{place}` does not list this plan, though work on it has begun: nobody who looks there knows of it"
                );
                report.find(plan.anchor, message, "Add a line for it to the index");
            }
            _ => {}
        }
    }
}

const HELP: &str = "Bring the index up to date, or tick what was done";

fn message(place: &str, entry: &Entry, stage: Stage) -> String {
    let boxes = match stage {
        Stage::NotBegun => "nothing is ticked",
        Stage::UnderWay => "some of its progress is ticked and some is not",
        Stage::Finished => "all of its progress is ticked",
    };
    format!(
        "The index {place} says that this plan is `{}`, and in the plan {boxes}: one of the two misleads",
        entry.status
    )
}

/// Only what cannot be: a plan is blocked at any stage, and one that is ticked may wait for its review.
fn contradicts(entry: &Entry, stage: Stage) -> bool {
    match entry.status.as_str() {
        "done" => stage != Stage::Finished,
        "planned" => stage != Stage::NotBegun,
        _ => false,
    }
}

fn is_of_plan(context: &Context<'_>, entry: &Entry) -> bool {
    let name = LINK.replace_each(&entry.name, |found| found[1].to_owned());
    let title = context
        .plan
        .title
        .as_ref()
        .map(|title| title.value.as_str());
    let file = file(context).rsplit('/').next().unwrap_or_default();
    title.is_some_and(|title| is_same_name(&name, title)) || is_same_name(&name, file)
}

/// The indexes of the repository that have entries, with their places.
fn indexes(context: &Context<'_>) -> Vec<(String, Vec<Entry>)> {
    if !context.repository.is_repository() {
        return Vec::new();
    }
    let own = file(context);
    let folder = own
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let beside = BESIDE.iter().map(|name| format!("{folder}{name}"));
    let mut places: Vec<String> = beside
        .chain(PLACES.iter().map(|&place| place.to_owned()))
        .collect();
    places.sort_unstable();
    places.dedup();
    places.retain(|place| place != own && context.repository.exists(place));
    let read = |place: String| {
        let entries = entries(context.repository.read(&place)?);
        (!entries.is_empty()).then_some((place, entries))
    };
    places.into_iter().filter_map(read).collect()
}

/// The entries below the headings of indexes.
fn entries(bytes: Vec<u8>) -> Vec<Entry> {
    // Most files in these places are no index, and a search costs less than a reading.
    if !String::from_utf8_lossy(&bytes)
        .to_lowercase()
        .contains("index")
    {
        return Vec::new();
    }
    let tree = Tree::read(Source::new(bytes));
    let in_index = |section| {
        let heading = tree.section(section).heading;
        heading.is_some_and(|heading| TITLE.is_match(tree.prose(heading).text()))
    };
    let paragraphs = tree.ids().filter(|id| {
        let block = tree.block(*id);
        block.kind == BlockKind::Paragraph && in_index(block.section)
    });
    paragraphs
        .filter_map(|id| read(tree.prose(id).text()))
        .collect()
}
