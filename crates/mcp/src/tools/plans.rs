//! `plans`: which plans there are, and how each stands.

use rmcp::model::Tool;
use serde_json::json;

use super::{Call, Called, Touch, more, tool};
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "plans";

pub(super) fn definition() -> Tool {
    let description =
        "All plans of the repository: path, format, verdict, approval, run, and what comes next.";
    tool(
        NAME,
        Touch::Reads,
        description,
        (json!({ "more": more() }), &[]),
    )
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let from = call.given.more()?;
    let vector = Vector::of(Reach::Status).about(&[]);
    let frame = call.framed(vector).await?;
    Ok(frame.result(from).into())
}
