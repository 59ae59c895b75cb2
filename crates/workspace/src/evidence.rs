//! Output that looks like a secret does not get into a plan, whoever forgot to mask it (R7).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use stopgate_formats::{EditIntent, OutcomeNote, PhaseRecord, ProgressNote, StepRecord};
use stopgate_markdown::Tree;
use stopgate_rules::{Settings, Subject, by_code_or_name, check};
use stopgate_source::{Finding, Source};

/// The requirement behind the rules that look for secrets.
const MASKED: &str = "R7";
/// What stands for a line that looks like a secret.
const LEFT_OUT: &str = "(a line that looks like a secret is left out)";
/// Bytes at either end of an output of which lines may be shown.
const ENDS: usize = 64 * 1024;

/// The intents, without lines of what others said that hold a secret.
pub(crate) fn without_secrets(intents: &[EditIntent]) -> Vec<EditIntent> {
    let settings = Settings::of_unknown_format();
    let masked = |text: &str| without_secret_lines(text, &settings);
    let clean = |intent: &EditIntent| match intent {
        EditIntent::RecordPhase(record) => EditIntent::RecordPhase(in_record(record, &masked)),
        EditIntent::Progress(note) => EditIntent::Progress(ProgressNote {
            text: masked(&note.text),
            ..note.clone()
        }),
        EditIntent::Outcome(note) => EditIntent::Outcome(OutcomeNote {
            text: masked(&note.text),
            ..note.clone()
        }),
        other => other.clone(),
    };
    intents.iter().map(clean).collect()
}

/// True where a line of a text looks like a secret.
pub(crate) fn holds_secret(text: &str) -> bool {
    without_secret_lines(text, &Settings::of_unknown_format()) != text
}

fn in_record(record: &PhaseRecord, masked: &impl Fn(&str) -> String) -> PhaseRecord {
    let step = |step: &StepRecord| StepRecord {
        command: masked(&step.command),
        directory: masked(&step.directory),
        exit: masked(&step.exit),
        excerpt: masked(&ends(&step.excerpt)),
        ..step.clone()
    };
    PhaseRecord {
        phase: masked(&record.phase),
        outcome: masked(&record.outcome),
        who: record.who.as_deref().map(masked),
        steps: record.steps.iter().map(step).collect(),
        ..record.clone()
    }
}

fn without_secret_lines(text: &str, settings: &Settings) -> String {
    if text.is_empty() {
        return String::new();
    }
    let tree = Tree::read_strict(Source::new(text.as_bytes().to_vec()));
    let subject = Subject {
        tree: &tree,
        context: None,
    };
    // The day matters to suppressions only, and a command may not suppress anything.
    let findings = check(subject, settings, Date::constant(1970, 1, 1)).findings;
    let found = findings.iter().filter(|finding| is_secret(finding));
    let lines: BTreeSet<usize> = found
        .flat_map(|finding| lines(tree.source(), finding))
        .collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let shown = |number: usize| {
        if lines.contains(&number) {
            format!("{LEFT_OUT}\n")
        } else {
            let line = tree.source().lines().span(number);
            tree.source().slice(line).to_owned()
        }
    };
    (1..=tree.source().lines().count()).map(shown).collect()
}

fn is_secret(finding: &Finding) -> bool {
    by_code_or_name(finding.code).is_some_and(|rule| rule.requirements.contains(&MASKED))
}

/// The lines of a finding; those of a key block up to its end.
fn lines(source: &Source, finding: &Finding) -> RangeInclusive<usize> {
    let (start, end) = (finding.span.start(), finding.span.end());
    let behind = source.text().get(start..).unwrap_or_default();
    let end = if behind.starts_with("-----BEGIN") {
        behind
            .find("-----END")
            .map_or(source.text().len(), |at| start + at)
    } else {
        end.saturating_sub(1).max(start)
    };
    source.line(start)..=source.line(end)
}

/// The text, or the lines at its two ends where it is long.
fn ends(text: &str) -> String {
    let Some(cut) = text.len().checked_sub(2 * ENDS).filter(|cut| *cut > 0) else {
        return text.to_owned();
    };
    let first = text.get(..floor(text, ENDS)).unwrap_or_default();
    let last = text.get(floor(text, ENDS + cut)..).unwrap_or_default();
    format!("{first}\n{last}")
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{EditIntent, PhaseRecord, StepRecord, without_secrets};

    fn kept(excerpt: &str) -> String {
        let step = StepRecord {
            excerpt: excerpt.into(),
            ..StepRecord::default()
        };
        let record = PhaseRecord {
            steps: vec![step],
            ..PhaseRecord::default()
        };
        match &without_secrets(&[EditIntent::RecordPhase(record)])[..] {
            [EditIntent::RecordPhase(record)] => record.steps[0].excerpt.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn lines_with_secrets_are_left_out_and_others_stay() {
        let key = format!("-----BEGIN RSA {} KEY-----\nabc\n-----END-----", "PRIVATE");
        let text = format!("ok\nDB_PASSWORD=Autumn!Rain7\n\u{1b}[1mdone\n{key}\nend\n");
        let kept = kept(&text);
        assert!(!kept.contains("Autumn") && !kept.contains("abc"), "{kept}");
        assert!(
            kept.starts_with("ok\n(a line")
                && kept.contains("\u{1b}[1mdone")
                && kept.ends_with("end\n")
        );
    }

    #[test]
    fn a_long_output_keeps_its_ends() {
        let text = format!("first\n{}\nlast", "é\n".repeat(200_000));
        let kept = kept(&text);
        assert!(kept.len() < 140_000 && kept.starts_with("first") && kept.ends_with("last"));
        assert_eq!(super::ends("short"), "short");
    }
}
