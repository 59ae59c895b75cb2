//! Fixed and formatted plans: what would change, and writing it.

use std::path::PathBuf;

use clap::Args;
use similar::TextDiff;
use stopgate_source::{Finding, Fix};
use stopgate_system::{Found, can_replace, read_plan, replace};
use stopgate_workspace::{Dropped, Engine, Fixing};

use crate::arguments::Common;
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal;
use crate::terminal::{FAINT, GOOD, harmless};

/// What is done about findings.
#[derive(Debug, Args)]
pub(crate) struct Fixes {
    /// Apply the safe fixes, then show what is left
    #[arg(long, conflicts_with_all = ["select", "ignore"])]
    pub(crate) fix: bool,
    /// Apply also fixes that may change what a plan means; read the result
    #[arg(long, conflicts_with_all = ["select", "ignore"])]
    pub(crate) unsafe_fixes: bool,
    /// Show what fixing would change, and write nothing; exit 1 where it would change something
    #[arg(long)]
    pub(crate) diff: bool,
    /// With --fix: write all plans or none, and none where a fix cannot be applied or a plan cannot be written
    #[arg(long)]
    pub(crate) preflight: bool,
}

impl Fixes {
    /// True where a person wants to know what could be fixed.
    pub(crate) fn are_asked_for(&self, common: &Common) -> bool {
        (self.kind().is_some() || common.verbose) && !common.quiet
    }

    /// True where a file would be read to be fixed.
    pub(crate) fn write(&self) -> bool {
        self.kind().is_some()
    }

    fn kind(&self) -> Option<Fixing> {
        match (self.unsafe_fixes, self.fix || self.diff) {
            (true, _) => Some(Fixing::Unsafe),
            (false, true) => Some(Fixing::Safe),
            (false, false) => None,
        }
    }

    /// Fixes the plans that were found, where that was asked for. Returns an exit where nothing is left
    /// to do.
    ///
    /// # Errors
    /// When a plan cannot be read or written, or a preflight says no.
    pub(crate) fn apply(
        &self,
        common: &Common,
        session: &Session,
        found: &[Found],
    ) -> Result<Option<Exit>, Trouble> {
        let Some(kind) = self.kind() else {
            let alone = self.preflight;
            let trouble =
                || Trouble::Usage("--preflight goes with --fix or --unsafe-fixes".to_owned());
            return if alone { Err(trouble()) } else { Ok(None) };
        };
        let changed = changed(session, found, kind)?;
        if self.diff {
            return Ok(Some(show(&changed)));
        }
        if self.preflight {
            preflight(session, &changed)?;
        }
        for plan in &changed {
            plan.write(session)?;
        }
        if !common.quiet {
            say(&changed);
        }
        Ok(None)
    }
}

/// A plan that changes, or of which a fix was left out.
pub(crate) struct Changed {
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
    applied: usize,
    dropped: Vec<(Finding, Dropped)>,
}

/// The plans among the files that were found of which anything is to be written or said.
///
/// # Errors
/// When a file that was named cannot be read.
pub(crate) fn changed(
    session: &Session,
    found: &[Found],
    kind: Fixing,
) -> Result<Vec<Changed>, Trouble> {
    let all = Engine::in_parallel(found, |found| of_file(session, found, kind));
    let mut changed = Vec::new();
    for one in all {
        changed.extend(one?);
    }
    Ok(changed)
}

fn of_file(session: &Session, found: &Found, kind: Fixing) -> Result<Option<Changed>, Trouble> {
    let before = match read_plan(&found.path, session.disk.root()) {
        Ok(bytes) => bytes,
        // What nobody named is not worth stopping for.
        Err(_) if !found.named => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let name = session.disk.name(&found.path);
    let (engine, options) = (&session.engine, &session.options);
    let is_plan = || {
        let document = engine.read(&name, before.clone(), options, &session.disk);
        document.plan().is_some()
    };
    if !found.named && !is_plan() {
        return Ok(None);
    }
    let fixed = engine.fixed((&name, before.clone()), kind, options, &session.disk);
    let changed = Changed {
        path: found.path.clone(),
        before,
        after: fixed.bytes,
        applied: fixed.applied.len(),
        dropped: fixed.dropped,
    };
    Ok((changed.is_other() || !changed.dropped.is_empty()).then_some(changed))
}

impl Changed {
    /// True where bytes change.
    pub(crate) fn is_other(&self) -> bool {
        self.before != self.after
    }

    /// The path as it was named.
    pub(crate) fn name(&self) -> String {
        shown(&self.path)
    }

    /// Writes it.
    ///
    /// # Errors
    /// When it changed meanwhile or cannot be written.
    pub(crate) fn write(&self, session: &Session) -> Result<(), Trouble> {
        if self.is_other() {
            replace(&self.path, session.disk.root(), &self.before, &self.after)?;
        }
        Ok(())
    }

    fn diff(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (before, after) = (text(&self.before), text(&self.after));
        let name = self.name();
        let names = (format!("a/{name}"), format!("b/{name}"));
        let diff = TextDiff::from_lines(before.as_str(), after.as_str());
        diff.unified_diff().header(&names.0, &names.1).to_string()
    }
}

/// Shows the changes as a unified diff.
pub(crate) fn show(changed: &[Changed]) -> Exit {
    let mut exit = Exit::Fine;
    for plan in changed.iter().filter(|plan| plan.is_other()) {
        terminal::print_document(plan.diff().as_bytes());
        exit = Exit::Findings;
    }
    exit
}

/// Nothing is written unless all of it can be.
fn preflight(session: &Session, changed: &[Changed]) -> Result<(), Trouble> {
    let mut reasons = Vec::new();
    for plan in changed {
        let name = plan.name();
        reasons.extend(plan.dropped.iter().map(|(finding, why)| {
            format!(
                "  {name}: the fix of {} is left out, because {}",
                finding.name,
                why.describe()
            )
        }));
        if let Err(failure) = can_replace(&plan.path, session.disk.root(), &plan.before) {
            reasons.push(format!("  {failure}"));
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let reasons = reasons.join("\n");
    Err(Trouble::Usage(format!(
        "nothing was written, because not everything could be:\n{reasons}\nMend these first, or leave out --preflight"
    )))
}

fn say(changed: &[Changed]) {
    let applied: usize = changed.iter().map(|plan| plan.applied).sum();
    let plans = changed.iter().filter(|plan| plan.is_other()).count();
    if applied > 0 {
        let (findings, plans) = (count(applied, "finding"), count(plans, "plan"));
        terminal::say(&format!("{GOOD}fixed{GOOD:#}: {findings} in {plans}"));
    }
    for plan in changed {
        for (finding, why) in &plan.dropped {
            let name = harmless(&plan.name());
            terminal::say(&format!(
                "{FAINT}{name}: the fix of {} ({}) was left out, because {}{FAINT:#}",
                finding.name,
                finding.code,
                why.describe()
            ));
        }
    }
}

/// How many findings could be fixed, and how.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fixable {
    safe: usize,
    risky: usize,
    questions: usize,
}

impl Fixable {
    /// Counts the findings that have a fix.
    pub(crate) fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut fixable = Self::default();
        for finding in findings {
            match finding.fix {
                Some(Fix::Safe(_)) => fixable.safe += 1,
                Some(Fix::Unsafe(_)) => fixable.risky += 1,
                Some(Fix::Question(_)) => fixable.questions += 1,
                None => {}
            }
        }
        fixable
    }

    /// One line; none where no finding has a fix.
    pub(crate) fn describe(self) -> Option<String> {
        let parts = [
            (self.safe, "with --fix"),
            (self.risky, "with --unsafe-fixes"),
            (self.questions, "with an answer that only a person has"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, how)| format!("{count} {how}")).collect();
        let said = parts.join(", ");
        (!said.is_empty()).then(|| format!("{FAINT}fixable: {said}{FAINT:#}"))
    }
}

fn count(number: usize, name: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {name}{plural}")
}
