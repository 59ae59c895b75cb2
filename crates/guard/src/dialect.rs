//! Reads what an agent tells its hook, and answers as that agent expects it. A dialect is data: its events, its
//! tools, and the words of its answers.

use serde_json::{Map, Value};

use crate::dialects::ALL;
use crate::own_tool::own_tool;
use crate::places::{of_unknown, said_places, written};
use crate::{Act, Asked, Touch, patch, strict_json};

/// How one agent speaks with its hooks.
pub struct Dialect {
    /// Name of the agent on the command line.
    pub name: &'static str,
    /// Variables in which the agent tells its hooks in which folder the person opened it.
    pub variables: &'static [&'static str],
    /// Top-level keys with the directories in which it works; one of them must be there.
    pub(crate) places: &'static [&'static str],
    /// True where its hooks are not told in which directory a shell works.
    pub hides_folder: bool,
    /// The events that are known.
    pub(crate) events: &'static [(&'static str, Event)],
    /// The tools that are known. Others may do anything.
    pub(crate) tools: &'static [(&'static str, Tool)],
    /// The answer to an event; none where the input did not even say which event it is.
    pub(crate) answer: fn(Option<(&str, &Act)>, &Ruling) -> Answer,
}

/// What an event is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A tool, by `tool_name` and `tool_input`.
    Tool,
    /// A shell command, under this key of the event itself.
    Shell(&'static str),
    /// A tool of a server, by `tool_name`.
    Server,
    /// A file that is read.
    Reads,
    /// A file that was written already, under this key.
    Written(&'static str),
    /// The end of a turn.
    Stops,
    /// Something that the agent only tells of.
    Tells,
}

/// What a tool does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tool {
    /// It looks, asks or notes for itself.
    Reads,
    /// It writes files: those under any key of paths, and one under one of these at least.
    Writes(&'static [&'static str]),
    /// It removes them.
    Removes(&'static [&'static str]),
    /// It has a shell carry out the text under this key.
    Executes(&'static str),
    /// It applies the patch under this key.
    Patches(&'static str),
}

/// What the guard says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Nothing speaks against it. The agent goes on as if there were no guard, and asks its person where it would.
    Allow,
    /// It does not happen, with the reason.
    Deny(String),
}

/// What the hook prints, and how it exits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// JSON for stdout; empty for nothing.
    pub json: Option<Value>,
    /// Text for stderr; none for nothing.
    pub said: Option<String>,
    /// The exit code: 0, or 2 for what every agent takes as no.
    pub code: u8,
}

/// An input that cannot be ruled over; it is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The event, where that much is known.
    pub event: Option<String>,
    /// What is wrong with it.
    pub why: String,
}

impl Dialect {
    /// The dialect of an agent.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|dialect| dialect.name == name)
    }

    /// Reads one call of a hook.
    ///
    /// # Errors
    /// When it is not JSON, an event or a field is not known, or something is missing.
    pub fn read(&self, input: &[u8]) -> Result<Asked, Unreadable> {
        let failed = |event: Option<&str>, why: String| Unreadable {
            event: event.map(str::to_owned),
            why,
        };
        let value = strict_json::read(input)
            .map_err(|why| failed(None, format!("the input is not one JSON object: {why}")))?;
        let Value::Object(input) = value else {
            return Err(failed(None, "the input is no JSON object".to_owned()));
        };
        let event = text(&input, "hook_event_name").map_err(|why| failed(None, why))?;
        let known = self.events.iter().find(|(name, _)| *name == event);
        let Some((_, kind)) = known else {
            let name = self.name;
            return Err(failed(
                Some(event),
                format!("{name} has no event `{event}` that the guard knows"),
            ));
        };
        let asked = self.asked(&input, event, *kind);
        asked.map_err(|why| failed(Some(event), why))
    }

    fn asked(&self, input: &Map<String, Value>, event: &str, kind: Event) -> Result<Asked, String> {
        let act = self.act(input, kind)?;
        let mut folders = self.folders(input)?;
        if folders.is_empty() {
            let places = self.places.join("` or `");
            return Err(format!("it does not say where the agent works: `{places}`"));
        }
        if let Some(Value::Object(given)) = input.get("tool_input") {
            folders.extend(said_places(given, &folders[0])?);
        }
        Ok(Asked {
            event: event.to_owned(),
            act,
            cwd: folders.remove(0),
            folders,
        })
    }

    fn act(&self, input: &Map<String, Value>, kind: Event) -> Result<Act, String> {
        match kind {
            Event::Tool => self.tool(text(input, "tool_name")?, input.get("tool_input")),
            Event::Shell(key) => Ok(Act::Executes(text(input, key)?.to_owned())),
            Event::Server => unknown(text(input, "tool_name")?, input.get("tool_input")),
            Event::Reads => Ok(Act::Reads),
            Event::Written(key) => Ok(Act::Writes(vec![Touch::writes(text(input, key)?)])),
            Event::Stops => {
                let asked_before = input.get("stop_hook_active") == Some(&Value::Bool(true));
                let loops = input.get("loop_count").and_then(Value::as_u64);
                let again = asked_before || loops.is_some_and(|count| count > 0);
                Ok(Act::Stops { again })
            }
            Event::Tells => Ok(Act::Tells),
        }
    }

    fn tool(&self, name: &str, given: Option<&Value>) -> Result<Act, String> {
        let known = self.tools.iter().find(|(tool, _)| *tool == name);
        let Some((_, tool)) = known else {
            return match own_tool(name, given)? {
                Some(own) => Ok(Act::Serves(own)),
                None => unknown(name, given),
            };
        };
        if matches!(tool, Tool::Reads) {
            return Ok(Act::Reads);
        }
        let Some(Value::Object(given)) = given else {
            return Err(format!("`tool_input` of {name} is no JSON object"));
        };
        match tool {
            Tool::Reads => Ok(Act::Reads),
            Tool::Executes(key) => Ok(Act::Executes(text(given, key)?.to_owned())),
            Tool::Patches(key) => Ok(Act::Writes(patch::touched(text(given, key)?)?)),
            Tool::Writes(keys) => written(given, keys, Touch::writes),
            Tool::Removes(keys) => written(given, keys, Touch::removes),
        }
    }

    /// Where the event says that the agent works.
    fn folders(&self, input: &Map<String, Value>) -> Result<Vec<String>, String> {
        let mut folders = Vec::new();
        for place in self.places {
            match input.get(*place) {
                None => {}
                // Cursor knows none for some shells.
                Some(Value::String(folder)) if folder.is_empty() => {}
                Some(Value::String(folder)) => folders.push(folder.clone()),
                Some(Value::Array(all)) => {
                    for folder in all {
                        let folder = folder.as_str();
                        let folder = folder.ok_or(format!("`{place}` holds what is no text"))?;
                        folders.push(folder.to_owned());
                    }
                }
                Some(_) => return Err(format!("`{place}` is no text")),
            }
        }
        match folders.iter().find(|folder| !folder.starts_with('/')) {
            Some(folder) => Err(format!("`{folder}` is no absolute path")),
            None => Ok(folders),
        }
    }

    /// What the hook says to an event that could be read.
    pub fn answer(&self, asked: &Asked, ruling: &Ruling) -> Answer {
        (self.answer)(Some((&asked.event, &asked.act)), ruling)
    }

    /// What the hook says to one that could not.
    pub fn refuse(&self, unreadable: &Unreadable) -> Answer {
        let known = |name: &String| self.events.iter().any(|(event, _)| event == name);
        let event = unreadable.event.as_ref().filter(|name| known(name));
        let ruling = Ruling::Deny(format!(
            "the guard denies what it cannot read: {}",
            unreadable.why
        ));
        // What it would have done nobody knows.
        let act = Act::Calls {
            name: String::new(),
            touches: Vec::new(),
        };
        (self.answer)(event.map(|event| (event.as_str(), &act)), &ruling)
    }
}

/// A tool that nobody here knows, with the files that its input names. Some agents give that as a text.
fn unknown(name: &str, given: Option<&Value>) -> Result<Act, String> {
    let read = match given {
        Some(Value::String(text)) if !text.trim().is_empty() => {
            let read = strict_json::read(text.as_bytes());
            let read = read.map_err(|why| format!("`tool_input` of {name} is no JSON: {why}"))?;
            Some(read)
        }
        _ => None,
    };
    Ok(Act::Calls {
        name: name.to_owned(),
        touches: read.as_ref().or(given).map_or_else(Vec::new, of_unknown),
    })
}

/// A text that must be there.
fn text<'v>(object: &'v Map<String, Value>, key: &str) -> Result<&'v str, String> {
    let value = object.get(key).ok_or(format!("`{key}` is missing"))?;
    value.as_str().ok_or(format!("`{key}` is no text"))
}

impl Answer {
    /// Nothing is said, and the agent goes on.
    pub(crate) fn silence() -> Self {
        Self {
            json: None,
            said: None,
            code: 0,
        }
    }

    /// The agent goes on.
    pub(crate) fn go_on(json: Value) -> Self {
        Self {
            json: Some(json),
            said: None,
            code: 0,
        }
    }

    /// It does not happen: the JSON says so, and so do the exit code and stderr to agents that read no JSON then.
    pub(crate) fn deny(json: Value, reason: &str) -> Self {
        Self {
            json: Some(json),
            said: Some(reason.to_owned()),
            code: 2,
        }
    }
}
