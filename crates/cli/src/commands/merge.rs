//! `stopgate merge`: the merge driver that git calls for plans.

use std::path::{Path, PathBuf};

use clap::Args;
use stopgate_system::{read_plan, replace};

use crate::arguments::{Common, Judging};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal;

/// Three versions of a plan.
#[derive(Debug, Args)]
pub(crate) struct Merging {
    /// The version from which both began (git: %O)
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Our version; the result is written to it (git: %A)
    #[arg(value_name = "OURS")]
    ours: PathBuf,
    /// Their version (git: %B)
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,
    /// The name of the plan in the repository (git: %P)
    #[arg(long, value_name = "PATH")]
    path: Option<PathBuf>,
    /// How long conflict markers are (git: %L)
    #[arg(long, value_name = "NUMBER", default_value = "7")]
    marker_size: usize,
}

/// Merges, and writes the result over our version: without conflicts, or with ordinary markers and exit 1.
pub(crate) fn run(common: &Common, merging: &Merging) -> Result<Exit, Trouble> {
    let session = Session::open(common, &merging.ours, &Judging::default())?;
    let read = |path: &Path| read_plan(path, session.disk.root());
    let [base, ours, theirs] =
        [&merging.base, &merging.ours, &merging.theirs].map(|path| read(path));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let name = merging.path.as_deref().unwrap_or(&merging.ours);
    let merged = session.engine.merge(
        &session.disk.name(name),
        [&base, &ours, &theirs],
        merging.marker_size.clamp(1, 1000),
    );
    if merged.bytes != ours {
        replace(&merging.ours, session.disk.root(), &ours, &merged.bytes)?;
    }
    if merged.conflicts == 0 {
        return Ok(Exit::Fine);
    }
    if !common.quiet {
        let (count, name) = (merged.conflicts, shown(name));
        terminal::say(&format!(
            "{name}: both branches changed the same lines in {count} places; settle them between the markers"
        ));
    }
    Ok(Exit::Findings)
}
