//! `explain`: the page of a rule, or what a format holds.

use rmcp::model::Tool;
use serde_json::json;

use super::{Call, Called, Touch, more, text, tool};
use crate::calling::frame;
use crate::given::Wrong;
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "explain";

pub(super) fn definition() -> Tool {
    let description = "Why a rule matters and how to mend what it finds (by code or name), or the sections and rules of a plan \
format (by id). Without a name: the formats.";
    tool(
        NAME,
        Touch::Reads,
        description,
        (json!({ "name": text(), "more": more() }), &[]),
    )
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let from = call.given.more()?;
    let vector = match call.given.name("name")? {
        Some(name) => Vector::of(Reach::Explain).about(&[name]),
        None if call.given.has("name") => {
            return Err(Wrong::because(
                "`name` is empty; leave it out for the formats",
            ));
        }
        None => Vector::of(Reach::Formats).about(&[]),
    };
    let frame = frame(&call.server.calls, vector, &call.context).await?;
    Ok(frame.result(from).into())
}
