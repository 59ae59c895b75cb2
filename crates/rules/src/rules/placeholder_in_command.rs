//! `placeholder-in-command`: a command holds a word that somebody has to replace first.

use stopgate_expressions::pattern;
use stopgate_source::{Pattern, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE005",
    name: "placeholder-in-command",
    summary: "A command holds a placeholder",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// `<name>`, `/path/to`, `YOUR_…`, `{{name}}`, `[name]`. Here-documents (`<<EOF`), redirections
/// (`< file`), `$VAR`, `./...`, `{{.Names}}` of Go and `[a-z]` of shells are none.
static PLACEHOLDER: Pattern = pattern!(
    r"(?:^|[^<\w])(?P<angle><(?:\.{3}|[A-Za-z][\w-]*(?:[ .:/|][\w-]+)*)>)|(?P<path>/path/to\b\S*)|\b(?P<your>YOUR[_-]\w+|your[_-]\w+|CHANGE_?ME|REPLACE_?ME|PLACEHOLDER)\b|(?:^|[\s=/])(?P<date>YYYY-MM-DD|yyyy-mm-dd)(?:[\s/]|$)|--(?:project|project[-_]id|region|zone|bucket|dataset|cluster|instance|host|account|namespace)[\s=](?P<name>[A-Z]{2,}(?:_[A-Z]+)*)(?:\s|$)|(?:^|[^$\w])(?P<braces>\{\{\s*[A-Za-z][\w-]*\s*\}\})|(?:^|[\s=])(?P<square>\[[A-Za-z]{2,}(?:[ _-][A-Za-z]+)*\])(?:\s|$)"
);

static HTML: Pattern = pattern!(
    r"^<(?:html|head|title|body|div|span|p|a|h\d|script|style|table|tr|td|li|ul|ol|svg|img|br|main|section|button|form|input)>$"
);

/// A date as a program is to print it.
static FORMAT: Pattern = pattern!(r"(?i)format\S*[\s=]+[\x22']?YYYY");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for command in &context.plan.commands {
        let Some(found) = placeholder(&command.text) else {
            continue;
        };
        let message =
            format!("This command cannot be run as it stands: `{found}` is a placeholder");
        let help = "Write the real value, or a variable that the plan defines";
        report.find(command.origin, message, help).ask(format!("Which real value stands for `{found}`, so that the command can run? For example: $PROJECT, set in step 1"));
    }
}

fn placeholder(command: &str) -> Option<&str> {
    PLACEHOLDER.captures_iter(command).find_map(|found| {
        let part = found.iter().skip(1).flatten().next()?.as_str();
        (!HTML.is_match(part) && !FORMAT.is_match(command)).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn what_shells_and_templates_use_is_no_placeholder() {
        for fine in [
            "go test ./...",
            "bq query < sql/orders.sql",
            "cat <<EOF > x",
            "docker ps --format '{{.Names}}'",
            "ls [a-z]*",
            "[ -f x ] && echo $HOME",
            "grep '<title>' index.html",
            "diff <(sort a) <(sort b)",
            "moment --format YYYY-MM-DD",
            "deploy --project=shop --set-env PROJECT_ID=7",
        ] {
            assert_eq!(placeholder(fine), None, "{fine}");
        }
        for left in [
            "cd /path/to/repo",
            "python -m <project_cli>",
            "login YOUR_TOKEN",
            "run {{ name }}",
            "make [target]",
            "load --day YYYY-MM-DD --dir raw",
            "gcloud run deploy x --project=PROJECT_ID",
        ] {
            assert!(placeholder(left).is_some(), "{left}");
        }
    }
}
