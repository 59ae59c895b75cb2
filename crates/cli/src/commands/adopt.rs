//! `stopgate adopt`: attributes that the fences of a plan could have.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_source::Source;
use stopgate_workspace::{Adopted, Adopting, Proposal};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::amending::AdoptOptions;
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::proposing::{
    LeftJson, Proposed, StepLine, left_alone, left_lines, listed, locked, short,
};
use crate::session::Session;
use crate::terminal::{GOOD, RISKY, STRONG};

/// Shows what a plan could say of its steps, and writes it where that is wanted.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    options: &AdoptOptions,
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (bytes, document) = session.document(plan)?;
    let adopting = Adopting {
        step: options.step.clone(),
        effect: options.effect.map(Into::into),
        fence: options.fence,
    };
    let adopted = document.adopt(&adopting);
    let adopted = adopted.ok_or_else(|| session.unrecognised(plan))?;
    let adopted = adopted.map_err(|reason| Trouble::Usage(reason.to_string()))?;
    let proposed = Proposed {
        plan,
        document: &document,
        before: &bytes,
        edits: &adopted.edits,
    };
    let source = document.source();
    proposed.show(
        common,
        || lines(&adopted, source),
        || told(&adopted, source),
    );
    let written = proposed.is_wanted(common, options.write);
    if written {
        let _lock = locked(&session, document.path())?;
        proposed.write(&session)?;
    }
    if common.output_format == OutputFormat::Json {
        let change = (proposed.diff(), written);
        json::print(&AdoptedJson::new(document.path(), &adopted, source, change));
    }
    proposed.conclude(common, &session, written)?;
    Ok(Exit::Fine)
}

/// A line for each block or step: what it could say, or why it says nothing.
fn lines(adopted: &Adopted, source: &Source) -> Vec<(usize, String)> {
    let proposed = adopted.proposals.iter().map(|proposal| {
        let line = source.line(proposal.span.start());
        (line, format!("proposed: {}", proposal.attributes.written()))
    });
    let undeclared = adopted.undeclared.iter().map(|step| {
        let line = source.line(step.span.start());
        (line, format!("undeclared: {}", short(step)))
    });
    let left = left_lines(&adopted.left, source);
    proposed.chain(undeclared).chain(left).collect()
}

/// What a person is told beside the diff.
fn told(adopted: &Adopted, source: &Source) -> String {
    let mut text = String::new();
    let blocks = adopted.proposals.len();
    if adopted.edits.is_empty() {
        let _ = writeln!(text, "{GOOD}nothing to propose{GOOD:#}");
    } else {
        let plural = if blocks == 1 { "" } else { "s" };
        let _ = writeln!(
            text,
            "{STRONG}proposed{STRONG:#}: attributes for {blocks} block{plural}"
        );
    }
    if !adopted.undeclared.is_empty() {
        let _ = writeln!(
            text,
            "{RISKY}not declared{RISKY:#}: what repeating these does; they count as `once`, so that a person is asked when nobody saw their end. Where you know it: --step ID --effect read or idempotent"
        );
        let lines = adopted.undeclared.iter().map(|step| listed(step, source));
        text.extend(lines);
    }
    text.push_str(&left_alone(&adopted.left, source));
    text
}

/// `adopt`.
#[derive(Serialize)]
struct AdoptedJson<'a> {
    schema: u32,
    plan: &'a str,
    proposals: Vec<ProposalJson<'a>>,
    undeclared: Vec<StepLine<'a>>,
    left: Vec<LeftJson<'a>>,
    diff: String,
    written: bool,
}

#[derive(Serialize)]
struct ProposalJson<'a> {
    line: usize,
    steps: Vec<&'a str>,
    name: Option<&'a str>,
    cwd: Option<&'a str>,
    timeout_seconds: Option<u64>,
    effect: Option<&'static str>,
    /// True where an indented block becomes a fence.
    fenced: bool,
    attributes: String,
}

impl<'a> AdoptedJson<'a> {
    fn new(
        plan: &'a str,
        adopted: &'a Adopted,
        source: &Source,
        (diff, written): (String, bool),
    ) -> Self {
        let proposals = adopted.proposals.iter();
        let undeclared = adopted.undeclared.iter();
        Self {
            schema: json::SCHEMA,
            plan,
            proposals: proposals
                .map(|one| ProposalJson::new(one, source))
                .collect(),
            undeclared: undeclared.map(|step| StepLine::new(step, source)).collect(),
            left: LeftJson::all(&adopted.left, source),
            diff,
            written,
        }
    }
}

impl<'a> ProposalJson<'a> {
    fn new(proposal: &'a Proposal, source: &Source) -> Self {
        let attributes = &proposal.attributes;
        Self {
            line: source.line(proposal.span.start()),
            steps: proposal.steps.iter().map(|step| step.id.as_str()).collect(),
            name: attributes.name.as_deref(),
            cwd: attributes.directory.as_deref(),
            timeout_seconds: attributes.timeout.map(|limit| limit.as_secs()),
            effect: attributes.effect.map(stopgate_gate::Effect::name),
            fenced: proposal.fenced,
            attributes: attributes.written(),
        }
    }
}
