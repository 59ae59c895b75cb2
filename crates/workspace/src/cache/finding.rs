//! A finding as it lies in an entry, and put back.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use stopgate_source::{Edit, EditSet, Finding, Fix, Severity, Span};

use super::question::KeptAsk;
use crate::{Fingerprint, unknown_format};

/// A finding without what the rule itself says. Texts are borrowed: from the finding, or from the entry.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptFinding<'a> {
    code: &'a str,
    severity: u8,
    span: KeptSpan,
    message: &'a str,
    help: &'a str,
    #[serde(borrow)]
    requirements: Vec<&'a str>,
    #[serde(borrow)]
    fix: Option<KeptFix<'a>>,
}

/// Start and end, bytes.
pub(super) type KeptSpan = (usize, usize);

#[derive(Serialize, Deserialize)]
enum KeptFix<'a> {
    #[serde(borrow)]
    Safe(Vec<(KeptSpan, &'a str)>),
    #[serde(borrow)]
    Unsafe(Vec<(KeptSpan, &'a str)>),
    #[serde(borrow)]
    Question(KeptAsk<'a>),
}

/// A fingerprint; the fields are those of [`Fingerprint`].
#[derive(Serialize, Deserialize)]
pub(super) struct KeptFingerprint<'a> {
    exact: &'a str,
    loose: &'a str,
    section: &'a str,
    occurrence: usize,
}

impl<'a> KeptFinding<'a> {
    pub(super) fn of(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            severity: severity_number(finding.severity),
            span: kept_span(finding.span),
            message: &finding.message,
            help: &finding.help,
            requirements: finding.requirements.iter().map(String::as_str).collect(),
            fix: finding.fix.as_ref().map(KeptFix::of),
        }
    }

    /// The finding; none where this build has no such rule, or such a finding cannot be.
    pub(super) fn put_back(&self) -> Option<Finding> {
        let (code, name) = code_and_name(self.code)?;
        Some(Finding {
            code,
            name,
            severity: severity(self.severity)?,
            span: Span::new(self.span.0, self.span.1),
            message: self.message.to_owned(),
            help: self.help.to_owned(),
            requirements: self.requirements.iter().map(|&id| id.to_owned()).collect(),
            fix: match &self.fix {
                None => None,
                Some(fix) => Some(fix.put_back()?),
            },
        })
    }
}

impl<'a> KeptFix<'a> {
    fn of(fix: &'a Fix) -> Self {
        let kept = |edits: &'a EditSet| {
            let edits = edits.edits().iter();
            edits
                .map(|edit| (kept_span(edit.span), edit.text.as_str()))
                .collect()
        };
        match fix {
            Fix::Safe(edits) => Self::Safe(kept(edits)),
            Fix::Unsafe(edits) => Self::Unsafe(kept(edits)),
            Fix::Question(ask) => Self::Question(KeptAsk::of(ask)),
        }
    }

    fn put_back(&self) -> Option<Fix> {
        Some(match self {
            Self::Safe(edits) => Fix::Safe(edit_set(edits)?),
            Self::Unsafe(edits) => Fix::Unsafe(edit_set(edits)?),
            Self::Question(ask) => Fix::Question(ask.put_back()),
        })
    }
}

impl<'a> KeptFingerprint<'a> {
    pub(super) fn of(print: &'a Fingerprint) -> Self {
        Self {
            exact: &print.exact,
            loose: &print.loose,
            section: &print.section,
            occurrence: print.occurrence,
        }
    }

    pub(super) fn put_back(&self) -> Fingerprint {
        Fingerprint {
            exact: self.exact.to_owned(),
            loose: self.loose.to_owned(),
            section: self.section.to_owned(),
            occurrence: self.occurrence,
        }
    }
}

fn edit_set(edits: &[(KeptSpan, &str)]) -> Option<EditSet> {
    let edit = |&((start, end), text): &(KeptSpan, &str)| Edit {
        span: Span::new(start, end),
        text: text.to_owned(),
    };
    EditSet::new(edits.iter().map(edit).collect()).ok()
}

pub(super) fn kept_span(span: Span) -> KeptSpan {
    (span.start(), span.end())
}

fn severity_number(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    }
}

fn severity(number: u8) -> Option<Severity> {
    match number {
        0 => Some(Severity::Info),
        1 => Some(Severity::Warning),
        2 => Some(Severity::Error),
        _ => None,
    }
}

/// Code and name of whatever this build reports under a code.
fn code_and_name(code: &str) -> Option<(&'static str, &'static str)> {
    static KNOWN: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let rules = stopgate_rules::all().map(|rule| (rule.code, rule.name));
        rules
            .chain([(unknown_format::CODE, unknown_format::NAME)])
            .collect()
    });
    known.get_key_value(code).map(|(code, name)| (*code, *name))
}
