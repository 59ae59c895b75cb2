//! Whether a plan is approved, and the type without which nothing runs.

use crate::{Approval, Binding, Verdict};

/// How a plan stands with its approvals.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// Nobody has approved it.
    No,
    /// This approval is for what the plan is now.
    Yes(&'a Approval),
    /// It was approved and has changed since; the newest of its approvals.
    Void(&'a Approval),
}

impl Standing<'_> {
    /// The name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes(_) => "yes",
            Self::Void(_) => "void",
        }
    }
}

/// How a plan stands with these approvals, of which each must have a good signature or be known to be
/// from a terminal of this machine. Approvals of other plans do not count.
pub fn standing<'a>(approvals: &'a [Approval], binding: &Binding) -> Standing<'a> {
    let digest = binding.digest();
    let of_plan = || {
        approvals
            .iter()
            .filter(|approval| approval.plan == binding.plan)
    };
    if let Some(fits) = newest(of_plan().filter(|approval| approval.digest == digest)) {
        return Standing::Yes(fits);
    }
    newest(of_plan()).map_or(Standing::No, Standing::Void)
}

fn newest<'a>(approvals: impl Iterator<Item = &'a Approval>) -> Option<&'a Approval> {
    approvals.max_by(|a, b| a.when.cmp(&b.when))
}

/// A plan that may run: it passes its gate, and a person has approved just this. Only the gate can
/// build it.
#[derive(Clone, Debug)]
pub struct Cleared {
    binding: Binding,
    approval: String,
}

/// Why a plan may not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCleared {
    /// It does not pass its gate; how many reasons there are.
    #[error("the plan does not pass its gate: {0} reason(s), see `stopgate gate`")]
    GateFails(usize),
    /// Nobody has approved it.
    #[error("the plan is not approved; `stopgate approve` does that")]
    NotApproved,
    /// It has changed since it was approved.
    #[error("the approval is void: the plan has changed since, see `stopgate diff`")]
    Void,
}

impl Cleared {
    /// Clears a plan.
    ///
    /// # Errors
    /// When the verdict is not pass, or no approval is for just this binding.
    pub fn new(
        verdict: &Verdict,
        binding: Binding,
        standing: &Standing<'_>,
    ) -> Result<Self, NotCleared> {
        if !verdict.passes() {
            return Err(NotCleared::GateFails(verdict.reasons().len()));
        }
        let approval = match standing {
            Standing::Yes(approval) => approval,
            Standing::No => return Err(NotCleared::NotApproved),
            Standing::Void(_) => return Err(NotCleared::Void),
        };
        // Anybody can say that an approval fits.
        let fits = approval.plan == binding.plan
            && approval.digest == binding.digest()
            && approval.binding.digest() == approval.digest;
        if !fits {
            return Err(NotCleared::Void);
        }
        Ok(Self {
            binding,
            approval: approval.digest.clone(),
        })
    }

    /// What runs.
    pub fn binding(&self) -> &Binding {
        &self.binding
    }

    /// The digest that was approved.
    pub fn approval_digest(&self) -> &str {
        &self.approval
    }
}

#[cfg(test)]
mod tests {
    use stopgate_source::{Finding, Severity, Span};

    use super::*;
    use crate::approval::tests::approval;

    #[test]
    fn only_an_approval_of_just_this_clears() {
        let old = approval("make", "2026-03-04T05:06:07Z");
        let new = approval("make it", "2026-03-05T05:06:07Z");
        let now = approval("make all", "2026-03-06T05:06:07Z").binding;
        let passes = Verdict::default();
        let clear = |standing: &Standing<'_>, binding: &Binding| {
            Cleared::new(&passes, binding.clone(), standing).map(|_| ())
        };
        let both = [new.clone(), old.clone()];
        assert!(
            matches!(standing(&both, &old.binding), Standing::Yes(found) if found.digest == old.digest)
        );
        assert!(
            matches!(standing(&both, &now), Standing::Void(found) if found.digest == new.digest)
        );
        assert!(matches!(standing(&[], &now), Standing::No));
        let mut elsewhere = now.clone();
        elsewhere.plan = "plans/b.md".into();
        assert!(matches!(standing(&both, &elsewhere), Standing::No));

        assert_eq!(clear(&Standing::Yes(&old), &old.binding), Ok(()));
        assert_eq!(clear(&Standing::Yes(&old), &now), Err(NotCleared::Void));
        assert_eq!(
            clear(&Standing::Void(&old), &old.binding),
            Err(NotCleared::Void)
        );
        assert_eq!(clear(&Standing::No, &now), Err(NotCleared::NotApproved));
        let mut forged = old.clone();
        forged.digest = now.digest();
        assert_eq!(clear(&Standing::Yes(&forged), &now), Err(NotCleared::Void));
    }

    #[test]
    fn an_approved_plan_that_fails_its_gate_is_not_cleared() {
        let finding = Finding {
            code: "RBK001",
            name: "rollback-missing",
            severity: Severity::Error,
            span: Span::default(),
            message: String::new(),
            help: String::new(),
            requirements: Vec::new(),
            fix: None,
        };
        let approval = approval("make", "2026-03-04T05:06:07Z");
        let binding = approval.binding.clone();
        let cleared = Cleared::new(&Verdict::of(&[finding]), binding, &Standing::Yes(&approval));
        assert_eq!(cleared.map(|_| ()), Err(NotCleared::GateFails(1)));
    }
}
