//! Where a rule writes what it found.

use stopgate_model::Plan;
use stopgate_source::{Finding, Severity, Span};

use crate::Rule;

/// How many requirements a finding names at most (CONTRACT, JSON of `check`).
const REQUIREMENTS: usize = 2;

/// Collects the findings of one rule.
pub struct Report<'a> {
    rule: &'static Rule,
    severity: Severity,
    requirements: &'a [String],
    plan: Option<&'a Plan>,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        rule: &'static Rule,
        severity: Severity,
        requirements: &'a [String],
        plan: Option<&'a Plan>,
    ) -> Self {
        Self {
            rule,
            severity,
            requirements,
            plan,
            findings: Vec::new(),
        }
    }

    /// Reports that something stands at `span`: `message` says what is wrong, `help` what to do.
    ///
    /// The requirements are the ones that the format names for the rule, else the rule's own; then
    /// the one of the section or header field around the place.
    /// What is returned takes the fix: `report.find(…).ask("Who watches it?")`.
    pub fn find(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        let around = self
            .plan
            .and_then(|plan| plan.requirement_at(span))
            .map(str::to_owned);
        self.push(around, (span, message.into(), help.into()))
    }

    /// Like [`Report::find`], for something that a requirement of its own asks for.
    pub fn find_for(
        &mut self,
        requirement: Option<&str>,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        self.push(
            requirement.map(str::to_owned),
            (span, message.into(), help.into()),
        )
    }

    /// The findings so far.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    fn push(
        &mut self,
        last: Option<String>,
        (span, message, help): (Span, String, String),
    ) -> &mut Finding {
        let own = self.rule.requirements.iter().map(|&id| id.to_owned());
        let mut requirements: Vec<String> = match self.requirements {
            [] => own.collect(),
            of_format => of_format.to_vec(),
        };
        requirements.extend(last);
        let mut seen = std::collections::HashSet::new();
        requirements.retain(|requirement| seen.insert(requirement.clone()));
        requirements.truncate(REQUIREMENTS);
        self.findings.push(Finding {
            code: self.rule.code,
            name: self.rule.name,
            severity: self.severity,
            span,
            message,
            help,
            requirements,
            fix: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}
