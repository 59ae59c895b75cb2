//! Format files, judged: what they say, and what they do beside the formats that there are (F2).

use jiff::civil::Date;
use stopgate_formats::{
    Format, FormatPlaces, Formats, Inspected, best_claim, builtin_formats, format_faults, inspect,
    lower, new_plan,
};
use stopgate_markdown::Tree;
use stopgate_model::Profile;
use stopgate_rules::{
    Check, Context, Queries, Rule, Settings, Subject, all, by_code_or_name, check,
};
use stopgate_source::{Finding, Severity, Source};

use crate::bare::Bare;

/// The day on which templates are judged; none of what is asked of them depends on it.
const ANY_DAY: Date = Date::constant(2026, 1, 1);

/// Rules besides those about Markdown that a template breaks for good: filling it in does not help.
const STAYING: &[&str] = &[
    "missing-required-section",
    "duplicate-section",
    "title-missing",
];

/// Looks at a format file; `others` are the other format files of the repository, names and texts.
pub fn check_format(text: &str, others: &[(String, String)]) -> Inspected {
    let mut inspected = inspect(text, others);
    let Some(format) = inspected.format.clone() else {
        return inspected;
    };
    let places = &inspected.places;
    let mut findings = unknown_rules(&format, places);
    let broken = |finding: &Finding| finding.severity == Severity::Error;
    if let Ok(mut formats) = builtin_formats() {
        formats.add_usable(others);
        findings.extend(same_id(&format, &formats, places));
        // A format that cannot be used as it is would only be blamed a second time.
        if !inspected.findings.iter().chain(&findings).any(broken) {
            formats.add(format.clone());
            findings.extend(template(&format, &formats, places));
            findings.extend(neighbours(&format, &formats, places));
        }
    }
    inspected.findings.extend(findings);
    inspected
        .findings
        .sort_by_key(|finding| (finding.span, finding.code));
    inspected
}

/// A finding of the kind with this code.
fn fault(
    code: &str,
    severity: Severity,
    span: stopgate_source::Span,
    said: (String, String),
) -> Option<Finding> {
    let mut kinds = format_faults().iter();
    kinds
        .find(|kind| kind.code == code)
        .map(|kind| kind.at(span, severity, said))
}

fn unknown_rules(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let choices = format.rule_choices();
    let say = |name: &str| {
        let near = stopgate_formats::suggestion(name, all().map(|rule| rule.name));
        let message = format!("There is no rule `{name}`{near}");
        let help = "`stopgate rules` lists them; `stopgate explain NAME` says what one finds";
        fault(
            "FRM009",
            Severity::Error,
            places.rule(name),
            (message, help.to_owned()),
        )
    };
    let unknown = Settings::unknown_rules(&choices);
    unknown.into_iter().filter_map(say).collect()
}

fn same_id(format: &Format, formats: &Formats, places: &FormatPlaces) -> Option<Finding> {
    let other = formats.by_id(&format.id)?;
    let message = format!("There is a format `{}` already: {}", other.id, other.name);
    let help = format!(
        "Give it an id of its own, and extends = \"{}\" to build upon that one",
        other.id
    );
    fault("FRM006", Severity::Error, places.key("id"), (message, help))
}

/// A new plan of a format, with the path that it would get.
fn fresh(format: &Format) -> (Tree, String) {
    let text = new_plan(format, "Move the orders", ANY_DAY);
    let path = format.default_path.replace("{slug}", "move-the-orders");
    (Tree::read(Source::new(text.into_bytes())), path)
}

fn template(format: &Format, formats: &Formats, places: &FormatPlaces) -> Vec<Finding> {
    let (tree, path) = fresh(format);
    let span = places.key("template");
    let claim = best_claim(&tree, &path, formats);
    let mut found = Vec::new();
    if claim.is_none_or(|claim| claim.format.id != format.id) {
        let by = claim.map_or("no format recognises".to_owned(), |claim| {
            format!("the format `{}` claims", claim.format.id)
        });
        let message =
            format!("A new plan from the template is not recognised by this format: {by} it");
        let help = "Put the sections of `need` into the template, or change `recognise` so that it tells these plans from others";
        found.extend(fault(
            "FRM012",
            Severity::Error,
            span,
            (message, help.to_owned()),
        ));
    }
    for finding in errors_that_stay(&tree, format) {
        let line = tree.source().line(finding.span.start());
        let message = format!(
            "The template has an error that stays when it is filled in, on its line {line}: {}",
            finding.message
        );
        found.extend(fault(
            "FRM013",
            Severity::Error,
            span,
            (message, finding.help),
        ));
    }
    found
}

fn errors_that_stay(tree: &Tree, format: &Format) -> Vec<Finding> {
    let plan = lower(tree, format, 1.0);
    let queries = Queries::new(&plan);
    let context = Context {
        plan: &plan,
        queries: &queries,
        path: "plan.md",
        source: tree.source(),
        today: ANY_DAY,
        repository: &Bare,
        packs: None,
    };
    let subject = Subject {
        tree,
        context: Some(context),
    };
    let settings = Settings::of_format(&format.rule_choices(), Profile::Standard);
    let stays =
        |rule: &Rule| matches!(rule.check, Check::Document(_)) || STAYING.contains(&rule.name);
    let mut findings = check(subject, &settings, ANY_DAY).findings;
    findings.retain(|finding| {
        finding.severity == Severity::Error && by_code_or_name(finding.code).is_some_and(stays)
    });
    findings
}

/// New plans of other formats are theirs; those of a base may become plans of what builds upon it.
fn neighbours(format: &Format, formats: &Formats, places: &FormatPlaces) -> Vec<Finding> {
    let mut found = Vec::new();
    for other in formats.all().iter().filter(|other| other.id != format.id) {
        let (tree, path) = fresh(other);
        let claimed = best_claim(&tree, &path, formats);
        if claimed.is_none_or(|claim| claim.format.id != format.id) {
            continue;
        }
        let base = format.extends.as_ref() == Some(&other.id);
        let span = places.key("recognise");
        let (severity, message, help) = if base {
            let message = format!(
                "Plans that were read as `{}` are read by this format from now on",
                other.id
            );
            (
                Severity::Info,
                message,
                "Nothing, if that is meant; otherwise add a title or `need` that only these plans have",
            )
        } else {
            let message = format!(
                "New plans of the format `{}` would be read by this one",
                other.id
            );
            (
                Severity::Error,
                message,
                "Add sections to `need` that only these plans have, or raise `certain`",
            )
        };
        found.extend(fault("FRM011", severity, span, (message, help.to_owned())));
    }
    found
}
