//! Ids of requirements that texts name: `FR3`, `NFR1`, `FR1-FR4`.

use std::collections::HashSet;

use stopgate_expressions::pattern;
use stopgate_source::Pattern;

/// More are no range.
const LONGEST_RANGE: u32 = 50;

/// The ids, in capital letters.
pub(crate) fn named<'t>(texts: impl Iterator<Item = &'t str>) -> HashSet<String> {
    static ID: Pattern =
        pattern!(r"(?i)\b(N?FR)-?(\d+)\b(?:\s*(?:[-–—]|to)\s*(?:N?FR)?-?(\d+)\b)?");
    let mut ids = HashSet::new();
    for found in texts.flat_map(|text| ID.captures_iter(text)) {
        let Ok(first) = found[2].parse::<u32>() else {
            continue;
        };
        let last = found.get(3).and_then(|last| last.as_str().parse().ok());
        let last = last
            .unwrap_or(first)
            .min(first.saturating_add(LONGEST_RANGE));
        let letters = found[1].to_uppercase();
        ids.extend((first..=last.max(first)).map(|number| format!("{letters}{number}")));
    }
    ids
}
