//! Whether a plan passes its gate.

use stopgate_model::{GateWord, Plan};
use stopgate_source::{Finding, Severity, Span};

/// Rules about the gate line itself: what it declares cannot decide what may be declared.
const ABOUT_GATE_LINE: &[&str] = &["GAT001", "GAT002", "GAT003", "GAT004", "GAT005"];

/// One thing that keeps a plan from passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Code of the rule.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where to mend it.
    pub span: Span,
}

/// The verdict, with every reason at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    reasons: Vec<Reason>,
}

impl Verdict {
    /// Judges by all findings.
    pub fn of(findings: &[Finding]) -> Self {
        Self::by(findings, |_| true)
    }

    /// Judges a plan by all findings. A gate line that says PASS beside an open checklist is one of them; under any
    /// other line an open point counts here (S6). A plan whose place another one has taken never passes.
    pub fn of_plan(findings: &[Finding], plan: &Plan) -> Self {
        let mut verdict = Self::of(findings);
        let line = plan.gate.as_ref();
        let unsaid = line.filter(|line| line.word != GateWord::Pass);
        verdict
            .reasons
            .extend(unsaid.and_then(|_| open_points(plan)));
        verdict.reasons.extend(superseded(plan));
        verdict
    }

    /// Judges by everything but the gate line, to know what the line has to say: it says PASS only when every
    /// point of the checklist is ticked too (S6).
    pub fn of_gate_line(findings: &[Finding], plan: &Plan) -> Self {
        let mut verdict = Self::by(findings, |finding| !ABOUT_GATE_LINE.contains(&finding.code));
        verdict.reasons.extend(open_points(plan));
        verdict.reasons.extend(superseded(plan));
        verdict
    }

    /// True when nothing keeps the plan from passing.
    pub fn passes(&self) -> bool {
        self.reasons.is_empty()
    }

    /// What keeps it from passing, in document order.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The reason as a gate line states it: the first one, and how many more there are.
    pub fn summary(&self) -> Option<String> {
        let first = self.reasons.first()?;
        let message = first.message.trim_end_matches('.');
        Some(match self.reasons.len() - 1 {
            0 => format!("{message} ({})", first.code),
            more => format!("{message} ({}) and {more} more", first.code),
        })
    }

    fn by(findings: &[Finding], counts: impl Fn(&Finding) -> bool) -> Self {
        let errors = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error && counts(finding));
        let reason = |finding: &Finding| Reason {
            code: finding.code,
            message: finding.message.clone(),
            help: finding.help.clone(),
            span: finding.span,
        };
        Self {
            reasons: errors.map(reason).collect(),
        }
    }
}

/// The points of the checklist that nobody has ticked, as one reason.
fn open_points(plan: &Plan) -> Option<Reason> {
    let first = plan.open_points().next()?;
    let message = match plan.open_points().count() {
        1 => "A point of the checklist is open".to_owned(),
        count => format!("{count} points of the checklist are open"),
    };
    Some(Reason {
        code: "GAT003",
        message,
        help: "Tick each point once it holds: `stopgate tick PLAN POINT`".to_owned(),
        span: first.origin,
    })
}

/// That another plan has taken the place of this one: whoever follows it does what nobody wants any more.
fn superseded(plan: &Plan) -> Option<Reason> {
    let status = plan.superseded.as_ref()?;
    Some(Reason {
        code: "GAT023",
        message: format!("Another plan has taken the place of this one: {}", status.value),
        help: "Work by the plan that the status names; where that is wrong, give this one another status".to_owned(),
        span: status.origin,
    })
}
