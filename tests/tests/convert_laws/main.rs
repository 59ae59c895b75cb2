//! Laws of `convert`, over every plan there is and every format it can become: there and back is the
//! same bytes, every line is kept, code is not touched, nothing new can run, no approval carries over, and
//! the report names exactly what is no longer read.

mod documents;

mod lines;

mod facts;

mod steps;

mod cases;

use documents::{Plan, plans, read};
use stopgate_tests::engine;
use stopgate_workspace::{Converted, Document, Engine, Format, Unconvertible};

/// Least share of the plans that get the order of their target.
const IN_ORDER: f64 = 0.95;

/// Greatest share of the plans that are refused, but for those made to deceive.
const REFUSED: f64 = 0.05;

/// A plan, and what it became.
struct Case<'e> {
    before: Document<'e>,
    after: Document<'e>,
    converted: Converted,
}

#[derive(Default)]
struct Count {
    converted: usize,
    in_order: usize,
    refused: usize,
}

#[test]
fn every_plan_becomes_one_of_every_format_and_comes_back() {
    let engine = engine();
    let plans = plans(&engine);
    assert!(plans.len() > 20, "{} plans", plans.len());
    let outcomes = Engine::in_parallel(&plans, |plan| {
        let others = engine
            .formats()
            .iter()
            .filter(|to| plan.targets.contains(&to.id));
        let outcomes = others.map(|to| (to.id.clone(), judge(&engine, plan, to)));
        outcomes.collect::<Vec<_>>()
    });
    let (mut count, mut faults) = (Count::default(), Vec::new());
    for (plan, outcomes) in plans.iter().zip(outcomes) {
        for (to, outcome) in outcomes {
            match outcome {
                Ok(Some(in_order)) => {
                    count.converted += 1;
                    count.in_order += usize::from(in_order);
                }
                Ok(None) => count.refused += usize::from(!plan.deceives),
                Err(fault) => faults.push(format!("{} to {to}: {fault}", plan.name)),
            }
        }
    }
    println!(
        "{} plans, {} conversions, {} in the order of the target, {} refused",
        plans.len(),
        count.converted,
        count.in_order,
        count.refused
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count.refused as f64 <= REFUSED * count.converted as f64);
    assert!(count.in_order as f64 >= IN_ORDER * count.converted as f64);
}

/// Whether a conversion has the order of its target; none where it is refused, which it may be only for
/// what nothing closes.
fn judge(engine: &Engine, plan: &Plan, to: &Format) -> Result<Option<bool>, String> {
    let before = plan.read(engine);
    let converted = match before.convert(to) {
        Some(Ok(converted)) => converted,
        Some(Err(Unconvertible::Fenced)) => return Ok(None),
        Some(Err(Unconvertible::Entangled)) if plan.is_open_ended() => return Ok(None),
        Some(Err(reason)) => return Err(reason.to_string()),
        None => return Err("nobody reads it".to_owned()),
    };
    let after = read(engine, &converted.bytes, None);
    let case = Case {
        before,
        after,
        converted,
    };
    is_recognised(&case, to)?;
    lines::are_kept(&case)?;
    lines::code_is_untouched(&case)?;
    lines::sections_are_named(&case)?;
    steps::are_no_new_ones(&case)?;
    steps::no_approval_carries_over(&case)?;
    facts::are_there_or_reported(&case)?;
    leads_back(engine, &case, plan)?;
    Ok(Some(case.converted.report.in_order))
}

fn is_recognised(case: &Case<'_>, to: &Format) -> Result<(), String> {
    let format = case.after.plan().map(|plan| plan.format.id.as_str());
    if format == Some(&to.id) {
        return Ok(());
    }
    Err(format!("the result is taken for {format:?}"))
}

fn leads_back(engine: &Engine, case: &Case<'_>, plan: &Plan) -> Result<(), String> {
    let from = engine.format(&plan.format).ok_or("no such format")?;
    let back = case.after.convert(from).ok_or("nobody reads it")?;
    let back = back.map_err(|reason| reason.to_string())?;
    if back.bytes != plan.bytes {
        return Err("there and back is another document".to_owned());
    }
    if !back.report.held.is_empty() {
        return Err(format!("the way back holds {:?}", back.report.held));
    }
    let regained: Vec<String> = back.regained.iter().map(steps::name).collect();
    let lapsed: Vec<String> = case.converted.lapsed.iter().map(steps::name).collect();
    if steps::sorted(regained) != steps::sorted(lapsed) {
        return Err("another set of steps can run again than could not run any more".to_owned());
    }
    Ok(())
}

#[test]
fn a_plan_stays_what_it_is_in_its_own_format() {
    let engine = engine();
    for plan in plans(&engine) {
        let document = plan.read(&engine);
        let own = engine.format(&plan.format).expect("a format");
        let converted = document.convert(own).expect("a plan").expect("no change");
        assert_eq!(converted.bytes, plan.bytes, "{}", plan.name);
        assert!(converted.lapsed.is_empty() && converted.report.lost.is_empty());
    }
}
