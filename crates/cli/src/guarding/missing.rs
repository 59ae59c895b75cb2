//! What a plan lacks that somebody is about to leave: it is stale (E12), or nobody may carry it out yet.

use std::path::{Path, PathBuf};

use serde::Serialize;
use stopgate_gate::Standing;
use stopgate_journal::Status;
use stopgate_system::RunFolder;
use stopgate_workspace::Document;

use crate::approvals::{Approvals, binding};
use crate::exit::Trouble;
use crate::guarding::posture::opened;

/// The requirement that speaks of plans which are behind: rules that serve it say so.
const STALENESS: &str = "E12";

/// One thing that is missing.
#[derive(Debug, Serialize)]
pub(crate) struct Missing {
    /// The plan.
    plan: String,
    /// Code of the rule that found it; none where no rule did.
    code: Option<&'static str>,
    /// The line, from 1; none where it is about the whole plan.
    line: Option<usize>,
    message: String,
}

impl Missing {
    /// `plans/a.md:12 LIV004 …`
    pub(crate) fn line(&self) -> String {
        let line = self.line.map_or(String::new(), |line| format!(":{line}"));
        let code = self.code.map_or(String::new(), |code| format!(" {code}"));
        format!("{}{line}{code} {}", self.plan, self.message)
    }
}

/// What these plans do not say of what was done.
pub(crate) fn stale(root: &Path, plans: &[PathBuf]) -> Result<Vec<Missing>, Trouble> {
    let mut missing = Vec::new();
    if plans.is_empty() {
        return Ok(missing);
    }
    let session = opened(root)?;
    for plan in plans {
        let (_, document) = session.document(plan)?;
        let findings = document.check_as_it_stands(&session.options, &session.disk);
        let behind = findings.findings.into_iter().filter(|finding| {
            let mut requirements = finding.requirements.iter();
            requirements.any(|requirement| requirement == STALENESS)
        });
        missing.extend(behind.map(|finding| Missing {
            plan: document.path().to_owned(),
            code: Some(finding.code),
            line: Some(document.source().line(finding.span.start())),
            message: format!("{}. {}", finding.message, finding.help),
        }));
        missing.extend(open_after_run(root, &document)?);
    }
    Ok(missing)
}

/// Open boxes of a plan whose newest run has passed.
fn open_after_run(root: &Path, document: &Document<'_>) -> Result<Option<Missing>, Trouble> {
    let Some(plan) = document.plan() else {
        return Ok(None);
    };
    let is_open = |mark: Option<stopgate_model::Mark>| {
        matches!(
            mark,
            Some(stopgate_model::Mark::Open | stopgate_model::Mark::Partial)
        )
    };
    let open = plan
        .progress
        .iter()
        .filter(|entry| is_open(entry.mark))
        .count();
    if open == 0 {
        return Ok(None);
    }
    let Some(newest) = RunFolder::of_plan(root, document.path())?.pop() else {
        return Ok(None);
    };
    let state = newest.reading()?.state;
    let passed = state.is_some_and(|state| state.status() == Status::Passed);
    Ok(passed.then(|| Missing {
        plan: document.path().to_owned(),
        code: None,
        line: None,
        message: format!(
            "{open} boxes of its progress are open, and run {} has passed. Tick what was done, and say what was not",
            newest.name
        ),
    }))
}

/// Why nobody may carry the plan out yet.
pub(crate) fn not_ready(root: &Path, plan: &Path) -> Result<Vec<Missing>, Trouble> {
    let session = opened(root)?;
    let (_, document) = session.document(plan)?;
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    let about_all = |message: &str| Missing {
        plan: document.path().to_owned(),
        code: None,
        line: None,
        message: message.to_owned(),
    };
    if document.plan().is_none() {
        return Ok(vec![about_all("no format recognises it")]);
    }
    if !verdict.passes() {
        let reasons = verdict.reasons().iter().map(|reason| Missing {
            plan: document.path().to_owned(),
            code: Some(reason.code),
            line: Some(document.source().line(reason.span.start())),
            message: reason.message.clone(),
        });
        return Ok(reasons.collect());
    }
    let approvals = Approvals::read(root)?;
    let bound = binding(&document, root)?;
    let standing = bound.as_ref().map(|bound| approvals.standing(bound));
    Ok(match standing {
        Some(Standing::Yes(_)) => Vec::new(),
        Some(Standing::Void(_)) => {
            vec![about_all("its approval is void, because it changed since")]
        }
        _ => vec![about_all("it passes its gate, and nobody has approved it")],
    })
}
