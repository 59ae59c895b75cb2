//! Entries in JSON files with comments: found by what they are, put in without touching a byte around them.

mod cutting;
mod inserting;
mod layout;
mod reading;

use serde_json::{Map, Value, json};

use crate::Refusal;
use crate::draft::Draft;
use reading::{bom, read};

/// The key under which hooks stand, whatever the agent.
const HOOKS: &str = "hooks";
/// The key under which our MCP server stands.
const SERVER: &str = "stopgate";
/// The key of the version that some files have to say.
const VERSION: &str = "version";
/// What a hook of ours says, in the files of all agents; one that says more is somebody's own.
const OF_HOOK: [&str; 5] = ["type", "command", "timeout", "onFailure", "failClosed"];
/// What our server says.
const OF_SERVER: [&str; 3] = ["type", "command", "args"];

/// What belongs into the JSON file of an agent.
#[derive(Clone, Debug)]
pub struct Additions {
    /// The agent, as its hook is called.
    pub(crate) agent: &'static str,
    /// True where the file has to say `"version": 1`.
    pub(crate) version: bool,
    /// Entries by the event that they are for.
    pub(crate) hooks: Vec<(&'static str, Value)>,
    /// The key of the servers, and the entry of ours.
    pub(crate) server: Option<(&'static str, Value)>,
}

impl Additions {
    /// True for a hook that an installation wrote: it is the line that fails closed, and says nothing that somebody
    /// else would have added. How long it is waited for does not matter.
    fn is_ours(&self, entry: &Value) -> bool {
        let line = stopgate_guard::command_line(self.agent);
        says_no_more(entry, &OF_HOOK) && entry["command"] == line.as_str()
    }

    /// How many hooks of ours an entry of an event is, or holds.
    fn count(&self, entry: &Value) -> usize {
        if self.is_ours(entry) {
            return 1;
        }
        let hooks = entry[HOOKS].as_array().filter(|_| is_plain_group(entry));
        let hooks = hooks.into_iter().flatten();
        hooks.filter(|hook| self.is_ours(hook)).count()
    }

    /// True for an entry that starts our server, and says nothing that somebody else would have added.
    fn is_our_server(&self, entry: &Value) -> bool {
        let starts = entry["command"] == SERVER && entry["args"] == json!(["mcp"]);
        says_no_more(entry, &OF_SERVER) && starts
    }

    /// Everything, as a value.
    fn value(&self) -> Value {
        let mut root = Map::new();
        if self.version {
            root.insert(VERSION.to_owned(), 1.into());
        }
        let mut hooks = Map::new();
        for (event, entry) in &self.hooks {
            hooks.insert((*event).to_owned(), Value::Array(vec![entry.clone()]));
        }
        if !hooks.is_empty() {
            root.insert(HOOKS.to_owned(), Value::Object(hooks));
        }
        if let Some((under, entry)) = &self.server {
            let mut servers = Map::new();
            servers.insert(SERVER.to_owned(), entry.clone());
            root.insert((*under).to_owned(), Value::Object(servers));
        }
        Value::Object(root)
    }
}

/// The text of a file that is not there yet.
pub(crate) fn fresh(additions: &Additions) -> String {
    let plain = layout::Layout::of("");
    plain.pretty(&additions.value(), "") + "\n"
}

/// The root of a text as a value; none where the text has none.
fn value(text: &str) -> Result<Option<Value>, Refusal> {
    Ok(read(bom(text).1)?.map(Value::from))
}

/// Says whether a text can be read at all.
pub(crate) fn readable(text: &str) -> Result<(), Refusal> {
    value(text).map(drop)
}

/// True where the value under these keys is a text, or a list with it; never where the text cannot be read.
pub(crate) fn names(text: &str, keys: &[&str], wanted: &str) -> bool {
    let value = value(text).ok().flatten().unwrap_or_default();
    let found = keys.iter().fold(&value, |inner, key| &inner[*key]);
    let is_listed = || {
        found
            .as_array()
            .is_some_and(|all| all.iter().any(|it| it == wanted))
    };
    found == wanted || is_listed()
}

/// True where each addition is there, and nothing of ours besides.
pub(crate) fn is_there(text: &str, additions: &Additions) -> Result<bool, Refusal> {
    let Some(value) = value(text)? else {
        return Ok(false);
    };
    let in_event = |event: &str| value[HOOKS][event].as_array().into_iter().flatten();
    let each = additions
        .hooks
        .iter()
        .all(|(event, entry)| in_event(event).any(|it| it == entry));
    let server = additions.server.as_ref();
    let has_server = server.is_none_or(|(under, entry)| serves(&value[*under][SERVER], entry));
    let has_version = !additions.version || value.get(VERSION).is_some();
    let only_these = calls(&value[HOOKS], additions) == calls(&additions.value()[HOOKS], additions);
    Ok(each && has_server && has_version && only_these)
}

/// How many hooks of ours stand below the events.
fn calls(hooks: &Value, additions: &Additions) -> usize {
    let events = hooks.as_object().into_iter().flatten();
    let entries = events.filter_map(|(_, entries)| entries.as_array());
    entries.flatten().map(|it| additions.count(it)).sum()
}

/// True for an object with these keys and no others.
fn says_no_more(entry: &Value, keys: &[&str]) -> bool {
    let object = entry.as_object();
    object.is_some_and(|it| it.keys().all(|key| keys.contains(&key.as_str())))
}

/// True for a group that says nothing but its hooks: one with a `matcher` is somebody's own, with all that is in it.
fn is_plain_group(entry: &Value) -> bool {
    says_no_more(entry, &[HOOKS])
}

/// True for a server that is at least what ours would be: people give it an environment.
fn serves(entry: &Value, wanted: &Value) -> bool {
    let mut wanted = wanted.as_object().into_iter().flatten();
    wanted.all(|(key, value)| &entry[key] == value)
}

/// True where something of ours is there, of whatever version.
pub(crate) fn has_ours(text: &str, additions: &Additions) -> bool {
    let value = value(text).ok().flatten().unwrap_or_default();
    let server = additions.server.as_ref();
    let has_server = |(under, _): &(&str, Value)| additions.is_our_server(&value[*under][SERVER]);
    calls(&value[HOOKS], additions) > 0 || server.is_some_and(has_server)
}

/// True where something starts our program, whoever wrote that.
pub(crate) fn mentions(text: &str, additions: &Additions) -> bool {
    let value = value(text).ok().flatten().unwrap_or_default();
    let server = additions.server.as_ref();
    let starts = |(under, _): &(&str, Value)| value[*under][SERVER]["command"] == SERVER;
    has_call(&value[HOOKS], &stopgate_guard::call(additions.agent)) || server.is_some_and(starts)
}

fn has_call(value: &Value, call: &str) -> bool {
    match value {
        Value::String(text) => text.contains(call),
        Value::Array(all) => all.iter().any(|it| has_call(it, call)),
        Value::Object(map) => map.values().any(|it| has_call(it, call)),
        _ => false,
    }
}

/// The text with the additions.
pub(crate) fn put(text: &str, additions: &Additions) -> Result<Draft, Refusal> {
    let (before, body) = bom(text);
    let mut draft = Draft::new(body);
    if read(body)?.is_none() {
        let newline = crate::section::newline(body);
        let begins_line = body.is_empty() || body.ends_with('\n');
        let lead = if begins_line { "" } else { newline };
        let all = lead.to_owned() + &fresh(additions).replace('\n', newline);
        draft.insert(body.len(), &all);
    } else {
        inserting::put(&mut draft, additions)?;
    }
    draft.text.insert_str(0, before);
    for piece in &mut draft.pieces {
        piece.at += before.len();
    }
    Ok(draft)
}

/// The text without what is ours; none where nothing is.
pub(crate) fn cut(text: &str, additions: &Additions) -> Option<String> {
    let (before, body) = bom(text);
    let mut rest = body.to_owned();
    while let Some(less) = cutting::cut_one(&rest, additions) {
        rest = less;
    }
    (rest != body).then(|| before.to_owned() + &rest)
}

/// True where `after` says all that `before` says besides what is ours, and nothing of ours. Lists and objects that
/// hold nothing count for nothing where ours would stand.
pub(crate) fn keeps_rest(before: &str, after: &str, additions: &Additions) -> bool {
    let rest = |text: &str| {
        let mut value = value(text).ok()?.unwrap_or_else(|| Map::new().into());
        strip(&mut value, additions);
        Some(value)
    };
    let both = (rest(before), rest(after));
    !has_ours(after, additions) && matches!(&both, (Some(before), Some(after)) if before == after)
}

/// Takes ours out of a value, and what is empty then.
fn strip(root: &mut Value, additions: &Additions) {
    let Value::Object(root) = root else {
        return;
    };
    if let Some(Value::Object(hooks)) = root.get_mut(HOOKS) {
        for entries in hooks.values_mut() {
            strip_event(entries, additions);
        }
        hooks.retain(|_, entries| !is_empty(entries));
    }
    if let Some((under, _)) = &additions.server
        && let Some(Value::Object(servers)) = root.get_mut(*under)
    {
        let is_ours =
            |(key, entry): (&String, &Value)| key == SERVER && additions.is_our_server(entry);
        servers.retain(|key, entry| !is_ours((key, entry)));
    }
    let ours = additions.server.as_ref().map(|(under, _)| *under);
    root.retain(|key, value| {
        let is_place = key == HOOKS || Some(key.as_str()) == ours;
        let is_version = additions.version && key == VERSION && value == &Value::from(1);
        !(is_version || is_place && is_empty(value))
    });
}

fn strip_event(entries: &mut Value, additions: &Additions) {
    let Value::Array(entries) = entries else {
        return;
    };
    entries.retain_mut(|entry| {
        if additions.is_ours(entry) {
            return false;
        }
        if !is_plain_group(entry) {
            return true;
        }
        let Some(Value::Array(inner)) = entry.get_mut(HOOKS) else {
            return true;
        };
        let before = inner.len();
        inner.retain(|it| !additions.is_ours(it));
        // A group that was empty before is somebody's own.
        before == inner.len() || !inner.is_empty()
    });
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(all) => all.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
