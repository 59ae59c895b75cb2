//! Open questions and what became of them.

use jiff::civil::Date;
use stopgate_source::Span;

use crate::Mark;

/// A question that somebody has to answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The whole entry as text.
    pub text: String,
    /// Its check-box.
    pub mark: Option<Mark>,
    /// What became of it.
    pub resolution: Resolution,
    /// The whole entry.
    pub origin: Span,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// Nothing yet.
    Open,
    /// Answered.
    Resolved,
    /// Ticked, and no answer stands there.
    TickedWithoutAnswer,
    /// Put off: by whom it will be decided, and until when.
    Deferred {
        /// Whether somebody is named.
        named: bool,
        /// The day; none where none is given.
        until: Option<Date>,
    },
}

impl Resolution {
    /// True where it is put off, and the day until which is this one or later.
    pub fn is_put_off_beyond(&self, today: Date) -> bool {
        matches!(self, Self::Deferred { named: true, until: Some(until) } if *until >= today)
    }

    /// True where the question no longer keeps a plan from being ready: answered, or deferred with
    /// who and until when.
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Resolved => true,
            Self::Open | Self::TickedWithoutAnswer => false,
            Self::Deferred { named, until } => *named && until.is_some(),
        }
    }
}
