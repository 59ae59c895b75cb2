//! `risk-trigger-missing`: nothing says how a grave risk is noticed.

use stopgate_expressions::words;
use stopgate_model::{Cell, Level};
use stopgate_source::{Severity, Words};

use crate::standing::{brief, is_template_row};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK013",
    name: "risk-trigger-missing",
    summary: "Nothing says how a grave risk is noticed",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

static NOTICED: Words = words!(
    r"\b(?:when|if|once|as soon as|whenever|above|below|over|under|exceed\w*|more than|less than|alerts?|alarm\w*|threshold\w*|monitor\w*|detect\w*|signal\w*|trigger\w*|metrics?|dashboards?|logs?|checks?|test\w*|compar\w+|count\w*|daily|hourly|weekly|every|each|before|after|review\w*)\b|\d"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        let grave = [&risk.likelihood, &risk.impact].map(|cell| cell.text().and_then(Level::read));
        let says = |cell: &Cell| cell.text().is_some_and(|text| NOTICED.is_match(text));
        let answers = [&risk.mitigation, &risk.contingency];
        if grave.contains(&Some(Level::High))
            && risk.mitigation.filled().is_some()
            && !answers.into_iter().any(says)
        {
            let finding = report.find(
                risk.origin,
                format!(
                    "Nothing says how anybody notices that \"{}\" comes true",
                    brief(name)
                ),
                "Name the sign: a number and its limit, an alert, a day on which it is looked at",
            );
            finding.ask(format!(
                "How is it noticed that \"{}\" comes true, for example an alert at 5 %?",
                brief(name)
            ));
        }
    }
}
