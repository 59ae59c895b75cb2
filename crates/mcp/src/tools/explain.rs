//! `explain`: the page of a rule, or what a format holds.

use rmcp::model::Tool;
use serde_json::{Value, json};

use super::{Call, Called, Touch, more, text, tool};
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
    let is_list = !call.given.has("name");
    let vector = match call.given.name("name")? {
        Some(name) => Vector::of(Reach::Explain).about(&[name]),
        None if is_list => Vector::of(Reach::Formats).about(&[]),
        None => {
            return Err(Wrong::because(
                "`name` is empty; leave it out for the formats",
            ));
        }
    };
    let mut frame = call.framed(vector).await?;
    if is_list {
        let mut formats = frame.taken("formats");
        for format in formats.iter_mut().filter_map(Value::as_object_mut) {
            format.remove("sections");
        }
        frame.lists.push(("formats".to_owned(), formats));
    }
    Ok(frame.result(from).into())
}
