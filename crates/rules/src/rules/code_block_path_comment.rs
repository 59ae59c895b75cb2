//! `code-block-path-comment`: a listing does not say which file it is, or names one of another kind.

use stopgate_expressions::pattern;
use stopgate_model::{Listing, Plan};
use stopgate_source::{Pattern, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH011",
    name: "code-block-path-comment",
    summary: "A listing does not begin with the path of its file",
    severity: Severity::Info,
    requirements: &["X3"],
    check: Check::Plan(look),
};

/// Languages in which files of a program are written, with the endings of such files.
const LANGUAGES: &[(&[&str], &[&str])] = &[
    (
        &["typescript", "ts", "tsx", "javascript", "js", "jsx"],
        &[
            "ts", "tsx", "js", "jsx", "mts", "cts", "mjs", "cjs", "vue", "svelte",
        ],
    ),
    (&["python", "py"], &["py", "pyi"]),
    (&["sql"], &["sql"]),
    (&["rust", "rs"], &["rs"]),
    (&["go", "golang"], &["go"]),
    (&["java"], &["java"]),
    (&["kotlin", "kt"], &["kt", "kts"]),
    (&["swift"], &["swift"]),
    (&["ruby", "rb"], &["rb", "rake"]),
    (&["php"], &["php"]),
    (&["csharp", "cs", "c#"], &["cs"]),
    (&["elixir", "ex"], &["ex", "exs"]),
];

/// Lines from which on a listing is a file rather than a remark.
const FILE: usize = 4;

static PATH: Pattern = pattern!(
    r"^(?://|#|--|/\*+|<!--|;)\s*(?:[Ff]ile(?:name)?:\s*)?(?P<path>[\w@.()\[\]{}$+-]+(?:/[\w@.()\[\]{}$+-]+)*\.(?P<ending>\w{1,9}))\b"
);

/// A file that the words around a listing name.
static NAMED: Pattern = pattern!(r"[\w@-]+\.[A-Za-z]\w{0,5}\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for listing in &plan.listings {
        let endings = listing.language.as_deref().and_then(endings);
        let Some(endings) = endings.filter(|_| listing.lines >= FILE && in_phase(plan, listing))
        else {
            continue;
        };
        match PATH.captures(&listing.first) {
            Some(found) if endings.contains(&found["ending"].to_lowercase().as_str()) => {}
            Some(found) => {
                let message = format!(
                    "`{}` is no file of the language of this listing",
                    &found["path"]
                );
                report.find(
                    listing.opening,
                    message,
                    "Correct the path, or the language behind the fence",
                );
            }
            None if is_named(plan, listing) => {}
            None => {
                let message =
                    "This listing does not say which file it belongs to, so everybody has to guess";
                let help = "Begin it with a comment that holds the path: `// src/models/order.ts`";
                report.find(listing.opening, message, help).ask("Which file is this listing? It cannot be put anywhere without its path. For example: src/models/order.ts");
            }
        }
    }
}

fn endings(language: &str) -> Option<&'static [&'static str]> {
    let found = LANGUAGES
        .iter()
        .find(|(names, _)| names.contains(&language));
    found.map(|(_, endings)| *endings)
}

fn in_phase(plan: &Plan, listing: &Listing) -> bool {
    plan.phases
        .iter()
        .any(|phase| phase.span.contains(listing.origin))
}

/// True where the text right in front of the listing names a file.
fn is_named(plan: &Plan, listing: &Listing) -> bool {
    let behind = plan
        .texts
        .partition_point(|text| text.origin.start() < listing.origin.start());
    let before = behind.checked_sub(1).and_then(|at| plan.texts.get(at));
    before.is_some_and(|text| NAMED.is_match(&text.value))
}
