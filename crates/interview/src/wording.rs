//! What a rule asks, taken apart into the question, its reason and an example.

/// The parts of a question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) question: String,
    pub(crate) why: Option<String>,
    pub(crate) example: Option<String>,
}

impl Wording {
    /// Handles `What blocks "it"? Otherwise it stays blocked. For example: the test account?`.
    pub(crate) fn of(text: &str) -> Self {
        let (asked, example) = match text.split_once("For example") {
            Some((asked, example)) => (asked.trim(), Some(example)),
            None => (text.trim(), None),
        };
        let example = example.map(|example| {
            let example = example.trim_start_matches(':').trim();
            example.strip_suffix('?').unwrap_or(example).to_owned()
        });
        let end = question_end(asked);
        let (question, why) = asked.split_at(end);
        let why = why.trim();
        Self {
            question: closed(question),
            why: (!why.is_empty()).then(|| why.to_owned()),
            example: example.filter(|example| !example.is_empty()),
        }
    }
}

/// Behind the first question mark that ends a sentence; the end where there is none.
fn question_end(text: &str) -> usize {
    let ends = text.match_indices('?').map(|(at, _)| at + 1);
    let mut ends = ends.filter(|end| text[*end..].is_empty() || text[*end..].starts_with(' '));
    ends.next().unwrap_or(text.len())
}

/// A question ends in a question mark.
fn closed(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ';', ':', ',']);
    match text.ends_with('?') {
        true => text.to_owned(),
        false => format!("{text}?"),
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;

    #[test]
    fn a_question_is_taken_apart() {
        let all = Wording::of("Who owns \"a?b\"? Nobody else watches it. For example: Ines?");
        assert_eq!(all.question, "Who owns \"a?b\"?");
        assert_eq!(all.why.as_deref(), Some("Nobody else watches it."));
        assert_eq!(all.example.as_deref(), Some("Ines"));
        let bare = Wording::of("How long does it take, for example `2-4d`?");
        assert_eq!(bare.question, "How long does it take, for example `2-4d`?");
        assert_eq!((bare.why, bare.example), (None, None));
        assert_eq!(Wording::of("Say it.").question, "Say it?");
    }
}
