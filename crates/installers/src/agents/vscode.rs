//! VS Code: <https://code.visualstudio.com/docs/agent-customization/prompt-files>, `/agent-skills`,
//! `/custom-instructions`, `/mcp-servers`. The guard has no dialect of its hooks, so it gets none.

use serde_json::json;

use super::{instructions, shared_skill};
use crate::json::Additions;
use crate::texts::PROMPTS;
use crate::{Agent, Content, Look, Offer, Part};

pub(crate) const AGENT: Agent = Agent {
    name: "vscode",
    title: "VS Code",
    note: "VS Code gets texts alone: nothing there keeps its agent from acting",
    parts,
};

fn parts(offer: Offer, _: Look<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    if offer.mcp {
        let entry = json!({"type": "stdio", "command": "stopgate", "args": ["mcp"]});
        let additions = Additions {
            agent: AGENT.name,
            version: false,
            hooks: Vec::new(),
            server: Some(("servers", entry)),
        };
        parts.push(Part::new(".vscode/mcp.json", Content::Json(additions)));
    }
    parts.push(shared_skill());
    for prompt in &PROMPTS {
        let path = format!(".github/prompts/stopgate-{}.prompt.md", prompt.name);
        parts.push(Part::whole(&path, prompt.of_vscode()));
    }
    parts.push(instructions("AGENTS.md"));
    parts
}
