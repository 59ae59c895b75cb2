//! Prompts: how a plan of each format is begun and carried through. The words are ours; nothing of a document stands in them.

use rmcp::RoleServer;
use rmcp::model::{
    ErrorCode, ErrorData, GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument,
    PromptMessage, Role,
};
use rmcp::service::RequestContext;
use serde_json::Value;

use crate::calling::Calls;
use crate::given::{Wrong, is_name};
use crate::resources::document;
use crate::vector::{Reach, Vector};
use crate::visible::visible;

/// What the names of our prompts begin with.
const PREFIX: &str = "plan-";
/// Characters of a title.
const MOST_TITLE: usize = 120;

/// A prompt for each format.
pub(crate) async fn list(
    calls: &Calls,
    context: &RequestContext<RoleServer>,
) -> Result<Vec<Prompt>, ErrorData> {
    let title = PromptArgument::new("title")
        .with_description("what the plan is about")
        .with_required(true);
    let prompt = |id: String| {
        let description = format!(
            "Plan with the person, in the format `{id}`, and run it once they approved it."
        );
        Prompt::new(
            format!("{PREFIX}{id}"),
            Some(description),
            Some(vec![title.clone()]),
        )
    };
    Ok(formats(calls, context)
        .await?
        .into_iter()
        .map(prompt)
        .collect())
}

/// The prompt of a format.
pub(crate) async fn get(
    calls: &Calls,
    request: &GetPromptRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<GetPromptResult, ErrorData> {
    let wanted = request.name.strip_prefix(PREFIX).unwrap_or_default();
    let known = formats(calls, context).await?;
    if !known.iter().any(|id| id == wanted) {
        let why = "there is no prompt of this name; prompts/list names them";
        return Err(Wrong::over(why, &request.name).error(ErrorCode::INVALID_PARAMS));
    }
    let arguments = request.arguments.as_ref();
    let title = arguments
        .and_then(|arguments| arguments.get("title"))
        .and_then(Value::as_str);
    let title = title.map(|title| visible(title, MOST_TITLE).replace(['\n', '\t'], " "));
    let Some(title) = title.filter(|title| !title.trim().is_empty()) else {
        return Err(ErrorData::invalid_params(
            "`title` is missing: what the plan is about",
            None,
        ));
    };
    let message = PromptMessage::new_text(Role::User, text(wanted, &title));
    Ok(GetPromptResult::new(vec![message]))
}

/// What an agent is asked to do.
fn text(format: &str, title: &str) -> String {
    format!(
        "Plan with me, and change nothing else while we plan. The plan has the format `{format}` and this title: {title}\n\n\
1. Read the resource stopgate://format/{format}, write it with the title into a file where the format keeps its plans, and fill in nothing yourself.\n\
2. Call the tool `ask` with the plan until no question is left. I answer; you do not.\n\
3. Call `check` and mend what needs no knowledge of mine. Ask me about the rest.\n\
4. Call `gate` and show me the reasons, or what would run. I approve it at a terminal.\n\
5. Then call `run`. At each stop-gate show me the evidence with `show` and wait for my go.\n\
6. While work goes on, keep the plan current with `note`.\n"
    )
}

/// The ids of the formats in use.
async fn formats(
    calls: &Calls,
    context: &RequestContext<RoleServer>,
) -> Result<Vec<String>, ErrorData> {
    let document = document(calls, Vector::of(Reach::Formats).about(&[]), context).await?;
    let ids = document["formats"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|format| format["id"].as_str());
    Ok(ids.filter(|id| is_name(id)).map(str::to_owned).collect())
}
