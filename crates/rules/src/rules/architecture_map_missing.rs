//! `architecture-map-missing`: the parts of the architecture are named, and nothing shows how they hang together.

use stopgate_expressions::words;
use stopgate_model::Figure;
use stopgate_source::{Severity, Words};

use crate::contents::{inside, says};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC012",
    name: "architecture-map-missing",
    summary: "The architecture has no map of its parts",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Arrows and names of diagrams, and the words for an architecture that has nothing to draw.
static MAPPED: Words = words!(
    r"-+>|<-+|=+>|[→←↔⇒⟶]|\b(?:diagram|figure|drawing|map|sketch|chart)\b",
    r"|\b(?:single|one) component\b|\bno new components?\b|\bunchanged\b|\bn/a\b",
);

/// Languages of code blocks that show commands or data and no parts.
const NO_MAP: &[&str] = &[
    "bash", "sh", "shell", "console", "sql", "json", "yaml", "toml",
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan
        .section("architecture")
        .filter(|section| !section.empty)
    else {
        return;
    };
    let inside = inside(section);
    let mut figures = plan.figures.iter();
    let shows_parts = |figure: &Figure| {
        let language = figure.language.as_deref();
        !language.is_some_and(|language| NO_MAP.contains(&language))
    };
    if figures.any(|figure| inside.contains(figure.origin) && shows_parts(figure))
        || says(plan, section, &MAPPED)
    {
        return;
    }
    report
        .find(
            section.heading,
            "Nothing shows how the parts hang together, so a wrong connection is only found when it is built",
            "Draw a small map of the parts and what flows between them, as text: `app -> queue -> store`",
        )
        .ask("What flows from which part to which? Connections are reviewed on a map. For example: app -> queue -> store?");
}
