//! `decision-without-alternatives`: the decisions name nothing that was weighed against them.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::texts;
use crate::standing::is_blank;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV010",
    name: "decision-without-alternatives",
    summary: "No decision names a trade-off or a rejected alternative",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static WEIGHED: Words = words!(
    r"\b(?:reject\w*|alternativ\w*|instead|rather than|trade-?offs?|versus|vs|consider(?:ed|ing)|compared? (?:with|to)|discard\w*|dismiss\w*|ruled out|ruling out|turned down|declin\w+|not chosen|opted against|decided against|passed on|options?|downside|drawback|at the (?:cost|expense|price) of|as opposed to|in favou?r of|unlike|pros|cons|trade off|traded off)\b|(?:,|\band|—|–|;)\s+not\b|\b(?:chos\w+|choose\w*|prefer\w*|pick\w*|select\w*|favou?r\w*|adopt\w*|use|using|used)\b[^.;\n]{0,60}\bover\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("decisions") else {
        return;
    };
    let elsewhere = plan
        .section("alternatives")
        .is_some_and(|section| !section.empty);
    let weighed = plan
        .decisions
        .iter()
        .any(|decision| WEIGHED.is_match(&decision.text));
    if plan.decisions.is_empty() || elsewhere || !plan.options.is_empty() || weighed {
        return;
    }
    // The title of a column asks; only a filled cell answers.
    let mut said = texts(plan, section).filter(|text| text.place != TextPlace::Cell(true));
    if !said.any(|text| WEIGHED.is_match(&text.value)) && !has_filled_column(plan, section) {
        report.find(
            section.heading,
            "None of these decisions names what was rejected or what it costs, so a reviewer \
             cannot tell whether anything else was weighed",
            "Add to each decision its trade-off and the alternative that was rejected, with why",
        ).ask("What was rejected, and what does the choice cost? Reviewers weigh it. For example: a second queue, too costly to run?");
    }
}

/// True where a row has something in a column for alternatives or trade-offs: more cells are filled
/// than there are other columns.
fn has_filled_column(plan: &Plan, section: &Section) -> bool {
    let titles: Vec<bool> = texts(plan, section)
        .filter(|text| text.place == TextPlace::Cell(true))
        .map(|text| WEIGHED.is_match(&text.value))
        .collect();
    let others = titles.iter().filter(|weighed| !**weighed).count();
    let filled = |row| {
        let cells = plan.texts_in(row);
        cells
            .filter(|text| text.place == TextPlace::Cell(false) && !is_blank(&text.value))
            .count()
    };
    let mut rows = plan.decisions.iter().map(|decision| decision.origin);
    titles.contains(&true) && rows.any(|row| filled(row) > others)
}
