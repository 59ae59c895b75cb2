//! What nobody has said yet: questions for which neither the repository nor the files have an answer (X3).

use crate::{Kind, Survey};

/// A question that is still to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What it is about.
    pub kind: Kind,
    /// The question.
    pub question: &'static str,
    /// Why it is asked.
    pub why: &'static str,
}

/// What a technical plan rests upon. Each is asked only where the repository says nothing of its kinds.
const ASKED: [Gap; 8] = [
    Gap {
        kind: Kind::Language,
        question: "In which language and with which framework is it built?",
        why: "no file names them",
    },
    Gap {
        kind: Kind::Architecture,
        question: "How is the code divided, and which part does this change belong to?",
        why: "neither manifests nor folders show layers, services or a workspace",
    },
    Gap {
        kind: Kind::Test,
        question: "How is it tested: units, integration, end to end?",
        why: "no test and no test tool was found",
    },
    Gap {
        kind: Kind::Ci,
        question: "Who runs the checks before a change is merged?",
        why: "no CI is configured in the repository",
    },
    Gap {
        kind: Kind::Deployment,
        question: "How and to which environments is it deployed?",
        why: "no container, cluster, infrastructure or platform file was found",
    },
    Gap {
        kind: Kind::Migration,
        question: "How is the schema of the database changed?",
        why: "there is a database, and nothing shows how its schema is changed",
    },
    Gap {
        kind: Kind::Errors,
        question: "How are errors reported to callers and to operators?",
        why: "no convention for errors was found in the code",
    },
    Gap {
        kind: Kind::Observability,
        question: "Which logs, metrics and alerts have to show that it works?",
        why: "no library for logs, metrics or traces is declared",
    },
];

impl Survey {
    /// The questions that the repository does not answer.
    pub fn gaps(&self) -> Vec<Gap> {
        let told = |kind: Kind| self.facts.iter().any(|fact| fact.kind == kind);
        // Without a database there is no schema to change.
        let is_asked = |gap: &&Gap| gap.kind != Kind::Migration || told(Kind::Database);
        let asked = ASKED.iter().filter(is_asked);
        asked.filter(|gap| !told(gap.kind)).copied().collect()
    }
}
