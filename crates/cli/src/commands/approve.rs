//! `stopgate approve`: shows what would run and what it means, and has a person sign it.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_gate::{Act, Approval, Binding, Namespace, Standing};
use stopgate_system::{ApprovalFile, RunFolder, now};
use stopgate_workspace::Document;

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Identity, Judging, OutputFormat};
use crate::commands::diff;
use crate::exit::{Exit, Trouble};
use crate::identity::Person;
use crate::json;
use crate::preview::shown;
use crate::session::Session;
use crate::terminal::{self, FAINT, RISKY, harmless};

/// Digits of a digest in a file name.
const DIGITS: usize = 12;

/// Approves a plan as it is now. A plan that does not pass its gate is not approved.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    identity: &Identity,
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let root = session.disk.root();
    let person = Person::who_calls(identity, root)?;
    let (bytes, document) = session.document(plan)?;
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    let path = document.path().to_owned();
    let reasons = verdict.reasons().len();
    let bound = binding(&document, root)?.filter(|_| verdict.passes());
    let bound = bound.ok_or_else(|| {
        Trouble::NotCleared(format!(
            "{path} does not pass its gate, {reasons} to mend: stopgate gate {path}"
        ))
    })?;
    let approvals = Approvals::read(root)?;
    if !person.has_key() || common.output_format != OutputFormat::Json && !common.quiet {
        terminal::say(&shown(&bound));
        terminal::say(&since_last(&session, &document, &bound, &approvals));
    }
    let approval = Approval::new(
        bound,
        String::from_utf8_lossy(&bytes).into_owned(),
        Act {
            signer: person.name.clone(),
            method: person.method().to_owned(),
            when: to_the_second(&now()),
            as_of: session.options.today.to_string(),
            allowed_signers: approvals.signers.clone(),
        },
    );
    let message = approval.to_json();
    let yes = format!("approve {path} as {}", person.name);
    let yes = (yes.as_str(), RunFolder::newest(root));
    let signed = person.sign(Namespace::Approval, (&message, &approval.digest), yes)?;
    let name = file_name(&path, &approval.digest);
    let name = ApprovalFile::keep(root, &name, &message, signed.signature.as_deref())?;
    say_approved(common, &approval, &format!(".stopgate/approvals/{name}"));
    Ok(Exit::Fine)
}

/// `2026-11-28T03:42:59.123Z` is written `2026-11-28T03:42:59Z` in an approval.
fn to_the_second(now: &str) -> String {
    now.split_once('.')
        .map_or_else(|| now.to_owned(), |(time, _)| format!("{time}Z"))
}

/// `plans/slow-ledger.md` with digest 3fa9… is kept as `slow-ledger-3fa9…`.
fn file_name(path: &str, digest: &str) -> String {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '-' {
            c
        } else {
            '-'
        }
    };
    let stem: String = stem.chars().map(plain).take(60).collect();
    format!("{stem}-{}", digest.get(..DIGITS).unwrap_or(digest))
}

fn say_approved(common: &Common, approval: &Approval, file: &str) {
    match common.output_format {
        OutputFormat::Json => json::print(&json::Approve {
            schema: json::SCHEMA,
            plan: approval.plan.clone(),
            approval: file.to_owned(),
            digest: approval.digest.clone(),
            phases: approval
                .phases
                .iter()
                .map(|phase| json::PhaseDigest {
                    phase: phase.phase.clone(),
                    digest: phase.digest.clone(),
                })
                .collect(),
            signer: approval.signer.clone(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&format!("{file}\n"));
            if !common.quiet {
                terminal::say(&format!(
                    "approved by {}; run it with: stopgate run {}",
                    harmless(&approval.signer),
                    harmless(&approval.plan)
                ));
            }
        }
    }
}

/// What changed since somebody approved the plan, and whether the signers are still the same.
fn since_last(
    session: &Session,
    document: &Document<'_>,
    bound: &Binding,
    approvals: &Approvals,
) -> String {
    let standing = approvals.standing(bound);
    let (Standing::Yes(last) | Standing::Void(last)) = standing else {
        return format!("{FAINT}Nobody approved this plan before.{FAINT:#}");
    };
    let when: String = last.when.chars().take(10).collect();
    let mut text = format!("Since {} approved it on {when}:", harmless(&last.signer));
    let changes = diff::changes(session, document, bound, last);
    let meant = changes
        .iter()
        .filter(|change| change.kind == stopgate_gate::ChangeKind::Meaning);
    let meant: Vec<_> = meant.collect();
    if meant.is_empty() {
        text.push_str(" nothing that matters changed.");
    }
    for change in meant {
        let _ = write!(text, "\n{}", diff::one(change));
    }
    if last.allowed_signers != approvals.signers {
        let _ = write!(
            text,
            "\n{RISKY}.stopgate/allowed_signers changed since then.{RISKY:#}"
        );
    }
    text
}
