//! `stopgate doctor`: what this machine can and cannot enforce.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_model::Sandbox;
use stopgate_system::{Config, Examined, doctor};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::terminal::{BAD, FAINT, GOOD, STRONG, harmless};
use crate::{json, session, terminal};

#[derive(Serialize)]
struct Doctor<'a> {
    schema: u32,
    /// The sandbox of steps that name none.
    default: &'static str,
    enforced: bool,
    checks: &'a [Examined],
}

/// Tries everything, and says what follows.
pub(crate) fn run(common: &Common) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let default = Config::read(&root)?.sandbox().default.unwrap_or_default();
    let examined = doctor()?;
    let name = format!("sandbox {}", default.name());
    let holds = |one: &Examined| one.name == name && one.works;
    let enforced = default == Sandbox::Host || examined.iter().any(holds);
    match common.output_format {
        OutputFormat::Json => json::print(&Doctor {
            schema: json::SCHEMA,
            default: default.name(),
            enforced,
            checks: &examined,
        }),
        OutputFormat::Concise => terminal::print(&concise(&examined)),
        OutputFormat::Full => terminal::print(&full(&examined, default, enforced)),
    }
    Ok(if enforced { Exit::Fine } else { Exit::Refused })
}

fn concise(examined: &[Examined]) -> String {
    let line = |one: &Examined| {
        let word = if one.works { "ok" } else { "no" };
        format!("{word} {}: {}\n", one.name, harmless(&one.found))
    };
    examined.iter().map(line).collect()
}

fn full(examined: &[Examined], default: Sandbox, enforced: bool) -> String {
    let mut text = String::new();
    for one in examined {
        let found = harmless(&one.found);
        let name = &one.name;
        if one.works {
            let _ = writeln!(text, "{GOOD}✓{GOOD:#} {name}  {FAINT}{found}{FAINT:#}");
        } else {
            let _ = writeln!(text, "{BAD}✗{BAD:#} {name}  {found}\n    {}", one.without);
        }
    }
    let name = default.name();
    let end = match (default, enforced) {
        (Sandbox::Host, _) => {
            "steps are not shut in here: .stopgate/config.toml says `host`".to_owned()
        }
        (_, true) => format!("steps are shut in as `{name}` says"),
        (_, false) => format!("steps cannot be shut in as `{name}` says, and are refused"),
    };
    let _ = writeln!(text, "{STRONG}{end}{STRONG:#}");
    text
}
