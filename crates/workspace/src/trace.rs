//! From an item of the spec or a requirement to parts, tasks and checks of the plan, and back (S8).

use std::collections::BTreeSet;

use stopgate_model::{
    Cell, Command, Plan, Role, Section, SectionKind, Sourced, Task, Text, TraceRow, item_ids,
    tells_in_words,
};
use stopgate_source::{Source, Span};

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TracedKind {
    /// A success metric of the spec.
    Metric,
    /// A requirement of the spec.
    SpecRequirement,
    /// A requirement of the plan itself.
    Requirement,
}

impl TracedKind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::SpecRequirement => "spec-requirement",
            Self::Requirement => "requirement",
        }
    }
}

/// An item with everything that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedItem {
    /// Its id (`M1`).
    pub id: String,
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub kind: TracedKind,
    /// Its line in the plan; none for an item of the spec.
    pub line: Option<usize>,
    /// Requirements of the plan that name an item of the spec.
    pub requirements: Vec<Reached>,
    /// Parts of the plan.
    pub parts: Vec<Reached>,
    /// Tasks.
    pub tasks: Vec<Reached>,
    /// Checks.
    pub checks: Vec<Reached>,
}

impl TracedItem {
    /// True where it reaches work and a check: a task, or a part of a plan without tasks.
    pub fn is_whole(&self, has_tasks: bool) -> bool {
        let work = !self.tasks.is_empty() || (!has_tasks && !self.parts.is_empty());
        work && !self.checks.is_empty()
    }
}

/// What is reached, and by which line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The line of the plan, from 1.
    pub line: usize,
    /// What it is called.
    pub name: String,
}

/// A plan, traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The file name of the spec, where there is one.
    pub spec: Option<String>,
    /// True where the plan has tasks.
    pub has_tasks: bool,
    /// The items of the spec, then the requirements of the plan.
    pub items: Vec<TracedItem>,
    /// Tasks that serve no item.
    pub loose_tasks: Vec<Reached>,
    /// Checks that serve no item.
    pub loose_checks: Vec<Reached>,
    /// Ids that the plan names as an item, and that neither spec nor plan has.
    pub unknown: Vec<Reached>,
}

impl Trace {
    /// Traces a plan that was read from this source.
    pub fn of(plan: &Plan, source: &Source) -> Self {
        let places = Places::of(plan, source);
        let items: Vec<TracedItem> = wanted(plan, source)
            .into_iter()
            .map(|item| places.reach(item))
            .collect();
        let serves = |place: &Place| items.iter().any(|item| place.names(&item.id));
        let loose = |places: &[Place]| {
            let without = places.iter().filter(|place| !serves(place));
            without.map(|place| place.reached.clone()).collect()
        };
        Self {
            spec: plan.spec.as_ref().map(|spec| spec.path.clone()),
            has_tasks: !places.tasks.is_empty(),
            loose_tasks: loose(&places.tasks),
            loose_checks: loose(&places.checks),
            unknown: unknown(plan, source, &items),
            items,
        }
    }

    /// The items that do not reach work and a check.
    pub fn broken(&self) -> impl Iterator<Item = &TracedItem> {
        self.items
            .iter()
            .filter(|item| !item.is_whole(self.has_tasks))
    }
}

/// An id without the dash that some write.
fn plain(id: &str) -> String {
    id.replace('-', "").to_uppercase()
}

/// An item that has to be reached.
struct Wanted {
    id: String,
    text: String,
    kind: TracedKind,
    line: Option<usize>,
}

fn wanted(plan: &Plan, source: &Source) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    if let Some(spec) = &plan.spec {
        let metrics = spec.metrics.iter().map(|item| (item, TracedKind::Metric));
        let required = spec.requirements.iter();
        let required = required.map(|item| (item, TracedKind::SpecRequirement));
        wanted.extend(metrics.chain(required).map(|(item, kind)| Wanted {
            id: item.id.clone(),
            text: item.text.clone(),
            kind,
            line: None,
        }));
    }
    for requirement in &plan.requirements {
        if let Some(id) = &requirement.id {
            wanted.push(Wanted {
                id: id.value.clone(),
                text: requirement.text.clone(),
                kind: TracedKind::Requirement,
                line: Some(source.line(requirement.origin.start())),
            });
        }
    }
    let mut seen = BTreeSet::new();
    wanted.retain(|item| seen.insert(plain(&item.id)));
    wanted
}

/// A place of the plan with the ids that it names.
struct Place {
    reached: Reached,
    ids: BTreeSet<String>,
}

impl Place {
    fn names(&self, id: &str) -> bool {
        self.ids.contains(&plain(id))
    }
}

/// The places of a plan that an item can reach.
struct Places<'p> {
    source: &'p Source,
    rows: &'p [TraceRow],
    requirements: Vec<Place>,
    parts: Vec<Place>,
    tasks: Vec<Place>,
    checks: Vec<Place>,
}

impl<'p> Places<'p> {
    fn of(plan: &'p Plan, source: &'p Source) -> Self {
        let reader = Reader { plan, source };
        let requirements = plan.requirements.iter().filter_map(|requirement| {
            let id = requirement.id.as_ref()?;
            Some(reader.place(&id.value, &requirement.text, requirement.origin))
        });
        Self {
            source,
            rows: &plan.trace,
            requirements: requirements.collect(),
            parts: reader.parts(),
            tasks: plan.tasks().map(|task| reader.task(task)).collect(),
            checks: reader.checks(),
        }
    }

    fn reach(&self, item: Wanted) -> TracedItem {
        let named = |places: &[Place]| -> Vec<Reached> {
            let named = places.iter().filter(|place| place.names(&item.id));
            named.map(|place| place.reached.clone()).collect()
        };
        let own = plain(&item.id);
        let mut requirements = named(&self.requirements);
        requirements.retain(|reached| plain(&reached.name) != own);
        let mut traced = TracedItem {
            requirements,
            parts: named(&self.parts),
            tasks: named(&self.tasks),
            checks: named(&self.checks),
            id: item.id,
            text: item.text,
            kind: item.kind,
            line: item.line,
        };
        for row in self.rows {
            self.follow(row, &mut traced);
        }
        for reached in [&mut traced.parts, &mut traced.tasks, &mut traced.checks] {
            reached.sort();
            reached.dedup();
        }
        traced
    }

    /// A row of the traceability table leads to a part and a check, and to the tasks that its part names.
    fn follow(&self, row: &TraceRow, item: &mut TracedItem) {
        let Some(text) = row.item.text() else { return };
        let names = item_ids(text).iter().any(|id| plain(id) == plain(&item.id));
        if !names && !tells_in_words(&item.text, text) {
            return;
        }
        let line = self.source.line(row.origin.start());
        let reached = |cell: &Cell| {
            cell.text().map(|name| Reached {
                line,
                name: name.to_owned(),
            })
        };
        item.parts.extend(reached(&row.part));
        item.checks.extend(reached(&row.check));
        let part = row.part.text().unwrap_or_default().to_lowercase();
        let is_named = |task: &&Place| {
            let name = task.reached.name.to_lowercase();
            !name.is_empty() && part.contains(&name)
        };
        let tasks = self.tasks.iter().filter(is_named);
        item.tasks.extend(tasks.map(|task| task.reached.clone()));
    }
}

/// Finds the places of a plan.
struct Reader<'p> {
    plan: &'p Plan,
    source: &'p Source,
}

impl Reader<'_> {
    fn place(&self, name: &str, text: &str, at: Span) -> Place {
        let words: Vec<&str> = name.split_whitespace().collect();
        Place {
            reached: Reached {
                line: self.source.line(at.start()),
                name: words.join(" "),
            },
            ids: item_ids(text).iter().map(|id| plain(id)).collect(),
        }
    }

    fn said(&self, span: Span) -> String {
        let texts = self.plan.texts_in(span).map(|text| text.value.as_str());
        texts.collect::<Vec<_>>().join("\n")
    }

    fn task(&self, task: &Task) -> Place {
        self.place(task.name(), &self.said(task.origin), task.origin)
    }

    /// The innermost sections that name an item; those that only repeat the spec are no part.
    fn parts(&self) -> Vec<Place> {
        let sections = self.plan.sections.iter().enumerate();
        let parts = sections.filter(|(_, section)| is_part(section));
        let parts = parts.map(|(at, section)| {
            let own = |text: &&Text| text.section == Some(at) && !self.is_row(text.origin);
            let texts = self.plan.texts_in(section.span).filter(own);
            let said: Vec<&str> = texts.map(|text| text.value.as_str()).collect();
            self.place(&section.title, &said.join("\n"), section.heading)
        });
        parts.filter(|place| !place.ids.is_empty()).collect()
    }

    /// True for what stands in a row of the traceability table.
    fn is_row(&self, span: Span) -> bool {
        self.plan.trace.iter().any(|row| row.origin.contains(span))
    }

    fn checks(&self) -> Vec<Place> {
        let plan = self.plan;
        let rows = plan.checks.iter().map(|check| {
            let name = check.title.text().or(check.method.text());
            let said = self.said(check.origin);
            self.place(name.unwrap_or("(unnamed)"), &said, check.origin)
        });
        let listed = |said: &Sourced<String>| self.place(&said.value, &said.value, said.origin);
        let criteria = plan.criteria.iter().map(listed);
        let manual = plan
            .phases
            .iter()
            .flat_map(|phase| &phase.manual)
            .map(listed);
        let is_own = |command: &&Command| {
            let mut rows = plan.checks.iter();
            command.role == Role::Check && !rows.any(|row| row.origin.contains(command.origin))
        };
        let commands = plan.commands.iter().filter(is_own);
        let commands =
            commands.map(|command| self.place(&command.text, &command.text, command.origin));
        rows.chain(criteria).chain(manual).chain(commands).collect()
    }
}

/// False for sections that say what is wanted, and not how it is reached.
fn is_part(section: &Section) -> bool {
    !matches!(
        section.kind,
        SectionKind::Snapshot
            | SectionKind::Gaps
            | SectionKind::Requirements
            | SectionKind::Criteria
            | SectionKind::Checks
            | SectionKind::Tasks
            | SectionKind::Questions
            | SectionKind::Risks
    )
}

/// Ids in the traceability table that are no item: somebody renamed or removed one.
fn unknown(plan: &Plan, source: &Source, items: &[TracedItem]) -> Vec<Reached> {
    let known: BTreeSet<String> = items.iter().map(|item| plain(&item.id)).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let mut unknown = Vec::new();
    for row in &plan.trace {
        let ids = row.item.text().map(item_ids).unwrap_or_default();
        unknown.extend(
            ids.into_iter()
                .filter(|id| !known.contains(&plain(id)))
                .map(|name| {
                    let line = source.line(row.origin.start());
                    Reached { line, name }
                }),
        );
    }
    unknown
}
