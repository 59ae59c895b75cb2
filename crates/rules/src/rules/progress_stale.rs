//! `progress-stale`: the files of the plan were changed, and the plan was not.

use std::collections::HashSet;

use stopgate_model::{Commit, SectionKind};
use stopgate_source::Severity;

use crate::contents::past::{day, is_as_committed, last_change, worked_on};
use crate::contents::stage::{Stage, stage};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV004",
    name: "progress-stale",
    summary: "Commits changed the files of the plan since its last update",
    severity: Severity::Warning,
    requirements: &["E12"],
    check: Check::Plan(look),
};

/// Commits from which on a plan is behind: one may be under way while somebody looks.
const BEHIND: usize = 2;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || stage(context.plan) != Stage::UnderWay {
        return;
    }
    let files = worked_on(context);
    if files.is_empty() {
        return;
    }
    let Some((history, place, _, change)) = last_change(context) else {
        return;
    };
    let known = history.built_upon(place);
    let mut commits = HashSet::new();
    let mut last: Option<(usize, &Commit, &str)> = None;
    for mention in files {
        for (place, commit, _) in history.changes(mention.path) {
            if known.get(place) != Some(&false) {
                continue;
            }
            commits.insert(place);
            if last.is_none_or(|(newest, ..)| place < newest) {
                last = Some((place, commit, mention.path));
            }
        }
    }
    let Some((_, commit, path)) = last.filter(|_| commits.len() >= BEHIND) else {
        return;
    };
    if is_as_committed(context, change) {
        let message = format!(
            "{} commits changed files of this plan since its last update, the last one `{path}` on {}: whoever goes on by it starts from a wrong state",
            commits.len(),
            day(commit)
        );
        let progress = context.plan.sections.iter();
        let mut progress = progress.filter(|section| section.kind == SectionKind::Progress);
        let place = progress
            .next()
            .map_or(context.plan.anchor, |section| section.heading);
        report.find(
            place,
            message,
            "Write down what was done since, and what is left",
        );
    }
}
