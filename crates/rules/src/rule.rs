//! What a rule is.

use jiff::civil::Date;
use stopgate_markdown::Tree;
use stopgate_model::{Plan, Repository};
use stopgate_source::{Finding, Severity, Source};

use crate::{Laid, PackChoice, Queries, Report, Suppressions};

/// One rule. It lives in a file named after what it finds and is registered by being there.
#[derive(Debug)]
pub struct Rule {
    /// Permanent code, never reused: `RBK001`.
    pub code: &'static str,
    /// What it finds, so that "allow *missing-rollback*" reads well.
    pub name: &'static str,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Severity where a format applies the rule without saying which.
    pub severity: Severity,
    /// Requirement IDs it rests on where the format names none; at most two.
    pub requirements: &'static [&'static str],
    /// How it looks.
    pub check: Check,
}

impl Rule {
    /// True where the rule cannot be suppressed in the file it judges (CONTRACT: `GAT`, `SEC` and
    /// evidence that contradicts its check).
    pub fn is_protected(&self) -> bool {
        self.code.starts_with("GAT") || self.code.starts_with("SEC") || self.code == "EVD007"
    }

    /// True where the rule is about secrets or suppressions in any document: it applies unless a format
    /// says otherwise by name.
    pub fn guards_every_document(&self) -> bool {
        let is_of_document = matches!(self.check, Check::Document(_) | Check::Suppressions(_));
        is_of_document && (self.code.starts_with("SEC") || self.code.starts_with("SUP"))
    }

    /// True for its code and its name.
    pub(crate) fn is_called(&self, word: &str) -> bool {
        self.code == word || self.name == word
    }

    /// True where the rule is about layout only.
    pub fn is_layout(&self) -> bool {
        matches!(self.check, Check::Layout(_))
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The document as Markdown; applies whether or not it is a plan.
    Document(fn(&Tree, &mut Report<'_>)),
    /// The typed plan.
    Plan(fn(&Context<'_>, &mut Report<'_>)),
    /// What the plan declares of itself against what all other rules found.
    Declaration(fn(&Plan, &[Finding], &mut Report<'_>)),
    /// How the document is laid out, whatever it says. `fmt` is the safe fixes of these rules.
    Layout(fn(&Laid<'_>, &mut Report<'_>)),
    /// The suppressions of the file, after they were applied.
    Suppressions(fn(&Suppressions, &mut Report<'_>)),
}

/// What a plan rule may know.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The path of its document, relative to the root; behind a `#` which plan of several it is.
    pub path: &'a str,
    /// The bytes it was read from: for fixes, which say what they replace. No rule searches in them.
    pub source: &'a Source,
    /// Answers that rules share.
    pub queries: &'a Queries<'a>,
    /// The day on which the plan is judged.
    pub today: Date,
    /// The repository around it.
    pub repository: &'a dyn Repository,
    /// The packs in use; none where no packs are asked.
    pub packs: Option<PackChoice<'a>>,
}
