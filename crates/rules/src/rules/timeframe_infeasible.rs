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
    let late = match (parse_estimate(&frame.value), last_date(&frame.value)) {
        (Some(stated), _) => hours > stated.high.max(stated.low),
        (None, Some(until)) => {
            let from = first_day(plan).and_then(|first| working_day(first, hours));
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

/// The last date that a text names.
fn last_date(text: &str) -> Option<Date> {
    let mut rest = text;
    let mut last = None;
    while let Some((range, day)) = find_date(rest) {
        last = day;
        rest = &rest[range.end..];
    }
    last
}
