//! `phase-done-plan-not-updated`: a phase was ticked off, and nothing else of the plan with it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Mark, Phase};
use stopgate_source::Severity;

use crate::contents::past::{file, last_change};
use crate::contents::pattern;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV020",
    name: "phase-done-plan-not-updated",
    summary: "A phase was ticked off, and nothing else was written down",
    severity: Severity::Warning,
    requirements: &["E1"],
    check: Check::Plan(look),
};

static BOX: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[[ xX~-]\]"));

/// Versions that are looked at for one that differs.
const VERSIONS: usize = 2;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let finished: Vec<&Phase> = context
        .plan
        .phases
        .iter()
        .filter(|phase| is_done(phase))
        .collect();
    if finished.is_empty() || context.path.contains('#') {
        return;
    }
    let Some(before) = version_before(context) else {
        return;
    };
    let Some(ticked) = only_ticked(&before, context.source.text()) else {
        return;
    };
    for phase in finished {
        let line = |offset| context.source.line(offset) - 1;
        let lines = line(phase.span.start())..=line(phase.span.end());
        if ticked.range(lines).next().is_some() {
            let message = format!(
                "“{}” was ticked off and nothing else was written: no result, no decision, nothing learned",
                phase.title.value
            );
            report
                .find(phase.title.origin, message, "Write down what came out, what was decided and what is next")
                .ask("What came out of this phase? The next one builds on it. For example: 41 tests pass; the index takes 3 s, not 1");
        }
    }
}

fn is_done(phase: &Phase) -> bool {
    let marks = || phase.tasks.iter().filter_map(|task| task.mark);
    marks().any(|mark| mark == Mark::Done)
        && marks().all(|mark| matches!(mark, Mark::Done | Mark::Dropped))
}

/// The last committed version that is not the one that is here.
fn version_before(context: &Context<'_>) -> Option<String> {
    let (history, ..) = last_change(context)?;
    let changes = history.changes(file(context)).take(VERSIONS);
    let ids = changes.flat_map(|(_, _, change)| [&change.after, &change.before]);
    let mut texts = ids.flatten().filter_map(|id| {
        let bytes = context.repository.content(id)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    });
    texts.find(|text| !text.lines().eq(context.source.text().lines()))
}

/// The lines that were ticked, where nothing else differs.
fn only_ticked(before: &str, now: &str) -> Option<BTreeSet<usize>> {
    let mut ticked = BTreeSet::new();
    let (mut old, mut new) = (before.lines(), now.lines());
    for number in 0.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) if BOX.replace_all(old, "[]") == BOX.replace_all(new, "[]") => {
                ticked.insert(number);
            }
            _ => return None,
        }
    }
    Some(ticked)
}
