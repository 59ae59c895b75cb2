//! A file of answers: the key of each question, and what is said to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::wire::spoken;
use crate::{Answer, Question, Reply, WireFault};

/// The keys of a table that is an answer, and not more keys behind a point.
const WAYS: [&str; 7] = [
    "answer",
    "rows",
    "choose",
    "confirm",
    "skip",
    "defer",
    "not_applicable",
];

/// Answers by the keys of their questions.
#[derive(Clone, Debug, Default)]
pub struct Script {
    answers: BTreeMap<String, Value>,
    used: BTreeSet<String>,
}

/// A file of answers that cannot be read, or an answer in it that says nothing to its question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptFault {
    /// It is neither TOML nor JSON.
    #[error("it is neither TOML nor JSON: {0}")]
    Unreadable(String),
    /// An answer that cannot be one.
    #[error("the answer to \"{key}\": {fault}")]
    Answer {
        /// The key.
        key: String,
        /// What is wrong with it.
        fault: WireFault,
    },
    /// An answer for a front end and not for a file.
    #[error("the answer to \"{0}\" goes back or stops; a file of answers holds answers alone")]
    Moves(String),
}

impl Script {
    /// Reads a file: JSON where it begins with a brace, else TOML.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(text: &str) -> Result<Self, ScriptFault> {
        let text = text.trim_start_matches('\u{feff}');
        let unreadable = |error: &dyn std::fmt::Display| ScriptFault::Unreadable(error.to_string());
        let value: Map<String, Value> = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| unreadable(&error))?
        } else {
            let table: toml::Table = toml::from_str(text).map_err(|error| unreadable(&error))?;
            object_of(table)
        };
        let mut answers = BTreeMap::new();
        flatten("", value, &mut answers);
        Ok(Self {
            answers,
            used: BTreeSet::new(),
        })
    }

    /// What the file says to a question; none where it says nothing.
    ///
    /// # Errors
    /// When what it says cannot be an answer to it.
    pub fn answer(&mut self, question: &Question) -> Result<Option<Answer>, ScriptFault> {
        let Some(value) = self.answers.get(&question.key) else {
            return Ok(None);
        };
        self.used.insert(question.key.clone());
        let fault = |fault| ScriptFault::Answer {
            key: question.key.clone(),
            fault,
        };
        match value {
            Value::Object(object) => match Reply::of(question, object).map_err(fault)? {
                Reply::Answer(answer) => Ok(Some(answer)),
                Reply::Back | Reply::GoOn | Reply::Leave | Reply::Stop => {
                    Err(ScriptFault::Moves(question.key.clone()))
                }
            },
            value => spoken(question, value).map(Some).map_err(fault),
        }
    }

    /// The keys that no question had.
    pub fn unused(&self) -> Vec<&str> {
        let keys = self.answers.keys().filter(|key| !self.used.contains(*key));
        keys.map(String::as_str).collect()
    }
}

fn object_of(table: toml::Table) -> Map<String, Value> {
    let entries = table.into_iter();
    entries.map(|(key, value)| (key, json_of(value))).collect()
}

/// A value of TOML as one of JSON; days and times are texts there.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is_so) => is_so.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => Value::Object(object_of(table)),
    }
}

/// Tables that are no answers hold keys behind a point: TOML reads `context.environment = "x"` like that.
fn flatten(before: &str, table: Map<String, Value>, into: &mut BTreeMap<String, Value>) {
    for (key, value) in table {
        let key = match before {
            "" => key,
            before => format!("{before}.{key}"),
        };
        match value {
            Value::Object(more) if !WAYS.iter().any(|way| more.contains_key(*way)) => {
                flatten(&key, more, into);
            }
            value => {
                into.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn toml_and_json_say_the_same() {
        let toml = Script::read(
            "objective = \"x\"\ncontext.environment = \"staging\"\nrollback = { skip = true }\n",
        )
        .unwrap();
        let json = Script::read(
            r#"{"objective":"x","context.environment":"staging","rollback":{"skip":true}}"#,
        )
        .unwrap();
        assert_eq!(toml.answers, json.answers);
        assert_eq!(
            toml.unused(),
            ["context.environment", "objective", "rollback"]
        );
        assert!(Script::read("objective = ").is_err());
    }
}
