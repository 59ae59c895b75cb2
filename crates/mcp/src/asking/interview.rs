//! The interview of the command line, spoken with in JSON lines (docs/interview.md).

use std::time::Duration;

use serde_json::{Map, Value, json};
use stopgate_system::{Answered, OwnCalls, OwnTalk};

use crate::given::Wrong;
use crate::vector::{Reach, Vector};

/// How long one question or the writing of one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Questions that are gone past to reach another one.
const MOST_PASSED: usize = 500;

/// A session of questions about one plan. It ends with this value; what was answered is kept.
pub(crate) struct Interview(Option<OwnTalk>);

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
    /// Begins. Without a name the person is the one that git knows.
    pub(crate) async fn about(
        calls: &OwnCalls,
        plan: &str,
        who: Option<&str>,
    ) -> Result<Self, Wrong> {
        let arguments = Vector::of(Reach::Ask)
            .flag("json")
            .maybe("as", who)
            .about(&[plan]);
        let calls = calls.clone();
        let talk = blocking(move || calls.talk(&arguments, PATIENCE)).await?;
        Ok(Self(Some(talk)))
    }

    /// The next thing that is said.
    pub(crate) async fn hear(&mut self) -> Result<Said, Wrong> {
        let mut talk = self
            .0
            .take()
            .ok_or_else(|| Wrong::because("the interview is over"))?;
        let (talk, line) = blocking(move || talk.hear().map(|line| (talk, line))).await?;
        let Some(line) = line else {
            return blocking(move || talk.end()).await.map(Said::Ended);
        };
        self.0 = Some(talk);
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
        let mut talk = self
            .0
            .take()
            .ok_or_else(|| Wrong::because("the interview is over"))?;
        let line = reply.to_string();
        let talk = blocking(move || {
            talk.say(&line);
            Ok(talk)
        });
        self.0 = Some(talk.await?);
        Ok(())
    }

    /// Goes past questions to the one with this key; what else is said first is handed out instead.
    pub(crate) async fn find(&mut self, key: &str) -> Result<Said, Wrong> {
        for _ in 0..MOST_PASSED {
            match self.hear().await? {
                Said::Question(question) if question.get("key") != Some(&json!(key)) => {
                    self.say(&json!({ "next": true })).await?;
                }
                said => return Ok(said),
            }
        }
        Err(Wrong::because(
            "there are too many questions before this one; answer those first",
        ))
    }
}

/// Does what blocks where nobody waits for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Wrong> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(failure)) => Err(Wrong(format!("the interview broke off: {failure}"))),
        Err(_) => Err(Wrong::because("the interview broke off")),
    }
}
