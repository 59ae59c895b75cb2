//! `stopgate diff`: what changed in a plan since it was approved, and whether that voids the approval.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_gate::{Approval, Binding, Change, ChangeKind, Standing};
use stopgate_workspace::{Document, Options};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::supersede;
use crate::exit::{Exit, Trouble};
use crate::session::Session;
use crate::terminal::{BAD, FAINT, GOOD, RISKY, STRONG, harmless};
use crate::{json, terminal};

/// Lines of a changed text that are shown.
const SHOWN_LINES: usize = 6;

/// Living changes of one section that are shown; a run writes many, and none of them matters here.
const SHOWN_LIVING: usize = 3;

/// Compares a plan with its last approval.
pub(crate) fn run(common: &Common, plan: &Path, judging: &Judging) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let root = session.disk.root();
    let (_, document) = session.document(plan)?;
    supersede::point_out(&document);
    let path = document.path();
    let bound = binding(&document, root)?
        .ok_or_else(|| Trouble::Usage(format!("no format recognises {path}")))?;
    let approvals = Approvals::read(root)?;
    let (approval, void) = match approvals.standing(&bound) {
        Standing::Yes(approval) => (approval, false),
        Standing::Void(approval) => (approval, true),
        Standing::No => {
            return Err(Trouble::NotCleared(format!(
                "nobody approved {path} yet, so there is nothing to compare it with"
            )));
        }
    };
    let changes = changes(&session, &document, &bound, approval);
    match common.output_format {
        OutputFormat::Json => json::print(&json::Diff {
            schema: json::SCHEMA,
            plan: path.to_owned(),
            void,
            changes: changes.iter().map(as_json).collect(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&text(path, approval, void, &changes));
        }
    }
    Ok(if void { Exit::GateFails } else { Exit::Fine })
}

/// What changed since an approval; the plan as it was then stands in the approval itself.
pub(crate) fn changes(
    session: &Session,
    document: &Document<'_>,
    bound: &Binding,
    approval: &Approval,
) -> Vec<Change> {
    let options = Options {
        format: Some(approval.format.clone()),
        ..session.options.clone()
    };
    let bytes = approval.document.clone().into_bytes();
    let before = session
        .engine
        .read(&approval.plan, bytes, &options, &session.disk);
    document.changes_since(&before, (&approval.binding, bound))
}

fn text(path: &str, approval: &Approval, void: bool, changes: &[Change]) -> String {
    let when: String = approval.when.chars().take(10).collect();
    let mut text = if void {
        format!("{BAD}VOID{BAD:#} ")
    } else {
        format!("{GOOD}VALID{GOOD:#} ")
    };
    let _ = writeln!(
        text,
        "{} {FAINT}approved by {} on {when}{FAINT:#}",
        harmless(path),
        harmless(&approval.signer)
    );
    for (index, change) in changes.iter().enumerate() {
        let same =
            |other: &&Change| other.kind == ChangeKind::Living && other.section == change.section;
        let many = changes.iter().filter(same).count();
        if change.kind != ChangeKind::Living || many <= SHOWN_LIVING {
            let _ = writeln!(text, "{}", one(change));
        } else if !changes[..index].iter().any(|other| same(&other)) {
            let section = harmless(change.section.as_deref().unwrap_or("(top)"));
            let line = change.line;
            let _ = writeln!(
                text,
                "  {FAINT}living{FAINT:#} {STRONG}{section}{STRONG:#} {FAINT}{many} places from line {line} on{FAINT:#}"
            );
        }
    }
    if void {
        let _ = writeln!(
            text,
            "{FAINT}→ approve it as it is now: stopgate approve {}{FAINT:#}",
            harmless(path)
        );
    }
    text
}

/// A change as people read it.
pub(crate) fn one(change: &Change) -> String {
    let style = match change.kind {
        ChangeKind::Meaning => RISKY,
        ChangeKind::Cosmetic | ChangeKind::Living => FAINT,
    };
    let section = harmless(change.section.as_deref().unwrap_or("(top)"));
    let mut text = format!(
        "  {style}{}{style:#} {STRONG}{section}{STRONG:#} {FAINT}line {}{FAINT:#}",
        change.kind.name(),
        change.line
    );
    text.push_str(&lines(change.before.as_deref(), "-"));
    text.push_str(&lines(change.after.as_deref(), "+"));
    text
}

fn lines(text: Option<&str>, mark: &str) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let mut shown = String::new();
    let all: Vec<&str> = text.lines().collect();
    for line in all.iter().take(SHOWN_LINES) {
        let _ = write!(shown, "\n    {mark} {}", harmless(line));
    }
    if all.len() > SHOWN_LINES {
        let _ = write!(
            shown,
            "\n    {mark} {FAINT}{} more lines{FAINT:#}",
            all.len() - SHOWN_LINES
        );
    }
    shown
}

/// A change as JSON has it.
pub(crate) fn as_json(change: &Change) -> json::Change {
    json::Change {
        section: change.section.clone(),
        kind: change.kind.name(),
        before: change.before.clone(),
        after: change.after.clone(),
        line: change.line,
    }
}
