//! What `check` found, in the words of whoever reads it: one file per format.

mod azure;
mod checkstyle;
mod github;
mod gitlab;
mod jsonl;
mod junit;
mod markdown;
mod sarif;
mod summary;
mod xml;

pub(crate) use summary::summary;

use stopgate_source::{EditSet, Finding, Position, Severity, Source};
use stopgate_workspace::{Fingerprint, OpenQuestion};

use crate::arguments::{Common, Written};
use crate::exit::Exit;
use crate::json;
use crate::{report, terminal};

/// What a check found, after selection and baseline.
pub(crate) struct Results {
    pub(crate) files: Vec<CheckedFile>,
    /// Markdown files that no format claims.
    pub(crate) skipped: usize,
    /// Findings that the baseline knows.
    pub(crate) known: usize,
    pub(crate) exit: Exit,
}

/// A checked file, without the document itself.
pub(crate) struct CheckedFile {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    pub(crate) confidence: f32,
    /// Whether the gate would pass it, whatever was selected and whatever a baseline knows.
    pub(crate) ready: bool,
    /// How many errors weigh less because the work of the plan is finished.
    pub(crate) eased: usize,
    pub(crate) questions: Vec<OpenQuestion>,
    pub(crate) items: Vec<Item>,
    /// Which format, how sure, and how many rules: said to who asks for more.
    pub(crate) about: String,
}

/// A finding with its place as people count.
pub(crate) struct Item {
    pub(crate) finding: Finding,
    pub(crate) start: Position,
    pub(crate) end: Position,
    /// None where no output asks for it.
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) edits: Vec<PlacedEdit>,
    /// As people read it; empty for formats that programs read.
    pub(crate) text: String,
}

/// An edit of a fix with its place.
pub(crate) struct PlacedEdit {
    pub(crate) start: Position,
    pub(crate) end: Position,
    pub(crate) text: String,
}

impl Item {
    pub(crate) fn new(finding: Finding, source: &Source, text: String) -> Self {
        let edits = finding.fix.as_ref().and_then(|fix| fix.edits());
        let placed = |edit: &stopgate_source::Edit| PlacedEdit {
            start: source.position(edit.span.start()),
            end: source.position(edit.span.end()),
            text: edit.text.clone(),
        };
        Self {
            start: source.position(finding.span.start()),
            end: source.position(finding.span.end()),
            fingerprint: None,
            edits: edits
                .map_or(&[][..], EditSet::edits)
                .iter()
                .map(placed)
                .collect(),
            text,
            finding,
        }
    }
}

impl CheckedFile {
    /// The items that are told to somebody: hints only to who asks for more.
    fn told<'a>(&'a self, common: &'a Common) -> impl Iterator<Item = &'a Item> {
        self.items
            .iter()
            .filter(|item| is_told(common, item.finding.severity))
    }

    /// How many items have this severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let of_severity = |item: &&Item| item.finding.severity == severity;
        self.items.iter().filter(of_severity).count()
    }
}

fn is_told(common: &Common, severity: Severity) -> bool {
    match severity {
        Severity::Error => true,
        Severity::Warning => !common.quiet,
        Severity::Info => common.verbose,
    }
}

/// True where a format tells findings apart by their fingerprints.
pub(crate) fn wants_fingerprints(written: Written) -> bool {
    matches!(
        written,
        Written::Json | Written::Jsonl | Written::Gitlab | Written::Sarif
    )
}

/// A finding as people read it; nothing where a program reads.
pub(crate) fn text(common: &Common, path: &str, source: &Source, finding: &Finding) -> String {
    match common.written {
        _ if !is_told(common, finding.severity) => String::new(),
        Written::Full => report::full(path, source, finding),
        Written::Concise => report::concise(path, source, finding),
        _ => String::new(),
    }
}

/// The whole result.
pub(crate) fn write(common: &Common, results: &Results) -> String {
    match common.written {
        Written::Full | Written::Concise => {
            let items = results.files.iter().flat_map(|file| &file.items);
            items.map(|item| item.text.as_str()).collect()
        }
        Written::Json => json::text(&json::Check::new(results)),
        Written::Jsonl => jsonl::write(results),
        Written::Github => github::write(common, results),
        Written::Gitlab => gitlab::write(results),
        Written::Azure => azure::write(common, results),
        Written::Sarif => sarif::write(results),
        Written::Junit => junit::write(common, results),
        Written::Checkstyle => checkstyle::write(results),
        Written::Markdown => markdown::write(results),
    }
}

/// One line: what is wrong, and what to do; nothing in it is obeyed by a terminal.
fn sentence(finding: &Finding) -> String {
    let text = format!(
        "{}. {}",
        finding.message.trim_end_matches('.'),
        finding.help
    );
    let line = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    terminal::harmless(&line.collect::<Vec<_>>().join(" "))
}
