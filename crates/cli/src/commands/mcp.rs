//! `stopgate mcp`: the server for coding agents.

use std::path::Path;

use clap::Args;
use serde::Serialize;
use stopgate_mcp::{Address, McpFailure, serve_http, serve_stdio};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::{json, session, terminal};

/// How clients are served.
#[derive(Debug, Args)]
pub(crate) struct Serving {
    /// Serve on 127.0.0.1 over HTTP; the address and the token that clients need are printed on stderr, with
    /// --output-format json on stdout
    #[arg(long)]
    http: bool,
    /// The port [default: any that is free]
    #[arg(long, value_name = "N", requires = "http")]
    port: Option<u16>,
}

#[derive(Serialize)]
struct Served<'a> {
    schema: u32,
    url: &'a str,
    token: &'a str,
}

/// Serves until the client goes, or, over HTTP, until the process is ended.
pub(crate) fn run(common: &Common, serving: &Serving) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let version = env!("CARGO_PKG_VERSION");
    let served = if serving.http {
        let port = serving.port.unwrap_or_default();
        serve_http(&root, version, port, |address| tell(common, address))
    } else {
        if terminal::has_person() {
            terminal::say(
                "waiting for a client of the Model Context Protocol on standard input; Ctrl-D ends it",
            );
        }
        serve_stdio(&root, version)
    };
    served.map_err(trouble)?;
    Ok(Exit::Fine)
}

fn tell(common: &Common, Address { url, token }: &Address) {
    if common.output_format == OutputFormat::Json {
        json::print(&Served {
            schema: json::SCHEMA,
            url,
            token,
        });
        return;
    }
    terminal::say(&format!(
        "serving {url}\nclients send the header: Authorization: Bearer {token}"
    ));
}

fn trouble(failure: McpFailure) -> Trouble {
    Trouble::Usage(failure.to_string())
}
