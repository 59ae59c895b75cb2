//! Why something cannot be installed into a file.

/// Why a file is left alone. Whoever shows it says first which file it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// JSON that cannot be read.
    #[error(
        "line {line}, column {column}: it is no JSON that can be read: {why}; mend it, then run the command again"
    )]
    Json {
        /// Where, from 1.
        line: usize,
        /// Where in that line, from 1.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// TOML that cannot be read.
    #[error("it is no TOML that can be read: {0}; mend it, then run the command again")]
    Toml(String),
    /// A value of another kind where ours belongs.
    #[error(
        "`{key}` is no {wanted}, so nothing can be put into it; mend it, then run the command again"
    )]
    Shape {
        /// The keys that lead to it, with dots between.
        key: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// A key that is there twice.
    #[error("`{0}` is there twice, and nobody knows which counts; take one out first")]
    Twice(String),
    /// A file of the same name that somebody else made.
    #[error("it is there, and not from Stopgate; give it another name first")]
    Taken,
    /// An entry of the same name that somebody else made.
    #[error("`{0}` is there, and not from Stopgate; take it out first")]
    TakenKey(String),
    /// A Markdown file whose last code fence goes on to its end.
    #[error(
        "a code fence in it is not closed, so what is put behind it would be code; close it first"
    )]
    OpenFence,
    /// A section whose beginning or end is missing.
    #[error(
        "the section of Stopgate has no end or no beginning; take out the line `{0}` and what belongs to it"
    )]
    Marker(String),
}
