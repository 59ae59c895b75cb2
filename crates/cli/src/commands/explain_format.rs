//! `stopgate explain FORMAT`: what a format holds, how it is recognised, and which rules apply.

use std::fmt::Write as _;

use serde::Serialize;
use stopgate_workspace::{DescribedSection, Engine, Format, Profile, rules};

use crate::arguments::{Common, OutputFormat};
use crate::terminal::{FAINT, STRONG, harmless};
use crate::{json, terminal};

#[derive(Serialize)]
struct Explanation<'a> {
    schema: u32,
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    default_path: &'a str,
    extends: Option<&'a str>,
    recognised_by: Vec<String>,
    header: Vec<Label>,
    sections: Vec<DescribedSection>,
    phases: Option<String>,
    rules: Vec<Applied>,
}

#[derive(Serialize)]
struct Label {
    label: String,
    required: bool,
}

#[derive(Serialize)]
struct Applied {
    code: &'static str,
    name: &'static str,
    strict: Option<&'static str>,
    standard: Option<&'static str>,
    lenient: Option<&'static str>,
    /// The most that it weighs in a finished plan; none where that makes no difference.
    finished: Option<&'static str>,
    requirements: Vec<String>,
}

/// Prints what a format is.
pub(crate) fn print(common: &Common, engine: &Engine, format: &Format) {
    let explanation = explanation(format);
    if common.output_format == OutputFormat::Json {
        json::print(&explanation);
        return;
    }
    let mut text = about(&explanation);
    text.push_str(&sections(&explanation));
    text.push_str(&applied(&explanation));
    let _ = writeln!(
        text,
        "\nBegin one with: stopgate new {} TITLE",
        explanation.id
    );
    let heirs: Vec<&str> = engine
        .formats()
        .iter()
        .filter(|other| other.extends.as_deref() == Some(&format.id))
        .map(|other| other.id.as_str())
        .collect();
    if !heirs.is_empty() {
        let _ = writeln!(text, "Built upon it: {}", heirs.join(", "));
    }
    terminal::print(&text);
}

fn explanation(format: &Format) -> Explanation<'_> {
    let labels = format.header_labels().into_iter();
    let mut applied: Vec<Applied> = format.rule_choices().iter().filter_map(rule).collect();
    applied.sort_by_key(|applied| applied.code);
    Explanation {
        schema: json::SCHEMA,
        id: &format.id,
        name: &format.name,
        summary: &format.summary,
        default_path: &format.default_path,
        extends: format.extends.as_deref(),
        recognised_by: format.told_by(),
        header: labels
            .map(|(label, required)| Label { label, required })
            .collect(),
        sections: format.described_sections(),
        phases: format.phases_described(),
        rules: applied,
    }
}

fn rule(choice: &stopgate_workspace::RuleChoice) -> Option<Applied> {
    let rule = rules::by_code_or_name(&choice.rule)?;
    let severity = |profile| choice.severity(profile).map(|severity| severity.name());
    Some(Applied {
        code: rule.code,
        name: rule.name,
        strict: severity(Profile::Strict),
        standard: severity(Profile::Standard),
        lenient: severity(Profile::Lenient),
        finished: choice.finished.map(|severity| severity.name()),
        requirements: choice.requirements.clone(),
    })
}

fn about(explanation: &Explanation<'_>) -> String {
    let mut text = format!(
        "{STRONG}{}{STRONG:#}  {}\n{}.\n",
        harmless(explanation.id),
        harmless(explanation.name),
        harmless(explanation.summary)
    );
    if let Some(base) = explanation.extends {
        let _ = writeln!(text, "Builds upon {base}.");
    }
    let _ = writeln!(
        text,
        "New plans go to {}.",
        harmless(explanation.default_path)
    );
    let _ = writeln!(text, "\n{STRONG}Recognised by{STRONG:#}");
    for way in &explanation.recognised_by {
        let _ = writeln!(text, "  {}", harmless(way));
    }
    if !explanation.header.is_empty() {
        let labels = explanation.header.iter().map(|label| {
            let mark = if label.required { "" } else { " (optional)" };
            format!("{}{mark}", label.label)
        });
        let labels: Vec<String> = labels.collect();
        let _ = writeln!(
            text,
            "\n{STRONG}Header lines{STRONG:#}\n  {}",
            harmless(&labels.join(", "))
        );
    }
    text
}

fn sections(explanation: &Explanation<'_>) -> String {
    let mut text = format!("\n{STRONG}Sections{STRONG:#}\n");
    for section in &explanation.sections {
        let mut marks = vec![section.kind.clone()];
        marks.extend((!section.required).then(|| "optional".to_owned()));
        marks.extend(section.living.then(|| "living".to_owned()));
        marks.extend(section.role.map(|role| format!("commands: {role}")));
        marks.extend(section.requirement.clone());
        let _ = writeln!(
            text,
            "  {}  {FAINT}{}{FAINT:#}",
            harmless(&section.title),
            harmless(&marks.join(" · "))
        );
        for (name, values) in [
            ("also", &section.aliases),
            ("columns", &section.columns),
            ("lines", &section.fields),
        ] {
            if !values.is_empty() {
                let _ = writeln!(
                    text,
                    "      {FAINT}{name}: {}{FAINT:#}",
                    harmless(&values.join(", "))
                );
            }
        }
    }
    if let Some(phases) = &explanation.phases {
        let _ = writeln!(text, "\n{STRONG}Phases{STRONG:#}\n  {}", harmless(phases));
    }
    text
}

fn applied(explanation: &Explanation<'_>) -> String {
    let mut text = format!("\n{STRONG}Rules{STRONG:#}\n");
    for applied in &explanation.rules {
        let standard = applied.standard.unwrap_or("off");
        let other = |name: &str, severity: Option<&str>| {
            let severity = severity.unwrap_or("off");
            (severity != standard).then(|| format!(", {name} {severity}"))
        };
        let finished = applied.finished.unwrap_or(standard);
        let others = [
            other("strict", applied.strict),
            other("lenient", applied.lenient),
            other("finished", Some(finished)),
        ];
        let others: String = others.into_iter().flatten().collect();
        let _ = writeln!(
            text,
            "  {} {}  {FAINT}{standard}{others} {}{FAINT:#}",
            applied.code,
            applied.name,
            applied.requirements.join(" ")
        );
    }
    text
}
