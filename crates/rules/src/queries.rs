//! What several rules ask of a plan: each answer is computed once per snapshot, when first asked.

use std::cell::OnceCell;

use stopgate_model::{Plan, TaskGraph};

/// Answers about one plan, shared by the rules that judge it.
pub struct Queries<'a> {
    plan: &'a Plan,
    graph: OnceCell<TaskGraph<'a>>,
}

impl<'a> Queries<'a> {
    /// Nothing asked yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            graph: OnceCell::new(),
        }
    }

    /// The tasks of the plan and what each waits for.
    pub fn graph(&self) -> &TaskGraph<'a> {
        self.graph.get_or_init(|| TaskGraph::new(self.plan))
    }
}
