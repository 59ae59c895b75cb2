//! `timeframe-infeasible`: a timeframe that is shorter than the longest chain of tasks.

use crate::chains::{first_day, working_day};
use jiff::civil::Date;
use stopgate_model::{find_date, parse_estimate};
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK017",
    name: "timeframe-infeasible",
    summary: "The work cannot be done within the timeframe",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let (graph, chains) = (context.queries.graph(), context.queries.chains());
    let fields = [plan.header("timeframe"), plan.field("timeframe")];
    let Some(frame) = fields
        .into_iter()
        .flatten()
        .find_map(|field| field.value.filled())
    else {
        return;
    };
    let Some(&last) = chains.longest().last() else {
        return;
    };
    let hours = chains.end(last).unwrap_or_default();
    let days = days(&frame.value);
    let stated = parse_estimate(&frame.value).or_else(|| parse_estimate(&in_figures(&frame.value)));
    let late = match (stated, days.last().copied()) {
        (Some(stated), _) => hours > stated.high.max(stated.low),
        (None, Some(until)) => {
            let begin = days.first().copied().filter(|first| *first < until);
            let begin = begin.or_else(|| first_day(plan));
            let from = begin.and_then(|first| working_day(first, hours));
            from.is_some_and(|end| end > until)
        }
        (None, None) => false,
    };
    if late {
        report.find(
            frame.origin,
            format!(
                "The timeframe is \"{}\", but the chain that ends with \"{}\" takes {} working days at least",
                brief(&frame.value),
                brief(graph.tasks()[last].name()),
                (hours / 8.0).ceil()
            ),
            "Give more time, leave something out, or cut a dependency of the chain",
        );
    }
}

/// The dates that a text names.
fn days(text: &str) -> Vec<Date> {
    let mut rest = text;
    let mut days = Vec::new();
    while let Some((range, day)) = find_date(rest) {
        days.extend(day);
        rest = &rest[range.end..];
    }
    days
}

/// `two weeks` as `2 weeks`.
fn in_figures(text: &str) -> String {
    let words = [
        "one", "two", "three", "four", "five", "six", "seven", "eight",
    ];
    let figure = |word: &str| {
        let at = words
            .iter()
            .position(|known| known.eq_ignore_ascii_case(word));
        at.map_or_else(|| word.to_owned(), |at| (at + 1).to_string())
    };
    text.split_whitespace()
        .map(figure)
        .collect::<Vec<_>>()
        .join(" ")
}
