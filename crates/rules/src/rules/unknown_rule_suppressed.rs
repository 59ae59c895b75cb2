//! `unknown-rule-suppressed`: a suppression names a rule that does not exist.

use stopgate_source::{EditSet, Severity};

use crate::layout::edit;
use crate::{Check, Report, Rule, Suppressions, registry};

pub(crate) const RULE: Rule = Rule {
    code: "SUP003",
    name: "unknown-rule-suppressed",
    summary: "A suppression names a rule that does not exist",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in &suppressions.entries {
        let named = entry.rules.iter().zip(&entry.names);
        for (name, place) in named.filter(|(name, _)| registry::by_code_or_name(name).is_none()) {
            let near = near(name);
            let finding = report.find(
                entry.span,
                format!("No rule is called \"{name}\", so this suppression leaves nothing out"),
                help(near),
            );
            if let Some(near) = near {
                finding.fix_unsafely(EditSet::one(edit(*place, near.name)));
            }
        }
    }
}

fn near(name: &str) -> Option<&'static Rule> {
    let wanted = name.to_lowercase();
    registry::all().find(|rule| is_near(rule.name, &wanted) || is_near(rule.code, name))
}

fn help(near: Option<&Rule>) -> String {
    match near {
        Some(rule) => format!("Did you mean {} ({})?", rule.name, rule.code),
        None => "Use a code or a name from `stopgate rules`, one by one".to_owned(),
    }
}

/// True where one of the two begins with the other, or they differ in one character.
fn is_near(known: &str, wanted: &str) -> bool {
    let (known, wanted) = (known.to_lowercase(), wanted.to_lowercase());
    let differing = known
        .chars()
        .zip(wanted.chars())
        .filter(|(a, b)| a != b)
        .count();
    let begins = wanted.len() >= 3 && (known.starts_with(&wanted) || wanted.starts_with(&known));
    begins || (known.len() == wanted.len() && differing == 1)
}
