//! `ask`: what a plan lacks, asked of the person behind the client, one question at a time.

use std::collections::BTreeMap;

use rmcp::model::{
    CallToolResponse, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction,
    InputRequest, InputRequiredResult, ProtocolVersion, Tool,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use stopgate_system::Stopwatch;

use super::{Call, Called, Touch, plan, text, tool};
use crate::asking::{AGENT, NoReply, Said, Shown, Told, Who, client, form, from_agent, from_form};
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
plan, key, seal, who, and one of answer, choose (number of an option), confirm (number of an offer), skip, defer with until, not_applicable.";
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
        "seal": { "type": "string", "description": "of the question; goes with choose and confirm" },
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

/// Who answers in the forms of the client.
fn person(call: &Call<'_>) -> Who {
    Who {
        name: None,
        through: client(&call.context),
    }
}

/// Where the client cannot ask: the question, for the agent to put it.
async fn in_words(call: &Call<'_>, plan: &str) -> Called {
    let mut told = Told::about(plan, &call.server.passed);
    let said = told.turn((&call.server.calls, &person(call)), None).await?;
    Ok(next(told, said, ASK_THEM))
}

/// The answer of a call that puts no form any more.
fn next(told: Told<'_>, said: Said, next: &'static str) -> CallToolResponse {
    let frame = match said {
        Said::Question(question) => told.asking(next, question),
        said => told.over(said),
    };
    frame.result_of_deed().into()
}

/// What a person said to an agent.
async fn by_agent(call: &Call<'_>, plan: &str, reply: &Value) -> Called {
    let shown = Shown {
        key: call.given.needed("key")?.to_owned(),
        seal: call.given.text("seal")?.map(str::to_owned),
    };
    let chooses = call.given.has("choose") || call.given.has("confirm");
    if chooses && shown.seal.is_none() {
        return Err(Wrong::because(
            "`seal` is missing: a number means something for the question with this seal alone",
        ));
    }
    let who = Who {
        name: Some(call.given.text("who")?.unwrap_or(AGENT).trim().to_owned()),
        through: client(&call.context),
    };
    let mut told = Told::about(plan, &call.server.passed);
    let said = told
        .turn((&call.server.calls, &who), Some((&shown, reply)))
        .await?;
    if matches!(said, Said::Done(_)) && told.why().is_some() {
        return Err(Wrong::because(
            "no open question has this key; call `ask` with the plan alone",
        ));
    }
    Ok(next(told, said, ASK_THEM))
}

/// Where the client shows forms: one question after the other, while the call goes on. The plan is nobody's while a form is open.
async fn in_forms(call: &Call<'_>, plan: &str) -> Called {
    let who = person(call);
    let world = (&call.server.calls, &who);
    let mut told = Told::about(plan, &call.server.passed);
    let mut said = told.turn(world, None).await?;
    for _ in 0..MOST_QUESTIONS {
        let question = match said {
            Said::Question(question) if told.again < MOST_AGAIN => question,
            _ => break,
        };
        match put(call, plan, (&question, told.why())).await? {
            Ok(reply) => {
                let shown = Shown::of(&question);
                said = told.turn(world, Some((&shown, &reply))).await?;
            }
            Err(no_reply) => return Ok(unanswered(told, no_reply, question)),
        }
    }
    Ok(next(told, said, GO_ON))
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

fn unanswered(
    told: Told<'_>,
    no_reply: Option<NoReply>,
    question: Map<String, Value>,
) -> CallToolResponse {
    let next = if no_reply.is_some() { LATER } else { ASK_THEM };
    let mut frame = told.asking(next, question);
    if let Some(no_reply) = no_reply {
        frame.head.insert("form".to_owned(), json!(no_reply.name()));
    }
    frame.result_of_deed().into()
}

/// What goes to the client and comes back, sealed.
#[derive(Deserialize, Serialize)]
struct Round {
    plan: String,
    shown: Shown,
    asked: usize,
}

/// Where the protocol has no requests to a client: the question is the answer, and the client calls again with what was said.
async fn in_rounds(call: &Call<'_>, plan: &str) -> Called {
    let who = person(call);
    let world = (&call.server.calls, &who);
    let mut told = Told::about(plan, &call.server.passed);
    let (said, asked) = match &call.back.state {
        None => (told.turn(world, None).await?, 0),
        Some(state) => {
            let round = opened(call, state, plan)?;
            match said_in_round(call)? {
                Ok(reply) => {
                    let said = told.turn(world, Some((&round.shown, &reply))).await?;
                    (said, round.asked)
                }
                Err(no_reply) => {
                    return Ok(match told.question(world, &round.shown.key).await? {
                        Said::Question(question) => unanswered(told, Some(no_reply), question),
                        said => told.over(said).result_of_deed().into(),
                    });
                }
            }
        }
    };
    let question = match said {
        Said::Question(question) if asked < MOST_QUESTIONS => question,
        said => return Ok(next(told, said, GO_ON)),
    };
    let form = form(plan, &question, told.why())?;
    let round = Round {
        plan: plan.to_owned(),
        shown: Shown::of(&question),
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

fn required(call: &Call<'_>, round: &Round, form: ElicitRequestParams) -> Called {
    let sealed = call.server.seal.seal_json(round);
    let sealed = sealed
        .map_err(|error| Wrong::over("the state of the call cannot be kept", &error.to_string()))?;
    let request = InputRequest::Elicitation(ElicitRequest::new(form));
    let requests = BTreeMap::from([(FORM.to_owned(), request)]);
    Ok(CallToolResponse::InputRequired(InputRequiredResult::new(
        Some(requests),
        Some(sealed),
    )))
}
