//! `check-status-piped-away`: a check ends in `| tee log`, whose exit code is always 0.

use stopgate_expressions::pattern;
use stopgate_model::{Command, Plan};
use stopgate_source::{Pattern, Severity, Span};

use crate::contents::proof::{checks, is_verifier, output_decides, person_decides};
use crate::shell::{Joint, statements, words};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD022",
    name: "check-status-piped-away",
    summary: "A check is piped into a program that always succeeds, and nothing says pipefail",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Programs that succeed whatever they are given.
const FILTERS: &[&str] = &[
    "tee", "tail", "head", "cat", "less", "more", "sort", "uniq", "wc", "sed", "awk", "cut", "tr",
    "column", "nl", "ts", "tac", "fold", "ansi2txt",
];

static PIPEFAIL: Pattern = pattern!(r"\bpipefail\b|\bPIPESTATUS\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let safe = sections_with_pipefail(plan);
    // A block of checks that are all written alike is one thing to mend.
    let mut last: Option<(Option<usize>, &str)> = None;
    for command in checks(plan) {
        let Some(filter) = deciding_filter(command) else {
            continue;
        };
        if safe.contains(&command.section) || last == Some((command.section, filter)) {
            continue;
        }
        last = Some((command.section, filter));
        let at: Span = command.origin;
        report
            .find(
                at,
                format!("The exit code of this check is that of `{filter}`, which succeeds when the check fails"),
                "Begin with `set -o pipefail &&` (bash), write to the file without a pipe, or state what must be printed",
            )
            .ask(format!(
                "What decides here, since `{filter}` hides the exit code? For example: `set -o pipefail && make test 2>&1 | tee log`"
            ));
    }
}

/// The program at the end of the pipe that decides, where it succeeds always.
fn deciding_filter(command: &Command) -> Option<&str> {
    if output_decides(command) || person_decides(command) || PIPEFAIL.is_match(&command.text) {
        return None;
    }
    let statements = statements(&command.text)?;
    let (last, before) = statements.split_last()?;
    if last.joint != Joint::Pipe {
        return None;
    }
    let begins = before.iter().rposition(|one| one.joint != Joint::Pipe)?;
    let program = last.text.split_whitespace().next()?;
    let verifies = is_verifier(&words(before[begins].text));
    let only_filters = before[begins + 1..].iter().all(|one| {
        one.text
            .split_whitespace()
            .next()
            .is_some_and(|word| FILTERS.contains(&word))
    });
    let passes = FILTERS.contains(&program) || leaves_out(last.text);
    (verifies && only_filters && passes).then_some(program)
}

/// `grep -v noise` succeeds on any other line; without `-v` it looks for what has to be there.
fn leaves_out(statement: &str) -> bool {
    let words = words(statement);
    let inverts = |word: &String| {
        word == "--invert-match"
            || (word.starts_with('-') && !word.starts_with("--") && word.contains('v'))
    };
    let greps = words
        .first()
        .is_some_and(|program| matches!(program.as_str(), "grep" | "egrep" | "rg"));
    greps && words.iter().skip(1).any(inverts)
}

/// Sections in which a line of its own sets `pipefail` for what follows.
fn sections_with_pipefail(plan: &Plan) -> std::collections::HashSet<Option<usize>> {
    let sets = |command: &&Command| {
        PIPEFAIL.is_match(&command.text) && !command.text.contains(['|', '&', ';'])
    };
    plan.commands
        .iter()
        .filter(sets)
        .map(|command| command.section)
        .collect()
}
