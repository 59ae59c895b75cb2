//! The last line of a check, for people.

use stopgate_source::Severity;

use super::Results;
use crate::arguments::Common;
use crate::terminal::{BAD, GOOD, RISKY};

/// Whether the plans are ready, and what was found.
pub(crate) fn summary(common: &Common, results: &Results) -> String {
    let files = &results.files;
    if files.is_empty() {
        return format!(
            "{RISKY}no plans found{RISKY:#}: {}, and no format claims one; name a file to have it judged all the same",
            counted(results.skipped, "Markdown file")
        );
    }
    let ready = files.iter().filter(|file| file.ready).count();
    let skipped = match results.skipped {
        0 => String::new(),
        1 => " (1 Markdown file is no plan)".to_owned(),
        more => format!(" ({more} Markdown files are no plans)"),
    };
    let plans = match (files.len(), ready) {
        (1, _) => "1 plan".to_owned(),
        (all, ready) => format!("{ready} of {all} plans ready"),
    };
    let warnings: usize = files.iter().map(|file| file.count(Severity::Warning)).sum();
    let word = match (ready == files.len(), warnings) {
        (true, 0) => format!("{GOOD}ready{GOOD:#}"),
        (true, _) => format!("{RISKY}ready{RISKY:#}"),
        (false, _) => format!("{BAD}not ready{BAD:#}"),
    };
    let known = match results.known {
        0 => String::new(),
        known => format!(", {known} known in the baseline"),
    };
    let eased = eased(files.iter().map(|file| file.eased).sum());
    format!(
        "{word}: {plans}, {}{known}{skipped}{eased}",
        describe(common, results)
    )
}

/// A number with its noun.
fn counted(count: usize, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

/// Why a plan without an error is not ready.
fn eased(count: usize) -> String {
    let (finding, they) = match count {
        0 => return String::new(),
        1 => ("finding weighs", "it"),
        _ => ("findings weigh", "them"),
    };
    format!(
        "; {count} {finding} less because the work is finished, and the gate would count {they} as before"
    )
}

/// `2 errors, 1 warning, 3 infos (shown with -v)`.
fn describe(common: &Common, results: &Results) -> String {
    let part = |severity: Severity| {
        let count: usize = results.files.iter().map(|file| file.count(severity)).sum();
        (count > 0).then(|| counted(count, severity.name()))
    };
    let hidden = if common.verbose {
        ""
    } else {
        " (shown with -v)"
    };
    let hints = part(Severity::Info).map(|hints| hints + hidden);
    let parts = [part(Severity::Error), part(Severity::Warning), hints];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "no findings".to_owned()
    } else {
        parts.join(", ")
    }
}
