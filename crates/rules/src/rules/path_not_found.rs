//! `path-not-found`: the plan names a file that the repository does not have.

use stopgate_source::Severity;

use crate::contents::files::in_other_case;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH002",
    name: "path-not-found",
    summary: "A named file is not in the repository",
    severity: Severity::Info,
    requirements: &["E5"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() {
        return;
    }
    let files = context.queries.files();
    for mention in files.first_mentions() {
        let path = mention.path;
        let known = context.repository.exists(path)
            || files.is_made(path)
            || in_other_case(context.repository, path).is_some();
        if !known {
            let message = format!("`{path}` is not in the repository");
            let help = "Correct the path, or say that the plan creates it";
            report.find(mention.line(), message, help).ask(format!("`{path}` is not in the repository, so nobody can open it: what is it called? For example: `src/load.py`, or “created by this plan”"));
        }
    }
}
