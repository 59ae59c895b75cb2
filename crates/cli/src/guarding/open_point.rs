//! Says why nothing but the plan is written: who plans since when, what keeps the plan from its gate, and what to ask
//! the person instead.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_gate::Standing;
use stopgate_source::Finding;
use stopgate_system::PlanningSession;
use stopgate_workspace::{Document, Verdict};

use crate::approvals::{Approvals, binding};
use crate::exit::Trouble;
use crate::guarding::Denied;
use crate::guarding::posture::opened;

/// Reasons that are named.
const MOST_NAMED: usize = 3;
/// Characters of each.
const MOST_SAID: usize = 200;

/// A refusal, with all that helps to go on.
pub(crate) fn explained(root: &Path, why: &str) -> Denied {
    let Ok(Some(session)) = PlanningSession::read(root) else {
        return Denied(why.to_owned());
    };
    let PlanningSession {
        plan, by, since, ..
    } = &session;
    let day = since.get(..10).unwrap_or(since);
    let open = open(root, plan).unwrap_or_else(|trouble| trouble.to_string());
    Denied(format!(
        "{why}: {plan} is being planned here by {by} since {day}, and until that ends nothing but the plan is written and nothing is executed. {open}"
    ))
}

/// What is open in a plan, and what to ask.
fn open(root: &Path, plan: &str) -> Result<String, Trouble> {
    let session = opened(root)?;
    let (_, document) = session.document(&root.join(plan))?;
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    if !verdict.passes() {
        return Ok(reasons(&document, &findings, &verdict, plan));
    }
    let approvals = Approvals::read(root)?;
    let bound = binding(&document, root)?;
    let standing = bound.as_ref().map(|bound| approvals.standing(bound));
    Ok(match standing {
        Some(Standing::Yes(_)) => "It passes its gate and is approved: ask the person to end the planning with `stopgate session end`, and to run it".to_owned(),
        _ => format!("It passes its gate: ask the person to read it, to approve it with `stopgate approve {plan}`, and to end the planning with `stopgate session end`"),
    })
}

fn reasons(document: &Document<'_>, findings: &[Finding], verdict: &Verdict, plan: &str) -> String {
    let all = verdict.reasons();
    let mut text = format!("It does not pass its gate, {} to mend:", all.len());
    for reason in all.iter().take(MOST_NAMED) {
        let line = document.source().line(reason.span.start());
        let _ = write!(
            text,
            " line {line} {}: {};",
            reason.code,
            cut(&reason.message)
        );
    }
    if all.len() > MOST_NAMED {
        let _ = write!(text, " and {} more;", all.len() - MOST_NAMED);
    }
    let asked = findings
        .iter()
        .filter(|finding| all.iter().any(|reason| reason.span == finding.span))
        .find_map(|finding| finding.fix.as_ref()?.question());
    match asked {
        Some(question) => {
            let _ = write!(text, " ask the person: {}", cut(question));
        }
        None => text.push_str(" ask the person what belongs there"),
    }
    let _ = write!(
        text,
        " Write their answer into the plan; `stopgate gate {plan}` says what is left"
    );
    text
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST_SAID {
        return line;
    }
    line.chars().take(MOST_SAID).chain(['…']).collect()
}
