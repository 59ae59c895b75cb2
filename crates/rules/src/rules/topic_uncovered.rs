//! `topic-uncovered`: a section leaves out a topic that the format asks for in it.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::standing::says_nothing;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC013",
    name: "topic-uncovered",
    summary: "A section leaves out a topic that belongs to it",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

struct Topic {
    section: &'static str,
    name: &'static str,
    words: Words,
}

static TOPICS: [Topic; 6] = [
    Topic {
        section: "data",
        name: "how long data is kept",
        words: words!(
            r"\b(?:retention|retain\w*|kept|keeps?|delet\w+|expir\w+|ttl|purg\w+|lifecycle|archiv\w+|forever)\b|\b\d+ (?:days?|months?|years?)\b|no (?:new )?data|nothing is stored"
        ),
    },
    Topic {
        section: "security",
        name: "who may do what",
        words: words!(
            r"\b(?:auth(?:enticat\w*|ori[sz]\w*|n|z)?|roles?|permissions?|permitted|allowed|may|only|mtls|tokens?|identity|access|sign(?:ed)?[ -]?in|log[ -]?in|sessions?|grants?|scopes?)\b"
        ),
    },
    Topic {
        section: "reliability",
        name: "service levels or budgets",
        words: words!(
            r"\b(?:sl[oia]s?|service levels?|budgets?|p\d\d|percentiles?|latency|availab\w+|uptime|throughput|median|at most|below|per (?:second|minute|hour|day))\b|\d\s?%"
        ),
    },
    Topic {
        section: "observability",
        name: "who is alerted when",
        words: words!(r"\b(?:alert\w*|alarm\w*|pag(?:e|es|ed|er|ing)|notif\w+|on-?call|wakes?)\b"),
    },
    Topic {
        section: "observability",
        name: "a runbook",
        words: words!(
            r"\b(?:runbooks?|run books?|playbooks?|operating (?:guide|manual)|how-?to)\b"
        ),
    },
    Topic {
        section: "rollout",
        name: "which kinds of tests there are",
        words: words!(r"\b(?:tests?|tested|testing|unit|integration|load|e2e)\b"),
    },
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for topic in &TOPICS {
        let Some(section) = plan.section(topic.section) else {
            continue;
        };
        if says_nothing(plan, topic.section)
            || says(plan, section, &topic.words)
            || says(plan, section, &INAPPLICABLE)
        {
            continue;
        }
        report
            .find(
                section.heading,
                format!("\"{}\" does not say {}, so it will be decided by accident", section.title, topic.name),
                format!("Say {}, or that it does not apply and why", topic.name),
            )
            .ask(format!("What does \"{}\" say about {}? If nothing applies, why? For example: N/A, nothing is stored?", section.title, topic.name));
    }
}

static INAPPLICABLE: Words = words!(r"\bn/a\b|\bnot applicable\b|\bdoes not apply\b");
