//! Gemini CLI: `docs/hooks/reference.md`, `docs/cli/custom-commands.md`, `docs/cli/gemini-md.md` and
//! `docs/tools/mcp-server.md` of <https://github.com/google-gemini/gemini-cli>.

use super::{PATIENCE, group, instructions, server, shared_skill};
use crate::json::{Additions, names};
use crate::texts::PROMPTS;
use crate::{Agent, Content, Look, Offer, Part};

pub(crate) const AGENT: Agent = Agent {
    name: "gemini",
    title: "Gemini CLI",
    note: "",
    parts,
};

const SETTINGS: &str = ".gemini/settings.json";

fn parts(offer: Offer, look: Look<'_>) -> Vec<Part> {
    // Here a timeout is in milliseconds.
    let entry = group(AGENT.name, PATIENCE * 1000);
    let additions = Additions {
        agent: AGENT.name,
        version: false,
        hooks: vec![("BeforeTool", entry.clone()), ("AfterAgent", entry)],
        server: offer.mcp.then(|| ("mcpServers", server())),
    };
    let mut parts = vec![
        Part::new(SETTINGS, Content::Json(additions)),
        shared_skill(),
    ];
    for prompt in &PROMPTS {
        let path = format!(".gemini/commands/stopgate/{}.toml", prompt.name);
        parts.push(Part::whole(&path, prompt.of_gemini()));
    }
    parts.push(instructions(place(look)));
    parts
}

/// Where it reads instructions: in `AGENTS.md` only where its settings say so.
fn place(look: Look<'_>) -> &'static str {
    let settings = look(SETTINGS).unwrap_or_default();
    if names(&settings, &["context", "fileName"], "AGENTS.md") {
        "AGENTS.md"
    } else {
        "GEMINI.md"
    }
}
