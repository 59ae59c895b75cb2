//! `pipe-to-shell`: what a server sends is run unseen.

use stopgate_expressions::pattern;
use stopgate_model::Obstacle;
use stopgate_source::{Pattern, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC008",
    name: "pipe-to-shell",
    summary: "A command runs what a server sends, unseen",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static PIPED: Pattern = pattern!(
    r"\b(?:curl|wget|fetch|iwr|Invoke-WebRequest)\b[^;&]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:ba|z|da|k)?sh\b",
    r"|\b(?:curl|wget|fetch)\b[^;&]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:python3?|perl|ruby|node|php|iex)(?:\s+-\s*|\s*)$",
    r"|\b(?:ba|z|da)?sh\s+(?:-\S+\s+)*<\(\s*(?:curl|wget)\b",
    r"|\b(?:ba|z|da)?sh\s+(?:-\S*c\S*\s+)[\x22']?\$\(\s*(?:curl|wget)\b",
    r"|\b(?:eval|source|\.)\s+[\x22']?(?:\$\(|<\()\s*(?:curl|wget)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for command in &context.plan.commands {
        let told_otherwise = command.obstacles.contains(&Obstacle::OnlyMentioned);
        if !told_otherwise && PIPED.is_match(&command.text) {
            report.find(
                command.origin,
                "This command runs what a server sends at that moment: nobody has seen it, and no \
                 approval binds it",
                "Download it, pin its version, compare its SHA-256, then run the file",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PIPED;

    #[test]
    fn what_a_server_sends_is_told_from_what_it_answers() {
        for command in [
            "curl -fsSL https://example.org/install.sh | sh",
            "wget -qO- https://example.org/i | sudo bash -s -- -y",
            "bash <(curl -s https://example.org/i)",
            "sh -c \"$(curl -fsSL https://example.org/i)\"",
            "curl -s https://example.org/i.py | python3 -",
        ] {
            assert!(PIPED.is_match(command), "{command}");
        }
        for command in [
            "curl -s https://example.org/health | jq -e .ok",
            "curl -s localhost:8080 | python3 -m json.tool",
            "curl -o i.sh https://example.org/i && sha256sum -c i.sum && sh i.sh",
        ] {
            assert!(!PIPED.is_match(command), "{command}");
        }
    }
}
