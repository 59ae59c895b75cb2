//! `spec-gap-unresolved`: an open gap of the spec that nobody owns, or one without a status.

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
        if let Some(what) = lacking(gap) {
            report.find(
                gap.origin,
                format!(
                    "The gap \"{}\" {what}, so it may stay open unnoticed",
                    brief(name)
                ),
                "Name who settles it and where it stands, or close it with date and answer",
            );
        }
    }
}

fn lacking(gap: &Gap) -> Option<&'static str> {
    let unowned = gap.owner != Cell::Absent && owner(&gap.owner).is_none();
    let unknown = gap.status != Cell::Absent && value(&gap.status).is_none();
    match (unowned && !is_settled(gap), unknown) {
        (true, true) => Some("has neither owner nor status"),
        (true, false) => Some("is open and has no owner"),
        (false, true) => Some("has no status"),
        (false, false) => None,
    }
}
