//! What somebody may have meant by a name that nobody knows.

/// Least likeness of a name that is suggested.
const ALIKE: f64 = 0.72;

/// The known name that is most like one that is unknown.
pub(crate) fn nearest<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let likeness = |name: &'a str| (strsim::jaro_winkler(unknown, name), name);
    let best = known
        .into_iter()
        .map(likeness)
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// `; did you mean …?` for a message, or nothing.
pub fn suggestion<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(unknown, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}
