//! `stopgate amend`: what a change of an approved plan means: for its approval, for the phases that have to be
//! approved again, and for what the newest run has done.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_gate::{Approval, Binding, Change, ChangeKind, Standing};
use stopgate_journal::State;
use stopgate_runner::ChangedPlan;

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::changed_plan::{self, PhaseJson, phase_text};
use crate::commands::{diff, supersede};
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::Session;
use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};

/// Tells what the change means.
pub(crate) fn run(common: &Common, plan: &Path, judging: &Judging) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let root = session.disk.root();
    let (_, document) = session.document(plan)?;
    supersede::point_out(&document);
    let bound = binding(&document, root)?.ok_or_else(|| session.unrecognised(plan))?;
    let approvals = Approvals::read(root)?;
    let (approval, void) = match approvals.standing(&bound) {
        Standing::Yes(approval) => (approval, false),
        Standing::Void(approval) => (approval, true),
        Standing::No => {
            return Err(Trouble::NotCleared(format!(
                "nobody approved {} yet, so nothing has to be amended: change it as you like",
                document.path()
            )));
        }
    };
    let changes = diff::changes(&session, &document, &bound, approval);
    let meant = changes
        .into_iter()
        .filter(|change| change.kind == ChangeKind::Meaning);
    let state = changed_plan::newest(root, document.path())?;
    let changed = state
        .as_ref()
        .filter(|state| void && state.created().digest != bound.digest())
        .map(|state| changed_plan::beside(&approvals, state, &bound))
        .transpose()?;
    let amended = Amended {
        path: document.path(),
        approval,
        void,
        changes: meant.collect(),
        again: again(approval, &bound),
        run: state.as_ref(),
        changed,
    };
    match common.output_format {
        OutputFormat::Json => json::print(&amended.as_json()),
        OutputFormat::Full | OutputFormat::Concise => terminal::print(&amended.text()),
    }
    Ok(if void { Exit::GateFails } else { Exit::Fine })
}

/// What a change means.
struct Amended<'a> {
    path: &'a str,
    approval: &'a Approval,
    void: bool,
    /// The changes of meaning.
    changes: Vec<Change>,
    /// Titles of the phases that are not as they were approved; `rollback` for what undoes them.
    again: Vec<String>,
    /// The newest run of the plan.
    run: Option<&'a State>,
    /// What became of its steps.
    changed: Option<ChangedPlan>,
}

fn again(approval: &Approval, bound: &Binding) -> Vec<String> {
    let approved = approval.binding.phase_digests();
    let now = bound.phase_digests().into_iter();
    now.filter(|phase| !approved.contains(phase))
        .map(|(title, _)| title)
        .collect()
}

impl Amended<'_> {
    fn text(&self) -> String {
        let mut text = if self.void {
            format!("{BAD}VOID{BAD:#} {}\n", harmless(self.path))
        } else {
            format!(
                "{GOOD}VALID{GOOD:#} {} {FAINT}approved by {}{FAINT:#}\n",
                harmless(self.path),
                harmless(&self.approval.signer)
            )
        };
        for change in &self.changes {
            let _ = writeln!(text, "{}", diff::one(change));
        }
        if !self.void {
            return text;
        }
        if self.again.is_empty() {
            let _ = writeln!(
                text,
                "{FAINT}what would run is as it was approved; what the plan means is not{FAINT:#}"
            );
        } else {
            let titles: Vec<String> = self.again.iter().map(|title| harmless(title)).collect();
            let _ = writeln!(
                text,
                "{RISKY}to approve again{RISKY:#}: {}",
                titles.join(", ")
            );
        }
        if let (Some(state), Some(changed)) = (self.run, &self.changed) {
            let _ = writeln!(text, "{STRONG}run {}{STRONG:#}", state.created().run);
            for phase in &changed.phases {
                text.push_str(&phase_text(phase, None));
            }
        }
        let _ = writeln!(text, "{FAINT}→ {}{FAINT:#}", harmless(&self.next()));
        text
    }

    fn next(&self) -> String {
        let approve = format!("stopgate approve {}", self.path);
        let open = self.run.filter(|state| !state.status().is_closed());
        match open {
            Some(state) => format!(
                "{approve}, then: stopgate resume {} --changed",
                state.created().run
            ),
            None => approve,
        }
    }

    fn as_json(&self) -> AmendJson<'_> {
        let phases = self
            .changed
            .as_ref()
            .map_or(&[][..], |changed| &changed.phases);
        AmendJson {
            schema: json::SCHEMA,
            plan: self.path,
            void: self.void,
            changes: self.changes.iter().map(diff::as_json).collect(),
            approve_again: &self.again,
            run: self.run.map(|state| state.created().run.as_str()),
            phases: phases.iter().map(PhaseJson::of).collect(),
            next: self.void.then(|| self.next()),
        }
    }
}

/// `amend`.
#[derive(Serialize)]
struct AmendJson<'a> {
    schema: u32,
    plan: &'a str,
    void: bool,
    /// The changes of meaning.
    changes: Vec<json::Change>,
    /// Phases that are not as they were approved.
    approve_again: &'a [String],
    /// The newest run.
    run: Option<&'a str>,
    /// What became of its phases and steps, where the plan is not what it was begun with.
    phases: Vec<PhaseJson<'a>>,
    /// What a person does next.
    next: Option<String>,
}
