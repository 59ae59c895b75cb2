//! `criterion-not-behavioural`: the plan is accepted when it compiles.

use stopgate_expressions::{pattern, words};
use stopgate_model::TextPlace;
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::{commands, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD002",
    name: "criterion-not-behavioural",
    summary: "The acceptance asks only for what a build says, not for behaviour",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Commands that say nothing about what the program does.
static BUILDS: Pattern = pattern!(
    r"^(?:\w+=\S+\s+)*(?:cargo\s+(?:\S+\s+)*(?:build|check|clippy|fmt|doc)\b|(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:build|lint|typecheck|type-check|format|fmt|check-types|compile)\b|(?:npx\s+)?(?:tsc|eslint|prettier|biome)\b|make\s+(?:build|lint|fmt|check-fmt|format|typecheck|compile|markdownlint|nixie)\b|go\s+(?:build|vet)\b|gofmt\b|ruff\b|mypy\b|pyright\b|black\b|(?:\./)?gradlew?\s+(?:assemble|build)\b|mvn\s+\S*compile\b|dotnet\s+build\b|swift\s+build\b|xcodebuild\s+(?:\S+\s+)*build\b|cmake\b|git\s|cd\s|ls\b|set\s)"
);

/// Words of behaviour: what somebody sees, or tests that look at it.
static BEHAVIOUR: Words = words!(
    r"\btests?\b|\btested\b|\b(?:returns?|responds?|shows?|displays?|prints?|renders?|appears?|opens?|sends?|receives?|lists?|contains?|loads?|writes?|stores?|creates?|deletes?|rejects?|accepts?|keeps?|starts?|stops?|works?|behaves?|observ\w*|sees?|users?|operators?|requests?|responses?|rows?|records?|outputs?|http|status|end[ -]to[ -]end|e2e|scenario|manual(?:ly)?|click\w*|visit\w*|log|logs|metrics?|equal|equals|match(?:es)?|same|count|counts|verif\w*|confirm\w*|demonstrat\w*|reports?|exports?|query|queries|benchmark\w*|latency|can|cannot|no longer|still)\b"
);

/// Sentences about building, style, and what exists.
static BUILT: Words = words!(
    r"\b(?:compil\w*|builds?|built|lint\w*|format\w*|type[ -]?check\w*|clippy|warnings?|clean|ruff|mypy|vet|exists?|in place|written|merged|reviewed|approved)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("validation").filter(|section| !section.empty) else {
        return;
    };
    let only_builds = commands(plan, section).all(|command| BUILDS.is_match(&command.text));
    let mut body = texts(plan, section).filter(|text| text.place != TextPlace::Cell(true));
    let speaks_of_building = texts(plan, section).any(|text| BUILT.is_match(&text.value));
    if only_builds && speaks_of_building && !body.any(|text| BEHAVIOUR.is_match(&text.plain)) {
        report.find(
            section.heading,
            "The acceptance asks whether it builds, and not whether it does what the purpose promises",
            "Describe what somebody does and sees: the request with its answer, the query with its rows",
        );
    }
}
