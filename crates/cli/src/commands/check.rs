//! `stopgate check`: what is wrong with plans, and where.

use std::path::{Path, PathBuf};

use stopgate_source::{Finding, Severity, Source};
use stopgate_system::{Found, discover, read_plan};
use stopgate_workspace::{Document, Engine};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::fixing::{Fixable, Fixes};
use crate::session::{Session, shown};
use crate::terminal::{BAD, FAINT, GOOD, RISKY};
use crate::{json, report, terminal};

/// What became of a file.
enum Looked {
    /// Met on a walk, and no format claims it.
    Skipped,
    Checked(Checked),
}

/// A checked file, rendered: the document itself is dropped by the worker that read it.
struct Checked {
    text: String,
    json: Option<json::File>,
    counts: Counts,
    fixable: Fixable,
    /// Which format, how sure, and how many rules: said to who asks for more.
    about: String,
}

/// Findings by severity.
#[derive(Clone, Copy, Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    hints: usize,
}

/// Checks files and directories.
pub(crate) fn run(
    common: &Common,
    paths: &[PathBuf],
    judging: &Judging,
    fixes: &Fixes,
) -> Result<Exit, Trouble> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let near = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let found = discover(paths)?;
    let session = Session::open(common, near, judging)?;
    if let Some(exit) = fixes.apply(common, &session, &found)? {
        return Ok(exit);
    }
    let looked = Engine::in_parallel(&found, |found| look(common, &session, found));
    let mut files = Vec::new();
    let mut skipped = 0;
    for looked in looked {
        match looked? {
            Looked::Skipped => skipped += 1,
            Looked::Checked(checked) => files.push(checked),
        }
    }
    let failed = files.iter().any(|file| file.counts.errors > 0);
    let fixable = files.iter().map(|file| file.fixable).sum::<Fixable>();
    print(common, files, skipped);
    if let Some(said) = fixable.describe().filter(|_| fixes.are_asked_for(common)) {
        terminal::say(&said);
    }
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

fn look(common: &Common, session: &Session, found: &Found) -> Result<Looked, Trouble> {
    let path = session.disk.name(&found.path);
    let bytes = match read_plan(&found.path, session.disk.root()) {
        Ok(bytes) => bytes,
        // What nobody named is not worth stopping for.
        Err(_) if !found.named => return Ok(Looked::Skipped),
        Err(failure) => return Err(failure.into()),
    };
    let document = session
        .engine
        .read(&path, bytes, &session.options, &session.disk);
    if document.plan().is_none() && !found.named {
        return Ok(Looked::Skipped);
    }
    let checked = document.check(&session.options, &session.disk);
    let shown = shown(&found.path);
    let (format, confidence) = document.plan().map_or((None, 0.0), |plan| {
        (Some(plan.format.id.clone()), plan.format.confidence)
    });
    let about = format!(
        "{shown}: {}, confidence {confidence:.2}, {} rules evaluated",
        format.as_deref().unwrap_or("unknown format"),
        checked.rules_evaluated
    );
    let findings = checked.findings;
    let file = || json::File {
        ready: Document::is_ready(&findings),
        findings: findings
            .iter()
            .map(|finding| json::FindingJson::new(finding, document.source()))
            .collect(),
        path: path.clone(),
        format: format.clone(),
        confidence,
    };
    Ok(Looked::Checked(Checked {
        text: text(common, &shown, document.source(), &findings),
        json: (common.output_format == OutputFormat::Json).then(file),
        counts: Counts::of(&findings),
        fixable: Fixable::of(&findings),
        about,
    }))
}

/// The findings as text; none for JSON.
fn text(common: &Common, path: &str, source: &Source, findings: &[Finding]) -> String {
    let findings = findings.iter().filter(|finding| is_shown(common, finding));
    match common.output_format {
        OutputFormat::Json => String::new(),
        OutputFormat::Concise => findings
            .map(|finding| report::concise(path, source, finding))
            .collect(),
        OutputFormat::Full => findings
            .map(|finding| report::full(path, source, finding))
            .collect(),
    }
}

/// Hints are shown to who asks for more.
fn is_shown(common: &Common, finding: &Finding) -> bool {
    match finding.severity {
        Severity::Error => true,
        Severity::Warning => !common.quiet,
        Severity::Info => common.verbose,
    }
}

fn print(common: &Common, files: Vec<Checked>, skipped: usize) {
    let counts = files.iter().map(|file| file.counts).collect::<Vec<_>>();
    for file in &files {
        terminal::print(&file.text);
        if common.verbose {
            terminal::say(&format!("{FAINT}{}{FAINT:#}", file.about));
        }
    }
    if common.output_format == OutputFormat::Json {
        let files = files.into_iter().filter_map(|file| file.json).collect();
        json::print(&json::Check {
            schema: json::SCHEMA,
            files,
            skipped,
        });
    } else if !common.quiet {
        terminal::say(&summary(&counts, skipped));
    }
}

fn summary(files: &[Counts], skipped: usize) -> String {
    if files.is_empty() {
        return format!(
            "{RISKY}no plans found{RISKY:#}: {skipped} Markdown files, and no format claims one"
        );
    }
    let total = files
        .iter()
        .fold(Counts::default(), |sum, one| sum.plus(*one));
    let ready = files.iter().filter(|counts| counts.errors == 0).count();
    let skipped = match skipped {
        0 => String::new(),
        1 => " (1 Markdown file is no plan)".to_owned(),
        more => format!(" ({more} Markdown files are no plans)"),
    };
    let plans = match (files.len(), ready) {
        (1, _) => "1 plan".to_owned(),
        (all, ready) => format!("{ready} of {all} plans ready"),
    };
    let word = match (ready == files.len(), total.warnings) {
        (true, 0) => format!("{GOOD}ready{GOOD:#}"),
        (true, _) => format!("{RISKY}ready{RISKY:#}"),
        (false, _) => format!("{BAD}not ready{BAD:#}"),
    };
    format!("{word}: {plans}, {}{skipped}", total.describe())
}

impl Counts {
    fn of(findings: &[Finding]) -> Self {
        let count = |severity| {
            findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            hints: count(Severity::Info),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            hints: self.hints + other.hints,
        }
    }

    /// `2 errors, 1 warning, 3 infos (-v shows them)`.
    fn describe(self) -> String {
        let part = |count: usize, name: &str| {
            let plural = if count == 1 { "" } else { "s" };
            (count > 0).then(|| format!("{count} {name}{plural}"))
        };
        let hints = part(self.hints, "info").map(|hints| format!("{hints} (shown with -v)"));
        let parts = [
            part(self.errors, "error"),
            part(self.warnings, "warning"),
            hints,
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "no findings".to_owned()
        } else {
            parts.join(", ")
        }
    }
}
