//! Running the rules that apply over one document.

use stopgate_markdown::Tree;
use stopgate_model::{Profile, RuleChoice};
use stopgate_source::{Finding, Severity};

use crate::{Check, Context, Laid, Report, Rule, Suppressions, registry};

/// The rules that apply, with the weight and the requirements that the format gives them.
#[derive(Debug)]
pub struct Settings {
    entries: Vec<Setting>,
}

#[derive(Debug)]
struct Setting {
    rule: &'static Rule,
    severity: Severity,
    requirements: Vec<String>,
}

impl Settings {
    /// What a format chooses in a profile. Names that no rule has are left out; `unknown` of
    /// [`Settings::unknown_rules`] lists them for whoever validates the format.
    pub fn of_format(choices: &[RuleChoice], profile: Profile) -> Self {
        let entry = |choice: &RuleChoice| {
            let rule = registry::by_code_or_name(&choice.rule)?;
            let severity = choice.severity(profile)?;
            Some(Setting {
                rule,
                severity,
                requirements: choice.requirements.clone(),
            })
        };
        Self {
            entries: choices.iter().filter_map(entry).collect(),
        }
    }

    /// What applies to a document of no known format: the document rules, as they are.
    pub fn of_unknown_format() -> Self {
        let applies =
            |rule: &&Rule| matches!(rule.check, Check::Document(_) | Check::Suppressions(_));
        Self {
            entries: registry::all().filter(applies).map(as_it_is).collect(),
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
    Checked {
        findings,
        rules_evaluated: settings.entries.len(),
    }
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
