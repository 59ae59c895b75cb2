//! The approvals of a repository, as far as they can be trusted, and what a plan's standing is.

use std::path::Path;

use stopgate_gate::{
    AllowedSigners, Approval, Binding, Cleared, Environment, LatestMoment, Namespace, NotCleared,
    Standing, Verdict, standing, uses,
};
use stopgate_journal::Created;
use stopgate_runner::is_of;
use stopgate_system::{ApprovalFile, Config, RunFolder, allowed_signers, now, used_files};
use stopgate_workspace::Document;

use crate::exit::Trouble;

/// The approvals that can be trusted, and why others cannot.
pub(crate) struct Approvals {
    trusted: Vec<Approval>,
    /// File names of the trusted ones, in the same order.
    names: Vec<String>,
    /// File name and reason of those that cannot be trusted.
    pub(crate) refused: Vec<(String, String)>,
    /// SHA-256 of the file that names the signers.
    pub(crate) signers: Option<String>,
}

/// What speaks against going on with a run.
pub(crate) enum Objection {
    /// Its approval is gone, or cannot be trusted any more; why.
    NotApproved(String),
    /// Its journal says other steps than the approval.
    OtherSteps,
}

impl Approvals {
    /// Reads all approvals below a root. A file that is broken, forged or unsigned is no approval.
    pub(crate) fn read(root: &Path) -> Result<Self, Trouble> {
        Self::read_behind(root, None)
    }

    /// Does as [`Approvals::read`], where a moment is known to have passed, whatever the clock says.
    pub(crate) fn read_behind(root: &Path, known: Option<String>) -> Result<Self, Trouble> {
        let text = allowed_signers(root)?;
        let signers = text.as_deref().map(|text| AllowedSigners::read(text).0);
        let mut approvals = Self {
            trusted: Vec::new(),
            names: Vec::new(),
            refused: Vec::new(),
            signers: text
                .as_deref()
                .map(|text| stopgate_gate::sha256(text.as_bytes())),
        };
        let at = latest(known.into_iter().chain(RunFolder::newest(root)));
        for file in ApprovalFile::all(root)? {
            match trusted(&file, signers.as_ref(), at) {
                Ok(approval) => {
                    approvals.trusted.push(approval);
                    approvals.names.push(file.name);
                }
                Err(why) => approvals.refused.push((file.name, why)),
            }
        }
        Ok(approvals)
    }

    /// What they say about a plan.
    pub(crate) fn standing(&self, binding: &Binding) -> Standing<'_> {
        standing(&self.trusted, binding)
    }

    /// The plans that somebody approved, each once.
    pub(crate) fn plans(&self) -> Vec<&str> {
        let mut plans: Vec<&str> = self.trusted.iter().map(|one| one.plan.as_str()).collect();
        plans.sort_unstable();
        plans.dedup();
        plans
    }

    /// The file name of one of them.
    pub(crate) fn name_of(&self, approval: &Approval) -> &str {
        let at = self
            .trusted
            .iter()
            .position(|known| std::ptr::eq(known, approval));
        at.and_then(|at| self.names.get(at))
            .map_or("", String::as_str)
    }

    /// The approval that a run carries out: a trusted one with its digest, which binds just its steps.
    pub(crate) fn behind(&self, created: &Created) -> Result<&Approval, Objection> {
        let same = |approval: &&Approval| {
            approval.plan == created.plan && approval.digest == created.digest
        };
        let Some(approval) = self.trusted.iter().find(same) else {
            let mut refused = self.refused.iter();
            let refused = refused.find(|(name, _)| *name == created.approval);
            let why = refused.map_or("it is gone", |(_, why)| why);
            return Err(Objection::NotApproved(why.to_owned()));
        };
        if is_of(created, approval) {
            Ok(approval)
        } else {
            Err(Objection::OtherSteps)
        }
    }

    /// Clears a plan, or says why nobody may run it.
    pub(crate) fn clear(
        &self,
        verdict: &Verdict,
        binding: Binding,
        path: &str,
    ) -> Result<Cleared, Trouble> {
        let standing = self.standing(&binding);
        let why = |refused: NotCleared| {
            let forged = self.refused.iter().map(|(name, why)| {
                format!("\nnote: .stopgate/approvals/{name} does not count: {why}")
            });
            let notes: String = forged.collect();
            Trouble::NotCleared(match refused {
                NotCleared::GateFails(reasons) => {
                    format!(
                        "{path} does not pass its gate, {reasons} to mend: stopgate gate {path}"
                    )
                }
                NotCleared::NotApproved => format!(
                    "nobody approved {path}; a person does with: stopgate approve {path}{notes}"
                ),
                NotCleared::Void => format!(
                    "{path} changed since it was approved; look with `stopgate diff {path}`, then approve it anew: stopgate approve {path}{notes}"
                ),
            })
        };
        Cleared::new(verdict, binding, &standing).map_err(why)
    }
}

/// What an approval of this document binds, with the environment that its steps get and the files that
/// they use.
pub(crate) fn binding(document: &Document<'_>, root: &Path) -> Result<Option<Binding>, Trouble> {
    let mut environment = environment(root)?;
    if let Some(plan) = document.plan() {
        environment.uses = used_files(root, &uses(plan))?;
    }
    Ok(document.binding(environment))
}

/// The environment that steps get, as far as it is approved, without the files that they use.
pub(crate) fn environment(root: &Path) -> Result<Environment, Trouble> {
    Ok(approved_part(&Config::read(root)?))
}

/// What of a configuration is approved.
fn approved_part(config: &Config) -> Environment {
    Environment {
        values: config.declared(),
        secrets: config.secrets(),
        agents: config.agents().clone(),
        sandbox: config.sandbox().default,
        unenforced: config.sandbox().unenforced,
        ..Environment::default()
    }
}

/// True where a configuration gives steps what was approved. The files that they use are looked at when
/// they start.
pub(crate) fn is_environment(config: &Config, approved: &Environment) -> bool {
    let now = Environment {
        uses: approved.uses.clone(),
        ..approved_part(config)
    };
    now == *approved
}

/// Now, or the latest of the moments that have passed: a clock that is set back revives no key.
pub(crate) fn latest(passed: impl Iterator<Item = String>) -> jiff::Timestamp {
    let mut seen = LatestMoment::default();
    passed.for_each(|moment| _ = seen.see(&moment));
    seen.see(&now())
}

fn trusted(
    file: &ApprovalFile,
    signers: Option<&AllowedSigners>,
    at: jiff::Timestamp,
) -> Result<Approval, String> {
    let approval = Approval::read(&file.json).map_err(|broken| broken.to_string())?;
    let Some(signers) = signers else {
        // Without named signers nobody can tell a good signature from a bad one.
        return match approval.method.as_str() {
            "terminal" => Ok(approval),
            _ => Err("it is signed, and .stopgate/allowed_signers is missing".to_owned()),
        };
    };
    let signature = file.signature.as_deref();
    let signature =
        signature.ok_or("it is not signed, and .stopgate/allowed_signers asks for it")?;
    signers
        .verify(
            &approval.signer,
            Namespace::Approval,
            &file.json,
            signature,
            at,
        )
        .map_err(|refused| refused.to_string())?;
    Ok(approval)
}
