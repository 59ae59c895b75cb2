//! Which words tell what a text is about.

/// Letters from which on a word tells what a sentence is about, and up to which it is compared.
const WORD: (usize, usize) = (4, 5);

/// Long words that any goal may have.
const COMMON: &[&str] = &[
    "with", "that", "this", "from", "into", "every", "each", "their", "must", "have", "more",
    "than", "least", "most", "within", "without", "before", "after", "should", "when", "they",
    "only", "make", "them",
];

/// The beginnings of the words that tell what a text is about, in lower case.
pub(crate) fn subjects(text: &str) -> impl Iterator<Item = String> {
    let (shortest, compared) = WORD;
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .map(str::to_lowercase)
        .filter(move |word| word.chars().count() >= shortest && !COMMON.contains(&word.as_str()))
        .map(move |word| word.chars().take(compared).collect())
}
