//! What was found, and what must hold of it.

/// Something that a row looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What: `the effects of run 3`.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What must hold.
    pub wanted: Wanted,
}

/// What must hold of something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// It is this.
    Is(String),
    /// It is one of these.
    OneOf(Vec<String>),
    /// It begins with this, or is the beginning of it.
    Begins(String),
    /// It is a number that is not above this one.
    AtMost(u64),
    /// It is a number that is not below this one.
    AtLeast(u64),
    /// It holds this.
    Holds(String),
    /// It holds none of these.
    Lacks(Vec<String>),
}

/// Most letters of something found that a fault tells.
const TOLD: usize = 160;

impl Fact {
    /// It must be this.
    pub fn is(what: impl Into<String>, found: impl ToString, wanted: impl ToString) -> Self {
        Self::new(what, found, Wanted::Is(wanted.to_string()))
    }

    /// Something that was found, and what must hold of it.
    pub fn new(what: impl Into<String>, found: impl ToString, wanted: Wanted) -> Self {
        Self {
            what: what.into(),
            found: found.to_string(),
            wanted,
        }
    }

    /// What is wrong with it; none where it holds.
    pub fn fault(&self) -> Option<String> {
        let found = self.found.as_str();
        let number = found.parse::<u64>();
        let (holds, wanted) = match &self.wanted {
            Wanted::Is(wanted) => (found == wanted, told(wanted)),
            Wanted::OneOf(wanted) => (
                wanted.iter().any(|one| one == found),
                format!("one of {}", wanted.join(", ")),
            ),
            Wanted::Begins(whole) => (
                whole.starts_with(found),
                format!("a beginning of {}", told(whole)),
            ),
            Wanted::AtMost(most) => (
                number.is_ok_and(|number| number <= *most),
                format!("at most {most}"),
            ),
            Wanted::AtLeast(least) => (
                number.is_ok_and(|number| number >= *least),
                format!("at least {least}"),
            ),
            Wanted::Holds(part) => (
                found.contains(part.as_str()),
                format!("something with {}", told(part)),
            ),
            Wanted::Lacks(parts) => return self.held(parts),
        };
        (!holds).then(|| format!("{}: found {}, not {wanted}", self.what, told(found)))
    }

    fn held(&self, parts: &[String]) -> Option<String> {
        let held = parts
            .iter()
            .find(|part| self.found.contains(part.as_str()))?;
        Some(format!("{}: holds {}", self.what, told(held)))
    }
}

/// Text in one line, as much of it as a table bears.
fn told(text: &str) -> String {
    let short: String = text.chars().take(TOLD).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{more}")
}
