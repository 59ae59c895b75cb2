//! `symbol-not-found`: the plan names a function in a file, and the file does not hold that name.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use stopgate_expressions::pattern;
use stopgate_source::{Pattern, Severity};

use crate::contents::files::says_made;
use crate::contents::sentences;
use crate::contents::stage::{Stage, stage};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH010",
    name: "symbol-not-found",
    summary: "A function that the plan names is not in its file",
    severity: Severity::Info,
    requirements: &["E13"],
    check: Check::Plan(look),
};

/// `` `load_day` in `src/load.py` ``, `` `src/load.py::load_day` ``,
/// `` in `src/load.py`, the function `load_day` ``.
static NAMED: [Pattern; 4] = pattern!(
    let symbol = r"`(?P<symbol>[A-Za-z_][\w.]{2,}?)(?:\(\))?`";
    let path = r"(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[A-Za-z]\w{0,9})";
    r"{symbol}\s+(?:\w+\s+)?(?:in|of|from|inside)\s+(?:the\s+file\s+)?`{path}`";
    r"`{path}::(?P<symbol>[A-Za-z_]\w{2,})(?:\(\))?`";
    r"`{path}`\s+(?:holds|contains|defines|declares)\s+(?:the\s+)?(?:function\s+|method\s+|class\s+)?{symbol}";
    r"[Ii]n\s+`{path}`,?\s+(?:change|update|extend|rename|replace|edit|modify)?\s*(?:the\s+)?(?:existing\s+)?(?:function|method|class|type|struct|constant)\s+{symbol}";
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || stage(context.plan) == Stage::Finished {
        return;
    }
    let mut texts = HashMap::new();
    let mut seen = HashSet::new();
    for text in context
        .plan
        .texts
        .iter()
        .filter(|text| text.value.contains('/'))
    {
        for sentence in sentences(&text.value) {
            for (symbol, path, at) in named(&text.value, sentence.clone()) {
                let is_new = seen.insert((symbol, path));
                let is_made = text.plain.get(sentence.clone()).is_some_and(says_made);
                if !is_new || is_made || !lacks(context, (path, symbol), &mut texts) {
                    continue;
                }
                let message = format!(
                    "`{path}` holds no `{symbol}`, so a reader looks for what is not there"
                );
                let help = "Correct the name or the file, or say that the plan adds it";
                report.find(text.line_of(at), message, help);
            }
        }
    }
}

fn named(text: &str, sentence: Range<usize>) -> Vec<(&str, &str, usize)> {
    let within = &text[sentence.clone()];
    let all = NAMED.iter().flat_map(|named| named.captures_iter(within));
    all.filter_map(|found| {
        let (symbol, path) = (found.name("symbol")?, found.name("path")?);
        let at = sentence.start + symbol.start();
        Some((symbol.as_str(), path.as_str(), at))
    })
    .collect()
}

/// True where the file can be read as text, and the last part of the name stands nowhere in it.
fn lacks<'a>(
    context: &Context<'_>,
    (path, symbol): (&'a str, &str),
    texts: &mut HashMap<&'a str, Option<String>>,
) -> bool {
    let read = || String::from_utf8(context.repository.read(path)?).ok();
    let text = texts.entry(path).or_insert_with(read);
    let last = symbol.rsplit('.').next().unwrap_or(symbol);
    text.as_ref().is_some_and(|text| !text.contains(last))
}
