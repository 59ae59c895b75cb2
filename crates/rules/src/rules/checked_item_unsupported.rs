//! `checked-item-unsupported`: a ticked point of the checklist that the plan contradicts.

use stopgate_expressions::words;
use stopgate_model::{Cell, Gap, Mark, Plan, SectionKind, Task, Text, parse_estimate};
use stopgate_source::{Severity, Words};

use crate::contents::{leads_back, says, texts};
use crate::standing::{blocks, brief, is_settled, owner, says_nothing, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT007",
    name: "checked-item-unsupported",
    summary: "A ticked point contradicts the plan",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for item in plan
        .checklist
        .iter()
        .filter(|item| item.mark == Some(Mark::Done))
    {
        let Some(point) = item.point.as_deref() else {
            continue;
        };
        if let Some(contradiction) = contradiction(point, plan) {
            report.find(
                item.origin,
                format!("This point is ticked, but {contradiction}"),
                "Untick it until the plan holds what it promises, or add what is missing",
            );
        }
    }
}

fn contradiction(point: &str, plan: &Plan) -> Option<String> {
    let lacks = |ids: &[&str], what: &str| {
        ids.iter()
            .all(|id| says_nothing(plan, id))
            .then(|| format!("the plan has no {what}"))
    };
    match point {
        "owners" => unowned_component(plan),
        "migration" => unmentioned_migration(plan),
        "telemetry" => {
            lacks(&["observability"], "content under observability").or_else(|| unalarmed(plan))
        }
        "security" => lacks(&["security"], "content under security").or_else(|| uncontrolled(plan)),
        "testing" => {
            lacks(&["rollout"], "testing and rollout strategy").or_else(|| no_way_back(plan))
        }
        "gaps" => open_gap(plan),
        "goals" => lacks(&["goals"], "goals"),
        "requirements" if plan.requirements.is_empty() => lacks(
            &["requirements", "functional", "nonfunctional"],
            "requirements",
        ),
        "architecture" => lacks(
            &["architecture", "design", "components", "dataflow"],
            "architecture or design",
        ),
        "tasks" => plan
            .tasks()
            .next()
            .is_none()
            .then(|| "the plan has no tasks".to_owned()),
        "estimates" if !estimated_otherwise(plan) => plan.tasks().find_map(unestimated),
        "risks" if plan.risks.is_empty() => lacks(&["risks"], "risks"),
        "timeline" if plan.timeline.is_empty() => lacks(&["timeline"], "timeline"),
        "criteria" => lacks(&["criteria"], "success criteria"),
        _ => None,
    }
}

fn unowned_component(plan: &Plan) -> Option<String> {
    let has_column = plan
        .components
        .iter()
        .any(|component| component.owner.filled().is_some());
    let unowned = plan.components.iter().find(|component| {
        owner(&component.owner).is_none() && (has_column || component.owner != Cell::Absent)
    })?;
    let name = unowned.name.text().unwrap_or("one without a name");
    Some(format!("the component \"{}\" has no owner", brief(name)))
}

/// Migration may be planned where data, contracts or the rollout are described.
fn unmentioned_migration(plan: &Plan) -> Option<String> {
    static MIGRATION: Words = words!(
        r"migrat|compat|backfill|back-fill|additive|upgrade|schema change|old (?:version|rows?|clients?)",
        r"|existing (?:rows?|data|records?|tables?|clients?)|new (?:table|column|collection|index)|greenfield",
        r"|expand[- ](?:and[- ])?contract|dual[- ]writ|\bn/a\b|not applicable|unchanged|versioned",
    );
    let places = ["data", "interfaces", "decisions", "rollout"].map(|id| plan.section(id));
    let planned = places
        .into_iter()
        .flatten()
        .any(|section| says(plan, section, &MIGRATION));
    (!planned).then(|| "the plan says nothing about migration or compatibility".to_owned())
}

fn uncontrolled(plan: &Plan) -> Option<String> {
    static THREAT: Words = words!(r"\b(?:threats?|attack(?:s|er|ers)?)\b");
    static CONTROL: Words = words!(
        r"control|mitigat|prevent|protect|limit|check|encrypt|\bonly\b|never|revo[ck]|verif|reject|refus",
        r"|log(?:ged|s|ging)\b|review|mask|redact|scan|token|mtls|tls|sign(?:ed|ature)|second (?:person|factor)",
    );
    let section = plan.section("security")?;
    let threatened = says(plan, section, &THREAT);
    (threatened && !says(plan, section, &CONTROL))
        .then(|| "the threats under security have no control".to_owned())
}

/// The point promises alerts and runbooks beside telemetry; either may be described anywhere.
fn unalarmed(plan: &Plan) -> Option<String> {
    static ALERT: Words = words!(
        r"\b(?:alert\w*|alarm\w*|pag(?:e|es|ed|er|ing) |paged?\b|on-?call|notif\w*|warns?|warning)\b"
    );
    static RUNBOOK: Words = words!(
        r"\b(?:run-?books?|play-?books?|hand-?books?|guides?|procedures?|on-?call docs?)\b|runbook"
    );
    let claimed = |text: &Text| {
        let section = text.section.and_then(|at| plan.sections.get(at));
        section.is_some_and(|section| section.kind == SectionKind::Checklist)
    };
    let names = |words: &Words| {
        let mut texts = plan.texts.iter().filter(|text| !claimed(text));
        texts.any(|text| words.is_match(&text.value))
    };
    let missing = [(&ALERT, "alert"), (&RUNBOOK, "runbook")];
    let (_, what) = missing.into_iter().find(|(words, _)| !names(words))?;
    Some(format!("the plan names no {what}"))
}

fn no_way_back(plan: &Plan) -> Option<String> {
    static SWITCH: Words =
        words!(r"\b(?:feature )?(?:flags?|toggles?|kill[- ]switch(?:es)?)\b|\bswitch\b");
    let section = plan.section("rollout")?;
    let elsewhere = plan
        .section("rollback")
        .is_some_and(|rollback| !rollback.empty);
    let back = texts(plan, section).any(|text| leads_back(&text.value));
    (!back && !elsewhere && !says(plan, section, &SWITCH))
        .then(|| "the rollout has neither a flag nor a rollback".to_owned())
}

fn open_gap(plan: &Plan) -> Option<String> {
    if let Some(gap) = plan.gaps.iter().find(|gap| blocks(gap)) {
        return Some(format!(
            "the blocker \"{}\" is open",
            brief(gap.gap.text()?)
        ));
    }
    let untracked = |gap: &&Gap| !is_settled(gap) && gap.owner.is_empty();
    let gap = plan.gaps.iter().find(untracked)?;
    Some(format!(
        "the gap \"{}\" is open and has no owner",
        brief(gap.gap.text()?)
    ))
}

/// Estimates in a column or form that is not read as such.
fn estimated_otherwise(plan: &Plan) -> bool {
    static AMOUNT: Words = words!(
        r"\b(?:est|effort|duration|size|points)\b|\d\s?(?:h|hrs?|hours?|d|days?|w|weeks?)\b"
    );
    plan.tasks().all(|task| task.estimate == Cell::Absent)
        && plan
            .section("tasks")
            .is_some_and(|section| says(plan, section, &AMOUNT))
}

fn unestimated(task: &Task) -> Option<String> {
    let readable = value(&task.estimate).is_some_and(|text| {
        let outside = text.split('(').next().unwrap_or(text);
        parse_estimate(outside).is_some()
    });
    (!readable).then(|| {
        format!(
            "task {} has no estimate that can be computed with",
            brief(task.name())
        )
    })
}
