//! `implicit-production`: a command reaches production, and the plan does not name it as a target.

use std::collections::HashSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Command, Obstacle, Plan, TextPlace};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::text_around;
use crate::shell::words;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC004",
    name: "implicit-production",
    summary: "A command reaches production, which the plan does not name as its target",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static PRODUCTION: Words = words!(
    r"\b(?:prod|production|productive|live (?:system|environment|service|database|traffic))\b"
);

/// A name with `prod` as one of its parts: `shop-prod`, `prod_eu`, `deploy:production`.
static NAME: Pattern =
    pattern!(r"(?i)^(?:[a-z0-9]+[-_.:])*(?:prod|production)(?:[-_.:][a-z0-9]+)*$");

/// Settings of a build, which says nothing of where it goes.
static BUILD: Pattern = pattern!(
    r"\b(?:NODE_ENV|MIX_ENV|APP_ENV|BABEL_ENV|RAILS_ENV)=|--(?:prod|production)\b|--(?:omit|only)=|--mode[= ]|--configuration[= ]|\s-c\s+production\b|\bbuild:prod|\bprod:build|\bbuild-prod"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut reaching = targets(plan).peekable();
    if reaching.peek().is_none() {
        return;
    }
    let speaks = plan
        .texts
        .iter()
        .any(|text| text.place != TextPlace::Heading && PRODUCTION.is_match(&text.plain));
    let declared = declared_names(plan);
    let named = named_in_texts(plan);
    for (command, name) in reaching {
        let known = speaks
            && (declared.is_empty() || !is_identifier(&name) || named.contains(name.as_str()));
        if known {
            continue;
        }
        report
            .find(
                command.origin,
                format!("This command acts on `{name}`, which the plan does not name as a target"),
                "Name the project and environment where the plan says its targets, or correct the command",
            )
            .ask(format!(
                "Is `{name}` meant to be changed by this plan? Then where is it named? For example: Environments: staging, production"
            ));
    }
}

/// Commands that name production, each with the name.
fn targets(plan: &Plan) -> impl Iterator<Item = (&Command, String)> {
    let real = |command: &&Command| {
        let not = [Obstacle::Prose, Obstacle::OnlyMentioned, Obstacle::Unclear];
        !command
            .obstacles
            .iter()
            .any(|obstacle| not.contains(obstacle))
            && !BUILD.is_match(&command.text)
    };
    plan.commands
        .iter()
        .filter(real)
        .filter_map(|command| Some((command, production_name(&command.text)?)))
}

fn production_name(command: &str) -> Option<String> {
    if !PRODUCTION.is_match(&command.replace(['_', ':'], "-")) {
        return None;
    }
    let mut names = words(command).into_iter().skip(1).filter_map(|word| {
        let value = word.rsplit('=').next().unwrap_or(&word);
        if let Some(host) = host(value) {
            return host
                .split('.')
                .find(|label| NAME.is_match(label))
                .map(str::to_owned);
        }
        let name = value.split('/').next().unwrap_or(value).to_owned();
        let is_file = value.contains('/')
            || value
                .rsplit('.')
                .next()
                .is_some_and(|end| ENDINGS.contains(&end));
        (!is_file && NAME.is_match(&name)).then_some(name)
    });
    names.next()
}

/// The host of an address.
fn host(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    rest.split(['/', ':', '?']).next()
}

const ENDINGS: &[&str] = &[
    "plan", "out", "log", "txt", "csv", "zip", "tgz", "gz", "yml", "yaml", "toml", "json", "env",
    "md", "sql", "tf", "tfvars", "ts", "js", "py", "sh", "conf",
];

/// True for a name of its own, not the word.
fn is_identifier(name: &str) -> bool {
    !matches!(name.to_lowercase().as_str(), "prod" | "production") && !name.contains(':')
}

/// The names in the fields that say which projects a plan is about; empty where there are none.
fn declared_names(plan: &Plan) -> HashSet<&str> {
    let field = plan.field("project").and_then(|field| field.value.text());
    field
        .unwrap_or_default()
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .filter(|name| name.contains('-'))
        .collect()
}

/// Names of production that the plan speaks of outside of its commands.
fn named_in_texts(plan: &Plan) -> HashSet<&str> {
    let commands = plan.commands.iter().map(|command| command.origin);
    let in_commands: HashSet<Span> = commands
        .filter_map(|origin| text_around(plan, origin))
        .map(|text| text.origin)
        .collect();
    let others = plan
        .texts
        .iter()
        .filter(|text| !in_commands.contains(&text.origin));
    others
        .flat_map(|text| {
            text.value
                .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        })
        .filter(|name| NAME.is_match(name))
        .collect()
}
