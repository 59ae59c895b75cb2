//! The arguments of a tool call, read strictly: a client is told what is wrong with them before anything is started.

use rmcp::model::{ErrorCode, ErrorData};
use serde_json::{Map, Value, json};

use crate::visible::visible;

/// Longest text that becomes an argument, bytes. The kernel takes eight times as much.
const MOST_TEXT: usize = 16 * 1024;
/// Longest answer to a question, bytes: what an answer may have.
pub(crate) const MOST_ANSWER: usize = 64 * 1024;
/// Longest path, bytes.
const MOST_PATH: usize = 1024;
/// Longest name of a run, rule or format.
const MOST_NAME: usize = 80;
/// Characters that are repeated of what others said.
const REPEATED: usize = 200;

/// What is wrong with a call, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// In our own words.
    pub(crate) why: String,
    /// What of that others said: arguments, file names, the system. It may stand in data alone.
    said: Option<String>,
}

impl Wrong {
    pub(crate) fn because(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            said: None,
        }
    }

    /// With what others said, of which the beginning is kept.
    pub(crate) fn over(why: impl Into<String>, said: &str) -> Self {
        Self {
            why: why.into(),
            said: Some(visible(said.trim(), REPEATED)),
        }
    }

    /// What others said, as it stands in data.
    pub(crate) fn data(&self) -> Option<Value> {
        self.said.as_ref().map(|said| json!({ "said": said }))
    }

    /// As an error of the protocol, where there is no tool to answer: the words of others stand in its data.
    pub(crate) fn error(self, code: ErrorCode) -> ErrorData {
        let data = self.data().map(|said| json!({ "untrusted": said }));
        ErrorData::new(code, self.why, data)
    }
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given(Map<String, Value>);

impl Given {
    /// Arguments of which each has one of these names.
    pub(crate) fn of(
        arguments: Option<Map<String, Value>>,
        names: &[String],
    ) -> Result<Self, Wrong> {
        let arguments = arguments.unwrap_or_default();
        match arguments.keys().find(|name| !names.contains(name)) {
            None => Ok(Self(arguments)),
            Some(name) => Err(Wrong::over(
                format!(
                    "there is no argument of this name; there are {}",
                    names.join(", ")
                ),
                name,
            )),
        }
    }

    /// A text without the character that no argument can hold.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Wrong> {
        self.bounded(name, MOST_TEXT)
    }

    /// A text of at most so many bytes. Null is as good as none, and so is an empty one.
    pub(crate) fn bounded(&self, name: &str, most: usize) -> Result<Option<&str>, Wrong> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.as_str(),
            Some(_) => return Err(Wrong::because(format!("`{name}` is a text"))),
        };
        if text.len() > most {
            return Err(Wrong::because(format!(
                "`{name}` has {} bytes, and at most {most} are taken",
                text.len()
            )));
        }
        if text.contains('\0') {
            return Err(Wrong::because(format!(
                "`{name}` holds the character U+0000, which no argument can"
            )));
        }
        // `-` would mean standard input, and there is none.
        if text == "-" {
            return Err(Wrong::because(format!(
                "`{name}` is a lone dash; write what is meant"
            )));
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// A text that has to be there.
    pub(crate) fn needed(&self, name: &str) -> Result<&str, Wrong> {
        self.text(name)?
            .ok_or_else(|| Wrong::because(format!("`{name}` is missing")))
    }

    /// One of several words.
    pub(crate) fn word(
        &self,
        name: &str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Wrong> {
        let Some(given) = self.text(name)? else {
            return Ok(None);
        };
        let known = words.iter().find(|word| **word == given);
        known
            .copied()
            .map(Some)
            .ok_or_else(|| Wrong::because(format!("`{name}` is one of {}", words.join(", "))))
    }

    /// Yes or no; no where it is left out.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Wrong> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(Wrong::because(format!("`{name}` is true or false"))),
        }
    }

    /// A number that is not negative.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Wrong> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_u64().or_else(|| whole(value.as_f64()?));
                number
                    .map(Some)
                    .ok_or_else(|| Wrong::because(format!("`{name}` is a whole number from 0 on")))
            }
        }
    }

    /// Where the answer goes on.
    pub(crate) fn more(&self) -> Result<usize, Wrong> {
        let more = self.number("more")?.unwrap_or_default();
        Ok(usize::try_from(more).unwrap_or(usize::MAX))
    }

    /// The path of a plan, below the root.
    pub(crate) fn plan(&self) -> Result<&str, Wrong> {
        self.path("plan")?
            .ok_or_else(|| Wrong::because("`plan` is missing: the path of a plan below the root"))
    }

    /// A path below the root.
    pub(crate) fn path(&self, name: &str) -> Result<Option<&str>, Wrong> {
        self.text(name)?
            .map(|path| below_root(name, path))
            .transpose()
    }

    /// The name of a run, a rule or a format.
    pub(crate) fn name(&self, name: &str) -> Result<Option<&str>, Wrong> {
        let Some(given) = self.text(name)? else {
            return Ok(None);
        };
        if is_name(given) {
            return Ok(Some(given));
        }
        Err(Wrong::over(
            format!("`{name}` is a name of letters, digits, `-` and `_`"),
            given,
        ))
    }

    /// Whether an argument was given at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }
}

fn whole(number: f64) -> Option<u64> {
    let is_whole = number >= 0.0 && number.fract() == 0.0 && number < 1e15;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was looked at above"
    )]
    is_whole.then_some(number as u64)
}

/// True for a name of a run, a rule or a format.
pub(crate) fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MOST_NAME).contains(&text.len()) && text.bytes().all(fits)
}

/// The path itself, where nothing in it leads out of the root. What links do is looked at by the command.
pub(crate) fn below_root<'p>(name: &str, path: &'p str) -> Result<&'p str, Wrong> {
    let why = if path.len() > MOST_PATH {
        "is too long"
    } else if path.chars().any(char::is_control) {
        "holds a control character"
    } else if path.starts_with(['/', '~', '\\']) || path.split(['/', '\\']).any(|part| part == "..")
    {
        "leads out of the root; name the path below it"
    } else {
        return Ok(path);
    };
    Err(Wrong::over(format!("`{name}` {why}"), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: Value) -> Given {
        Given(value.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn a_path_stays_below_the_root() {
        for path in ["plans/a.md", "./a.md", "a..b/c.md", "-x.md", "PLANS.md#two"] {
            assert_eq!(given(json!({ "plan": path })).plan(), Ok(path));
        }
        for path in [
            "/etc/passwd",
            "../a.md",
            "a/../../b",
            "a/..",
            "~/x.md",
            "..",
            "a\u{1b}.md",
            "a\nb.md",
            "-",
            "",
            "..\\x",
        ] {
            assert!(given(json!({ "plan": path })).plan().is_err(), "{path:?}");
        }
        assert!(given(json!({ "plan": "a".repeat(2000) })).plan().is_err());
    }

    #[test]
    fn a_wrong_argument_is_told() {
        let names = ["plan".to_owned()];
        let odd = json!({ "key\u{1b}": 1 }).as_object().cloned();
        let wrong = Given::of(odd, &names).unwrap_err();
        let said = json!({ "said": "key\\u{1b}" });
        assert_eq!(
            wrong.why,
            "there is no argument of this name; there are plan"
        );
        assert_eq!(wrong.data(), Some(said.clone()));
        let error = wrong.error(ErrorCode::INVALID_PARAMS);
        assert_eq!(error.data, Some(json!({ "untrusted": said })));
        assert!(given(json!({ "a": 1 })).text("a").is_err());
        assert!(given(json!({ "a": "x\0" })).text("a").is_err());
        assert!(given(json!({ "a": "x".repeat(20_000) })).text("a").is_err());
        assert_eq!(given(json!({ "a": 2.0 })).number("a"), Ok(Some(2)));
        assert!(given(json!({ "a": -1 })).number("a").is_err());
        assert!(given(json!({ "a": "yes" })).flag("a").is_err());
        assert!(given(json!({ "a": "x y" })).name("a").is_err());
    }
}
