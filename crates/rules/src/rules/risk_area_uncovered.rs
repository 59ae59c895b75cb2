//! `risk-area-uncovered`: an area without a risk: architecture, data, security or operations.
//!
//! Where at least half of the rows say their area themselves (a column, `Security: …`), only these words count;
//! otherwise the words of the risk decide, generously.

use stopgate_expressions::pattern;
use stopgate_model::Risk;
use stopgate_source::{About, Pattern, Severity};

use crate::standing::is_template_row;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK005",
    name: "risk-area-uncovered",
    summary: "No risk is about one of the areas architecture, data, security, operations",
    severity: Severity::Error,
    requirements: &["S4"],
    check: Check::Plan(look),
};

struct Area {
    name: &'static str,
    label: Pattern,
    words: Pattern,
}

static AREAS: [Area; 4] = [
    Area {
        name: "architecture",
        label: pattern!(
            r"(?i)\b(?:archi\w*|design|technical|tech|integrations?|scal\w+|performance|dependenc(?:y|ies)|interfaces?|platform)\b",
        ),
        words: pattern!(
            r"(?i)\b(?:archi\w*|design|bottlenecks?|single points?|coupl\w+|latenc\w+|slow\w*|too large|scal\w+|capacity",
            r"|overload\w*|throughput|timeouts?|librar(?:y|ies)|vendors?|providers?|third[- ]party|api|interfaces?|contracts?",
            r"|protocols?|services?|components?|modules?|caches?|queues?|brokers?|clusters?|memory|cpu|load|complex\w*",
            r"|dependenc(?:y|ies)|integrat\w+|compatib\w+|breaking|versions?|regressions?|race|deadlocks?|concurren\w+)\b",
        ),
    },
    Area {
        name: "data",
        label: pattern!(r"(?i)\b(?:data\w*|storage|migrations?|schemas?|db)\b"),
        words: pattern!(
            r"(?i)\b(?:data\w*|rows?|records?|tables?|columns?|schemas?|migrat\w+|backfill\w*|backups?|storage|histor(?:y|ical)",
            r"|duplicat\w+|twice|corrupt\w*|inconsisten\w+|stale|lost|loss|los[ei]\w*|snapshots?|retention|index(?:es)?|sync\w*",
            r"|quality|drift|deleted?|deletion|totals?|wrong (?:numbers?|values?|results?|order))\b",
        ),
    },
    Area {
        name: "security",
        label: pattern!(
            r"(?i)\b(?:security|privacy|compliance|legal|fraud|abuse|auth\w*|data protection|gdpr|safety)\b",
        ),
        words: pattern!(
            r"(?i)\b(?:secur\w+|privacy|private|personal|pii|gdpr|leak\w*|expos\w+|attack\w*|threats?|hack\w*|breach\w*|fraud\w*",
            r"|abus\w+|insiders?|misus\w+|stolen|steal\w*|theft|credentials?|secrets?|tokens?|passwords?|keys?|auth\w*|unauthori[sz]ed",
            r"|access|permissions?|privileges?|injection|vulnerab\w+|cve|forg\w+|spoof\w*|scrap\w+|compromis\w+|taken over|takeover",
            r"|encrypt\w*|compliance|cheat\w*|malicious|phish\w+|tamper\w*|spam\w*|another (?:user|customer|client|tenant)\w*)\b",
        ),
    },
    Area {
        name: "operations",
        label: pattern!(
            r"(?i)\b(?:operat\w+|ops|devops|sre|observability|monitoring|reliability|support|deployment|rollout|release|infra\w*|availability)\b",
        ),
        words: pattern!(
            r"(?i)\b(?:operat\w+|ops|on[- ]?call|alert\w*|pag(?:e|es|ing|er)|runbooks?|monitor\w*|incidents?|outages?|down(?:time)?|unavailab\w+",
            r"|deploy\w*|rollouts?|roll(?:ed)? ?back|releas\w+|weekends?|night\w*|shifts?|staff\w*|team|nobody|quotas?|costs?|budgets?|bills?",
            r"|disks?|fails?|failures?|failover|crash\w*|restart\w*|maintenance|region|support|tickets?|unnoticed|logs?|metrics|dashboards?",
            r"|certificates?|expir\w+|jobs?|schedul\w+|unsynced|manual\w*|config\w*)\b",
        ),
    },
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let filled = |risk: &&Risk| risk.risk.text().is_some_and(|name| !is_template_row(name));
    let risks: Vec<&Risk> = plan.risks.iter().filter(filled).collect();
    let Some(section) = plan.section("risks").filter(|_| !risks.is_empty()) else {
        return;
    };
    let labels: Vec<&str> = risks.iter().filter_map(|risk| label(risk)).collect();
    let labelled = labels.len() * 2 >= risks.len();
    for area in &AREAS {
        let by_label = labels.iter().any(|label| area.label.is_match(label));
        let by_words = || {
            risks
                .iter()
                .any(|risk| area.words.is_match(risk.risk.text().unwrap_or_default()))
        };
        if !by_label && (labelled || !by_words()) {
            report.find(
                section.heading,
                format!(
                    "No risk is about {}, so that part of the plan was never questioned",
                    area.name
                ),
                format!(
                    "Add at least one risk about {}, with mitigation and owner",
                    area.name
                ),
            ).ask_for(About::Rows, "What may go wrong in the areas without a risk? Each of architecture, data, security and operations needs one. For example: Data: a row is lost?");
        }
    }
}

/// The area that a row gives itself: its column, or the word before the colon.
fn label(risk: &Risk) -> Option<&str> {
    const LONGEST: usize = 30;
    if let Some(area) = risk.area.text() {
        return Some(area);
    }
    let name = risk.risk.text()?.trim_start_matches(['[', '(', '*']);
    let end = name
        .find([':', ']', ')'])
        .or_else(|| name.find(" – "))
        .or_else(|| name.find(" — "))?;
    let label = &name[..end];
    let known = AREAS.iter().any(|area| area.label.is_match(label));
    (known && label.len() <= LONGEST && label.split_whitespace().count() <= 3).then_some(label)
}
