//! `ask`: what a plan lacks, asked of the person behind the client, one question at a time.

use std::collections::BTreeMap;

use rmcp::model::{
    CallToolResponse, ElicitRequest, ElicitResult, ElicitationAction, InputRequest,
    InputRequiredResult, ProtocolVersion, Tool,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use stopgate_system::Stopwatch;

use super::{Call, Called, Touch, plan, text, tool};
use crate::asking::{Interview, NoReply, Said, form, from_agent, from_form, through_agent};
use crate::frame::Frame;
use crate::given::Wrong;

pub(super) const NAME: &str = "ask";

/// Questions that one call puts; the next call goes on.
const MOST_QUESTIONS: usize = 8;
/// How often one question is put again after its answer was not taken.
const MOST_AGAIN: usize = 3;
/// The name of our one request in a round trip.
const FORM: &str = "answer";

/// What to do where the client puts no questions.
const ASK_THEM: &str = "Ask the person this question and wait for what they say; do not answer it yourself. Then call `ask` with \
plan, key, who, and one of answer, choose (number of an option), confirm (number of an offer), skip, defer with until, not_applicable.";
/// What to do after some questions.
const GO_ON: &str = "call `ask` again: more questions are open";
/// What to do where a person said no.
const LATER: &str = "The person did not answer, so the question is open. Do not answer it yourself: ask them whether to go on. \
They can answer in words, with `ask` and key, who and answer.";

pub(super) fn definition() -> Tool {
    let description = "Interview the person about what a plan lacks and write their answers into it, with who said what. With only \
`plan` the client asks them. Where it cannot, you get the question: put it to them and hand over their words with `key` and `who`. Never \
answer for them.";
    let number = json!({ "type": "integer", "minimum": 1 });
    let properties = json!({
        "plan": plan(),
        "key": { "type": "string", "description": "of the question" },
        "who": { "type": "string", "description": "who said it" },
        "answer": { "type": "string", "description": "for a table: a line a row, cells parted by |" },
        "choose": number, "reason": text(), "confirm": number,
        "skip": { "type": "boolean" },
        "defer": { "type": "string", "description": "who decides" },
        "until": { "type": "string", "description": "YYYY-MM-DD" },
        "not_applicable": { "type": "string", "description": "why" },
    });
    tool(NAME, Touch::Writes, description, (properties, &["plan"]))
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let plan = call.given.plan()?;
    if let Some(reply) = from_agent(&call.given)? {
        return by_agent(call, plan, &reply).await;
    }
    let capabilities = call.context.client_capabilities();
    let elicitation = capabilities.and_then(|capabilities| capabilities.elicitation);
    // Neither kind named means forms, as in the versions before there were kinds.
    let has_forms = elicitation.is_some_and(|kinds| kinds.form.is_some() || kinds.url.is_none());
    let is_in_rounds = call
        .context
        .protocol_version()
        .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
    match (has_forms && !call.server.habits.asks_nobody(), is_in_rounds) {
        (false, _) => in_words(call, plan).await,
        (true, true) => in_rounds(call, plan).await,
        (true, false) => in_forms(call, plan).await,
    }
}

/// What a call did, for its answer.
#[derive(Default)]
struct Told {
    written: Vec<Value>,
    refused: Vec<Value>,
}

impl Told {
    /// The answer of a call that ends with a question, or with none.
    fn answer(self, next: Option<&'static str>, question: Option<Map<String, Value>>) -> Frame {
        let mut frame = Frame {
            next,
            ..Frame::default()
        };
        if let Some(question) = question {
            frame
                .head
                .insert("question".to_owned(), Value::Object(question));
        }
        frame.lists.push(("written".to_owned(), self.written));
        if !self.refused.is_empty() {
            frame.lists.push(("refused".to_owned(), self.refused));
        }
        frame
    }

    /// The answer of a call after which nothing is asked.
    fn over(self, said: Said) -> Frame {
        match said {
            Said::Ended(answered) => {
                let mut frame = Frame::of(&answered);
                frame.lists.push(("written".to_owned(), self.written));
                frame
            }
            Said::Done(done) => {
                let mut frame = self.answer(None, None);
                frame.head = done;
                frame
            }
            _ => self.answer(None, None),
        }
    }
}

/// Where the client cannot ask: the question, for the agent to put it.
async fn in_words(call: &Call<'_>, plan: &str) -> Called {
    let mut interview = Interview::about(&call.server.calls, plan, None).await?;
    let frame = match interview.hear().await? {
        Said::Question(question) => Told::default().answer(Some(ASK_THEM), Some(question)),
        said => Told::default().over(said),
    };
    Ok(frame.result(0).into())
}

/// What a person said to an agent.
async fn by_agent(call: &Call<'_>, plan: &str, reply: &Value) -> Called {
    let key = call.given.needed("key")?;
    let who = through_agent(call.given.text("who")?);
    let mut interview = Interview::about(&call.server.calls, plan, Some(&who)).await?;
    let mut told = Told::default();
    match interview.find(key).await? {
        Said::Question(_) => {}
        Said::Done(_) => {
            return Err(Wrong::because(
                "no open question has this key; call `ask` with the plan alone",
            ));
        }
        said => return Ok(told.over(said).result(0).into()),
    }
    interview.say(reply).await?;
    loop {
        let frame = match interview.hear().await? {
            Said::Written(written) => {
                told.written.push(Value::Object(written));
                continue;
            }
            Said::Refused(refused) => {
                told.refused.push(Value::Object(refused));
                continue;
            }
            Said::Question(question) => told.answer(Some(ASK_THEM), Some(question)),
            said => told.over(said),
        };
        return Ok(frame.result(0).into());
    }
}

/// Where the client shows forms: one question after the other, while the call goes on.
async fn in_forms(call: &Call<'_>, plan: &str) -> Called {
    let mut interview = Interview::about(&call.server.calls, plan, None).await?;
    let mut told = Told::default();
    let (mut asked, mut again) = (0, 0);
    let mut why: Option<String> = None;
    loop {
        let question = match interview.hear().await? {
            Said::Question(question) => question,
            Said::Written(written) => {
                told.written.push(Value::Object(written));
                again = 0;
                continue;
            }
            Said::Refused(refused) => {
                why = refused
                    .get("message")
                    .and_then(Value::as_str)
                    .map(str::to_owned);
                told.refused.push(Value::Object(refused));
                again += 1;
                continue;
            }
            said => return Ok(told.over(said).result(0).into()),
        };
        if asked == MOST_QUESTIONS || again == MOST_AGAIN {
            return Ok(told.answer(Some(GO_ON), Some(question)).result(0).into());
        }
        asked += 1;
        match put(call, plan, (&question, why.take().as_deref())).await? {
            Ok(reply) => interview.say(&reply).await?,
            Err(no_reply) => return Ok(unanswered(told, no_reply, question).result(0).into()),
        }
    }
}

/// Puts one question with `elicitation/create`.
async fn put(
    call: &Call<'_>,
    plan: &str,
    (question, refused): (&Map<String, Value>, Option<&str>),
) -> Result<Result<Value, Option<NoReply>>, Wrong> {
    let form = form(plan, question, refused)?;
    let clock = Stopwatch::start();
    let result = tokio::select! {
        result = call.context.peer.create_elicitation(form) => result,
        () = call.context.ct.cancelled() => return Err(Wrong::because("the call was cancelled; what was answered is kept")),
    };
    // A client that declares forms and has none says so with an error.
    let Ok(result) = result else {
        return Ok(Err(None));
    };
    if result.action == ElicitationAction::Accept {
        call.server.habits.asked_somebody();
    } else {
        call.server.habits.declined(clock.elapsed());
    }
    Ok(from_form(&result).map_err(Some))
}

fn unanswered(told: Told, no_reply: Option<NoReply>, question: Map<String, Value>) -> Frame {
    let next = if no_reply.is_some() { LATER } else { ASK_THEM };
    let mut frame = told.answer(Some(next), Some(question));
    if let Some(no_reply) = no_reply {
        frame.head.insert("form".to_owned(), json!(no_reply.name()));
    }
    frame
}

/// What goes to the client and comes back, sealed.
#[derive(Deserialize, Serialize)]
struct Round {
    plan: String,
    key: String,
    asked: usize,
}

/// Where the protocol has no requests to a client: the question is the answer, and the client calls again with what was said.
async fn in_rounds(call: &Call<'_>, plan: &str) -> Called {
    let mut interview = Interview::about(&call.server.calls, plan, None).await?;
    let mut told = Told::default();
    let mut asked = 0;
    let mut why = None;
    if let Some(state) = &call.back.state {
        let round = opened(call, state, plan)?;
        asked = round.asked;
        match interview.find(&round.key).await? {
            Said::Question(question) => match said_in_round(call)? {
                Ok(reply) => interview.say(&reply).await?,
                Err(no_reply) => {
                    return Ok(unanswered(told, Some(no_reply), question).result(0).into());
                }
            },
            said => return Ok(told.over(said).result(0).into()),
        }
    }
    let question = loop {
        match interview.hear().await? {
            Said::Question(question) => break question,
            Said::Written(written) => told.written.push(Value::Object(written)),
            Said::Refused(refused) => {
                why = refused
                    .get("message")
                    .and_then(Value::as_str)
                    .map(str::to_owned);
                told.refused.push(Value::Object(refused));
            }
            said => return Ok(told.over(said).result(0).into()),
        }
    };
    if asked == MOST_QUESTIONS {
        return Ok(told.answer(Some(GO_ON), Some(question)).result(0).into());
    }
    let key = question
        .get("key")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let form = form(plan, &question, why.as_deref())?;
    let round = Round {
        plan: plan.to_owned(),
        key,
        asked: asked + 1,
    };
    required(call, &round, form)
}

/// What the person said in the form of the last round.
fn said_in_round(call: &Call<'_>) -> Result<Result<Value, NoReply>, Wrong> {
    let response = call
        .back
        .responses
        .as_ref()
        .and_then(|responses| responses.get(FORM));
    let response = response.ok_or_else(|| Wrong::because("the response to the form is missing"))?;
    let result: ElicitResult = serde_json::from_value(response.clone())
        .map_err(|_| Wrong::because("the response to the form is none that the protocol knows"))?;
    Ok(from_form(&result))
}

fn opened(call: &Call<'_>, state: &str, plan: &str) -> Result<Round, Wrong> {
    let round: Round = call.server.seal.open_json(state).map_err(|_| {
        Wrong::because("the state of this call was not made by this server; call `ask` without it")
    })?;
    if round.plan != plan {
        return Err(Wrong::because(
            "the state of this call belongs to another plan; call `ask` without it",
        ));
    }
    Ok(round)
}

fn required(call: &Call<'_>, round: &Round, form: rmcp::model::ElicitRequestParams) -> Called {
    let sealed = call.server.seal.seal_json(round);
    let sealed =
        sealed.map_err(|error| Wrong(format!("the state of the call cannot be kept: {error}")))?;
    let request = InputRequest::Elicitation(ElicitRequest::new(form));
    let requests = BTreeMap::from([(FORM.to_owned(), request)]);
    Ok(CallToolResponse::InputRequired(InputRequiredResult::new(
        Some(requests),
        Some(sealed),
    )))
}
