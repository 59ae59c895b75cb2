//! Claude Code: <https://code.claude.com/docs/en/hooks>, `/skills`, `/mcp`, `/memory`.

use super::{group, instructions, server};
use crate::json::Additions;
use crate::texts::{PROMPTS, skill};
use crate::{Agent, Content, Look, Offer, Part};

pub(crate) const AGENT: Agent = Agent {
    name: "claude-code",
    title: "Claude Code",
    note: "",
    parts,
};

fn parts(offer: Offer, look: Look<'_>) -> Vec<Part> {
    let mut before_tools = group(AGENT.name, super::PATIENCE);
    // A hook that cannot start or takes too long denies too; older versions do not know the field.
    before_tools["hooks"][0]["onFailure"] = "block".into();
    let additions = Additions {
        agent: AGENT.name,
        version: false,
        hooks: vec![
            ("PreToolUse", before_tools),
            ("Stop", group(AGENT.name, super::PATIENCE)),
        ],
        server: None,
    };
    let mut parts = vec![Part::new(".claude/settings.json", Content::Json(additions))];
    if offer.mcp {
        let additions = Additions {
            agent: AGENT.name,
            version: false,
            hooks: Vec::new(),
            server: Some(("mcpServers", server())),
        };
        parts.push(Part::new(".mcp.json", Content::Json(additions)));
    }
    parts.push(Part::whole(".claude/skills/stopgate/SKILL.md", skill()));
    for prompt in &PROMPTS {
        let path = format!(".claude/commands/stopgate-{}.md", prompt.name);
        parts.push(Part::whole(&path, prompt.of_claude_code()));
    }
    parts.push(instructions(place(look)));
    parts
}

/// Where it reads instructions. It reads `AGENTS.md` only where another file includes it.
fn place(look: Look<'_>) -> &'static str {
    let includes = |text: &str| {
        let mut lines = text.lines().map(str::trim);
        lines.any(|line| matches!(line, "@AGENTS.md" | "@./AGENTS.md"))
    };
    match (look("CLAUDE.md"), look(".claude/CLAUDE.md")) {
        (Some(text), _) if includes(&text) => "AGENTS.md",
        (None, Some(_)) => ".claude/CLAUDE.md",
        _ => "CLAUDE.md",
    }
}
