//! Many spans asked at once: where they lie is found without looking at each of them.

use std::cmp::Reverse;

use stopgate_source::Span;

/// The bytes of spans that lie apart or within each other, in order and without overlaps.
#[derive(Debug, Default)]
pub(crate) struct Cover {
    spans: Vec<Span>,
}

impl Cover {
    /// True when one of the spans holds the byte.
    pub(crate) fn holds(&self, at: usize) -> bool {
        self.ending_after(at).is_some_and(|span| span.holds(at))
    }

    /// True when one of the spans contains all of `other`.
    pub(crate) fn contains(&self, other: Span) -> bool {
        let around = self.spans.partition_point(|span| span.end() < other.end());
        let around = self.spans.get(around);
        around.is_some_and(|span| span.contains(other))
    }

    /// True when one of the spans shares a byte with `other`.
    pub(crate) fn overlaps(&self, other: Span) -> bool {
        self.ending_after(other.start())
            .is_some_and(|span| span.overlaps(other))
    }

    fn ending_after(&self, at: usize) -> Option<Span> {
        let first = self.spans.partition_point(|span| span.end() <= at);
        self.spans.get(first).copied()
    }
}

impl FromIterator<Span> for Cover {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
        spans.sort_by_key(|span| (span.start(), Reverse(span.end())));
        // The first of two is the one that is kept.
        spans.dedup_by(|next, last| {
            let shares = next.start() < last.end();
            if shares {
                *last = last.join(*next);
            }
            shares
        });
        Self { spans }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_answers_like_its_spans() {
        let spans = [(30, 40), (0, 20), (5, 9), (20, 25)].map(|(a, b)| Span::new(a, b));
        let cover: Cover = spans.into_iter().collect();
        for start in 0..45 {
            let any = |asked: &dyn Fn(Span) -> bool| spans.iter().any(|span| asked(*span));
            assert_eq!(
                cover.holds(start),
                any(&|span| span.holds(start)),
                "{start}"
            );
            for end in start + 1..45 {
                let other = Span::new(start, end);
                let (contains, overlaps) = (cover.contains(other), cover.overlaps(other));
                assert_eq!(contains, any(&|span| span.contains(other)), "{other:?}");
                assert_eq!(overlaps, any(&|span| span.overlaps(other)), "{other:?}");
            }
        }
    }
}
