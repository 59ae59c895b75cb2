//! One document, read, and what can be asked of it.

use stopgate_formats::{
    EditIntent, Format, Formats, Ground, Unwritable, Written, all_edits, edits, slug,
};
use stopgate_gate::{Binding, Change, Environment, Step, Verdict, changes, project};
use stopgate_markdown::Tree;
use stopgate_model::{Plan, Repository};
use stopgate_rules::{Checked, Context, PackChoice, Packs, Queries, Settings, Subject, check};
use stopgate_source::{EditSet, Finding, Severity, Source};

use crate::fingerprint::{Fingerprint, fingerprints};
use crate::{Options, Snapshot, Summary, Trace, evidence, unknown_format};

/// A document, and its plan where a format claims it.
#[derive(Debug)]
pub struct Document<'e> {
    pub(crate) path: String,
    pub(crate) tree: Tree,
    pub(crate) format: Option<&'e Format>,
    pub(crate) plan: Option<Plan>,
    pub(crate) packs: &'e Packs,
    pub(crate) formats: &'e Formats,
    /// The plans of a file that holds several, each with the bytes of the others blanked out.
    pub(crate) plans: Vec<Document<'e>>,
}

/// What writing a verdict into a plan would do.
#[derive(Debug, PartialEq, Eq)]
pub struct GateWrite {
    /// The verdict that the line then declares.
    pub verdict: Verdict,
    /// The edits; empty where the line already says so.
    pub edits: EditSet,
}

impl<'e> Document<'e> {
    /// The path it was read from, relative to the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its text and lines.
    pub fn source(&self) -> &Source {
        self.tree.source()
    }

    /// The plan, where a format claims the document; the first one of several.
    pub fn plan(&self) -> Option<&Plan> {
        let first = || {
            self.plans
                .first()
                .and_then(|document| document.plan.as_ref())
        };
        self.plan.as_ref().or_else(first)
    }

    /// The plans of a file that holds several, each as a document of its own in which every byte stands
    /// where it stands in the file; empty for a document that is one plan or none.
    pub fn several(&self) -> &[Document<'e>] {
        &self.plans
    }

    /// True where the title of its plan is written like this behind a `#`.
    pub(crate) fn is_called(&self, wanted: &str) -> bool {
        let title = self.plan.as_ref().and_then(|plan| plan.title.as_ref());
        title.is_some_and(|title| slug(&title.value) == wanted)
    }

    /// The document as one that no format claims.
    pub(crate) fn without_plan(self) -> Self {
        Self {
            plan: None,
            format: None,
            ..self
        }
    }

    /// All findings, weighed as for the gate: whatever decides about a run asks for these.
    pub fn check(&self, options: &Options, repository: &dyn Repository) -> Checked {
        self.check_by_each(options, repository, &|settings| settings)
    }

    /// All findings as whoever reads the plan is told them: where the work is finished, what only
    /// matters before it weighs less.
    pub fn check_as_it_stands(&self, options: &Options, repository: &dyn Repository) -> Checked {
        self.check_by_each(options, repository, &Settings::easing_finished)
    }

    /// All findings, with one rule switched off: how the tests of rule pages prove that they can fail.
    pub fn check_without(
        &self,
        options: &Options,
        repository: &dyn Repository,
        off: Option<&str>,
    ) -> Checked {
        self.check_by_each(options, repository, &|settings| match off {
            Some(code) => settings.without(code),
            None => settings,
        })
    }

    /// All findings, and those of the rules about layout that the format leaves out.
    pub fn check_with_layout(&self, options: &Options, repository: &dyn Repository) -> Checked {
        let settings = self.settings(options).with_layout();
        self.check_by(&settings, options, repository)
    }

    fn settings(&self, options: &Options) -> Settings {
        match self.format {
            Some(format) => Settings::of_format(&format.rule_choices(), options.profile),
            None => Settings::of_unknown_format(),
        }
    }

    fn check_by(
        &self,
        settings: &Settings,
        options: &Options,
        repository: &dyn Repository,
    ) -> Checked {
        let queries = self.plan.as_ref().map(Queries::new);
        let context = self.plan.as_ref().zip(queries.as_ref());
        let context = context.map(|(plan, queries)| Context {
            plan,
            queries,
            path: &self.path,
            source: self.tree.source(),
            today: options.today,
            repository,
            packs: self.format.map(|format| PackChoice {
                packs: self.packs,
                named: format.packs(),
            }),
        });
        let mut checked = check(
            Subject {
                tree: &self.tree,
                context,
            },
            settings,
            options.today,
        );
        if self.plan.is_none() {
            checked
                .findings
                .insert(0, unknown_format::finding(&self.tree));
        }
        checked
    }

    /// By what these findings are known again in a later state of the document, in their order.
    pub fn fingerprints(&self, findings: &[Finding]) -> Vec<Fingerprint> {
        fingerprints(&self.tree, findings)
    }

    /// The findings of the plan, or of each of several in the order of the file, by settings that are
    /// changed like this.
    fn check_by_each(
        &self,
        options: &Options,
        repository: &dyn Repository,
        changed: &dyn Fn(Settings) -> Settings,
    ) -> Checked {
        if self.plans.is_empty() {
            return self.check_by(&changed(self.settings(options)), options, repository);
        }
        let mut all = Checked::default();
        for plan in &self.plans {
            let checked = plan.check_by_each(options, repository, changed);
            all.findings.extend(checked.findings);
            all.rules_evaluated += checked.rules_evaluated;
            all.eased += checked.eased;
        }
        all
    }

    /// Where answers go in it; none where no format claims it, or it holds several plans.
    pub fn ground(&self) -> Option<Ground<'_>> {
        let (format, plan) = self.format.zip(self.plan.as_ref())?;
        Some(Ground::of(&self.tree, format, plan))
    }

    /// The file name of the spec that plans of its format translate.
    pub fn spec_file(&self) -> Option<&str> {
        self.format?.spec_file()
    }

    /// The verdict over these findings.
    pub fn verdict(&self, findings: &[Finding]) -> Verdict {
        match &self.plan {
            Some(plan) => Verdict::of_plan(findings, plan),
            None => Verdict::of(findings),
        }
    }

    /// What `gate --write` would do, given all findings.
    ///
    /// # Errors
    /// When plans of this format have no gate line, or no format claims the document.
    pub fn gate_write(&self, findings: &[Finding]) -> Result<GateWrite, Unwritable> {
        let (Some(format), Some(plan)) = (self.format, &self.plan) else {
            return Err(Unwritable::NoGateLine);
        };
        let verdict = Verdict::of_gate_line(findings, plan);
        let intent = EditIntent::SetGate(verdict.summary());
        Ok(GateWrite {
            edits: edits(&self.tree, format, &intent)?,
            verdict,
        })
    }

    /// What a run writes into the plan, each intent on the result of the ones before; lines of output
    /// that look like a secret are left out. Empty where the plan says all of it already.
    ///
    /// # Errors
    /// When the document has no place for one of the intents; then nothing is to be written.
    pub fn record(&self, intents: &[EditIntent]) -> Result<EditSet, Unwritable> {
        let written = self.record_what_fits(intents);
        match written.refused.first() {
            Some((_, reason)) => Err(*reason),
            None => Ok(written.edits),
        }
    }

    /// Like [`Document::record`], without what the document has no place for.
    pub fn record_what_fits(&self, intents: &[EditIntent]) -> Written {
        let Some(format) = self.format else {
            let refused = (0..intents.len()).map(|index| (index, Unwritable::UnknownFormat));
            return Written {
                edits: EditSet::default(),
                refused: refused.collect(),
            };
        };
        all_edits(&self.tree, format, &evidence::without_secrets(intents))
    }

    /// The plan in short; none where no format claims the document.
    pub fn summary(&self) -> Option<Summary> {
        let plan = self.plan.as_ref()?;
        Some(Summary::of(plan, self.source()))
    }

    /// What the plan has taken over of its spec; none where no spec lies beside it.
    pub fn snapshot(&self) -> Option<Snapshot> {
        Snapshot::of(self.plan.as_ref()?, self.source())
    }

    /// From the items that the plan has to reach to what reaches them, and back; none where no format
    /// claims the document.
    pub fn trace(&self) -> Option<Trace> {
        let plan = self.plan.as_ref()?;
        Some(Trace::of(plan, self.source()))
    }

    /// The steps that would run.
    pub fn steps(&self) -> Vec<Step> {
        self.plan.as_ref().map_or_else(Vec::new, project)
    }

    /// What an approval of it would bind; none where no format claims the document.
    pub fn binding(&self, environment: Environment) -> Option<Binding> {
        let plan = self.plan.as_ref()?;
        Some(Binding::of(&self.path, &self.tree, plan, environment))
    }

    /// What changed since an earlier text of it, given what approvals of both bind; empty where no
    /// format claims one of them.
    pub fn changes_since(
        &self,
        before: &Document<'_>,
        (then, now): (&Binding, &Binding),
    ) -> Vec<Change> {
        let (Some(old), Some(new)) = (&before.plan, &self.plan) else {
            return Vec::new();
        };
        changes((&before.tree, old, then), (&self.tree, new, now))
    }

    /// True when no finding is an error.
    pub fn is_ready(findings: &[Finding]) -> bool {
        findings
            .iter()
            .all(|finding| finding.severity != Severity::Error)
    }
}
