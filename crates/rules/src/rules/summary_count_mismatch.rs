//! `summary-count-mismatch`: the summary counts phases or risks otherwise than the plan.

use stopgate_expressions::pattern;
use stopgate_model::SectionKind;
use stopgate_source::{Pattern, Severity};

use crate::contents::inside;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK028",
    name: "summary-count-mismatch",
    summary: "The summary counts phases or risks otherwise than the plan",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static COUNT: Pattern = pattern!(
    r"(?i)(?:\b(first|last|next|other|remaining|these|those|another|of)\s+|^|[^\d.,–-])",
    r"(?:(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:implementation )?(phases?|risks?)\b",
    r"|(?-i:(Phases|Risks))\W{0,3}:\W{0,3}(\d{1,3})\b)",
);

const WORDS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

fn amount(word: &str) -> Option<usize> {
    let spelled = WORDS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word));
    spelled.or_else(|| word.parse().ok())
}

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let summaries = plan
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Summary);
    for text in summaries.flat_map(|section| plan.texts_in(inside(section))) {
        for found in COUNT.captures_iter(&text.plain) {
            let label = found.get(4).or_else(|| found.get(3));
            let (Some(number), Some(what), None) =
                (found.get(2).or_else(|| found.get(5)), label, found.get(1))
            else {
                continue;
            };
            let (name, there) = match what.as_str().to_ascii_lowercase().starts_with('p') {
                true => ("phases", plan.phases.len()),
                false => ("risks", plan.risks.len()),
            };
            if there > 0 && amount(number.as_str()) != Some(there) {
                report.find(
                    text.line_of(number.start()),
                    format!(
                        "The summary counts {} {name}, the plan has {there}",
                        number.as_str()
                    ),
                    "Count again, or add what is missing",
                );
            }
        }
    }
}
