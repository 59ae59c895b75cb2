//! `stopgate session`: which plan is being planned (P12). While one is, agents write nothing else.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_guard::Posture;
use stopgate_system::{PlanningSession, descends_from_step, now, read_plan, real_file};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::guarding::{SessionCommand, Starting};
use crate::exit::{Exit, Trouble};
use crate::guarding::missing::{self, Missing};
use crate::guarding::posture::guarded;
use crate::identity::user;
use crate::session::{Session, root};
use crate::terminal::{BAD, FAINT, GOOD, harmless};
use crate::{json, terminal};

/// A session, as `--output-format json` writes it.
#[derive(Serialize)]
struct Shown {
    schema: u32,
    /// None where nothing is planned.
    session: Option<Planned>,
    /// Whether this call ended it.
    ended: bool,
    /// What was missing when somebody wanted to end it.
    missing: Vec<Missing>,
}

/// What is planned.
#[derive(Serialize)]
struct Planned {
    plan: String,
    since: String,
    by: String,
    notes: Option<String>,
    /// Why the session has outlived its plan; none where it has not.
    stale: Option<String>,
}

/// Shows the session, begins one, or ends it.
pub(crate) fn run(common: &Common, command: Option<&SessionCommand>) -> Result<Exit, Trouble> {
    match command {
        None => show(common),
        Some(SessionCommand::Start { plan, starting }) => start(common, plan, starting),
        Some(SessionCommand::End) => end(common),
    }
}

fn show(common: &Common) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let session = PlanningSession::read(&root)?;
    let planned = session.map(|session| planned(&root, session)).transpose()?;
    let text = match &planned {
        None => format!("{FAINT}nothing is being planned here{FAINT:#}\n"),
        Some(planned) => text(planned),
    };
    say(common, &text, planned, (false, Vec::new()));
    Ok(Exit::Fine)
}

fn planned(root: &Path, session: PlanningSession) -> Result<Planned, Trouble> {
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let stale = match guarded(&real)?.posture {
        Posture::Unsettled(why) => Some(why),
        _ => None,
    };
    Ok(Planned {
        plan: session.plan,
        since: session.since,
        by: session.by,
        notes: session.notes,
        stale,
    })
}

fn text(planned: &Planned) -> String {
    let (plan, by) = (harmless(&planned.plan), harmless(&planned.by));
    let mut text = format!(
        "{plan} is being planned by {by} since {}\n",
        harmless(&planned.since)
    );
    if let Some(notes) = &planned.notes {
        let _ = writeln!(text, "  {FAINT}notes: {}{FAINT:#}", harmless(notes));
    }
    if let Some(why) = &planned.stale {
        let _ = writeln!(text, "  {BAD}stale:{BAD:#} {}", harmless(why));
    }
    text
}

fn say(
    common: &Common,
    text: &str,
    session: Option<Planned>,
    (ended, missing): (bool, Vec<Missing>),
) {
    match common.output_format {
        OutputFormat::Json => json::print(&Shown {
            schema: json::SCHEMA,
            session,
            ended,
            missing,
        }),
        OutputFormat::Full | OutputFormat::Concise => terminal::print(text),
    }
}

/// A process that a step started neither begins nor ends what people plan.
fn by_a_person() -> Result<(), Trouble> {
    if descends_from_step() {
        return Err(Trouble::Refused(
            "a step of a run asks for a planning session; people begin and end them".to_owned(),
        ));
    }
    Ok(())
}

fn start(common: &Common, plan: &Path, starting: &Starting) -> Result<Exit, Trouble> {
    by_a_person()?;
    let session = Session::open(common, plan, &Judging::usual())?;
    let root = session.disk.root();
    read_plan(plan, root)?;
    let name = session.disk.real_name(plan);
    let notes = match &starting.notes {
        Some(notes) => Some(notes_of(&session, notes, &name)?),
        None => None,
    };
    if let Ok(Some(open)) = PlanningSession::read(root)
        && open.plan != name
    {
        return Err(Trouble::Usage(format!(
            "{} is being planned here since {}; end that first: stopgate session end",
            open.plan, open.since
        )));
    }
    let by = starting.name.clone().unwrap_or_else(user);
    let begun = PlanningSession::new(name, notes, (now(), by));
    begun.keep(root)?;
    let planned = planned(root, begun)?;
    let text = text(&planned);
    say(common, &text, Some(planned), (false, Vec::new()));
    if !common.quiet && common.output_format != OutputFormat::Json {
        terminal::say(
            "agents whose hooks are connected (docs/guard.md) write nothing else from here on, and execute nothing; it ends with: stopgate session end",
        );
    }
    Ok(Exit::Fine)
}

/// The file for notes: Markdown, within the repository, and nothing that anybody runs, signs or approves.
fn notes_of(session: &Session, notes: &Path, plan: &str) -> Result<String, Trouble> {
    let root = session.disk.root();
    let name = session.disk.name(notes);
    let wrong = |why: &str| {
        Err(Trouble::Usage(format!(
            "{name} cannot hold the notes: {why}"
        )))
    };
    let Some(real) = real_file(root, &name) else {
        return wrong("nobody can say which file it is");
    };
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if !real.starts_with(&real_root) {
        return wrong("it lies outside of the repository");
    }
    if let Some(why) = stopgate_guard::protection(&real) {
        return wrong(why);
    }
    if real.extension().is_none_or(|ending| ending != "md") {
        return wrong("notes are Markdown, and their name ends in .md");
    }
    if name == plan {
        return wrong("it is the plan");
    }
    Ok(name)
}

fn end(common: &Common) -> Result<Exit, Trouble> {
    by_a_person()?;
    let root = root(common, Path::new("."))?;
    let open = match PlanningSession::read(&root) {
        Ok(None) => {
            return Err(Trouble::Usage(
                "nothing is being planned here; `stopgate session start PLAN` begins".to_owned(),
            ));
        }
        // What nobody can read is nothing that could be missed.
        Err(_) => None,
        Ok(open) => open,
    };
    let missing = match &open {
        Some(session) if !session.told => missing_in(&root, session)?,
        _ => Vec::new(),
    };
    if let Some(mut kept) = open.clone().filter(|_| !missing.is_empty()) {
        kept.told = true;
        kept.keep(&root)?;
        let lines = missing
            .iter()
            .map(|one| format!("  {}\n", harmless(&one.line())));
        let text = format!(
            "{BAD}not ended{BAD:#}, this is missing:\n{}",
            lines.collect::<String>()
        );
        say(common, &text, Some(planned(&root, kept)?), (false, missing));
        if !common.quiet && common.output_format != OutputFormat::Json {
            terminal::say("mend it, or call `stopgate session end` once more to end it as it is");
        }
        return Ok(Exit::GateFails);
    }
    PlanningSession::end(&root)?;
    let plan = open.map_or_else(|| "the plan".to_owned(), |session| harmless(&session.plan));
    let text = format!("{GOOD}ended{GOOD:#}: {plan} is not being planned any more\n");
    say(common, &text, None, (true, Vec::new()));
    Ok(Exit::Fine)
}

/// What is missing in the plan of a session; nothing where the plan is gone.
fn missing_in(root: &Path, session: &PlanningSession) -> Result<Vec<Missing>, Trouble> {
    let plan = root.join(&session.plan);
    if read_plan(&plan, root).is_err() {
        return Ok(Vec::new());
    }
    let mut missing = missing::stale(root, std::slice::from_ref(&plan))?;
    missing.extend(missing::not_ready(root, &plan)?);
    Ok(missing)
}
