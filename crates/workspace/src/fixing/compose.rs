//! Fixes of one document that are applied together.

use stopgate_source::{Edit, EditSet, Finding, Fix, Span};

/// Those of the findings, in order, whose fixes touch no byte of the fix of an earlier one. A fix is
/// taken whole or not at all; one that reaches past the document or changes nothing is left out.
pub(super) fn compose<'f>(findings: &[&'f Finding], length: usize) -> Vec<&'f Finding> {
    let mut taken: Vec<Span> = Vec::new();
    let mut chosen = Vec::new();
    for finding in findings {
        let edits = finding.fix.as_ref().and_then(Fix::edits);
        let edits = edits.map(EditSet::edits).unwrap_or_default();
        let fits = |edit: &Edit| edit.span.end() <= length && is_free(&taken, edit.span);
        if edits.is_empty() || !edits.iter().all(fits) {
            continue;
        }
        for edit in edits {
            let at = taken.partition_point(|span| *span < edit.span);
            taken.insert(at, edit.span);
        }
        chosen.push(*finding);
    }
    chosen
}

/// Two insertions at one place, or one at the edge of a replacement, have no order of their own.
fn is_free(taken: &[Span], wanted: Span) -> bool {
    let next = taken.partition_point(|span| *span < wanted);
    let neighbours = taken[..next].last().into_iter().chain(taken.get(next));
    neighbours.into_iter().all(|span| !clash(*span, wanted))
}

fn clash(one: Span, other: Span) -> bool {
    if one.is_empty() || other.is_empty() {
        one.start() <= other.end() && other.start() <= one.end()
    } else {
        one.overlaps(other)
    }
}

#[cfg(test)]
mod tests {
    use super::{compose, is_free};
    use stopgate_source::{Edit, EditSet, Finding, Severity, Span};

    fn finding(edits: &[(usize, usize)]) -> Finding {
        let edit = |&(start, end): &(usize, usize)| Edit {
            span: Span::new(start, end),
            text: "x".to_owned(),
        };
        let edits = EditSet::new(edits.iter().map(edit).collect()).unwrap_or_default();
        let mut finding = Finding {
            code: "FMT000",
            name: "sample",
            severity: Severity::Info,
            span: Span::at(0),
            message: String::new(),
            help: String::new(),
            requirements: Vec::new(),
            fix: None,
        };
        finding.fix_safely(edits);
        finding
    }

    #[test]
    fn a_fix_is_taken_whole_or_not_at_all() {
        let all = [
            finding(&[(0, 2), (10, 12)]),
            finding(&[(4, 5), (11, 13)]),
            finding(&[(4, 5)]),
            finding(&[(90, 91)]),
        ];
        let all: Vec<&Finding> = all.iter().collect();
        assert_eq!(compose(&all, 20), [all[0], all[2]]);
    }

    #[test]
    fn insertions_at_one_place_have_no_order() {
        let taken = [Span::at(3), Span::new(6, 9)];
        assert!(!is_free(&taken, Span::at(3)) && !is_free(&taken, Span::at(9)));
        assert!(is_free(&taken, Span::at(4)) && is_free(&taken, Span::new(4, 6)));
    }
}
