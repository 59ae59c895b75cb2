//! Questions and answers as JSON: what other programs speak, and what files of answers hold.

use serde_json::{Map, Value, json};
use stopgate_workspace::Form;

use crate::{Answer, Question};

/// What a program says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer; the key, where it names the question.
    Answer(Answer),
    /// Back to the question before.
    Back,
    /// On to the next question that was not asked yet.
    GoOn,
    /// The question stays open, and is not asked again in this session.
    Leave,
    /// No more questions.
    Stop,
}

/// A reply that says nothing to the question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
    /// It is no JSON object.
    #[error("a reply is one JSON object on one line: {0}")]
    NoObject(String),
    /// It is about another question.
    #[error("the reply is for \"{given}\", and \"{asked}\" is asked")]
    OtherKey {
        /// The key of the reply.
        given: String,
        /// The key of the question.
        asked: String,
    },
    /// It says nothing, or several things.
    #[error("say one of: {WAYS}")]
    NotOne,
    /// A value of another kind than the key holds.
    #[error("`{key}` has to be {wanted}")]
    Wrong {
        /// The key.
        key: &'static str,
        /// What it holds.
        wanted: &'static str,
    },
    /// A key that means nothing.
    #[error("`{0}` means nothing in a reply; say one of: {WAYS}")]
    Unknown(String),
    /// Columns that the table does not have.
    #[error("the table has no column {0}; its columns are {1}")]
    NoColumn(String, String),
    /// There is no such option or offer.
    #[error(
        "there is no choice {0}; choose one of those that are listed, by its number from 1 or its words"
    )]
    NoChoice(String),
}

/// The ways to answer, for messages.
const WAYS: &str = "answer, rows, choose (with reason), confirm, skip, defer (with until), not_applicable, back, next, leave, stop";

/// The keys that say something; the others say more of it.
const SAYING: [&str; 11] = [
    "answer",
    "rows",
    "choose",
    "confirm",
    "skip",
    "defer",
    "not_applicable",
    "back",
    "next",
    "leave",
    "stop",
];

/// The keys beside them.
const BESIDE: [&str; 4] = ["key", "schema", "reason", "until"];

/// A question as an object.
pub fn question(question: &Question, left: usize) -> Value {
    let columns: Vec<Value> = match &question.form {
        Form::Rows(columns) => columns
            .iter()
            .map(|column| json!({ "id": column.id, "title": column.title, "numbers": column.numbers }))
            .collect(),
        Form::Text | Form::Line => Vec::new(),
    };
    let options = question.options.iter();
    let options = options.map(|one| json!({ "answer": one.answer, "trade_off": one.trade_off }));
    let offers = question.offers.iter();
    let offers = offers.map(|one| json!({ "value": one.value, "from": one.from }));
    json!({
        "key": question.key,
        "section": question.section,
        "text": question.text,
        "why": question.why,
        "example": question.example,
        "parts": question.parts,
        "form": question.form.name(),
        "columns": columns,
        "options": options.collect::<Vec<_>>(),
        "offers": offers.collect::<Vec<_>>(),
        "codes": question.codes,
        "earlier": question.earlier,
        "left": left,
    })
}

impl Reply {
    /// Reads a reply to a question from a line of JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(question: &Question, line: &str) -> Result<Self, WireFault> {
        let value: Value =
            serde_json::from_str(line).map_err(|error| WireFault::NoObject(error.to_string()))?;
        let Value::Object(object) = &value else {
            return Err(WireFault::NoObject("it is another value".to_owned()));
        };
        if let Some(given) = object
            .get("key")
            .and_then(Value::as_str)
            .filter(|key| *key != question.key)
        {
            return Err(WireFault::OtherKey {
                given: given.to_owned(),
                asked: question.key.clone(),
            });
        }
        Self::of(question, object)
    }

    /// Reads a reply from an object.
    pub(crate) fn of(question: &Question, object: &Map<String, Value>) -> Result<Self, WireFault> {
        let known = |key: &str| SAYING.contains(&key) || BESIDE.contains(&key);
        if let Some(unknown) = object.keys().find(|key| !known(key)) {
            return Err(WireFault::Unknown(unknown.clone()));
        }
        let mut said = SAYING.iter().filter(|key| object.contains_key(**key));
        let (Some(&key), None) = (said.next(), said.next()) else {
            return Err(WireFault::NotOne);
        };
        let value = &object[key];
        let text = |name: &'static str| -> Result<&str, WireFault> {
            let text = object.get(name).and_then(Value::as_str);
            text.ok_or(WireFault::Wrong {
                key: name,
                wanted: "a text",
            })
        };
        Ok(match key {
            "back" => Self::Back,
            "next" => Self::GoOn,
            "leave" => Self::Leave,
            "stop" => Self::Stop,
            "skip" => Self::Answer(Answer::Skipped),
            "answer" => Self::Answer(spoken(question, value)?),
            "rows" => Self::Answer(rows(question, value)?),
            "choose" => {
                let reason = object.get("reason").map(|_| text("reason")).transpose()?;
                Self::Answer(Answer::Chosen {
                    choice: number(value, || {
                        let options = &question.options;
                        let is_it = |text: &str| options.iter().position(|one| one.answer == text);
                        value.as_str().and_then(is_it)
                    })?,
                    reason: reason.map(str::to_owned),
                })
            }
            "confirm" => Self::Answer(Answer::Confirmed(number(value, || {
                (value == &Value::Bool(true)).then_some(0)
            })?)),
            "defer" => Self::Answer(Answer::Deferred {
                who: text("defer")?.to_owned(),
                until: text("until")?.parse().map_err(|_| WireFault::Wrong {
                    key: "until",
                    wanted: "a day, YYYY-MM-DD",
                })?,
            }),
            _ => Self::Answer(Answer::NotApplicable {
                reason: text("not_applicable")?.to_owned(),
            }),
        })
    }
}

/// Words, or rows where the value is a list.
pub(crate) fn spoken(question: &Question, value: &Value) -> Result<Answer, WireFault> {
    match value {
        Value::String(text) => Ok(Answer::in_words(question, text)),
        Value::Array(_) => rows(question, value),
        _ => Err(WireFault::Wrong {
            key: "answer",
            wanted: "a text, or a list of rows",
        }),
    }
}

/// Rows as texts with bars, lists of cells, or objects by column.
fn rows(question: &Question, value: &Value) -> Result<Answer, WireFault> {
    const WRONG: WireFault = WireFault::Wrong {
        key: "rows",
        wanted: "a list of rows: objects by column, lists of texts, or texts with bars between the cells",
    };
    let rows = value.as_array().ok_or(WRONG)?;
    if rows.iter().all(Value::is_string) {
        let lines: Vec<&str> = rows.iter().filter_map(Value::as_str).collect();
        return Ok(Answer::in_words(question, &lines.join("\n")));
    }
    if rows.iter().all(Value::is_array) {
        let cells = |row: &Value| {
            let cells = row.as_array().into_iter().flatten();
            cells
                .map(|cell| plain(cell).ok_or(WRONG))
                .collect::<Result<Vec<_>, _>>()
        };
        let rows = rows.iter().map(cells).collect::<Result<Vec<_>, _>>()?;
        return Ok(Answer::Given(stopgate_workspace::Content::Rows(rows)));
    }
    let named = |row: &Value| {
        let row = row.as_object().ok_or(WRONG)?;
        let cell = |(name, cell): (&String, &Value)| Ok((name.clone(), plain(cell).ok_or(WRONG)?));
        row.iter().map(cell).collect::<Result<Vec<_>, WireFault>>()
    };
    let rows = rows.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    Answer::in_columns(question, &rows).map_err(|unknown| {
        let known: Vec<&str> = match &question.form {
            Form::Rows(columns) => columns.iter().map(|column| column.id.as_str()).collect(),
            Form::Text | Form::Line => Vec::new(),
        };
        WireFault::NoColumn(unknown.join(", "), known.join(", "))
    })
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number from 1 as one from 0, or what else the value may mean.
fn number(value: &Value, other: impl FnOnce() -> Option<usize>) -> Result<usize, WireFault> {
    let counted = value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok());
    let counted = counted.and_then(|number| number.checked_sub(1));
    counted
        .or_else(other)
        .ok_or_else(|| WireFault::NoChoice(value.to_string()))
}
