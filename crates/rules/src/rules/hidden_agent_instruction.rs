//! `hidden-agent-instruction`: a comment or quoted evidence tells an agent what to do.
//!
//! A reader of the page does not see a comment, and takes evidence for what a program printed; an
//! agent that works from the file reads both as text.

use stopgate_expressions::words;
use stopgate_markdown::{BlockKind, Concealment, Tree, Visibility};
use stopgate_source::{Found, Severity, Span, Words};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC007",
    name: "hidden-agent-instruction",
    summary: "A comment or quoted evidence gives orders to an agent",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

/// Words that only an order to a reading machine uses.
static ORDERS: Words = words!(
    r"\b(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |these |of )*(?:previous|prior|above|earlier|preceding|existing|other|system|safety)\s+(?:\w+ )?(?:instructions?|rules?|prompts?|guidelines|directions|constraints|messages?|checks?)\b",
    r"|\b(?:ignore|disregard|forget) (?:the |this |that )?(?:whole |entire |approved )?(?:plan|task|spec|specification|reviewer|approval|stop-?gates?)\b",
    r"|\bact as (?:root|an? (?:admin|unrestricted))\b",
    r"|\b(?:do not|don't|never) (?:tell|inform|alert|show|mention (?:this|it) to|report (?:this|it) to|reveal (?:this|it) to) (?:the |any )?(?:user|human|reviewer|operator|person|approver|people)\b",
    r"|\bwithout (?:asking|telling|informing|notifying|confirmation from|approval of|the approval of) (?:the )?(?:user|human|reviewer|operator|anyone|anybody)\b",
);

/// An agent is addressed: `Agent: run …`, `AI assistants reading this must delete …`. Quoted code may
/// speak of agents because they are what is built.
static ADDRESSED: Words = words!(
    r"\b(?:ai|llm|assistants?|agents?|claude|codex|copilot|chatgpt|gemini|language models?)\b(?:\s+(?:reading|processing|executing|running) this(?: \w+)?)?",
    r"(?:\s*[:,]\s*(?:please |you (?:must |should )?)?|\s+(?:please|must|should|needs? to|has to|have to)\s+)(?:also |now |first |then |silently |always |instead )*",
    r"(?:run|execute|delete|approve|skip|ignore|install|download|upload|send|post|push|disable|commit|reveal|print|fetch|curl|open|mark|tick|add|remove|answer|write|reply|respond|report|say|set|change|use|treat|assume|claim|pretend|leave|merge|deploy)\b",
    r"|\bif you(?: are|['’]re) an? (?:\w+ )?(?:ai|llm|language model|assistant|agent|bot|model)\b",
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    let source = tree.source();
    for comment in tree.comments() {
        let text = source.slice(comment.content);
        let order = ORDERS.find(text).or_else(|| ADDRESSED.find(text));
        note(report, comment.span, order, "A comment");
    }
    for block in tree.blocks() {
        match &block.kind {
            BlockKind::Code(code) if !speaks_of_agents(code.language().as_deref()) => {
                for line in &code.lines {
                    note(
                        report,
                        *line,
                        ORDERS.find(source.slice(*line)),
                        "A quoted text",
                    );
                }
            }
            BlockKind::Paragraph if is_quoted(block.visibility) => {
                note(
                    report,
                    block.span,
                    ORDERS.find(source.slice(block.span)),
                    "A quoted text",
                );
            }
            _ => {}
        }
    }
}

fn note(report: &mut Report<'_>, span: Span, order: Option<Found<'_>>, what: &str) {
    let Some(order) = order else {
        return;
    };
    let order: Vec<&str> = order.as_str().split_whitespace().collect();
    report.find(
        span,
        format!(
            "{what} gives orders to an agent (“{}”), which people who approve the plan do not notice",
            order.join(" ")
        ),
        "Take it out; what an agent is to do belongs into a step that everybody sees",
    );
}

/// Blocks in which orders to a model are the content: prompts and documents.
fn speaks_of_agents(language: Option<&str>) -> bool {
    matches!(
        language,
        Some("markdown" | "md" | "prompt" | "xml" | "yaml" | "toml" | "json")
    )
}

fn is_quoted(visibility: Visibility) -> bool {
    matches!(
        visibility,
        Visibility::Hidden(Concealment::Quote | Concealment::Details | Concealment::RawHtml)
    )
}
