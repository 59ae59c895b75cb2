//! `stopgate spec`: what a plan has taken over of its spec, what changed since, and which gaps are open (S1, S2).

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_source::{EditSet, Finding};
use stopgate_system::SharedPlan;
use stopgate_workspace::{Document, Plan, Snapshot};

use crate::approvals::Approvals;
use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::living::{Bearing, bearing};
use crate::session::{Session, shown};
use crate::terminal::{self, BAD, FAINT, GOOD, STRONG, harmless, one_line};

/// The requirements that speak of the spec of a plan.
const OF_SPEC: [&str; 2] = ["S1", "S2"];

/// What the codes of rules about layout begin with: they say nothing of the spec.
const LAYOUT: &str = "FMT";

#[derive(Serialize)]
struct SpecJson {
    schema: u32,
    plan: String,
    spec: String,
    version: Option<String>,
    date: Option<String>,
    sha256: String,
    fields: Vec<FieldJson>,
    metrics: Vec<ItemJson>,
    requirements: Vec<ItemJson>,
    gaps: Vec<GapJson>,
    findings: Vec<FindingJson>,
}

#[derive(Serialize)]
struct FieldJson {
    field: &'static str,
    line: Option<usize>,
    plan: Option<String>,
    spec: Option<String>,
}

#[derive(Serialize)]
struct ItemJson {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct GapJson {
    gap: String,
    fix: Option<String>,
    owner: Option<String>,
    status: Option<String>,
    line: usize,
}

#[derive(Serialize)]
struct FindingJson {
    code: &'static str,
    line: usize,
    message: String,
    help: String,
}

/// Shows the snapshot of a plan, and renews it where that was asked for; exit code 1 where the rules about the
/// spec find an error.
pub(crate) fn run(
    common: &Common,
    path: &Path,
    judging: &Judging,
    write: bool,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, path, judging)?;
    let (_, mut document) = session.document(path)?;
    let mut snapshot = of(&session, &document, path)?;
    if write {
        renew(&session, path, &snapshot)?;
        document = session.document(path)?.1;
        snapshot = of(&session, &document, path)?;
    }
    let Some(plan) = document.plan() else {
        return Err(session.unrecognised(path));
    };
    let findings = document.check(&session.options, &session.disk).findings;
    let is_about = |finding: &&Finding| {
        let mut asked = finding.requirements.iter();
        let is_layout = finding.code.starts_with(LAYOUT);
        !is_layout && asked.any(|asked| OF_SPEC.contains(&asked.as_str()))
    };
    let findings: Vec<&Finding> = findings.iter().filter(is_about).collect();
    let told = (&snapshot, plan, findings.as_slice());
    match common.output_format {
        OutputFormat::Json => json::print(&SpecJson::new(&shown(path), told, &document)),
        OutputFormat::Full | OutputFormat::Concise => terminal::print(&text(told, &document)),
    }
    let is_error = |finding: &&&Finding| finding.severity == stopgate_source::Severity::Error;
    Ok(match findings.iter().find(is_error) {
        Some(_) => Exit::Findings,
        None => Exit::Fine,
    })
}

fn of(session: &Session, document: &Document<'_>, path: &Path) -> Result<Snapshot, Trouble> {
    if document.plan().is_none() {
        return Err(session.unrecognised(path));
    }
    document.snapshot().ok_or_else(|| {
        Trouble::Usage(format!(
            "no spec lies beside {}; a plan of a format that translates one finds it in its own folder",
            shown(path)
        ))
    })
}

/// Writes the snapshot into the plan as it is at that moment, and says what that does to its approval.
fn renew(session: &Session, path: &Path, seen: &Snapshot) -> Result<(), Trouble> {
    if seen.renewed().is_ok_and(|edits| edits.is_empty()) {
        return Ok(());
    }
    let root = session.disk.root();
    let approvals = Approvals::read(root)?;
    let mut approval = Bearing::None;
    let mut edit = |bytes: &[u8]| -> Result<EditSet, Trouble> {
        let document = session.read_again(path, bytes)?;
        let (edits, after) = renewed(session, (path, bytes), &document)?;
        approval = bearing(session, &approvals, (&document, &after))?;
        Ok(edits)
    };
    let name = session.disk.real_name(path);
    if SharedPlan::new(path, root, &name).edit(&mut edit)? {
        approval.say(&harmless(&shown(path)), true);
    }
    Ok(())
}

/// What renews the snapshot of a plan, and the plan as it is then.
fn renewed<'s>(
    session: &'s Session,
    (path, bytes): (&Path, &[u8]),
    document: &Document<'_>,
) -> Result<(EditSet, Document<'s>), Trouble> {
    let refused = |why: String| Trouble::Usage(format!("cannot write the snapshot: {why}"));
    let snapshot = of(session, document, path)?;
    let edits = snapshot.renewed();
    let edits = edits.map_err(|error| refused(error.to_string()))?;
    let after = session.read_again(path, &edits.apply(bytes))?;
    let says = after.snapshot();
    // What would not be read back as it was meant is not written.
    if !says.is_some_and(|says| says.says_all_of(&snapshot)) {
        return Err(refused(
            "the plan would not say it in a way that is read back; copy it by hand".to_owned(),
        ));
    }
    Ok((edits, after))
}

impl SpecJson {
    fn new(
        path: &str,
        (snapshot, plan, findings): (&Snapshot, &Plan, &[&Finding]),
        document: &Document<'_>,
    ) -> Self {
        let spec = &snapshot.spec;
        let line = |at: usize| document.source().line(at);
        let item = |item: &stopgate_model::SpecItem| ItemJson {
            id: item.id.clone(),
            text: item.text.clone(),
        };
        let cell = |cell: &stopgate_model::Cell| cell.text().map(str::to_owned);
        Self {
            schema: json::SCHEMA,
            plan: path.to_owned(),
            spec: spec.path.clone(),
            version: spec.version.clone(),
            date: spec.date.map(|date| date.to_string()),
            sha256: spec.digest.clone(),
            fields: snapshot
                .fields
                .iter()
                .map(|field| FieldJson {
                    field: field.id,
                    line: field.line,
                    plan: field.said.clone(),
                    spec: field.wanted.clone(),
                })
                .collect(),
            metrics: spec.metrics.iter().map(item).collect(),
            requirements: spec.requirements.iter().map(item).collect(),
            gaps: plan
                .gaps
                .iter()
                .map(|gap| GapJson {
                    gap: cell(&gap.gap).unwrap_or_default(),
                    fix: cell(&gap.fix),
                    owner: cell(&gap.owner),
                    status: cell(&gap.status),
                    line: line(gap.origin.start()),
                })
                .collect(),
            findings: findings
                .iter()
                .map(|finding| FindingJson {
                    code: finding.code,
                    line: line(finding.span.start()),
                    message: finding.message.clone(),
                    help: finding.help.clone(),
                })
                .collect(),
        }
    }
}

fn text(
    (snapshot, plan, findings): (&Snapshot, &Plan, &[&Finding]),
    document: &Document<'_>,
) -> String {
    let spec = &snapshot.spec;
    let line = |at: usize| document.source().line(at);
    let mut text = format!("{STRONG}{}{STRONG:#}", one_line(&spec.path));
    let date = spec.date.map(|date| date.to_string());
    for part in [spec.version.as_deref(), date.as_deref()]
        .into_iter()
        .flatten()
    {
        let _ = write!(text, " {}", one_line(part));
    }
    let digits = spec.digest.get(..12).unwrap_or_default();
    let _ = writeln!(text, "  {FAINT}sha256:{digits}{FAINT:#}");
    for field in &snapshot.fields {
        let said = field.said.as_deref().unwrap_or("(nothing)");
        let place = field
            .line
            .map_or("no such field".to_owned(), |line| format!("line {line}"));
        let _ = writeln!(
            text,
            "  {}: {}  {FAINT}{place}{FAINT:#}",
            field.id,
            one_line(said)
        );
    }
    if !plan.gaps.is_empty() {
        let _ = writeln!(text, "{STRONG}Gaps{STRONG:#}");
    }
    for gap in &plan.gaps {
        let cell = |cell: &stopgate_model::Cell| one_line(cell.text().unwrap_or("–"));
        let _ = writeln!(
            text,
            "  {} · {} · {} · {}  {FAINT}line {}{FAINT:#}",
            cell(&gap.gap),
            cell(&gap.fix),
            cell(&gap.owner),
            cell(&gap.status),
            line(gap.origin.start())
        );
    }
    if findings.is_empty() {
        let _ = writeln!(text, "{GOOD}the plan agrees with its spec{GOOD:#}");
    }
    for finding in findings {
        let _ = writeln!(
            text,
            "{BAD}{}{BAD:#} line {}: {}\n  {}",
            finding.code,
            line(finding.span.start()),
            one_line(&finding.message),
            one_line(&finding.help)
        );
    }
    text
}
