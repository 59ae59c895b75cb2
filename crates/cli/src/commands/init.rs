//! `stopgate init`: a repository that is ready for Stopgate.

use std::path::Path;

use stopgate_installers::{Agent, CONFIG, with_ignored};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::installing::{Asking, Installing, conclude};
use crate::{session, terminal};

const CONFIG_FILE: &str = ".stopgate/config.toml";
const IGNORE_FILE: &str = ".stopgate/.gitignore";

/// Writes what is missing. Without agents nothing of anybody else changes, so nobody is asked.
pub(crate) fn run(
    common: &Common,
    agents: &[&'static Agent],
    asking: Asking,
) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let mut installing = Installing::to_write(root, asking)?;
    let own = plan(&mut installing)?;
    for agent in agents {
        installing.install(agent)?;
    }
    let asking = Asking {
        yes: asking.yes || agents.is_empty() && !asking.dry_run,
        ..asking
    };
    let is_new = !installing.is_done();
    let exit = conclude(common, &installing, (&own, asking))?;
    let talks = common.output_format == OutputFormat::Full && !common.quiet;
    if talks && is_new && exit == Exit::Fine && !asking.dry_run {
        terminal::say("next: stopgate new FORMAT TITLE; `stopgate formats` lists the formats");
    }
    Ok(exit)
}

/// Plans the files of Stopgate itself, and names them.
fn plan(installing: &mut Installing) -> Result<Vec<String>, Trouble> {
    let planned = &mut installing.planned;
    let config = planned.name(CONFIG_FILE)?;
    if planned.text(&config)?.is_none() {
        planned.set(&config, Some(CONFIG.to_owned()));
    }
    let ignore = planned.name(IGNORE_FILE)?;
    let ignored = planned.text(&ignore)?;
    if let Some(text) = with_ignored(ignored.as_deref()) {
        planned.set(&ignore, Some(text));
    }
    Ok(vec![config, ignore])
}
