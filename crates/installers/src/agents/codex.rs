//! Codex: <https://developers.openai.com/codex/hooks>, `/codex/skills`, `/codex/mcp`, `/codex/guides/agents-md`. Its
//! prompts lie in the home folder alone, so it gets none.

use super::{group, instructions, shared_skill};
use crate::json::Additions;
use crate::{Agent, Content, Look, Offer, Part};

pub(crate) const AGENT: Agent = Agent {
    name: "codex",
    title: "Codex",
    note: "Codex runs hooks of a repository once you trusted it, and reviewed them with /hooks",
    parts,
};

/// The table of the MCP server.
const SERVER: &str = "[mcp_servers.stopgate]\ncommand = \"stopgate\"\nargs = [\"mcp\"]\n";

fn parts(offer: Offer, _: Look<'_>) -> Vec<Part> {
    let additions = Additions {
        agent: AGENT.name,
        version: false,
        hooks: vec![
            ("PreToolUse", group(AGENT.name, super::PATIENCE)),
            ("Stop", group(AGENT.name, super::PATIENCE)),
        ],
        server: None,
    };
    let mut parts = vec![Part::new(".codex/hooks.json", Content::Json(additions))];
    if offer.mcp {
        let table = Content::Table(&["mcp_servers", "stopgate"], SERVER.to_owned());
        parts.push(Part::new(".codex/config.toml", table));
    }
    parts.push(shared_skill());
    parts.push(instructions("AGENTS.md"));
    parts
}
