//! What became of the parts of a converted plan, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use stopgate_source::Source;
use stopgate_workspace::{Converted, Lost, Step};

use crate::json::{SCHEMA, StepJson};
use crate::terminal::{FAINT, GOOD, RISKY, STRONG, harmless};

/// Longest name of a thing in the text of a report, in characters.
const LONGEST_NAME: usize = 72;

/// How many things of one kind the text of a report names before it counts the rest.
const NAMED: usize = 4;

/// What is converted into what.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) plan: &'a str,
    /// Id of the source format.
    pub(crate) from: &'a str,
    /// Id of the target format.
    pub(crate) to: &'a str,
    /// Name of the target format for people.
    pub(crate) target: &'a str,
}

/// `convert`.
#[derive(Serialize)]
pub(crate) struct Conversion<'a> {
    schema: u32,
    plan: &'a str,
    from: &'a str,
    to: &'a str,
    /// False where sections stand in the order of the source.
    in_order: bool,
    renamed: Vec<RenamedJson<'a>>,
    kept: Vec<KeptJson<'a>>,
    lost: Vec<LostJson<'a>>,
    added: &'a [String],
    held: &'a [String],
    lapsed: Vec<StepJson>,
    regained: Vec<StepJson>,
}

#[derive(Serialize)]
struct RenamedJson<'a> {
    what: &'a str,
    was: &'a str,
    now: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct KeptJson<'a> {
    what: &'a str,
    name: &'a str,
    line: usize,
    why: &'a str,
}

#[derive(Serialize)]
struct LostJson<'a> {
    what: &'a str,
    name: &'a str,
    part: Option<&'a str>,
    value: Option<&'a str>,
    line: usize,
}

/// The report as JSON.
pub(crate) fn json<'a>(
    names: Names<'a>,
    source: &Source,
    converted: &'a Converted,
) -> Conversion<'a> {
    let report = &converted.report;
    let result = Source::new(converted.bytes.clone());
    let renamed = report.renamed.iter().map(|renamed| RenamedJson {
        what: renamed.what,
        was: &renamed.was,
        now: &renamed.now,
        line: renamed.line,
    });
    let kept = report.kept.iter().map(|kept| KeptJson {
        what: kept.what,
        name: &kept.name,
        line: kept.line,
        why: &kept.why,
    });
    let lost = report.lost.iter().map(|lost| LostJson {
        what: lost.what,
        name: &lost.name,
        part: lost.part.as_ref().map(|(part, _)| *part),
        value: lost.part.as_ref().map(|(_, value)| value.as_str()),
        line: lost.line,
    });
    let steps = |steps: &[Step], source: &Source| {
        steps
            .iter()
            .map(|step| StepJson::new(step, source))
            .collect()
    };
    Conversion {
        schema: SCHEMA,
        plan: names.plan,
        from: names.from,
        to: names.to,
        in_order: report.in_order,
        renamed: renamed.collect(),
        kept: kept.collect(),
        lost: lost.collect(),
        added: &report.added,
        held: &report.held,
        lapsed: steps(&converted.lapsed, source),
        regained: steps(&converted.regained, &result),
    }
}

/// The report, one line each, lines of the plan in front.
pub(crate) fn concise(names: Names<'_>, source: &Source, converted: &Converted) -> String {
    let report = &converted.report;
    let mut text = String::new();
    let mut line = |line: usize, what: &str, about: &str| {
        let about = harmless(about).replace('\n', " ");
        let _ = writeln!(text, "{}:{line}: {what}: {about}", names.plan);
    };
    for renamed in &report.renamed {
        line(
            renamed.line,
            "renamed",
            &format!("{} `{}` is `{}`", renamed.what, renamed.was, renamed.now),
        );
    }
    for kept in &report.kept {
        line(
            kept.line,
            "kept",
            &format!("{} `{}`: {}", kept.what, kept.name, kept.why),
        );
    }
    for lost in &report.lost {
        line(lost.line, "lost", &whole_name(lost));
    }
    for step in &converted.lapsed {
        line(source.line(step.span.start()), "lapsed", &step.command);
    }
    text
}

fn whole_name(lost: &Lost) -> String {
    match &lost.part {
        Some((part, value)) => format!("{part} `{value}` of {} `{}`", lost.what, lost.name),
        None => format!("{} `{}`", lost.what, lost.name),
    }
}

/// The report for people. Without `verbose` it names a few things of a kind and counts the others.
pub(crate) fn text(
    names: Names<'_>,
    source: &Source,
    converted: &Converted,
    verbose: bool,
) -> String {
    let report = &converted.report;
    let mut text = format!("{STRONG}{} → {}{STRONG:#}", names.from, names.to);
    if report.in_order {
        let _ = writeln!(text, ", every line kept");
    } else {
        let _ = writeln!(text, ", every line kept, sections in their order");
    }
    let renamed = report.renamed.iter().map(|renamed| {
        (
            renamed.line,
            format!(
                "{} `{}` is now `{}`",
                renamed.what, renamed.was, renamed.now
            ),
        )
    });
    group(&mut text, (GOOD, "Renamed"), renamed);
    let kept = report.kept.iter().map(|kept| {
        (
            kept.line,
            format!("{} `{}`: {}", kept.what, kept.name, kept.why),
        )
    });
    let title = "Kept, without a place of its own";
    group(&mut text, (STRONG, title), kept);
    let lost = shortened(&report.lost, verbose);
    let title = format!("There as text, but {} does not read it as", names.target);
    group(&mut text, (RISKY, &title), lost.into_iter());
    let step =
        |source: &Source, step: &Step| (source.line(step.span.start()), step.command.clone());
    let lapsed = converted.lapsed.iter().map(|one| step(source, one));
    group(&mut text, (RISKY, "Cannot run any more"), lapsed);
    let result = Source::new(converted.bytes.clone());
    let regained = converted.regained.iter().map(|one| step(&result, one));
    group(
        &mut text,
        (RISKY, "Can run again, as before it was converted"),
        regained,
    );
    for command in &report.held {
        let _ = writeln!(
            text,
            "  {FAINT}held back, as it could not run before:{FAINT:#} {}",
            short(command)
        );
    }
    if !report.lost.is_empty() || !converted.lapsed.is_empty() {
        let _ = writeln!(
            text,
            "No approval carries over: the new plan is checked and approved for itself."
        );
    }
    text
}

fn group(
    text: &mut String,
    (style, title): (anstyle::Style, &str),
    lines: impl Iterator<Item = (usize, String)>,
) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "{style}{title}{style:#}");
    for (line, about) in lines {
        let place = if line == 0 {
            String::new()
        } else {
            format!("line {line}")
        };
        let _ = writeln!(
            text,
            "  {FAINT}{place:9}{FAINT:#} {}",
            harmless(&about).replace('\n', " ")
        );
    }
}

/// Lost things by kind, the kinds in the order of the plan.
fn shortened(lost: &[Lost], verbose: bool) -> Vec<(usize, String)> {
    let mut kinds: BTreeMap<String, Vec<&Lost>> = BTreeMap::new();
    for one in lost {
        let kind = match &one.part {
            Some((part, _)) => format!("{part} of {}", with_article(one.what)),
            None => one.what.to_owned(),
        };
        kinds.entry(kind).or_default().push(one);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, all)| all.first().map_or(0, |lost| lost.line));
    let mut lines = Vec::new();
    for (kind, all) in kinds {
        let named = if verbose { all.len() } else { NAMED };
        for one in all.iter().take(named) {
            let name = short(&one.name);
            let value = one
                .part
                .as_ref()
                .map_or(String::new(), |(_, value)| format!(", `{}`", short(value)));
            lines.push((one.line, format!("{kind}: `{name}`{value}")));
        }
        if all.len() > named {
            lines.push((
                0,
                format!("{kind}: {} more; -v names them", all.len() - named),
            ));
        }
    }
    lines
}

fn with_article(what: &str) -> String {
    let vowel = what.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {what}", if vowel { "an" } else { "a" })
}

fn short(name: &str) -> String {
    let flat = harmless(name).replace('\n', " ");
    if flat.chars().count() <= LONGEST_NAME {
        return flat;
    }
    let start: String = flat.chars().take(LONGEST_NAME).collect();
    format!("{}…", start.trim_end())
}
