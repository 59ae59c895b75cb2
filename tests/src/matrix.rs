//! How often the rows of the fault and attack matrix are tried (EXECUTION.md).

/// The variable that multiplies every count: `STOPGATE_MATRIX=25` is a long run.
const FACTOR: &str = "STOPGATE_MATRIX";

/// How many cases a row tries: `base` in CI, more in a long run, never none.
pub fn count(base: usize) -> usize {
    let factor = std::env::var(FACTOR).ok();
    let factor: f64 = factor.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    // A count is far below what a float holds exactly.
    ((base as f64 * factor) as usize).max(1)
}

/// Says what a row tried, in the one form of which the reliability report is made, and fails where
/// something went wrong.
///
/// # Panics
/// When there were faults, or nothing was tried.
pub fn report(row: &str, (tried, unit): (usize, &str), seed: u64, faults: &[String]) {
    println!(
        "matrix {row}: {tried} {unit}, {} faults, seed {seed}",
        faults.len()
    );
    assert!(tried > 0, "{row} tried nothing");
    let shown = faults.iter().take(10).cloned().collect::<Vec<_>>();
    assert!(faults.is_empty(), "{row}:\n{}", shown.join("\n"));
}
