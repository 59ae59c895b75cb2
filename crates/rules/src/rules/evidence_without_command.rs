//! `evidence-without-command`: output is kept, and nothing says what printed it.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, SectionKind, Text};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::output::{self, Block};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD013",
    name: "evidence-without-command",
    summary: "A block of output does not say which command printed it",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// What only a program prints: counts of tests, exit codes, log levels, times.
static OUTPUT: Words = words!(
    r"\b\d+ (?:tests? )?(?:passed|failed|ok)\b|\btest result:|^\s*(?:ok|pass|fail|error|warning|info|debug)\b|\bexit (?:code|status)\b|^\s*\d{4}-\d\d-\d\d[t ]\d\d:\d\d|\bin \d+(?:\.\d+)?s\b|^\s*finished\b|^running \d+ test"
);

static COMMAND: Pattern = pattern!(
    r"^\s*(?:[$%>#]|\S*\$) ?\S|^\s*(?:cargo|make|pytest|python3?|npm|pnpm|yarn|go|uv|git|curl|psql|bash|sh|npx|bun|deno|docker|kubectl|bq|gcloud|dbt|terraform|swift|xcodebuild|gradle|\./gradlew|mvn|mix|just|rg|grep|ls|cat|node|ruff|mypy|\./\S+)\s"
);

static SPOKEN: Words = words!(
    r"`[^`]+`|\b(?:command|ran|run|running|output of|log of|logs?|query|script|test|tests|suite|ci|job|build|gate|check|checks|diff|listing|excerpt|transcript|session)\b"
);

/// What a file holds, and no program prints.
static WRITTEN: Pattern = pattern!(
    r"[{};]\s*$|^\s*(?://|/\*|<|@|[-+]{1,3}\s|diff\b|\[\w+\]|(?:def|fn|func|class|import|from|const|let|pub|public|private|type|interface|struct|return|if|for|select|create|alter|insert)\b)|->|=>|::|^\s*[\w.-]+\s*[:=]\s*\S|[│├└┌┐▼]|-->"
);

/// What stands in a block that no program printed.
static NO_OUTPUT: Words = words!(
    r"\b(?:expected|fragments?|files?|documents?|docs|scripts?|facts|code|scenarios?|examples?|snippet|shape|layout|structure|format|names?|identifiers?|constants?|signatures?|schema|settings?|workflows?|references?)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut behind = 0;
    for block in output::blocks(plan, context.source) {
        let from = std::mem::replace(
            &mut behind,
            output::span(block).map_or(0, |span| span.end()),
        );
        let in_evidence = plan
            .section_at(block.first().map_or(plan.anchor, |line| line.origin))
            .is_some_and(|section| {
                section.kind == SectionKind::Discoveries
                    || section.id.as_deref() == Some("artifacts")
            });
        let told = in_evidence && !block.iter().any(|line| WRITTEN.is_match(&line.value));
        let printed = told || block.iter().any(|line| OUTPUT.is_match(&line.value));
        let shown = block.iter().any(|line| COMMAND.is_match(&line.value));
        let Some(first) = block.first().filter(|_| printed && !shown) else {
            continue;
        };
        let shown_otherwise = !block.iter().any(|line| OUTPUT.is_match(&line.value))
            && lead(plan, block).is_some_and(|text| NO_OUTPUT.is_match(&text.value));
        if !shown_otherwise && !is_introduced(plan, block, from) {
            report.find(
                first.origin,
                "Nothing says which command printed this output, so nobody can repeat it",
                "Put the command in front of it: a line `$ make test`, or a sentence that names it",
            );
        }
    }
}

/// True where the text in front of the block, and behind the block before, names what printed it.
fn is_introduced(plan: &Plan, block: Block<'_>, from: usize) -> bool {
    let Some(span) = output::span(block) else {
        return true;
    };
    let before = |text: &Text| text.origin.start() < span.start();
    let behind = plan.texts.partition_point(before);
    let near = plan.texts[behind.saturating_sub(2)..behind].iter();
    let section = plan.section_at(Span::at(span.start()));
    near.filter(|text| text.origin.end() > from)
        .filter(|text| section.is_none_or(|section| section.span.contains(text.origin)))
        .any(|text| SPOKEN.is_match(&text.value))
}

/// The text right in front of a block.
fn lead<'a>(plan: &'a Plan, block: Block<'_>) -> Option<&'a Text> {
    let span = output::span(block)?;
    let behind = plan
        .texts
        .partition_point(|text| text.origin.start() < span.start());
    plan.texts.get(behind.checked_sub(1)?)
}
