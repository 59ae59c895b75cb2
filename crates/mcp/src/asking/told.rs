//! What a call did with questions: answers that were written, answers that were not, and what is asked next.

use serde_json::{Map, Value, json};

use super::{Interview, Passed, Said, Shown, Who, key_of, seal};
use crate::calling::Calls;
use crate::frame::Frame;
use crate::given::Wrong;

/// Why an answer to a question that is another by now is not written.
const CHANGED: &str =
    "the question or its choices changed since it was shown; look at what is asked now";
/// Why an answer to a question that nobody asks any more is not written.
const GONE: &str = "this question is not open any more";
/// What to do where every question was put and some are open.
const LEFT: &str = "Every question was put. What is left was skipped or gone past and stays open; call `ask` again only where \
the person wants to be asked again.";

/// What was done about one plan in one call.
pub(crate) struct Told<'c> {
    plan: &'c str,
    passed: &'c Passed,
    written: Vec<Value>,
    refused: Vec<Value>,
    /// The key and the reason of an answer that was not taken, as long as no other one was.
    last_refusal: Option<(String, String)>,
    /// How many answers in a row were not taken.
    pub(crate) again: usize,
    /// Questions that were gone past in this turn.
    left: usize,
}

impl<'c> Told<'c> {
    /// Nothing yet.
    pub(crate) fn about(plan: &'c str, passed: &'c Passed) -> Self {
        Self {
            plan,
            passed,
            written: Vec::new(),
            refused: Vec::new(),
            last_refusal: None,
            again: 0,
            left: 0,
        }
    }

    /// Why the last answer was not taken.
    pub(crate) fn why(&self) -> Option<&str> {
        self.last_refusal.as_ref().map(|(_, why)| why.as_str())
    }

    /// One turn of an interview, which is over before anybody reads a question: what was said to the one that was shown goes
    /// into the plan, and what follows is handed out.
    pub(crate) async fn turn(
        &mut self,
        (calls, who): (&Calls, &Who),
        said: Option<(&Shown, &Value)>,
    ) -> Result<Said, Wrong> {
        let mut interview = Interview::about(calls, self.plan, who).await?;
        self.left = 0;
        if let Some((shown, reply)) = said {
            let passed = &mut self.left;
            match interview.past(passed, |key| key == shown.key).await? {
                Said::Question(question) if shown.is(&question) => interview.say(reply).await?,
                said => {
                    match said {
                        Said::Question(_) => self.refuse(&shown.key, CHANGED),
                        Said::Done(_) => self.refuse(&shown.key, GONE),
                        _ => {}
                    }
                    return Ok(said);
                }
            }
        }
        self.hear(&mut interview).await
    }

    /// The question with this key as it is now; anything else where it is not open.
    pub(crate) async fn question(
        &self,
        (calls, who): (&Calls, &Who),
        key: &str,
    ) -> Result<Said, Wrong> {
        let mut interview = Interview::about(calls, self.plan, who).await?;
        interview.past(&mut 0, |open| open == key).await
    }

    /// Listens until something is asked that nothing was said to yet, or nothing more is.
    async fn hear(&mut self, interview: &mut Interview) -> Result<Said, Wrong> {
        loop {
            let refused = self.last_refusal.as_ref().map(|(key, _)| key.as_str());
            let (plan, passed) = (self.plan, self.passed);
            let is_wanted = |key: &str| refused == Some(key) || !passed.holds(plan, key);
            match interview.past(&mut self.left, is_wanted).await? {
                Said::Written(written) => {
                    passed.add(plan, key_of(&written));
                    self.written.push(Value::Object(written));
                    self.last_refusal = None;
                    self.again = 0;
                }
                Said::Refused(refused) => {
                    let why = refused.get("message").and_then(Value::as_str);
                    self.refuse(key_of(&refused), why.unwrap_or_default());
                }
                said => return Ok(said),
            }
        }
    }

    fn refuse(&mut self, key: &str, why: &str) {
        self.refused.push(json!({ "key": key, "message": why }));
        self.last_refusal = Some((key.to_owned(), why.to_owned()));
        self.again += 1;
    }

    /// The answer of a call that ends with a question, which an agent may put in its own way.
    pub(crate) fn asking(self, next: &'static str, mut question: Map<String, Value>) -> Frame {
        question.insert("seal".to_owned(), json!(seal(&question)));
        let mut frame = self.answer(Some(next));
        let question = Value::Object(question);
        frame.head.insert("question".to_owned(), question);
        frame
    }

    /// The answer of a call after which nothing is asked.
    pub(crate) fn over(self, said: Said) -> Frame {
        match said {
            Said::Ended(answered) => {
                let mut frame = Frame::of(&answered);
                frame.lists.extend(self.answer(None).lists);
                frame
            }
            Said::Done(done) => {
                self.passed.forget(self.plan);
                let next = (self.left > 0).then_some(LEFT);
                let mut frame = self.answer(next);
                frame.head = done;
                frame
            }
            _ => self.answer(None),
        }
    }

    fn answer(self, next: Option<&'static str>) -> Frame {
        let mut frame = Frame {
            next,
            ..Frame::default()
        };
        frame.lists.push(("written".to_owned(), self.written));
        if !self.refused.is_empty() {
            frame.lists.push(("refused".to_owned(), self.refused));
        }
        frame
    }
}
