//! What voids an approval and what keeps it, over single edits of plan files (ATTACK-2): every edit of
//! a command, directory, expectation, requirement, risk or rollback voids; no cosmetic or living edit
//! that leaves headings and section boundaries in place does.

mod plans;

mod places;

mod spelling;

mod meant;

mod cosmetic;

mod tables;

mod living;

mod attacks;

use std::collections::BTreeMap;

use plans::PlanFile;
use stopgate_tests::{engine, matrix};
use stopgate_workspace::{Change, ChangeKind, Engine, Environment};

/// Edits of our own plans in each of the two sets, and of plans that are not our own (EXECUTION.md).
const EDITS: usize = 20_000;
const SHARED: usize = 1_500;

/// Fewest edits of our own plans that count as a test: they have no more places where nothing is meant.
const FEWEST: usize = 16_000;

/// Of so many edits one is also asked what it is told as.
const TOLD: usize = 37;

/// One change of the bytes of a plan file.
struct Edit {
    /// What kind of edit it is, for the report.
    kind: &'static str,
    /// The file with the edit.
    bytes: Vec<u8>,
}

/// How many edits of a kind there were, and those that did what they must not.
#[derive(Default)]
struct Tally {
    edits: usize,
    of_own_plans: usize,
    wrong: Vec<String>,
}

/// What edits a plan, and whether that must void an approval.
struct Set<'p> {
    plans: &'p [PlanFile],
    edits_of: fn(&PlanFile) -> Vec<Edit>,
    voids: bool,
}

impl Set<'_> {
    fn real_edits(&self, plan: &PlanFile) -> impl Iterator<Item = Edit> {
        let edits = (self.edits_of)(plan).into_iter();
        edits.filter(|edit| edit.bytes != plan.bytes)
    }

    /// The edits of each plan that are tried: evenly taken from all that there are, one plan after the
    /// other, since all of them at once would fill the memory.
    fn taken(&self, is_own: bool, most: usize) -> impl Iterator<Item = (&PlanFile, Vec<Edit>)> {
        let plans: Vec<&PlanFile> = self
            .plans
            .iter()
            .filter(|plan| plan.own == is_own)
            .collect();
        let counts = Engine::in_parallel(&plans, |plan| self.real_edits(plan).count());
        let all: usize = counts.iter().sum();
        let most = most.min(all);
        let mut before = 0;
        plans.into_iter().zip(counts).map(move |(plan, count)| {
            let first = before;
            before += count;
            let is_taken = move |nth: usize| (nth + 1) * most / all > nth * most / all;
            let numbered = (first..).zip(self.real_edits(plan));
            let taken = numbered
                .filter(|(nth, _)| is_taken(*nth))
                .map(|(_, edit)| edit);
            (plan, taken.collect())
        })
    }

    /// Tries the edits of a plan.
    fn try_edits(
        &self,
        engine: &Engine,
        (plan, edits): (&PlanFile, Vec<Edit>),
        tallies: &mut Tallies,
    ) {
        let approved = plan.digest(engine, &plan.bytes);
        let is_wrong = Engine::in_parallel(&edits, |edit| {
            let void = plan.digest(engine, &edit.bytes) != approved;
            void != self.voids
        });
        for (edit, is_wrong) in edits.iter().zip(is_wrong) {
            let tally = tallies.entry(edit.kind).or_default();
            tally.edits += 1;
            tally.of_own_plans += usize::from(plan.own);
            if is_wrong {
                tally.wrong.push(plan.difference(&edit.bytes));
            }
        }
        let told: Vec<&Edit> = edits.iter().step_by(TOLD).collect();
        let faults =
            Engine::in_parallel(&told, |edit| self.fault_of_what_is_told(engine, plan, edit));
        for fault in faults.into_iter().flatten() {
            tallies.entry(told[0].kind).or_default().wrong.push(fault);
        }
    }

    /// The change that a reader is told has the kind that the edit has.
    fn fault_of_what_is_told(
        &self,
        engine: &Engine,
        plan: &PlanFile,
        edit: &Edit,
    ) -> Option<String> {
        let changes = plan.changes(engine, &edit.bytes);
        let is_meant = |change: &Change| change.kind == ChangeKind::Meaning;
        let told = changes.iter().any(|change| is_meant(change) == self.voids);
        let right = told && changes.iter().any(is_meant) == self.voids;
        (!right).then(|| format!("told of {}: {changes:?}", plan.difference(&edit.bytes)))
    }

    fn tally(&self) -> Tallies {
        let engine = engine();
        let mut tallies = Tallies::new();
        for (is_own, most) in [(true, EDITS), (false, SHARED)] {
            for of_plan in self.taken(is_own, matrix::count(most)) {
                self.try_edits(&engine, of_plan, &mut tallies);
            }
        }
        tallies
    }
}

type Tallies = BTreeMap<&'static str, Tally>;

fn report(title: &str, tallies: &Tallies, kinds: &[&str]) {
    let total: usize = tallies.values().map(|tally| tally.edits).sum();
    let own: usize = tallies.values().map(|tally| tally.of_own_plans).sum();
    let wrong: usize = tallies.values().map(|tally| tally.wrong.len()).sum();
    println!("{title}: {total} edits, {own} of them of our own plans, {wrong} wrong");
    for (kind, tally) in tallies {
        println!("  {:5} {kind}, {} wrong", tally.edits, tally.wrong.len());
    }
    let examples = tallies.iter().flat_map(|(kind, tally)| {
        let wrong = tally.wrong.iter();
        wrong.map(move |wrong| format!("{kind}: {wrong}"))
    });
    let examples: Vec<String> = examples.collect();
    matrix::report("ATTACK-2", (total, title), 0, &examples);
    let least = matrix::count(FEWEST).min(FEWEST);
    assert!(own >= least, "only {own} edits of our own plans");
    for kind in kinds {
        let of_own = tallies.get(kind).map_or(0, |tally| tally.of_own_plans);
        assert!(of_own > 0, "no edit of the kind `{kind}`");
    }
    assert_eq!(tallies.len(), kinds.len(), "a kind of edit is not listed");
}

#[test]
fn every_edit_of_what_is_approved_voids() {
    let set = Set {
        plans: &plans::all(),
        edits_of: meant::edits,
        voids: true,
    };
    report("edits of meaning", &set.tally(), meant::KINDS);
}

#[test]
fn no_cosmetic_or_living_edit_voids() {
    let set = Set {
        plans: &plans::all(),
        edits_of: |plan| {
            let mut edits = cosmetic::edits(plan);
            edits.extend(tables::edits(plan));
            edits.extend(living::edits(plan));
            edits
        },
        voids: false,
    };
    let kinds = [cosmetic::KINDS, tables::KINDS, living::KINDS].concat();
    report("cosmetic and living edits", &set.tally(), &kinds);
}

#[test]
fn the_environment_is_approved_too() {
    let engine = engine();
    for plan in plans::all() {
        let plain = plan.digest(&engine, &plan.bytes);
        assert_eq!(plain, plan.digest(&engine, &plan.bytes));
        let mut environment = Environment::default();
        environment.values.insert("MODE".into(), "fast".into());
        assert_ne!(
            plain,
            plan.digest_with(&engine, &plan.bytes, environment.clone())
        );
        environment.values.clear();
        environment.secrets.push("MODE".into());
        assert_ne!(plain, plan.digest_with(&engine, &plan.bytes, environment));
    }
}
