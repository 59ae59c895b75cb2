//! `stopgate supersede`: another plan takes the place of one. The old one says so and is not run any more, the new
//! one gets a decision, and what a run of the old one has done is told.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use stopgate_journal::{State, Status};
use stopgate_runner::{ChangedPlan, StepChange};
use stopgate_source::file_part;
use stopgate_system::PlanLock;
use stopgate_workspace::{Document, Living, NotEdited, Note, NoteKind, Supersession, is_finished};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::changed_plan::{PhaseJson, phase_text};
use crate::commands::amend;
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::identity::speaker;
use crate::living::{EditJson, Made, Target, Wish, day_of, said, when};
use crate::open_run::OpenRun;
use crate::plan_index::link_between;
use crate::session::Session;
use crate::terminal::{self, FAINT, RISKY, STRONG, harmless};
use crate::{json, wording};

/// Which plan takes the place of which.
#[derive(Debug, Args)]
pub(crate) struct Succession {
    /// The plan that does not count any more
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The plan that takes its place
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    judging: Judging,
}

/// Says in both plans that the new one takes the place of the old one.
pub(crate) fn run(common: &Common, succession: &Succession) -> Result<Exit, Trouble> {
    let Succession {
        old,
        new,
        reason,
        writing,
        judging,
    } = succession;
    let reason = said("--reason", reason.clone())?;
    let session = Session::open(common, old, judging)?;
    let root = session.disk.root();
    let (_, old_plan) = session.document(old)?;
    let (_, new_plan) = session.document(new)?;
    may_take_the_place(&session, [(old, &old_plan), (new, &new_plan)])?;
    let names = [old_plan.path(), new_plan.path()];
    let _lock = PlanLock::take(root, names[0])?;
    let approvals = Approvals::read(root)?;
    let run = amend::newest(root, names[0])?;
    at_rest(run.as_ref(), names)?;
    let impact = impact(&approvals, run.as_ref(), &new_plan, root)?;

    let who = speaker(writing.name.as_deref(), root).0;
    let day = day_of(writing, judging);
    let [told, closed] = wishes(names, (&who, &reason), (&when(writing), day));
    let decision = lacks(&new_plan, &told).then_some(Target {
        plan: new,
        wish: &told,
    });
    let status = Target {
        plan: old,
        wish: &closed,
    };
    let written = write(status, decision, (writing, &session, &approvals))?;
    match common.output_format {
        OutputFormat::Json => json::print(&SupersedeJson {
            schema: json::SCHEMA,
            plan: names[0],
            by: names[1],
            edits: written.iter().map(|(_, made)| made.as_json()).collect(),
            run: impact
                .as_ref()
                .map(|impact| impact.state.created().run.as_str()),
            phases: impact.iter().flat_map(Impact::phases).collect(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            for (plan, made) in &written {
                made.tell(common, plan);
            }
            if let Some(impact) = impact.filter(|_| !common.quiet) {
                terminal::say(impact.text(names).trim_end());
            }
        }
    }
    // That nothing runs by the old one any more is what is wanted.
    for (plan, made) in written.iter().skip(1) {
        made.warn(plan);
    }
    Ok(Exit::Fine)
}

/// Writes into the new plan first, then into the old one; the old one stands first in what comes back.
fn write<'p>(
    old: Target<'p>,
    new: Option<Target<'p>>,
    (writing, session, approvals): (&Writing, &Session, &Approvals),
) -> Result<Vec<(&'p Path, Made)>, Trouble> {
    // Before anything is written, so that a refusal leaves both as they were.
    old.try_out((session, approvals))?;
    let make = |target: &Target<'p>| -> Result<(&'p Path, Made), Trouble> {
        Ok((target.plan, target.make((writing, session, approvals))?))
    };
    let new = new.as_ref().map(make).transpose()?;
    let old = make(&old)?;
    Ok(std::iter::once(old).chain(new).collect())
}

/// What is written: a decision into the new plan first, then the status of the old one. Where something ends
/// the command between the two, nothing wrong stands anywhere, and the same command finishes it.
fn wishes(
    [old, new]: [&str; 2],
    (who, reason): (&str, &str),
    (when, day): (&str, Date),
) -> [Wish; 2] {
    let wish = |living| Wish {
        edit: "supersede",
        kind: None,
        living,
    };
    let decision = Note {
        kind: NoteKind::Decision,
        text: takes_the_place(old),
        when: when.to_owned(),
        who: who.to_owned(),
        details: vec![("rationale", reason.to_owned())],
    };
    let supersession = Supersession {
        by: new.to_owned(),
        link: link_between(file_part(old), new),
        day,
        who: who.to_owned(),
        reason: reason.to_owned(),
    };
    [
        wish(Living::Note(decision)),
        wish(Living::Supersede(supersession)),
    ]
}

fn takes_the_place(old: &str) -> String {
    format!("This plan takes the place of `{old}`.")
}

/// True where a plan is to get its decision: it has not got it, and has a place for it. Where it has none, that is said.
fn lacks(new: &Document<'_>, wish: &Wish) -> bool {
    let Living::Note(note) = &wish.living else {
        return false;
    };
    let bare = |text: &str| text.replace('`', "");
    let says = bare(&note.text);
    let mut decisions = new.plan().into_iter().flat_map(|plan| &plan.decisions);
    if decisions.any(|one| {
        one.decision
            .text()
            .is_some_and(|text| bare(text).contains(&says))
    }) {
        return false;
    }
    let Err(NotEdited::Unwritable(why)) = new.living(&wish.living) else {
        return true;
    };
    terminal::say(&format!(
        "{RISKY}note:{RISKY:#} {} does not say that it takes the place of the other plan: {why}",
        harmless(new.path()),
    ));
    false
}

/// Refuses what would be no succession: a plan by itself, by one that is superseded too, or of one that is over.
fn may_take_the_place(
    session: &Session,
    [(old, old_plan), (new, new_plan)]: [(&Path, &Document<'_>); 2],
) -> Result<(), Trouble> {
    let (old_path, new_path) = (old_plan.path(), new_plan.path());
    let one = old_plan.plan().ok_or_else(|| session.unrecognised(old))?;
    let other = new_plan.plan().ok_or_else(|| session.unrecognised(new))?;
    if old_path == new_path {
        return Err(Trouble::Usage(format!(
            "{old_path} does not take its own place; name the plan that does, as the second one"
        )));
    }
    if let Some(status) = other.superseded() {
        return Err(Trouble::Usage(format!(
            "{new_path} is itself one whose place another has taken: {}; name that one",
            status.value
        )));
    }
    match one.superseded() {
        Some(status) if !status.value.contains(new_path) => Err(Trouble::Usage(format!(
            "another plan has taken the place of {old_path} already: {}; where that is wrong, change its status by hand first",
            status.value
        ))),
        None if is_finished(one) => Err(Trouble::Usage(format!(
            "{old_path} is done, and what is done stays on record; write into {new_path} what it builds upon"
        ))),
        _ => Ok(()),
    }
}

/// A run of the old plan stands still, and everybody knows what it has done.
fn at_rest(run: Option<&State>, [old, new]: [&str; 2]) -> Result<(), Trouble> {
    let Some(state) = run else { return Ok(()) };
    let created = state.created();
    let next = wording::next(state).unwrap_or_default();
    if matches!(state.status(), Status::Running | Status::Unknown) || state.is_rolling_back() {
        return Err(Trouble::Refused(format!(
            "run {} of {old} is not at rest, so nobody can say what {new} takes over; first: {next}",
            created.run
        )));
    }
    Ok(())
}

/// What the newest run of the old plan has done, beside the new one.
struct Impact<'a> {
    state: &'a State,
    changed: ChangedPlan,
}

fn impact<'a>(
    approvals: &Approvals,
    run: Option<&'a State>,
    new: &Document<'_>,
    root: &Path,
) -> Result<Option<Impact<'a>>, Trouble> {
    let undone = [Status::RolledBack, Status::Superseded];
    let (Some(state), Some(bound)) = (
        run.filter(|state| !undone.contains(&state.status())),
        binding(new, root)?,
    ) else {
        return Ok(None);
    };
    let changed = amend::impact(approvals, state, &bound)?;
    let is_done = changed.steps().any(|step| step.done().is_some());
    Ok(is_done.then_some(Impact { state, changed }))
}

impl Impact<'_> {
    fn phases(&self) -> impl Iterator<Item = PhaseJson<'_>> {
        self.changed.phases.iter().map(PhaseJson::of)
    }

    fn text(&self, [old, new]: [&str; 2]) -> String {
        let run = &self.state.created().run;
        let done = self.changed.steps().filter(|step| step.done().is_some());
        let (again, gone): (Vec<&StepChange>, Vec<&StepChange>) =
            done.partition(|step| step.after.is_some());
        let mut text = format!(
            "{STRONG}run {run}{STRONG:#} of {} has done {} of its steps; {}\n",
            harmless(old),
            again.len() + gone.len(),
            harmless(new)
        );
        for phase in &self.changed.phases {
            text.push_str(&phase_text(phase, None));
        }
        let _ = writeln!(
            text,
            "{FAINT}{} of them stand in {} too, and a run of it does them again; what the others did stays\n→ to undo all of it first: stopgate rollback {run}{FAINT:#}",
            again.len(),
            harmless(new)
        );
        text
    }
}

/// Refuses to go on with a run whose plan another one has taken the place of. Undoing it stays possible.
pub(crate) fn refuse(session: &Session, open: &OpenRun) -> Result<(), Trouble> {
    if open.is_plan_untouched() {
        return Ok(());
    }
    let created = open.state().created();
    let Ok((_, document)) = session.document(&open.root.join(&created.plan)) else {
        return Ok(());
    };
    match document.plan().and_then(|plan| plan.superseded()) {
        None => Ok(()),
        Some(status) => Err(Trouble::NotCleared(format!(
            "another plan has taken the place of {}: {}. Work by that one; what this run has done is undone with: stopgate rollback {}",
            created.plan, status.value, created.run
        ))),
    }
}

/// `supersede`.
#[derive(Serialize)]
struct SupersedeJson<'a> {
    schema: u32,
    /// The old plan.
    plan: &'a str,
    /// The new one.
    by: &'a str,
    /// What was written into the old one, and into the new one where it has a place for it.
    edits: Vec<EditJson<'a>>,
    /// The newest run of the old plan, where it has done something.
    run: Option<&'a str>,
    /// Its phases and steps beside the new plan.
    phases: Vec<PhaseJson<'a>>,
}
