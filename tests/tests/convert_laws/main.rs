//! Laws of `convert`, over every plan there is and every format it can become: there and back is the
//! same bytes, every visible line is kept, code is not touched, nothing new can run, and the report names
//! exactly what is no longer read.

mod documents;

use std::path::PathBuf;

use documents::{Plan, plans};
use stopgate_tests::{Folder, engine, options};
use stopgate_workspace::{Converted, Document, Engine};

#[test]
fn explore() {
    let engine = engine();
    let all = plans(&engine);
    println!("{}", all.len());
    let start = std::time::Instant::now();
    let rows = Engine::in_parallel(&all, |plan| {
        let mut rows = Vec::new();
        let document = plan.read(&engine);
        for to in engine.formats() {
            if to.id == plan.format {
                continue;
            }
            let row = match document.convert(to).unwrap() {
                Err(e) => format!("REFUSED {} -> {} {e:.20} {}", plan.format, to.id, plan.name),
                Ok(c) => format!(
                    "ok {} {} -> {} lost {} kept {} lapsed {} held {} regained {}",
                    c.report.in_order,
                    plan.format,
                    to.id,
                    c.report.lost.len(),
                    c.report.kept.len(),
                    c.lapsed.len(),
                    c.report.held.len(),
                    c.regained.len()
                ),
            };
            rows.push(row);
        }
        rows
    });
    for r in rows.iter().flatten() {
        println!("{r}");
    }
    println!("{:?}", start.elapsed());
}
