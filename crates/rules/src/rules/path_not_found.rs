//! `path-not-found`: the plan names a file that the repository does not have.

use std::collections::BTreeSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::Plan;
use stopgate_source::{Pattern, Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH002",
    name: "path-not-found",
    summary: "A named file is not in the repository",
    severity: Severity::Info,
    requirements: &["E5"],
    check: Check::Plan(look),
};

static PATH: Pattern = pattern!(
    r"`(?:\./)?(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[A-Za-z]\w{0,9})(?::\d+(?:[-–]\d+)?)?`"
);

/// What says that a file comes into being with the plan.
static CREATED: Words = words!(
    r"\b(?:new|creat\w*|add(?:s|ed|ing)?|writ(?:e|es|ten|ing)|generat\w*|produc\w*|introduc\w*|output\w*|export\w*|moves? to|renam\w*|becomes?|will be|to be|put into|scaffold\w*|saved?|stored?|build|delet\w*|remov\w*|former\w*)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() {
        return;
    }
    let mut seen = BTreeSet::new();
    for text in &context.plan.texts {
        for found in PATH.captures_iter(&text.value) {
            let Some(path) = found.name("path") else {
                continue;
            };
            let known = !seen.insert(path.as_str())
                || context.repository.exists(path.as_str())
                || is_created(context.plan, path.as_str());
            if !known {
                let message = format!("`{}` is not in the repository", path.as_str());
                let help = "Correct the path, or say that the plan creates it";
                report.find(text.line_of(path.start()), message, help);
            }
        }
    }
}

fn is_created(plan: &Plan, path: &str) -> bool {
    let names = plan.texts.iter().filter(|text| text.value.contains(path));
    let by_text = names.into_iter().any(|text| CREATED.is_match(&text.plain));
    by_text
        || plan
            .commands
            .iter()
            .any(|command| command.text.contains(path))
}
