//! `destructive-command-unguarded`: a command destroys what the repository cannot give back, and the
//! plan names neither a copy nor a way back.
//!
//! Deleting what a build makes is no loss, and a rollback item needs no guard of its own (CONTRACT 4).

use stopgate_expressions::pattern;
use stopgate_model::{Command, Obstacle, Role, is_destructive};
use stopgate_source::{Pattern, Severity};

use crate::contents::loss::Guards;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE007",
    name: "destructive-command-unguarded",
    summary: "A command destroys data or history, and the plan names neither a copy nor a way back",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Files that somebody deletes: only some of them are a loss.
static FILES: Pattern = pattern!(
    r"(?:^|[;&|(\n]\s*|\bxargs\s+)(?:sudo\s+)?(?:rm|rmdir|unlink|truncate)\s|\bfind\b[^|;]*-delete"
);

/// What no version control gives back: places outside of the work tree, and data.
static LOSS: Pattern = pattern!(
    r"(?i)(?:\s|=|['\x22])(?:/(?:etc|var|srv|home|opt|data|mnt|usr|root)\b|~/|\$HOME\b|\$\{HOME\}|/\s|/\*|\.git\b|\.\.?/?(?:\s|$)|\*(?:\s|$))|\.(?:db|sqlite3?|dump|bak|parquet|avro|csv)\b|(?:\s|/)data/\w|\b(?:backups?|uploads|pgdata|datadir)\b"
);

static MADE_HERE: Pattern = pattern!(
    r"(?i)/tmp\b|\btmp\b|\btemp\b|\$(?:\{)?(?:TMP|TEMP|COMMIT_MSG)|\b(?:build|dist|target|out|node_modules|cache|test|tests|smoke|debug|sample|demo|coverage|artifacts?|DerivedData)\b|\.cache\b"
);

/// Refuses to destroy what somebody else has changed since.
static CAREFUL: Pattern = pattern!(
    r"--force-with-lease\b|--dry-run\b|\bpkill\b|\bkillall\b|\bdocker\s+(?:\S+\s+)*(?:rm|prune)\b|\bpodman\s+(?:\S+\s+)*(?:rm|prune)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut destroying = plan
        .commands
        .iter()
        .filter(|command| destroys(command))
        .peekable();
    if destroying.peek().is_none() {
        return;
    }
    let guards = Guards::of(plan);
    for command in destroying.filter(|command| !guards.hold(plan, command)) {
        report
            .find(
                command.origin,
                "This command destroys what nothing in the plan can bring back: no copy, no check \
                 before it, no word that the loss is meant",
                "Save first what it destroys, and name the restore in the rollback; or say that the \
                 loss is meant and why",
            )
            .ask(
                "How does what this command destroys come back? For example: `pg_dump` before it, restored by rollback step 2",
            );
    }
}

fn destroys(command: &Command) -> bool {
    let text = &command.text;
    let meant = command.role != Role::Rollback
        && !command.obstacles.contains(&Obstacle::Prose)
        && !command.obstacles.contains(&Obstacle::OnlyMentioned);
    let harmless = CAREFUL.is_match(text)
        || FILES.is_match(text) && (!LOSS.is_match(text) || MADE_HERE.is_match(text));
    meant && is_destructive(text) && !harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_made_again_is_a_loss() {
        let loss = |text: &str| {
            is_destructive(text)
                && !CAREFUL.is_match(text)
                && !(FILES.is_match(text) && (!LOSS.is_match(text) || MADE_HERE.is_match(text)))
        };
        for text in [
            "rm -rf /var/lib/orders",
            "psql -c 'DROP TABLE orders'",
            "git push --force origin main",
            "terraform destroy -auto-approve",
            "rm -f data/orders.sqlite",
            "rm -rf data/raw",
            "bq rm -f -t shop:orders.raw",
        ] {
            assert!(loss(text), "{text}");
        }
        for text in [
            "rm -rf build",
            "rm -f src/old.rs",
            "rm -rf /tmp/x",
            "git push --force-with-lease",
            "docker rm -f db",
            "rm -rf \"$COMMIT_MSG_DIR\"",
        ] {
            assert!(!loss(text), "{text}");
        }
    }
}
