//! `stopgate ask`: questions about what a plan lacks.

use std::path::Path;

use stopgate_interview::Kind;
use stopgate_system::descends_from_step;

use crate::arguments::{Common, Judging};
use crate::commands::asking::AskOptions;
use crate::exit::{Exit, Trouble};
use crate::interview::{Scene, by_script, in_lines, with_person};
use crate::session::Session;

/// Asks about a plan; `kind` is what its bytes are where nobody was asked about them before.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    (asking, judging): (&AskOptions, &Judging),
    kind: Kind,
) -> Result<Exit, Trouble> {
    if descends_from_step() {
        return Err(Trouble::Refused(
            "a step of a run answers for nobody; people answer, outside of the run".to_owned(),
        ));
    }
    let session = Session::open(common, plan, judging)?;
    let scene = Scene::of(
        &session,
        plan,
        (asking.name.as_deref(), asking.through.as_deref()),
    )?;
    match &asking.answers {
        Some(file) => by_script(common, &scene, (file, asking.missing, kind)),
        None if asking.json => in_lines(&scene, kind),
        None => with_person(&scene, kind, asking.plain),
    }
}
