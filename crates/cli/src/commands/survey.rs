//! `stopgate survey`: what a repository is made of, with proofs.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_survey::{Detectors, Fact, Kind, Note, Place, Proof, Survey, survey};
use stopgate_system::{Redactor, SurveyBounds, SurveyFiles, user_detectors};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::root;
use crate::terminal::{self, FAINT, RISKY, STRONG, one_line};
use crate::{json, report};

/// Characters of an excerpt beside a fact.
const EXCERPT: usize = 60;
/// Digits of a commit that are shown to people.
const DIGITS: usize = 10;

#[derive(Serialize)]
struct Document {
    schema: u32,
    files: usize,
    read: usize,
    facts: Vec<FactJson>,
    /// Kinds of which the repository says nothing.
    silent: Vec<&'static str>,
    notes: Vec<NoteJson>,
}

/// A fact as JSON has it.
#[derive(Serialize)]
pub(crate) struct FactJson {
    kind: &'static str,
    name: String,
    value: Option<String>,
    version: Option<String>,
    locked: Option<LockedJson>,
    certainty: &'static str,
    proof: ProofJson,
    /// How many further places say the same.
    more: usize,
}

#[derive(Serialize)]
struct LockedJson {
    version: String,
    path: String,
    line: usize,
    excerpt: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ProofJson {
    Line {
        path: String,
        line: usize,
        excerpt: String,
    },
    Commit {
        commit: String,
    },
}

#[derive(Serialize)]
struct NoteJson {
    count: usize,
    text: String,
    examples: Vec<String>,
}

/// Surveys a folder, or the repository around the current one.
pub(crate) fn run(common: &Common, path: Option<&Path>, kinds: &[String]) -> Result<Exit, Trouble> {
    let kinds = kinds.iter().map(|name| kind(name));
    let kinds: Vec<Kind> = kinds.collect::<Result<_, _>>()?;
    let found = of(common, path)?;
    let is_asked = |kind: &Kind| kinds.is_empty() || kinds.contains(kind);
    let facts: Vec<&Fact> = found
        .facts
        .iter()
        .filter(|fact| is_asked(&fact.kind))
        .collect();
    let silent: Vec<Kind> = found.silent().filter(is_asked).collect();
    match common.output_format {
        OutputFormat::Json => json::print(&Document {
            schema: json::SCHEMA,
            files: found.files,
            read: found.read,
            facts: facts.iter().map(|fact| FactJson::new(fact)).collect(),
            silent: silent.iter().map(|kind| kind.name()).collect(),
            notes: found.notes.iter().map(NoteJson::new).collect(),
        }),
        OutputFormat::Concise => terminal::print(&concise(&facts)),
        OutputFormat::Full => {
            let mut text = full(&facts);
            text.push_str(&rest(&silent, &found.notes));
            terminal::print(&text);
            if !common.quiet {
                terminal::say(&format!(
                    "facts: {}; files: {}, of which {} were read",
                    facts.len(),
                    found.files,
                    found.read
                ));
            }
        }
    }
    Ok(Exit::Fine)
}

/// The survey of a folder, or of the repository around the current one; what looks like a token is masked.
pub(crate) fn of(common: &Common, path: Option<&Path>) -> Result<Survey, Trouble> {
    let near = path.unwrap_or(Path::new("."));
    let root = root(common, near)?;
    let folder = path.unwrap_or(&root);
    let broken = |error: stopgate_survey::BrokenDetector| Trouble::Usage(error.to_string());
    let detectors = Detectors::new(&user_detectors(&root)?).map_err(broken)?;
    let files = SurveyFiles::list(folder, SurveyBounds::default())?;
    let mut found = survey(&files, &detectors);
    let redactor = Redactor::new(&[]).map_err(|error| Trouble::Usage(error.to_string()))?;
    for fact in &mut found.facts {
        mask(fact, &redactor);
    }
    Ok(found)
}

fn mask(fact: &mut Fact, redactor: &Redactor) {
    fact.name = redactor.mask(&fact.name);
    fact.value = fact.value.take().map(|text| redactor.mask(&text));
    if let Proof::Line(place) = &mut fact.proof {
        place.excerpt = redactor.mask(&place.excerpt);
    }
    fact.version = fact.version.take().map(|text| redactor.mask(&text));
    if let Some(locked) = &mut fact.locked {
        locked.version = redactor.mask(&locked.version);
        locked.place.excerpt = redactor.mask(&locked.place.excerpt);
    }
}

fn kind(name: &str) -> Result<Kind, Trouble> {
    Kind::named(name).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        Trouble::Usage(format!(
            "there is no kind of facts `{name}`; there are {}",
            known.join(", ")
        ))
    })
}

impl FactJson {
    /// A fact as JSON has it.
    pub(crate) fn new(fact: &Fact) -> Self {
        Self {
            kind: fact.kind.name(),
            name: fact.name.clone(),
            value: fact.value.clone(),
            version: fact.version.clone(),
            locked: fact.locked.as_ref().map(|locked| LockedJson {
                version: locked.version.clone(),
                path: locked.place.path.clone(),
                line: locked.place.line,
                excerpt: locked.place.excerpt.clone(),
            }),
            certainty: fact.certainty.name(),
            proof: match &fact.proof {
                Proof::Line(Place {
                    path,
                    line,
                    excerpt,
                }) => ProofJson::Line {
                    path: path.clone(),
                    line: *line,
                    excerpt: excerpt.clone(),
                },
                Proof::Commit { id } => ProofJson::Commit { commit: id.clone() },
            },
            more: fact.more,
        }
    }
}

impl NoteJson {
    fn new(note: &Note) -> Self {
        Self {
            count: note.count,
            text: note.text.clone(),
            examples: note.examples.clone(),
        }
    }
}

/// The facts below the headings of their kinds.
pub(crate) fn full(facts: &[&Fact]) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Fact> = facts.iter().copied().filter(|it| it.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{STRONG}{}{STRONG:#}", kind.title());
        let rows: Vec<Vec<String>> = of_kind.iter().map(|fact| row(fact)).collect();
        for line in report::table(&rows).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn row(fact: &Fact) -> Vec<String> {
    let excerpt = match &fact.proof {
        Proof::Line(place) => one_line(&place.excerpt),
        Proof::Commit { .. } => String::new(),
    };
    let mut short: String = excerpt.chars().take(EXCERPT).collect();
    if short.len() < excerpt.len() {
        short.push('…');
    }
    vec![told(fact), place(&fact.proof), short]
}

/// A fact in words: `Rails 8.1.3.1 (locked)`.
pub(crate) fn told(fact: &Fact) -> String {
    let mut text = one_line(&fact.name);
    if let Some(version) = &fact.version {
        let _ = write!(text, " {}", one_line(version));
    }
    if let Some(locked) = &fact.locked {
        let _ = write!(text, " (locked {})", one_line(&locked.version));
    }
    if let Some(value) = &fact.value {
        let _ = write!(text, ": {}", one_line(value));
    }
    if fact.certainty == stopgate_survey::Certainty::Likely {
        text.push_str(" (likely)");
    }
    if fact.more > 0 && fact.kind != Kind::Language {
        let _ = write!(text, " (+{})", fact.more);
    }
    text
}

/// Where a fact is proved: `Cargo.toml:12`.
pub(crate) fn place(proof: &Proof) -> String {
    match proof {
        Proof::Line(place) => format!("{}:{}", one_line(&place.path), place.line),
        Proof::Commit { id } => {
            let digits: String = id.chars().take(DIGITS).collect();
            format!("commit {digits}")
        }
    }
}

fn concise(facts: &[&Fact]) -> String {
    let mut text = String::new();
    for fact in facts {
        let (kind, place) = (fact.kind.name(), place(&fact.proof));
        let _ = writeln!(text, "{place}: {kind}: {}", told(fact));
    }
    text
}

/// What is not known, and what was not looked at.
fn rest(silent: &[Kind], notes: &[Note]) -> String {
    let mut text = String::new();
    if !silent.is_empty() {
        let titles: Vec<&str> = silent.iter().map(|kind| kind.title()).collect();
        let _ = writeln!(
            text,
            "{STRONG}The repository says nothing of{STRONG:#}\n  {}",
            titles.join(", ")
        );
    }
    if !notes.is_empty() {
        let _ = writeln!(text, "{RISKY}Not looked at{RISKY:#}");
    }
    for note in notes {
        let examples: Vec<String> = note.examples.iter().map(|path| one_line(path)).collect();
        let _ = write!(text, "  {} {}", note.count, one_line(&note.text));
        if !examples.is_empty() {
            let _ = write!(text, "  {FAINT}{}{FAINT:#}", examples.join(", "));
        }
        text.push('\n');
    }
    text
}
