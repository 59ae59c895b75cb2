//! A question as it lies in an entry, and put back.

use serde::{Deserialize, Serialize};
use stopgate_source::{About, Ask, Choice, Span};

use super::finding::{KeptSpan, kept_span};

/// A question; texts are borrowed: from the finding, or from the entry.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptAsk<'a> {
    text: &'a str,
    #[serde(borrow)]
    about: KeptAbout<'a>,
    /// Each answer, and what speaks for it and against it.
    #[serde(borrow)]
    options: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize, Deserialize)]
enum KeptAbout<'a> {
    Around,
    At(KeptSpan),
    Section(&'a str),
    Header(&'a str),
    Field(&'a str),
    Phase(KeptSpan, &'a str),
    Cell(KeptSpan, &'a str),
    Rows,
    Entry(KeptSpan),
}

impl<'a> KeptAsk<'a> {
    pub(super) fn of(ask: &'a Ask) -> Self {
        let options = ask.options.iter();
        let option = |option: &'a Choice| (option.answer.as_str(), option.trade_off.as_str());
        Self {
            text: &ask.text,
            about: KeptAbout::of(&ask.about),
            options: options.map(option).collect(),
        }
    }

    pub(super) fn put_back(&self) -> Ask {
        let option = |&(answer, trade_off): &(&str, &str)| Choice {
            answer: answer.to_owned(),
            trade_off: trade_off.to_owned(),
        };
        Ask {
            text: self.text.to_owned(),
            about: self.about.put_back(),
            options: self.options.iter().map(option).collect(),
        }
    }
}

impl<'a> KeptAbout<'a> {
    fn of(about: &'a About) -> Self {
        match about {
            About::Around => Self::Around,
            About::At(span) => Self::At(kept_span(*span)),
            About::Section(id) => Self::Section(id),
            About::Header(id) => Self::Header(id),
            About::Field(id) => Self::Field(id),
            About::Phase { heading, part } => Self::Phase(kept_span(*heading), part),
            About::Cell { record, column } => Self::Cell(kept_span(*record), column),
            About::Rows => Self::Rows,
            About::Entry(span) => Self::Entry(kept_span(*span)),
        }
    }

    fn put_back(&self) -> About {
        let span = |&(start, end): &KeptSpan| Span::new(start, end);
        match self {
            Self::Around => About::Around,
            Self::At(at) => About::At(span(at)),
            Self::Section(id) => About::Section((*id).to_owned()),
            Self::Header(id) => About::Header((*id).to_owned()),
            Self::Field(id) => About::Field((*id).to_owned()),
            Self::Phase(heading, part) => About::Phase {
                heading: span(heading),
                part: (*part).to_owned(),
            },
            Self::Cell(record, column) => About::Cell {
                record: span(record),
                column: (*column).to_owned(),
            },
            Self::Rows => About::Rows,
            Self::Entry(entry) => About::Entry(span(entry)),
        }
    }
}

#[cfg(test)]
mod tests {
    use stopgate_source::{About, Ask, Choice, Span};

    use super::KeptAsk;

    #[test]
    fn every_question_comes_back_as_it_was() {
        let (span, id) = (Span::new(3, 9), "owner".to_owned());
        for about in [
            About::Around,
            About::At(span),
            About::Section(id.clone()),
            About::Header(id.clone()),
            About::Field(id.clone()),
            About::Phase {
                heading: span,
                part: id.clone(),
            },
            About::Cell {
                record: span,
                column: id.clone(),
            },
            About::Rows,
            About::Entry(span),
        ] {
            let ask = Ask {
                text: "Who?".to_owned(),
                about,
                options: vec![Choice {
                    answer: "A".to_owned(),
                    trade_off: "slow".to_owned(),
                }],
            };
            let kept = postcard::to_stdvec(&KeptAsk::of(&ask)).unwrap();
            let read: KeptAsk<'_> = postcard::from_bytes(&kept).unwrap();
            assert_eq!(read.put_back(), ask);
        }
    }
}
