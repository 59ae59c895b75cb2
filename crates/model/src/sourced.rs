//! Values that know where they were read.

use stopgate_source::Span;

/// A value with the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub origin: Span,
}

impl<T> Sourced<T> {
    /// A value read at `origin`.
    pub fn new(value: T, origin: Span) -> Self {
        Self { value, origin }
    }
}

/// A column or key of a record: not there at all, there without a value, or filled.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// The table has no such column, the item no such key.
    #[default]
    Absent,
    /// Nothing stands there, or only a dash.
    Empty(Span),
    /// A value, white space normalised.
    Filled(Sourced<String>),
}

impl Cell {
    /// A cell with this text, empty where the text says nothing (blank or a dash).
    pub fn read(text: &str, origin: Span) -> Self {
        let text = text.trim();
        let says_nothing = text
            .chars()
            .all(|c| matches!(c, '-' | '–' | '—') || c.is_whitespace());
        if says_nothing {
            Self::Empty(origin)
        } else {
            Self::Filled(Sourced::new(text.into(), origin))
        }
    }

    /// The value, where there is one.
    pub fn text(&self) -> Option<&str> {
        self.filled().map(|value| value.value.as_str())
    }

    /// The value with its origin, where there is one.
    pub fn filled(&self) -> Option<&Sourced<String>> {
        match self {
            Self::Filled(value) => Some(value),
            Self::Absent | Self::Empty(_) => None,
        }
    }

    /// True when the column is there and nothing stands in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty(_))
    }

    /// True unless a value stands there.
    pub fn is_unfilled(&self) -> bool {
        self.filled().is_none()
    }
}
