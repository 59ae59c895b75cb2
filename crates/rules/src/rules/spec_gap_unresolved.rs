//! `spec-gap-unresolved`: an open gap of the spec that nobody owns or that has no proposal, or a gap without a status.

use stopgate_model::{Cell, Gap};
use stopgate_source::Severity;

use crate::standing::{brief, is_settled, owner, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT013",
    name: "spec-gap-unresolved",
    summary: "A gap of the spec is neither closed nor tracked by somebody",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for gap in &context.plan.gaps {
        let Some(name) = gap.gap.text() else { continue };
        let lacking = lacking(gap);
        if !lacking.is_empty() {
            report.find(
                gap.origin,
                format!(
                    "The gap \"{}\" has no {}, so it may stay open unnoticed",
                    brief(name),
                    lacking.join(" and no ")
                ),
                "Write what is proposed, who settles it and where it stands, or close it with date and answer",
            ).ask(format!("What closes the gap \"{}\", and who settles it? For example: 500 EUR, Tarek, resolved 2026-01-31?", brief(name)));
        }
    }
}

fn lacking(gap: &Gap) -> Vec<&'static str> {
    let unowned = gap.owner != Cell::Absent && owner(&gap.owner).is_none();
    let unknown = gap.status != Cell::Absent && value(&gap.status).is_none();
    let open = !is_settled(gap);
    let parts = [
        ("proposed fix", open && gap.fix.is_empty()),
        ("owner", open && unowned),
        ("status", unknown),
    ];
    let missing = |(name, missing)| if missing { Some(name) } else { None };
    parts.into_iter().filter_map(missing).collect()
}
