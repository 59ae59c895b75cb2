//! What several rules ask of a plan: each answer is computed once per snapshot, when first asked.

use std::cell::OnceCell;

use stopgate_model::{Plan, TaskGraph, Text};

use crate::chains::Chains;
use crate::contents::files::Files;
use crate::contents::wording::{Weak, demands, weak};

/// Answers about one plan, shared by the rules that judge it.
pub struct Queries<'a> {
    plan: &'a Plan,
    graph: OnceCell<TaskGraph<'a>>,
    chains: OnceCell<Chains>,
    demands: OnceCell<Vec<&'a Text>>,
    weak: OnceCell<Vec<Weak<'a>>>,
    files: OnceCell<Files<'a>>,
}

impl<'a> Queries<'a> {
    /// Nothing asked yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            graph: OnceCell::new(),
            chains: OnceCell::new(),
            demands: OnceCell::new(),
            weak: OnceCell::new(),
            files: OnceCell::new(),
        }
    }

    /// The tasks of the plan and what each waits for.
    pub fn graph(&self) -> &TaskGraph<'a> {
        self.graph.get_or_init(|| TaskGraph::new(self.plan))
    }
    /// How early each task can end, and the chain that ends last.
    pub(crate) fn chains(&self) -> &Chains {
        self.chains.get_or_init(|| Chains::new(self.graph()))
    }

    /// The texts of requirements, success criteria and goals.
    pub(crate) fn demands(&self) -> &[&'a Text] {
        self.demands.get_or_init(|| demands(self.plan).collect())
    }

    /// The weak words of requirements, criteria and goals.
    pub(crate) fn weak(&self) -> &[Weak<'a>] {
        self.weak.get_or_init(|| weak(self.plan, self.demands()))
    }

    /// The files that the plan names.
    pub(crate) fn files(&self) -> &Files<'a> {
        self.files.get_or_init(|| Files::new(self.plan))
    }
}
