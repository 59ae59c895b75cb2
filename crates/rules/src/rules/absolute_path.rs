//! `absolute-path`: a path that exists on one person's machine only.

use std::collections::BTreeSet;

use stopgate_expressions::pattern;
use stopgate_model::{Place, Plan, Text};
use stopgate_source::{Pattern, Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH001",
    name: "absolute-path",
    summary: "A path leads into one person's machine",
    severity: Severity::Error,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// Paths into somebody's machine. A colon before a path makes it one of a container or another host
/// (`web:/root/x`), and a longer path before it makes it a part of that.
static MACHINE: Pattern = pattern!(
    r"(?:^|[\s\x22'`(=\[,<>]|file:///?)(/(?:home|Users)/(?P<who>[\w.$-]+)/[^\s`'\x22)]*|/root/[\w.][^\s`'\x22)]*|/Volumes/\w[^\s`'\x22)]*|/mnt/[a-z]/[^\s`'\x22)]*|[A-Za-z]:\\{1,2}[A-Za-z_][^\s`'\x22)]*|[A-Z]:/[A-Za-z_][^\s`'\x22)]*|\\\\[\w-][\w.-]*\\[\w$][^\s`'\x22)]*)"
);

/// Homes that are the same on every machine of their kind: build services and container images.
const SHARED_HOMES: &[&str] = &[
    "runner", "airflow", "node", "vscode", "jovyan", "site", "circleci", "gitpod", "coder",
];

/// `GET /Users/123/…` is a route.
static ROUTE: Pattern = pattern!(r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) $");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for (span, path) in found(context.plan) {
        report.find(
            span,
            format!("`{path}` exists on one machine only, so nobody else can follow the plan"),
            "Write the path relative to the repository, or say how to install what is meant",
        ).ask(format!("What is `{path}` called inside the repository? Nobody else has it there. For example: src/load.py"));
    }
}

/// One path a line: inline code is part of the texts, so only commands of blocks are added.
fn found(plan: &Plan) -> Vec<(Span, String)> {
    let mut seen = BTreeSet::new();
    let in_texts = plan.texts.iter().flat_map(paths_in);
    let blocks = plan
        .commands
        .iter()
        .filter(|command| command.place != Place::Inline);
    let in_commands =
        blocks.filter_map(|command| Some((command.origin, path_in(&command.text)?.1)));
    in_texts
        .chain(in_commands)
        .filter(|(span, _)| seen.insert(*span))
        .collect()
}

fn paths_in(text: &Text) -> Vec<(Span, String)> {
    let mut at = 0;
    let line = |line: &str| {
        let start = at;
        at += line.len();
        path_in(line).map(|(column, path)| (text.line_of(start + column), path))
    };
    text.value.split_inclusive('\n').filter_map(line).collect()
}

fn path_in(line: &str) -> Option<(usize, String)> {
    MACHINE.captures_iter(line).find_map(|found| {
        let path = found.get(1)?;
        let shared = found
            .name("who")
            .is_some_and(|who| SHARED_HOMES.contains(&who.as_str()));
        let is_route = ROUTE.is_match(&line[..path.start()]);
        (!shared && !is_route).then(|| (path.start(), path.as_str().to_owned()))
    })
}
