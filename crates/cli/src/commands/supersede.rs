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
use stopgate_system::{PlanLock, can_replace, file_of};
use stopgate_workspace::{
    Document, Living, NotEdited, Note, NoteKind, Supersession, Unwritable, is_finished,
    names_successor,
};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::changed_plan::{self, PhaseJson};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
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
        old, new, writing, ..
    } = succession;
    let reason = said("--reason", succession.reason.clone())?;
    let session = Session::open(common, old, &succession.judging)?;
    // The format that was named is that of the old plan.
    let by_itself = Judging {
        format: None,
        ..succession.judging.clone()
    };
    let new_session = Session::open(common, new, &by_itself)?;
    let root = session.disk.root();
    let names = [session.document(old)?.1, new_session.document(new)?.1];
    let names = names.map(|document| document.path().to_owned());
    let _locks = locks(root, &names)?;
    let (bytes, old_plan) = session.document(old)?;
    let (_, new_plan) = new_session.document(new)?;
    let names = [names[0].as_str(), names[1].as_str()];
    may_take_the_place(&session, (old, &old_plan), &new_plan)?;
    let approvals = Approvals::read(root)?;
    let run = changed_plan::newest(root, names[0])?;
    at_rest(run.as_ref(), names)?;
    let impact = impact(&approvals, run.as_ref(), &new_plan, root)?;

    let (day, when) = (day_of(writing, &succession.judging), when(writing));
    let who = writing.who(common, old)?;
    let [decision, status] = wishes(names, (&who, &reason), (&when, day));
    let told = told(&new_plan, &decision)?;
    let old_target = Target {
        plan: old,
        wish: &status,
    };
    // Before anything is written, so that a refusal leaves both as they were.
    old_target.try_out((&session, &approvals))?;
    if !writing.dry_run {
        can_replace(&file_of(old), root, &bytes)?;
    }
    let new_target = Target {
        plan: new,
        wish: &decision,
    };
    let new_made = matches!(told, Told::Written)
        .then(|| new_target.make((writing, &new_session, &approvals)))
        .transpose()?;
    let old_made = old_target
        .make((writing, &session, &approvals))
        .map_err(|why| half_done(&why, new_made.is_some(), names))?;
    let outcome = Outcome {
        names,
        old: old_made,
        new: new_made,
        told,
        impact,
    };
    outcome.tell(common, [old, new]);
    Ok(Exit::Fine)
}

/// Nobody else works on either of them: two successions the other way round at once would make a circle.
fn locks(root: &Path, names: &[String; 2]) -> Result<Vec<PlanLock>, Trouble> {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let locks = sorted.iter().map(|name| PlanLock::take(root, name));
    Ok(locks.collect::<Result<_, _>>()?)
}

fn half_done(why: &Trouble, is_told: bool, [old, new]: [&str; 2]) -> Trouble {
    if is_told {
        Trouble::Usage(format!(
            "{why}; {new} says already that it takes the place of {old}: run the same command again"
        ))
    } else {
        Trouble::Usage(why.to_string())
    }
}

/// What is written: a decision into the new plan first, then the status of the old one. Where something ends
/// the command between the two, the old one still counts, and the same command finishes it.
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
        text: format!("This plan takes the place of `{old}`."),
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

/// Whether the new plan says what it takes the place of.
enum Told {
    /// It gets a decision.
    Written,
    /// It says so already.
    Present,
    /// Plans of its format have no place for decisions, or this one has no column for what they say.
    NoPlace(Unwritable),
}

impl Told {
    fn name(&self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Present => "present",
            Self::NoPlace(_) => "no-place",
        }
    }
}

fn told(new: &Document<'_>, wish: &Wish) -> Result<Told, Trouble> {
    use Unwritable::{NoColumn, NoHome, NoSection};
    let Living::Note(note) = &wish.living else {
        return Ok(Told::Present);
    };
    let bare = |text: &str| text.replace('`', "");
    let says = bare(&note.text);
    let mut decisions = new.plan().into_iter().flat_map(|plan| &plan.decisions);
    let is_said = |text: &str| bare(text).contains(&says);
    if decisions.any(|one| one.decision.text().is_some_and(is_said)) {
        return Ok(Told::Present);
    }
    match new.living(&wish.living) {
        Err(NotEdited::Unwritable(why @ (NoHome | NoSection | NoColumn))) => Ok(Told::NoPlace(why)),
        // What else is wrong with it is said when it is made.
        _ => Ok(Told::Written),
    }
}

/// Refuses what would be no succession: a plan by itself, by one that is superseded too, or of one that is over.
fn may_take_the_place(
    session: &Session,
    (old, old_plan): (&Path, &Document<'_>),
    new_plan: &Document<'_>,
) -> Result<(), Trouble> {
    let (old_path, new_path) = (old_plan.path(), new_plan.path());
    let one = old_plan.plan().ok_or_else(|| session.unrecognised(old))?;
    let other = new_plan.plan().ok_or_else(|| {
        Trouble::Usage(format!(
            "no format recognises {new_path}, so it takes the place of no plan; look at it with: stopgate check {new_path}"
        ))
    })?;
    let is_odd = |c: char| c.is_control() || matches!(c, '`' | '|' | '•' | '·');
    if let Some(path) = [old_path, new_path]
        .iter()
        .find(|path| path.contains(is_odd))
    {
        return Err(Trouble::Usage(format!(
            "the name {path:?} cannot stand in a status; rename the file first"
        )));
    }
    if old_path == new_path {
        return Err(Trouble::Usage(format!(
            "{old_path} does not take its own place; name the plan that does, as the second one"
        )));
    }
    if let Some(status) = &other.superseded {
        return Err(Trouble::Usage(format!(
            "{new_path} is itself one whose place another has taken: {}; name that one",
            status.value
        )));
    }
    match &one.superseded {
        Some(status) if !names_successor(&status.value, new_path) => Err(Trouble::Usage(format!(
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
    let run = &state.created().run;
    let next = wording::next(state).unwrap_or_default();
    if matches!(state.status(), Status::Running | Status::Unknown) || state.is_rolling_back() {
        return Err(Trouble::Refused(format!(
            "run {run} of {old} is not at rest, so nobody can say what {new} takes over; first: {next}",
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
    let run = run.filter(|state| !undone.contains(&state.status()));
    let (Some(state), Some(bound)) = (run, binding(new, root)?) else {
        return Ok(None);
    };
    match changed_plan::beside(approvals, state, &bound) {
        Ok(changed) => {
            let is_done = changed.steps().any(|step| step.done().is_some());
            Ok(is_done.then_some(Impact { state, changed }))
        }
        Err(why) => {
            note(&format!("what the run has done is not told: {why}"));
            Ok(None)
        }
    }
}

impl Impact<'_> {
    fn phases(&self) -> impl Iterator<Item = PhaseJson<'_>> {
        self.changed.phases.iter().map(PhaseJson::of)
    }

    fn text(&self, [old, new]: [&str; 2]) -> String {
        let run = &self.state.created().run;
        let done = self.changed.steps().filter(|step| step.done().is_some());
        let done: Vec<&StepChange> = done.collect();
        let mut text = format!(
            "{STRONG}run {run}{STRONG:#} of {} has done this; {} takes nothing of it over\n",
            harmless(old),
            harmless(new)
        );
        for step in done {
            let becomes = match step.after {
                Some(_) => "its own run does it again",
                None => "not in it: what was done stays",
            };
            text.push_str(&changed_plan::line(step, becomes));
        }
        let _ = writeln!(
            text,
            "{FAINT}→ to undo it first: stopgate rollback {run}{FAINT:#}"
        );
        text
    }
}

/// What came of the command.
struct Outcome<'a> {
    names: [&'a str; 2],
    old: Made,
    new: Option<Made>,
    told: Told,
    impact: Option<Impact<'a>>,
}

impl Outcome<'_> {
    fn tell(&self, common: &Common, [old, new]: [&Path; 2]) {
        let made =
            std::iter::once((old, &self.old)).chain(self.new.as_ref().map(|made| (new, made)));
        match common.output_format {
            OutputFormat::Json => json::print(&SupersedeJson {
                schema: json::SCHEMA,
                plan: self.names[0],
                by: self.names[1],
                decision: self.told.name(),
                edits: made.map(|(_, made)| made.as_json()).collect(),
                run: self
                    .impact
                    .as_ref()
                    .map(|impact| impact.state.created().run.as_str()),
                phases: self.impact.iter().flat_map(Impact::phases).collect(),
            }),
            OutputFormat::Full | OutputFormat::Concise => {
                for (plan, made) in made {
                    made.tell(common, plan);
                }
                if let Some(impact) = self.impact.as_ref().filter(|_| !common.quiet) {
                    terminal::say(impact.text(self.names).trim_end());
                }
            }
        }
        if let Told::NoPlace(why) = &self.told {
            note(&format!(
                "{} does not name the other plan: {why}",
                self.names[1]
            ));
        }
        // That nothing runs by the old one any more is what is wanted.
        if let Some(made) = &self.new {
            made.warn(new);
        }
    }
}

/// Says of a plan that is looked at that another one has taken its place.
pub(crate) fn point_out(document: &Document<'_>) {
    if let Some(status) = document.plan().and_then(|plan| plan.superseded.as_ref()) {
        note(&format!(
            "another plan has taken the place of {}: {}",
            document.path(),
            status.value
        ));
    }
}

fn note(text: &str) {
    terminal::say(&format!("{RISKY}note:{RISKY:#} {}", harmless(text)));
}

/// Refuses to go on with a run whose plan another one has taken the place of. Undoing it stays possible.
pub(crate) fn refuse(session: &Session, open: &OpenRun) -> Result<(), Trouble> {
    let created = open.state().created();
    let Ok((_, document)) = session.document(&open.root.join(&created.plan)) else {
        return Ok(());
    };
    match document.plan().and_then(|plan| plan.superseded.as_ref()) {
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
    /// Whether the new one says so: `written`, `present`, or `no-place` where its format keeps no decisions.
    decision: &'static str,
    /// What was written into the old one, and into the new one where something was.
    edits: Vec<EditJson<'a>>,
    /// The newest run of the old plan, where it has done something.
    run: Option<&'a str>,
    /// Its phases and steps beside the new plan.
    phases: Vec<PhaseJson<'a>>,
}
