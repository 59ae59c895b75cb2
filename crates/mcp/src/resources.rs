//! Resources: plans, runs and the templates of formats, each as JSON that says what of it is data.

use std::fmt::Write as _;

use rmcp::RoleServer;
use rmcp::model::{
    ErrorCode, ErrorData, ListResourcesResult, ReadResourceResult, Resource, ResourceContents,
    ResourceTemplate,
};
use rmcp::service::RequestContext;
use serde_json::{Value, json};
use stopgate_system::read_plan;

use crate::calling::Calls;
use crate::frame::{SCHEMA, is_verdict};
use crate::given::{Wrong, below_root, is_name};
use crate::vector::{Reach, Vector};
use crate::visible::{visible, visible_value};

/// Where our resources lie.
const SCHEME: &str = "stopgate://";
/// What they are made of.
const KIND: &str = "application/json";
/// Resources on one page of the list.
const PAGE: usize = 100;
/// Characters of a document that are shown.
const MOST_TEXT: usize = 64 * 1024;
/// Characters of a name.
const MOST_NAME: usize = 200;
/// The title of a template that is read and not filled in.
const UNTITLED: &str = "Title";

/// What is said where the program refuses to read something; its own words are data.
const UNREAD: &str = "it cannot be read";

/// How resources are named.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    let template = |place: &str, name: &str, description: &str| {
        ResourceTemplate::new(format!("{SCHEME}{place}"), name)
            .with_description(description)
            .with_mime_type(KIND)
    };
    vec![
        template("plan/{+path}", "plan", "The text of a plan."),
        template(
            "run/{run}",
            "run",
            "A run: its steps, what came of them, and the decisions of people.",
        ),
        template("format/{id}", "format", "The empty plan of a format."),
    ]
}

/// One page of the plans, the runs and the formats.
pub(crate) async fn list(
    calls: &Calls,
    cursor: Option<&str>,
    context: &RequestContext<RoleServer>,
) -> Result<ListResourcesResult, ErrorData> {
    let from = match cursor {
        None => 0,
        Some(cursor) => cursor
            .parse()
            .map_err(|_| ErrorData::invalid_params("the cursor is none of this list", None))?,
    };
    let mut all = Vec::new();
    for (reach, list, name, place) in [
        (Reach::Status, "plans", "path", "plan"),
        (Reach::Runs, "runs", "run", "run"),
        (Reach::Formats, "formats", "id", "format"),
    ] {
        let document = document(calls, Vector::of(reach).about(&[]), context).await?;
        let names = document[list]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|item| item[name].as_str());
        all.extend(names.map(|name| resource(place, name)));
    }
    let count = all.len();
    let page = all.into_iter().skip(from).take(PAGE).collect();
    let mut listed = ListResourcesResult::with_all_items(page);
    let next = from.saturating_add(PAGE);
    listed.next_cursor = (next < count).then(|| next.to_string());
    Ok(listed)
}

fn resource(place: &str, name: &str) -> Resource {
    Resource::new(
        format!("{SCHEME}{place}/{}", escaped(name)),
        visible(name, MOST_NAME),
    )
    .with_mime_type(KIND)
}

/// Reads one of them.
pub(crate) async fn read(
    calls: &Calls,
    uri: &str,
    context: &RequestContext<RoleServer>,
) -> Result<ReadResourceResult, ErrorData> {
    let unknown = || missing("there is no such resource; resources/list names them", uri);
    let (place, name) = uri
        .strip_prefix(SCHEME)
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(unknown)?;
    let name = unescaped(name).ok_or_else(unknown)?;
    let untrusted = match place {
        "plan" => plan(calls, &name)?,
        "run" if is_name(&name) => {
            let run = document(calls, Vector::of(Reach::Show).about(&[&name]), context).await?;
            visible_value(&run, MOST_TEXT)
        }
        "format" if is_name(&name) => {
            let vector = Vector::of(Reach::New)
                .option("output", "-")
                .about(&[&name, UNTITLED]);
            let skeleton = calls.answer(vector, context).await.map_err(protocol)?;
            if skeleton.code != Some(0) {
                return Err(unknown());
            }
            json!({ "format": name, "text": visible(&String::from_utf8_lossy(&skeleton.stdout), MOST_TEXT) })
        }
        _ => return Err(unknown()),
    };
    let text = json!({ "schema": SCHEMA, "untrusted": untrusted }).to_string();
    let contents = ResourceContents::text(text, uri).with_mime_type(KIND);
    Ok(ReadResourceResult::new(vec![contents]))
}

/// The text of a plan. Only documents in Markdown below the root are read.
fn plan(calls: &Calls, path: &str) -> Result<Value, ErrorData> {
    below_root("uri", path).map_err(|wrong| wrong.error(ErrorCode::RESOURCE_NOT_FOUND))?;
    let file = path.split('#').next().unwrap_or(path).to_lowercase();
    if !file.ends_with(".md") && !file.ends_with(".markdown") {
        return Err(missing("only Markdown files are plans", path));
    }
    let read = read_plan(&calls.root().join(path), calls.root());
    let bytes = read.map_err(|failure| missing(UNREAD, &failure.to_string()))?;
    let text = visible(&String::from_utf8_lossy(&bytes), MOST_TEXT);
    Ok(json!({ "path": visible(path, MOST_NAME), "text": text }))
}

/// The JSON that a command prints.
pub(crate) async fn document(
    calls: &Calls,
    arguments: Vec<std::ffi::OsString>,
    context: &RequestContext<RoleServer>,
) -> Result<Value, ErrorData> {
    let answered = calls.answer(arguments, context).await.map_err(protocol)?;
    let said = || missing(UNREAD, &String::from_utf8_lossy(&answered.stderr));
    if !answered.code.is_some_and(is_verdict) {
        return Err(said());
    }
    serde_json::from_slice(&answered.stdout).map_err(|_| said())
}

/// Why there is no resource: our words as the message, those of others in its data.
fn missing(why: &str, said: &str) -> ErrorData {
    Wrong::over(why, said).error(ErrorCode::RESOURCE_NOT_FOUND)
}

fn protocol(wrong: Wrong) -> ErrorData {
    wrong.error(ErrorCode::INTERNAL_ERROR)
}

/// A name as a part of a URI.
fn escaped(name: &str) -> String {
    let mut uri = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// The name that a part of a URI stands for; none where it stands for none.
fn unescaped(part: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits)
                .ok()
                .filter(|digits| !digits.starts_with('+'))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_from_its_uri() {
        for name in ["plans/a.md", "Pläne/a b#two.md", "%41", "a\u{1b}\n"] {
            assert_eq!(unescaped(&escaped(name)).as_deref(), Some(name));
        }
        assert_eq!(escaped("ä b"), "%C3%A4%20b");
        assert_eq!(unescaped("%4"), None);
        assert_eq!(unescaped("%+1"), None);
        assert_eq!(unescaped("%FF"), None);
        assert_eq!(unescaped("..%2F..%2Fetc").as_deref(), Some("../../etc"));
    }
}
