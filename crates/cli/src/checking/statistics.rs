//! How often each rule found something.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::arguments::{Common, Written};
use crate::exit::Trouble;
use crate::json::{self, SCHEMA};
use crate::output::Results;
use crate::report;

#[derive(Serialize)]
struct Statistics {
    schema: u32,
    statistics: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    count: usize,
    /// In how many plans.
    files: usize,
}

/// The counts, the most frequent first.
///
/// # Errors
/// In a format that has no place for them.
pub(crate) fn statistics(common: &Common, results: &Results) -> Result<String, Trouble> {
    let counts = count(results);
    match common.written {
        Written::Json => Ok(json::text(&Statistics {
            schema: SCHEMA,
            statistics: counts,
        })),
        Written::Full | Written::Concise => {
            let row = |count: &Count| {
                let plans = if count.files == 1 { "plan" } else { "plans" };
                vec![
                    format!("{:>6}", count.count),
                    count.code.to_owned(),
                    count.severity.to_owned(),
                    count.name.to_owned(),
                    format!("in {} {plans}", count.files),
                ]
            };
            Ok(report::table(&counts.iter().map(row).collect::<Vec<_>>()))
        }
        _ => Err(Trouble::Usage(
            "--statistics writes full, concise or json; name one of them with --output-format"
                .to_owned(),
        )),
    }
}

fn count(results: &Results) -> Vec<Count> {
    let mut counts: BTreeMap<(&str, &str), Count> = BTreeMap::new();
    for file in &results.files {
        let mut seen = std::collections::HashSet::new();
        for item in &file.items {
            let finding = &item.finding;
            let severity = finding.severity.name();
            let count = counts.entry((finding.code, severity)).or_insert(Count {
                code: finding.code,
                name: finding.name,
                severity,
                count: 0,
                files: 0,
            });
            count.count += 1;
            count.files += usize::from(seen.insert((finding.code, severity)));
        }
    }
    let mut counts: Vec<Count> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}
