//! `test-kind-missing`: a kind of test that the format asks for is never named.

use stopgate_expressions::words;
use stopgate_model::{Plan, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::sentences;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD012",
    name: "test-kind-missing",
    summary: "Unit, integration, or end-to-end and load tests are never named",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Each kind with the words that name it or a test of that kind.
static KINDS: [(&str, Words); 3] = [
    (
        "unit tests",
        words!(
            r"\bunit\b|\bunit[ -]?tests?\b|\bcomponent tests?\b|\bproperty[ -](?:based )?tests?\b|\bmodel tests?\b|\btests? (?:of|for) (?:the |each |every |all )?\w+|\b(?:pytest|jest|vitest|rspec|phpunit|exunit|cargo test|go test|mocha|junit)\b|\b(?:npm|pnpm|yarn|make|mix|gradlew?|mvn|dotnet|swift)(?: run)?[ :]\S*test"
        ),
    ),
    (
        "integration tests",
        words!(
            r"\bintegration\b|\bcontract (?:tests?|suite)\b|\bapi tests?\b|\brepository tests?\b|\btestcontainers\b|\bagainst (?:a|the|an) (?:\w+ ){0,2}?(?:fake|mock|stub|real|staging|test|local|copy|database|server|service|emulator|simulator|device)\b|\bfake \w+\b"
        ),
    ),
    (
        "end-to-end or load tests",
        words!(
            r"\be2e\b|\bend[ -]to[ -]end\b|\bload\b|\bperformance\b|\bstress\b|\bsoak\b|\bsmoke\b|\bbenchmark\w*|\bk6\b|\blocust\b|\bgatling\b|\bplaywright\b|\bcypress\b|\bselenium\b|\bui tests?\b|\bdevice tests?\b|\bfield (?:trial|test)\b|\bcanary\b|\bper second\b|\breplay\b|\bp9[59]\b|\blatenc\w*"
        ),
    ),
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let missing: Vec<&str> = KINDS
        .iter()
        .filter(|(_, words)| !is_named(plan, words))
        .map(|(kind, _)| *kind)
        .collect();
    if missing.is_empty() {
        return;
    }
    let kinds = missing.join(" and ");
    let place = plan.section("rollout").or_else(|| plan.section("criteria"));
    report
        .find(
            place.map_or(plan.anchor, |section| section.heading),
            format!("The plan never names {kinds}, so it stays open whether they are meant"),
            "Name for each kind what it covers, or say why this change needs none",
        )
        .ask(format!("What do {kinds} of this change cover? For example: unit: each rule; integration: the fake provider; load: 800 requests per second"));
}

/// A kind is named where tests are planned, or in a sentence about a test.
fn is_named(plan: &Plan, words: &Words) -> bool {
    static OF_TESTS: Words = words!(
        r"tests?\b|\b(?:tested|trials?|checks?|verif\w*|p9[59]|k6|locust|benchmark\w*|replay\w*)\b"
    );
    let planned = plan.section("rollout").map(|section| section.span);
    let in_texts = plan.texts.iter().any(|text| {
        let title = matches!(text.place, TextPlace::Heading | TextPlace::Cell(true));
        let of_tests = !title && planned.is_some_and(|span| span.contains(text.origin));
        sentences(&text.value).any(|sentence| {
            let said = &text.value[sentence];
            words.is_match(said) && (of_tests || OF_TESTS.is_match(said))
        })
    });
    in_texts
        || plan
            .commands
            .iter()
            .any(|command| words.is_match(&command.text))
}
