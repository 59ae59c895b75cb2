//! `risk-level-unknown`: a likelihood or an impact that is none of Low, Medium and High.
//!
//! A range (`Low-Medium`) or a remark behind the level (`High (payment)`) can still be compared.

use stopgate_model::{Cell, Level};
use stopgate_source::{About, Choice, Severity};

use crate::standing::{brief, is_template_row, listed};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK004",
    name: "risk-level-unknown",
    summary: "A likelihood or impact is not Low, Medium or High",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// The levels that a risk can have.
const LEVELS: [&str; 3] = ["Low", "Medium", "High"];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        let levels = [("likelihood", &risk.likelihood), ("impact", &risk.impact)];
        let unknown = levels.into_iter().filter(|(_, cell)| is_unknown(cell));
        let said: Vec<String> = unknown.map(|(what, cell)| shown(what, cell)).collect();
        if said.is_empty() {
            continue;
        }
        let first = if is_unknown(&risk.likelihood) {
            "likelihood"
        } else {
            "impact"
        };
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        report
            .find(
                risk.origin,
                format!(
                    "The risk \"{}\" has {}, so it cannot be ranked",
                    brief(name),
                    listed(&said)
                ),
                "Use Low, Medium or High for likelihood and impact",
            )
            .ask_which(
                About::Cell {
                    record: risk.origin,
                    column: first.to_owned(),
                },
                format!(
                    "What is the {first} of \"{}\"? Risks are ranked by it. For example: Medium?",
                    brief(name)
                ),
                LEVELS
                    .map(|level| Choice {
                        answer: level.to_owned(),
                        trade_off: String::new(),
                    })
                    .to_vec(),
            );
    }
}

fn is_unknown(cell: &Cell) -> bool {
    match cell {
        Cell::Absent => false,
        Cell::Empty(_) => true,
        Cell::Filled(level) => !is_template_row(&level.value) && !is_level(&level.value),
    }
}

fn is_level(text: &str) -> bool {
    // `medium for a small store`, `very low`: the words beside the level are a remark.
    let mut words = text.split_whitespace();
    let first = words.find(|word| !word.eq_ignore_ascii_case("very"));
    if first.is_some_and(|word| Level::read(word).is_some()) {
        return true;
    }
    let level = text.split(['(', ',', ';', ':']).next().unwrap_or(text);
    let level = level
        .split(" - ")
        .next()
        .unwrap_or(level)
        .replace(['–', '—', '/', '→'], "-");
    let level = level.replace(" to ", "-");
    level.split('-').all(|end| Level::read(end).is_some())
}

fn shown(what: &str, cell: &Cell) -> String {
    match cell.text() {
        Some(level) => format!("the {what} \"{}\"", brief(level)),
        None => format!("no {what}"),
    }
}
