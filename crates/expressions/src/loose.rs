//! Expressions in place of larger ones: without letters that nobody means, or matching wherever the
//! larger one does.

use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

/// What a match of the expression begins with, up to the first repetition; none where it may begin with
/// anything.
pub(crate) fn beginnings(expression: &Hir) -> Option<Hir> {
    let (beginning, _) = beginning(expression);
    let least = beginning.properties().minimum_len().unwrap_or_default();
    (least > 0).then_some(beginning)
}

/// The expression without upper and high lower bounds of its repetitions: `[^.]{0,40}` makes an
/// automaton remember where it began, over and over; `[^.]*` does not.
pub(crate) fn without_counts(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            min: repetition.min.min(1),
            max: repetition.max.filter(|&most| most <= 1),
            greedy: repetition.greedy,
            sub: Box::new(without_counts(&repetition.sub)),
        }),
        HirKind::Capture(Capture { sub, .. }) => without_counts(sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_counts).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(without_counts).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// The expression without the two letters beyond ASCII that Unicode takes for a kind of `s` and of `k`:
/// nobody means them, and they make an automaton tell bytes apart that mean nothing else.
pub(crate) fn with_ascii_case(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let is_case = |range: &&ClassUnicodeRange| {
                range.start() == range.end() && matches!(range.start(), '\u{17f}' | '\u{212a}')
            };
            let (ascii, beyond): (Vec<_>, Vec<_>) = class
                .ranges()
                .iter()
                .partition(|range| range.end().is_ascii());
            if beyond.iter().all(is_case) {
                Hir::class(Class::Unicode(ClassUnicode::new(
                    ascii.into_iter().copied(),
                )))
            } else {
                hir.clone()
            }
        }
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            min: repetition.min,
            max: repetition.max,
            greedy: repetition.greedy,
            sub: Box::new(with_ascii_case(&repetition.sub)),
        }),
        HirKind::Capture(Capture { sub, .. }) => with_ascii_case(sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(with_ascii_case).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(with_ascii_case).collect())
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// Two choices in place of one, which together match what it matches and prefer what it prefers; none
/// where there is nothing to choose, or something else is chosen before it.
pub(crate) fn halves(hir: &Hir) -> Option<(Hir, Hir)> {
    match hir.kind() {
        HirKind::Capture(Capture { sub, .. }) => halves(sub),
        HirKind::Alternation(parts) => {
            let (first, second) = parts.split_at(parts.len() / 2);
            let half = |parts: &[Hir]| Hir::alternation(parts.to_vec());
            Some((half(first), half(second)))
        }
        HirKind::Concat(parts) => {
            let is_choice =
                |part: &Hir| !matches!(part.kind(), HirKind::Look(_) | HirKind::Literal(_));
            let at = parts.iter().position(is_choice)?;
            let (first, second) = halves(&parts[at])?;
            let whole = |half: Hir| {
                let mut parts = parts.clone();
                parts[at] = half;
                Hir::concat(parts)
            };
            Some((whole(first), whole(second)))
        }
        _ => None,
    }
}

/// The beginning, and whether it is all there is.
fn beginning(hir: &Hir) -> (Hir, bool) {
    match hir.kind() {
        HirKind::Repetition(repetition) if repetition.max == Some(1) => {
            let (sub, whole) = beginning(&repetition.sub);
            match (repetition.min, whole) {
                (0, true) => (Hir::alternation(vec![sub, Hir::empty()]), true),
                (0, false) => (Hir::empty(), false),
                _ => (sub, whole),
            }
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            (beginning(&repetition.sub).0, false)
        }
        HirKind::Repetition(_) => (Hir::empty(), false),
        HirKind::Capture(Capture { sub, .. }) => beginning(sub),
        HirKind::Concat(parts) => {
            let mut first = Vec::new();
            for part in parts {
                let (part, whole) = beginning(part);
                first.push(part);
                if !whole {
                    return (Hir::concat(first), false);
                }
            }
            (Hir::concat(first), true)
        }
        HirKind::Alternation(parts) => {
            let parts: Vec<(Hir, bool)> = parts.iter().map(beginning).collect();
            let whole = parts.iter().all(|(_, whole)| *whole);
            let parts = parts.into_iter().map(|(part, _)| part);
            (Hir::alternation(parts.collect()), whole)
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
            (hir.clone(), true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(expression: &str) -> Hir {
        let read = regex_syntax::Parser::new().parse(expression);
        read.unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn nothing_is_counted() {
        let loose = without_counts(&read(r"a[0-9]{3,8}(b{2})?c?d*"));
        assert_eq!(loose, read(r"a[0-9]+(?:b+)?c?d*"));
    }

    #[test]
    fn a_choice_is_divided_where_nothing_is_chosen_before() {
        let divided = |expression| halves(&read(expression));
        let expected = (read(r"\bx(?:ab|cd)\b"), read(r"\bx(?:ef|gh)\b"));
        assert_eq!(divided(r"\bx(?:ab|cd|ef|gh)\b"), Some(expected));
        assert_eq!(divided(r"x?(?:ab|cd)"), None);
        assert_eq!(divided("abc"), None);
    }

    #[test]
    fn case_is_that_of_ascii() {
        let mut parser = regex_syntax::ParserBuilder::new();
        let folded = parser.case_insensitive(true).build().parse("sé k");
        let folded = folded.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(with_ascii_case(&folded), read("[Ss][Éé] [Kk]"));
    }

    #[test]
    fn a_beginning_ends_at_the_first_repetition() {
        let expression = read(r"no(?:t|ne)? [a-z]+ done|x");
        assert_eq!(
            beginnings(&expression),
            Some(read(r"no(?:(?:t|ne)|) [a-z]|x"))
        );
        assert_eq!(beginnings(&read(r"[a-z]*x")), None);
    }
}
