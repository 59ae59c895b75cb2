//! `log-entry-rewritten`: a decision or discovery that was committed says something else now.

use std::collections::HashMap;

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::{Section, SectionKind};
use stopgate_source::{Severity, Source, Span};

use crate::contents::past::{file, last_change};
use crate::contents::stage::{Stage, stage};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV017",
    name: "log-entry-rewritten",
    summary: "An entry of a log was rewritten or taken out",
    severity: Severity::Warning,
    requirements: &["E3"],
    check: Check::Plan(look),
};

/// Earlier versions of a plan that it is compared with.
const VERSIONS: usize = 3;
/// Words from which on an entry says something.
const WORDS: usize = 8;
/// Words that may be lost to a correction of spelling.
const SPELLING: usize = 2;

/// An entry of a log: its words in small letters, and where it stands.
struct Entry {
    words: Vec<String>,
    origin: Span,
}

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let logs = plan.sections.iter().filter(|section| is_log(section));
    let logs: Vec<&Section> = logs.filter(|section| !section.empty).collect();
    // One of several plans is not told from the others in earlier versions.
    if logs.is_empty() || context.path.contains('#') || stage(plan) == Stage::NotBegun {
        return;
    }
    let earlier = earlier(context);
    if earlier.is_empty() {
        return;
    }
    let now = Tree::read(Source::new(context.source.bytes().to_vec()));
    for log in logs {
        let now = entries(&now, &log.title);
        let mut reported: Vec<Vec<String>> = Vec::new();
        for old in earlier.iter().flat_map(|tree| entries(tree, &log.title)) {
            let is_told = reported
                .iter()
                .any(|told| lost(told, &old.words) <= SPELLING);
            if old.words.len() < WORDS || is_told || now.iter().any(|entry| keeps(entry, &old)) {
                continue;
            }
            tell(report, log, &old, &now);
            reported.push(old.words);
        }
    }
}

fn is_log(section: &Section) -> bool {
    matches!(
        section.kind,
        SectionKind::Decisions | SectionKind::Discoveries
    )
}

fn tell(report: &mut Report<'_>, log: &Section, old: &Entry, now: &[Entry]) {
    let half = old.words.len() / 2;
    let alike = now
        .iter()
        .find(|entry| lost(&old.words, &entry.words) <= half);
    let begin = old.words[..WORDS.min(old.words.len())].join(" ");
    let help = "Put the old words back, and add an entry that says what holds now and why";
    let message = match alike {
        Some(_) => format!(
            "This entry was rewritten: it began “{begin} …” when it was committed, and the reasons of that time are lost"
        ),
        None => format!(
            "An entry was taken out of this log: “{begin} …”. Nobody sees any more why the plan is as it is"
        ),
    };
    report.find(
        alike.map_or(log.heading, |entry| entry.origin),
        message,
        help,
    );
}

/// The last versions before the one that is here.
fn earlier(context: &Context<'_>) -> Vec<Tree> {
    let Some((history, ..)) = last_change(context) else {
        return Vec::new();
    };
    let changes = history.changes(file(context)).take(VERSIONS);
    let mut ids: Vec<&str> = Vec::new();
    for (_, _, change) in changes {
        let of_change = [&change.after, &change.before];
        ids.extend(of_change.into_iter().flatten().map(String::as_str));
    }
    ids.dedup();
    let read = |id: &str| Some(Tree::read(Source::new(context.repository.content(id)?)));
    ids.into_iter().filter_map(read).collect()
}

/// The items and rows below a heading, those inside another item left out.
fn entries(tree: &Tree, title: &str) -> Vec<Entry> {
    let is_section = |id: BlockId| {
        let section = tree.section(tree.block(id).section);
        let heading = section.heading.map(|heading| tree.prose(heading));
        heading.is_some_and(|heading| heading.text().trim() == title.trim())
    };
    let is_outer = |id: BlockId| {
        let block = tree.block(id);
        let list = block.parent.map(|parent| tree.block(parent));
        let around = list
            .and_then(|list| list.parent)
            .map(|around| &tree.block(around).kind);
        match block.kind {
            BlockKind::Item(_) => !matches!(around, Some(BlockKind::Item(_))),
            BlockKind::Row(is_header) => !is_header,
            _ => false,
        }
    };
    let entry = |id: BlockId| {
        let origin = tree.block(id).span;
        let words = words(tree.source().slice(origin));
        Entry { words, origin }
    };
    tree.ids()
        .filter(|id| is_outer(*id) && is_section(*id))
        .map(entry)
        .collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// True where nothing of the old entry is lost but spelling.
fn keeps(entry: &Entry, old: &Entry) -> bool {
    lost(&old.words, &entry.words) <= SPELLING
}

/// How many of the words are not in the others.
fn lost(words: &[String], others: &[String]) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *counts.entry(other).or_default() += 1;
    }
    let mut is_lost = |word: &&String| match counts.get_mut(word.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    words.iter().filter(|word| is_lost(word)).count()
}
