//! `stopgate blame`: who said which part of a plan, when, and to which question.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_interview::{Attributed, Record, blame};
use stopgate_source::Source;

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::interview::provenance;
use crate::session::Session;
use crate::terminal::{FAINT, harmless};
use crate::{json, terminal};

#[derive(Serialize)]
struct Blamed<'a> {
    schema: u32,
    plan: &'a str,
    records: usize,
    parts: Vec<Part<'a>>,
}

/// A part of the plan. Lines and columns count from 1, columns in code points, the end is exclusive.
#[derive(Serialize)]
struct Part<'a> {
    line: usize,
    end_line: usize,
    start: usize,
    end: usize,
    text: &'a str,
    record: u64,
    kind: &'static str,
    who: &'a str,
    when: &'a str,
    key: Option<&'a str>,
    section: Option<&'a str>,
    question: Option<&'a str>,
    trust: &'static str,
}

/// Shows who said what.
pub(crate) fn run(common: &Common, plan: &Path, judging: &Judging) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (bytes, document) = session.document(plan)?;
    let name = session.disk.real_name(plan);
    let (_, records) = provenance::read(session.disk.root(), &name)?;
    let parts = blame(&records, &bytes);
    let source = document.source();
    match common.output_format {
        OutputFormat::Json => json::print(&Blamed {
            schema: json::SCHEMA,
            plan: &name,
            records: records.len(),
            parts: parts
                .iter()
                .map(|part| told(part, &records, source))
                .collect(),
        }),
        OutputFormat::Full | OutputFormat::Concise if records.is_empty() => {
            terminal::print(&format!(
                "{}: no question was asked about this plan; stopgate ask begins\n",
                harmless(&name)
            ));
        }
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&text(&parts, &records, source));
        }
    }
    Ok(Exit::Fine)
}

fn told<'a>(part: &Attributed, records: &'a [Record], source: &'a Source) -> Part<'a> {
    let record = &records[part.record];
    let question = record.question.as_ref();
    let span = stopgate_source::Span::new(part.start, part.end);
    Part {
        line: source.line(part.start),
        end_line: source.line(part.end.saturating_sub(1).max(part.start)),
        start: part.start,
        end: part.end,
        text: source.slice(span),
        record: record.number,
        kind: record.kind.name(),
        who: &record.who,
        when: &record.when,
        key: question.map(|asked| asked.key.as_str()),
        section: question.map(|asked| asked.section.as_str()),
        question: question.map(|asked| asked.text.as_str()),
        trust: part.trust.name(),
    }
}

/// Each line of the plan with the record that most of it comes from.
fn text(parts: &[Attributed], records: &[Record], source: &Source) -> String {
    let mut text = String::new();
    for line in 1..=source.lines().count() {
        let span = source.lines().span(line);
        let words = source.slice(span).trim_end_matches(['\n', '\r']);
        if words.is_empty() && span.is_empty() {
            continue;
        }
        let shared = |part: &&Attributed| {
            let start = part.start.max(span.start());
            part.end
                .min(span.start() + words.len())
                .saturating_sub(start)
        };
        // The words of a person count before those of the template around them.
        let rank = |part: &&Attributed| {
            let is_said = records[part.record].question.is_some();
            (is_said && shared(part) > 0, shared(part))
        };
        let best = parts
            .iter()
            .filter(|part| shared(part) > 0)
            .max_by_key(rank);
        let said = best.map_or_else(String::new, |part| short(part, &records[part.record]));
        let _ = writeln!(
            text,
            "{FAINT}{said:<52}{FAINT:#} {line:>4} {}",
            harmless(words)
        );
    }
    text
}

fn short(part: &Attributed, record: &Record) -> String {
    let day = record.when.get(..10).unwrap_or_default();
    let about = record
        .question
        .as_ref()
        .map_or("", |asked| asked.key.as_str());
    let mark = match part.trust {
        stopgate_interview::Trust::Exact => "",
        stopgate_interview::Trust::FoundAgain => " (moved since)",
        stopgate_interview::Trust::ChangedSince => " (changed since)",
    };
    harmless(&format!(
        "{day} {} {} {about}{mark}",
        record.who,
        record.kind.name()
    ))
}
