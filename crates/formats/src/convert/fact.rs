//! What a plan says, one thing at a time, so that two readings of it can be compared.

use stopgate_model::{Cell, Field, Plan, Sourced, Task};
use stopgate_source::Span;

/// One thing that a plan says: that there is an item, or what one part of an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// The kind of item: `task`, `risk`.
    pub(super) what: &'static str,
    /// What identifies the item.
    pub(super) item: String,
    /// The part of it that is meant, with what it says; none where the item itself is.
    pub(super) part: Option<(&'static str, String)>,
    /// Where it stands.
    pub(super) span: Span,
}

/// Everything that a plan says, item by item; an item comes before its parts.
pub(super) fn of(plan: &Plan) -> Vec<Fact> {
    let mut facts = Facts::default();
    fields(&mut facts, plan);
    phases_and_tasks(&mut facts, plan);
    registers(&mut facts, plan);
    records(&mut facts, plan);
    lists(&mut facts, plan);
    commands(&mut facts, plan);
    facts.all
}

#[derive(Default)]
struct Facts {
    all: Vec<Fact>,
}

impl Facts {
    fn item(&mut self, what: &'static str, item: &str, span: Span) {
        self.all.push(Fact {
            what,
            item: item.trim().to_owned(),
            part: None,
            span,
        });
    }

    fn part(&mut self, (what, item): (&'static str, &str), part: &'static str, cell: &Cell) {
        if let Some(value) = cell.filled() {
            self.all.push(Fact {
                what,
                item: item.trim().to_owned(),
                part: Some((part, value.value.clone())),
                span: value.origin,
            });
        }
    }

    fn with_parts(
        &mut self,
        (what, item, span): (&'static str, &str, Span),
        parts: &[(&'static str, &Cell)],
    ) {
        self.item(what, item, span);
        for (part, cell) in parts {
            self.part((what, item), part, cell);
        }
    }

    fn values<'v>(
        &mut self,
        what: &'static str,
        values: impl IntoIterator<Item = &'v Sourced<String>>,
    ) {
        for value in values {
            self.item(what, &value.value, value.origin);
        }
    }
}

fn fields(facts: &mut Facts, plan: &Plan) {
    let filled = |field: &&Field| !field.value.is_unfilled();
    for field in plan.header.iter().filter(filled) {
        let value = field.value.text().unwrap_or_default();
        facts.item("header field", value, field.origin);
    }
    for field in plan.fields.iter().filter(filled) {
        let value = field.value.text().unwrap_or_default();
        facts.item("field", &format!("{}: {value}", field.label), field.origin);
    }
    if let Some(gate) = &plan.gate {
        let reason = gate.reason.as_deref().unwrap_or_default();
        facts.item(
            "gate line",
            &format!("{:?} {reason}", gate.word),
            gate.origin,
        );
    }
}

fn phases_and_tasks(facts: &mut Facts, plan: &Plan) {
    for phase in &plan.phases {
        let title = &phase.title.value;
        let start = title.find(char::is_alphanumeric).unwrap_or_default();
        let name = title[start..].split_once([' ', '\u{a0}']);
        let name = name.map_or(title.as_str(), |(_, name)| name);
        let parts = [("goal", &phase.goal), ("stop-gate", &phase.stop_gate)];
        facts.with_parts(("phase", name, phase.title.origin), &parts);
        facts.values("manual check", &phase.manual);
    }
    for task in plan.tasks() {
        let name = task_name(task);
        let parts = [
            ("id", &task.id),
            ("detail", &task.detail),
            ("estimate", &task.estimate),
            ("priority", &task.priority),
            ("owner", &task.owner),
        ];
        facts.with_parts(("task", &name, task.origin), &parts);
        for dependency in &task.dependencies {
            let cell = Cell::Filled(dependency.clone());
            facts.part(("task", &name), "dependency", &cell);
        }
    }
    for check in &plan.checks {
        let name = check.title.text().unwrap_or_default();
        let parts = [
            ("method", &check.method),
            ("expected result", &check.expected),
            ("phase", &check.phase),
        ];
        facts.with_parts(("check", name, check.origin), &parts);
    }
}

fn task_name(task: &Task) -> String {
    task.title
        .text()
        .or(task.id.text())
        .unwrap_or_default()
        .to_owned()
}

fn registers(facts: &mut Facts, plan: &Plan) {
    for risk in &plan.risks {
        let name = risk.risk.text().unwrap_or_default();
        let parts = [
            ("area", &risk.area),
            ("likelihood", &risk.likelihood),
            ("impact", &risk.impact),
            ("mitigation", &risk.mitigation),
            ("contingency", &risk.contingency),
            ("owner", &risk.owner),
        ];
        facts.with_parts(("risk", name, risk.origin), &parts);
    }
    for gap in &plan.gaps {
        let name = gap.gap.text().unwrap_or_default();
        let parts = [
            ("fix", &gap.fix),
            ("owner", &gap.owner),
            ("status", &gap.status),
        ];
        facts.with_parts(("gap", name, gap.origin), &parts);
    }
    for component in &plan.components {
        let name = component.name.text().unwrap_or_default();
        let parts = [
            ("responsibility", &component.responsibility),
            ("boundary", &component.boundary),
            ("owner", &component.owner),
        ];
        facts.with_parts(("component", name, component.origin), &parts);
    }
    for action in &plan.actions {
        let name = action.action.text().unwrap_or_default();
        let parts = [("owner", &action.owner), ("due date", &action.due)];
        facts.with_parts(("action item", name, action.origin), &parts);
    }
    for row in &plan.trace {
        let name = row.item.text().unwrap_or_default();
        let parts = [("plan part", &row.part), ("check", &row.check)];
        facts.with_parts(("spec item", name, row.origin), &parts);
    }
}

fn records(facts: &mut Facts, plan: &Plan) {
    for decision in &plan.decisions {
        let parts = [
            ("decision", &decision.decision),
            ("rationale", &decision.rationale),
            ("date or author", &decision.made),
        ];
        facts.with_parts(("decision", &decision.text, decision.origin), &parts);
    }
    for discovery in &plan.discoveries {
        let name = discovery.observation.text().unwrap_or_default();
        let parts = [("evidence", &discovery.evidence)];
        facts.with_parts(("discovery", name, discovery.origin), &parts);
    }
    for option in &plan.options {
        let parts = [
            ("pros", &option.pros),
            ("cons", &option.cons),
            ("best for", &option.best_for),
        ];
        facts.with_parts(("option", &option.title, option.heading), &parts);
    }
    for entry in &plan.stack {
        let name = entry.value.text().unwrap_or_default();
        facts.item(
            "stack entry",
            &format!("{}: {name}", entry.label),
            entry.origin,
        );
    }
}

fn lists(facts: &mut Facts, plan: &Plan) {
    for entry in &plan.progress {
        facts.item("progress entry", &entry.text.value, entry.origin);
    }
    for question in &plan.questions {
        facts.item("question", &question.text, question.origin);
    }
    for requirement in &plan.requirements {
        let id = requirement.id.as_ref().map_or("", |id| id.value.as_str());
        let text = format!("{id} {}", requirement.text);
        facts.item("requirement", &text, requirement.origin);
    }
    facts.values("criterion", &plan.criteria);
    for item in &plan.checklist {
        facts.item("checklist item", &item.text, item.origin);
    }
    for entry in &plan.timeline {
        let phases = entry.phases.join(", ");
        facts.item(
            "timeline entry",
            &format!("week {}: {phases}", entry.week),
            entry.origin,
        );
    }
    for total in &plan.totals {
        facts.item("total", &format!("{:?}", total.sum), total.origin);
    }
}

/// Commands with what they are for; whether they may run is told by who knows what makes them unfit.
fn commands(facts: &mut Facts, plan: &Plan) {
    for command in &plan.commands {
        facts.item("command", &command.text, command.origin);
    }
}
