//! `action-item-incomplete`: an action item that does not say what, who or until when.
//!
//! A sentence without keys (`Ask Bo for the count`) may name a person anywhere; it is found only where it
//! names neither a person nor a day.

use stopgate_expressions::{pattern, words};
use stopgate_model::{ActionItem, Cell, Mark};
use stopgate_source::{Pattern, Severity, Words};

use crate::standing::{brief, is_open};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK029",
    name: "action-item-incomplete",
    summary: "An action lacks its owner, its due date or what is to be done",
    severity: Severity::Error,
    requirements: &["T5"],
    check: Check::Plan(look),
};

/// A name in the middle of a sentence, or a handle.
static PERSON: Pattern = pattern!(r"[\w,;:)\x22'’] +[(\[]?\p{Lu}\p{Ll}|@\w|[—–-] *\p{Lu}\p{Ll}");

static DAY: Words = words!(
    r"\d{4}-\d{2}-\d{2}|\b\d{1,2}[./]\d{1,2}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:today|tomorrow|tonight|daily|weekly|monthly)\b",
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d|\b\d{1,2}\.? (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)",
    r"|\b(?:by|until|before|after|within|due|during|at the end of)\b|\b(?:this|next|each|every) (?:week|month|quarter|sprint|session)\b|\bin (?:\d+|an?|two|three|four|some) (?:hours?|days?|weeks?|months?)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for action in &context.plan.actions {
        let lacking = lacking(action);
        if lacking.is_empty() {
            continue;
        }
        let name = action.action.text().unwrap_or("without a name");
        report
            .find(
                action.origin,
                format!(
                    "The action item \"{}\" has no {}, so it may never happen",
                    brief(name),
                    lacking.join(" and no ")
                ),
                "Say what is done, by whom and until which day",
            )
            .ask(format!(
                "Who does \"{}\", and until which day? For example: Lupe, 2026-06-05",
                brief(name)
            ));
    }
}

/// What an item does not say; nothing for one that is done or says nothing at all.
fn lacking(action: &ActionItem) -> Vec<&'static str> {
    if matches!(action.mark, Some(Mark::Done | Mark::Dropped)) {
        return Vec::new();
    }
    if !action.keyed {
        let said = action.action.text().unwrap_or_default();
        let is_told = said.is_empty() || PERSON.is_match(said) || DAY.is_match(said);
        return if is_told {
            Vec::new()
        } else {
            vec!["owner", "due date"]
        };
    }
    let is_item = action.mark.is_some();
    let cells = [
        ("action", &action.action),
        ("owner", &action.owner),
        ("due date", &action.due),
    ];
    let lacks = |cell: &Cell| is_open(cell) || (is_item && *cell == Cell::Absent);
    let lacking = cells.iter().filter(|(_, cell)| lacks(cell));
    let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
    if lacking.len() == cells.len() {
        return Vec::new();
    }
    lacking
}
