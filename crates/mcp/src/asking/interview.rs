//! The interview of the command line, spoken with in JSON lines (docs/interview.md).

use std::time::Duration;

use serde_json::{Map, Value, json};
use stopgate_system::{Answered, OwnTalk};
use tokio::sync::OwnedSemaphorePermit;

use crate::calling::{Calls, blocking};
use crate::given::Wrong;
use crate::vector::{Reach, Vector};

/// How long one question or the writing of one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Questions that are gone past to reach another one.
const MOST_PASSED: usize = 500;

/// A session of questions about one plan. It holds the plan and a process, so nobody is waited for while it is open. It ends with
/// this value; what was answered is kept.
pub(crate) struct Interview {
    talk: Option<OwnTalk>,
    _place: OwnedSemaphorePermit,
}

/// Who answers.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The person; the one that git knows where none is named.
    pub(crate) name: Option<String>,
    /// The client through which they do.
    pub(crate) through: String,
}

/// What the interview says.
pub(crate) enum Said {
    /// A question.
    Question(Map<String, Value>),
    /// An answer is in the plan.
    Written(Map<String, Value>),
    /// An answer was not taken; the question comes again.
    Refused(Map<String, Value>),
    /// Nothing is left to ask.
    Done(Map<String, Value>),
    /// It ended without a word, as where the plan cannot be read.
    Ended(Answered),
}

impl Interview {
    /// Begins.
    pub(crate) async fn about(calls: &Calls, plan: &str, who: &Who) -> Result<Self, Wrong> {
        let arguments = Vector::of(Reach::Ask)
            .flag("json")
            .maybe("as", who.name.as_deref())
            .option("through", &who.through)
            .about(&[plan]);
        let (talk, place) = calls.talk(arguments, PATIENCE).await?;
        Ok(Self {
            talk: Some(talk),
            _place: place,
        })
    }

    /// The next thing that is said.
    pub(crate) async fn hear(&mut self) -> Result<Said, Wrong> {
        let mut talk = self.taken()?;
        let (talk, line) = blocking(move || talk.hear().map(|line| (talk, line))).await?;
        let Some(line) = line else {
            return blocking(move || talk.end()).await.map(Said::Ended);
        };
        self.talk = Some(talk);
        let said: Value = serde_json::from_str(&line)
            .map_err(|_| Wrong::because("the interview said something that is no JSON"))?;
        let part = |name: &str| said.get(name).and_then(Value::as_object).cloned();
        let question = part("question").map(Said::Question);
        let written = || part("written").map(Said::Written);
        let refused = || part("refused").map(Said::Refused);
        let done = || part("done").map(Said::Done);
        question
            .or_else(written)
            .or_else(refused)
            .or_else(done)
            .ok_or_else(|| Wrong::because("the interview said something unknown"))
    }

    /// Says something to the question that was heard last.
    pub(crate) async fn say(&mut self, reply: &Value) -> Result<(), Wrong> {
        let mut talk = self.taken()?;
        let line = reply.to_string();
        let talk = blocking(move || {
            talk.say(&line);
            Ok(talk)
        });
        self.talk = Some(talk.await?);
        Ok(())
    }

    fn taken(&mut self) -> Result<OwnTalk, Wrong> {
        let talk = self.talk.take();
        talk.ok_or_else(|| Wrong::because("the interview is over"))
    }

    /// Goes past questions until one is wanted, and counts them; what else is said first is handed out instead.
    pub(crate) async fn past(
        &mut self,
        passed: &mut usize,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Said, Wrong> {
        for _ in 0..MOST_PASSED {
            match self.hear().await? {
                Said::Question(question) if !is_wanted(key_of(&question)) => {
                    *passed += 1;
                    self.say(&json!({ "leave": true })).await?;
                }
                said => return Ok(said),
            }
        }
        Err(Wrong::because(
            "there are too many questions before this one; answer those first",
        ))
    }
}

/// The key of a question.
pub(crate) fn key_of(said: &Map<String, Value>) -> &str {
    said.get("key").and_then(Value::as_str).unwrap_or_default()
}
