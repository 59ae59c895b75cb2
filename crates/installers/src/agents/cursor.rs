//! Cursor: <https://cursor.com/docs/hooks>, `/docs/context/commands`, `/docs/context/rules`, `/docs/context/mcp`. It
//! reads `AGENTS.md`, so it gets no rule of its own.

use serde_json::json;
use stopgate_guard::command_line;

use super::{PATIENCE, instructions, server, shared_skill};
use crate::json::Additions;
use crate::texts::PROMPTS;
use crate::{Agent, Content, Look, Offer, Part};

pub(crate) const AGENT: Agent = Agent {
    name: "cursor",
    title: "Cursor",
    note: "",
    parts,
};

fn parts(offer: Offer, _: Look<'_>) -> Vec<Part> {
    let command = command_line(AGENT.name);
    let closed = json!({"command": command, "timeout": PATIENCE, "failClosed": true});
    let open = json!({"command": command, "timeout": PATIENCE});
    let additions = Additions {
        agent: AGENT.name,
        version: true,
        hooks: vec![
            ("preToolUse", closed.clone()),
            ("beforeShellExecution", closed.clone()),
            ("beforeMCPExecution", closed),
            ("afterFileEdit", open.clone()),
            ("stop", open),
        ],
        server: None,
    };
    let mut parts = vec![Part::new(".cursor/hooks.json", Content::Json(additions))];
    if offer.mcp {
        let additions = Additions {
            agent: AGENT.name,
            version: false,
            hooks: Vec::new(),
            server: Some(("mcpServers", server())),
        };
        parts.push(Part::new(".cursor/mcp.json", Content::Json(additions)));
    }
    parts.push(shared_skill());
    for prompt in &PROMPTS {
        let path = format!(".cursor/commands/stopgate-{}.md", prompt.name);
        parts.push(Part::whole(&path, prompt.of_cursor()));
    }
    parts.push(instructions("AGENTS.md"));
    parts
}
