//! `stopgate gate`: the verdict, with every reason at once.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_gate::Standing;
use stopgate_source::{EditSet, Finding, Source};
use stopgate_system::SharedPlan;
use stopgate_workspace::{Document, GateWrite, Verdict};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal::{BAD, FAINT, GOOD, harmless};
use crate::{json, terminal};

/// Judges one plan, and writes the verdict into it where that was asked for.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    judging: &Judging,
    write: bool,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (_, mut document) = session.document(plan)?;
    let findings = document.check(&session.options, &session.disk).findings;
    let mut verdict = document.verdict(&findings);
    let mut written = false;
    if write {
        let wanted = to_write(&document, &findings)?;
        verdict = wanted.verdict;
        if !wanted.edits.is_empty() {
            // What is written is the verdict over the plan as it is at that moment.
            let mut edit = |bytes: &[u8]| -> Result<EditSet, Trouble> {
                document = session.read_again(plan, bytes)?;
                let findings = document.check(&session.options, &session.disk).findings;
                let wanted = to_write(&document, &findings)?;
                verdict = wanted.verdict;
                Ok(wanted.edits)
            };
            let name = session.disk.real_name(plan);
            written = SharedPlan::new(plan, session.disk.root(), &name).edit(&mut edit)?;
        }
    }
    let approved = standing_of(&document, session.disk.root())?;
    match common.output_format {
        OutputFormat::Json => json::print(&json::Gate::new(
            document.path(),
            &verdict,
            approved.0,
            document.source(),
        )),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&text(
                &shown(plan),
                &verdict,
                &approved.1,
                document.source(),
            ));
            if written && !common.quiet {
                terminal::say("the gate line was written; nothing else was touched");
            }
        }
    }
    Ok(if verdict.passes() {
        Exit::Fine
    } else {
        Exit::GateFails
    })
}

/// What writes the verdict over a plan into it, and the verdict.
fn to_write(document: &Document<'_>, findings: &[Finding]) -> Result<GateWrite, Trouble> {
    document.gate_write(findings).map_err(|error| {
        Trouble::Usage(format!(
            "cannot write the verdict: {error}; leave out --write"
        ))
    })
}

/// Whether the plan is approved as it is: the name in JSON, and a sentence.
fn standing_of(document: &Document<'_>, root: &Path) -> Result<(&'static str, String), Trouble> {
    let approvals = Approvals::read(root)?;
    let Some(bound) = binding(document, root)? else {
        return Ok((Standing::No.name(), String::new()));
    };
    let standing = approvals.standing(&bound);
    let unsigned = if approvals.signers.is_none() {
        "; without .stopgate/allowed_signers only a challenge on a terminal approves, and nobody can verify that later"
    } else {
        ""
    };
    let said = match &standing {
        Standing::No => format!(
            "ready; it is not approved, and nothing runs without a person's approval{unsigned}"
        ),
        Standing::Yes(approval) => format!(
            "ready, and approved by {} on {}{unsigned}",
            harmless(&approval.signer),
            approval.when.get(..10).unwrap_or_default()
        ),
        Standing::Void(_) => {
            "ready; its approval is void, since it changed: stopgate diff".to_owned()
        }
    };
    Ok((standing.name(), said))
}

fn text(path: &str, verdict: &Verdict, standing: &str, source: &Source) -> String {
    let path = harmless(path);
    if verdict.passes() {
        return format!("{GOOD}PASS{GOOD:#} {path}\n{FAINT}{standing}{FAINT:#}\n");
    }
    let count = verdict.reasons().len();
    let mut text = format!(
        "{BAD}FAIL{BAD:#} {path}: {count} reason{}\n",
        if count == 1 { "" } else { "s" }
    );
    for reason in verdict.reasons() {
        let line = source.line(reason.span.start());
        let _ = writeln!(
            text,
            "  {path}:{line}  {FAINT}{}{FAINT:#}  {}",
            reason.code,
            harmless(&reason.message)
        );
        let _ = writeln!(text, "      {FAINT}→ {}{FAINT:#}", harmless(&reason.help));
    }
    text
}
