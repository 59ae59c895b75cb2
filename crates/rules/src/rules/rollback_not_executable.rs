//! `rollback-not-executable`: the rollback speaks of going back and names neither a command nor a thing to act on.

use stopgate_expressions::pattern;
use stopgate_model::{Plan, Section, SectionKind};
use stopgate_source::{Pattern, Severity};

use crate::contents::{commands, leads_back, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK002",
    name: "rollback-not-executable",
    summary: "The rollback names neither a command nor a concrete step",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// What somebody can act on: code, names of files and settings, numbered objects.
static CONCRETE: Pattern = pattern!(
    r"`[^`]+`|\b[\w-]+\.(?:py|sh|sql|yml|yaml|toml|json|md|ts|js|go|rs|tf)\b|\b[\w.-]+/[\w./-]+|\b[a-z0-9]+_[a-z0-9_]+\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\bgit\s+\w+|\bv?\d+\.\d+(?:\.\d+)?\b|\b(?:PR|MR|pull request)\s*#?\d+"
);

/// An act with an object of its own: "set the flag to 0", "redeploy version 41".
static ACT: Pattern = pattern!(
    r"(?i)\b(?:set|unset|switch|turn|toggle|disable|enable|re-?deploy|deploy|re-?install|rename|repoint|point|re-?run|re-?start|delete|remove|drop|restore|copy|swap|scale|pin|downgrade|revert|check ?out|cherry-pick|merge|close|flip|discard|clear|stop|reset|undo|replace)\s+(?:\S+\s+){0,3}?(?:flags?|switch(?:es)?|toggles?|settings?|variables?|versions?|releases?|images?|tags?|commits?|branch(?:es)?|files?|migrations?|tables?|views?|columns?|rows?|jobs?|schedules?|dags?|services?|aliases|routes?|traffic|dns|secrets?|back-?ups?|snapshots?|partitions?|topics?|subscriptions?|consumers?|pods?|deployments?|functions?|tests?|changes?|modules?|crates?|dependenc(?:y|ies)|imports?|calls?|changelog|documents?|docs|code|fixtures?|entries|parameters?|types?|helpers?|wiring|edits?|lines?|hunks?)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let of_rollback = |section: &&Section| section.kind == SectionKind::Rollback && !section.empty;
    let Some(section) = plan.sections.iter().find(of_rollback) else {
        return;
    };
    if !speaks_of_going_back(plan, section) || is_concrete(plan, section) {
        return;
    }
    report
        .find(
            section.heading,
            "The rollback says that one goes back, and neither with which command nor what is changed",
            "Write the commands, or name what is set, restored or redeployed, in the order in which it is done",
        )
        .ask("Which commands or settings undo this change, in order? For example: `git revert HEAD`, then `make deploy`");
}

fn speaks_of_going_back(plan: &Plan, section: &Section) -> bool {
    texts(plan, section).any(|text| leads_back(&text.value))
}

fn is_concrete(plan: &Plan, section: &Section) -> bool {
    commands(plan, section).next().is_some()
        || texts(plan, section)
            .any(|text| CONCRETE.is_match(&text.value) || ACT.is_match(&text.value))
}
