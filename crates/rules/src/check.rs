//! Running the rules that apply over one document.

use std::collections::HashMap;

use stopgate_markdown::Tree;
use stopgate_model::{Profile, RuleChoice};
use stopgate_source::{Finding, Severity};

use crate::{Check, Context, Laid, Report, Rule, Suppressions, is_finished, registry};

/// The rules that apply, with the weight and the requirements that the format gives them.
#[derive(Debug)]
pub struct Settings {
    entries: Vec<Setting>,
    /// True where a finished plan is judged as the record that it is.
    easing: bool,
}

#[derive(Debug)]
struct Setting {
    rule: &'static Rule,
    severity: Severity,
    /// The most that it weighs in a finished plan.
    finished: Option<Severity>,
    requirements: Vec<String>,
}

impl Settings {
    /// What a format chooses in a profile, and the rules about secrets and suppressions that it does not
    /// name: a format written in a hurry must not switch them off. Names that no rule has are left out; `unknown` of
    /// [`Settings::unknown_rules`] lists them for whoever validates the format.
    pub fn of_format(choices: &[RuleChoice], profile: Profile) -> Self {
        let unnamed = registry::all().filter(|rule| rule.guards_every_document());
        let unnamed =
            unnamed.filter(|rule| !choices.iter().any(|choice| rule.is_called(&choice.rule)));
        let entry = |choice: &RuleChoice| {
            let rule = registry::by_code_or_name(&choice.rule)?;
            let severity = choice.severity(profile)?;
            Some(Setting {
                rule,
                severity,
                finished: choice.finished.filter(|_| profile != Profile::Strict),
                requirements: choice.requirements.clone(),
            })
        };
        Self {
            entries: choices
                .iter()
                .filter_map(entry)
                .chain(unnamed.map(as_it_is))
                .collect(),
            easing: false,
        }
    }

    /// The same settings for whoever reads the plan, and not for its gate: where the work is finished,
    /// what only matters before it weighs less, as the format says. Anybody can tick boxes, so what
    /// decides about a run must not ask for this.
    #[must_use]
    pub fn easing_finished(self) -> Self {
        Self {
            easing: true,
            ..self
        }
    }

    /// What applies to a document of no known format: the document rules, as they are.
    pub fn of_unknown_format() -> Self {
        let applies =
            |rule: &&Rule| matches!(rule.check, Check::Document(_) | Check::Suppressions(_));
        Self {
            entries: registry::all().filter(applies).map(as_it_is).collect(),
            easing: false,
        }
    }

    /// The same settings with every rule about layout, also where the format leaves it out.
    #[must_use]
    pub fn with_layout(mut self) -> Self {
        let is_new = |rule: &&Rule| {
            self.entries
                .iter()
                .all(|entry| entry.rule.code != rule.code)
        };
        let added = registry::all().filter(|rule| rule.is_layout());
        let added: Vec<Setting> = added.filter(is_new).map(as_it_is).collect();
        self.entries.extend(added);
        self
    }

    /// The same settings without one rule.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.entries.retain(|entry| entry.rule.code != code);
        self
    }

    /// The rules that apply, each with its severity.
    pub fn rules(&self) -> impl Iterator<Item = (&'static Rule, Severity)> {
        self.entries
            .iter()
            .map(|entry| (entry.rule, entry.severity))
    }

    /// Choices whose rule does not exist.
    pub fn unknown_rules(choices: &[RuleChoice]) -> Vec<&str> {
        let unknown = |choice: &&RuleChoice| registry::by_code_or_name(&choice.rule).is_none();
        choices
            .iter()
            .filter(unknown)
            .map(|choice| choice.rule.as_str())
            .collect()
    }
}

fn as_it_is(rule: &'static Rule) -> Setting {
    Setting {
        rule,
        severity: rule.severity,
        finished: None,
        requirements: Vec::new(),
    }
}

/// A document, and its plan where a format claims it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The document.
    pub tree: &'a Tree,
    /// The plan and what its rules may know.
    pub context: Option<Context<'a>>,
}

/// What checking found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings, in document order.
    pub findings: Vec<Finding>,
    /// How many rules were evaluated.
    pub rules_evaluated: usize,
    /// How many errors weigh less here because the work is finished; at the gate they are errors.
    pub eased: usize,
}

/// Runs the rules over a document: document and plan rules, then suppressions, then what the plan
/// declares of itself, then the rules about suppressions.
pub fn check(subject: Subject<'_>, settings: &Settings, today: jiff::civil::Date) -> Checked {
    let mut findings = Vec::new();
    let laid = Laid::new(subject.tree, subject.context);
    for setting in &settings.entries {
        match (setting.rule.check, &subject.context) {
            (Check::Document(look), _) => {
                findings.extend(setting.run(subject, |report| look(subject.tree, report)));
            }
            (Check::Plan(look), Some(context)) => {
                findings.extend(setting.run(subject, |report| look(context, report)));
            }
            (Check::Layout(look), _) => {
                findings.extend(setting.run(subject, |report| look(&laid, report)));
            }
            _ => {}
        }
    }
    let mut suppressions = Suppressions::read(subject.tree, today);
    suppressions.apply(subject.tree, &mut findings);
    findings.extend(late_findings(subject, settings, (&suppressions, &findings)));
    findings.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    findings.dedup();
    let eased = ease(subject, settings, &mut findings);
    Checked {
        findings,
        rules_evaluated: settings.entries.len(),
        eased,
    }
}

/// Weighs the findings of a finished plan as the format says, and counts the errors that no longer are.
fn ease(subject: Subject<'_>, settings: &Settings, findings: &mut [Finding]) -> usize {
    let plan = subject.context.map(|context| context.plan);
    if !settings.easing || !plan.is_some_and(is_finished) {
        return 0;
    }
    let most: HashMap<&str, Severity> = settings
        .entries
        .iter()
        .filter_map(|entry| Some((entry.rule.code, entry.finished?)))
        .collect();
    let mut eased = 0;
    for finding in findings {
        let Some(&most) = most.get(finding.code) else {
            continue;
        };
        eased += usize::from(finding.severity == Severity::Error);
        finding.severity = finding.severity.min(most);
    }
    eased
}

fn late_findings(
    subject: Subject<'_>,
    settings: &Settings,
    (suppressions, so_far): (&Suppressions, &[Finding]),
) -> Vec<Finding> {
    let mut late = Vec::new();
    for setting in &settings.entries {
        match (setting.rule.check, &subject.context) {
            (Check::Declaration(look), Some(context)) => {
                late.extend(setting.run(subject, |report| look(context.plan, so_far, report)));
            }
            (Check::Suppressions(look), _) => {
                late.extend(setting.run(subject, |report| look(suppressions, report)));
            }
            _ => {}
        }
    }
    late
}

impl Setting {
    fn run(&self, subject: Subject<'_>, look: impl FnOnce(&mut Report<'_>)) -> Vec<Finding> {
        let plan = subject.context.as_ref().map(|context| context.plan);
        let mut report = Report::new(self.rule, self.severity, &self.requirements, plan);
        look(&mut report);
        report.into_findings()
    }
}
