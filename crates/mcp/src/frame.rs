//! What a client gets: our own words, and beside them, under `untrusted`, what comes from documents, outputs and file names.

use rmcp::model::CallToolResult;
use serde_json::{Map, Value, json};
use stopgate_system::Answered;

use crate::given::Wrong;
use crate::visible::{visible, visible_map, visible_value};

/// Version of everything that is answered, as in the JSON of the command line.
pub(crate) const SCHEMA: u32 = 1;
/// Most bytes of one answer; about 1,500 tokens (GOAL-A1).
pub(crate) const MOST_BYTES: usize = 4_500;
/// Bytes that the frame of an answer may have besides what is counted.
const MARGIN: usize = 60;
/// Bytes of text that go into a list of lines instead of standing beside the lists.
const MOST_HEAD: usize = 300;
/// Bytes of everything beside the lists, and the characters of each text of it, and where they have to be fewer.
const HEAD_BYTES: usize = 3_000;
const MOST_FACT: [usize; 4] = [700, 250, 80, 12];
/// Characters of a text in a list, and where it has to be shorter.
const MOST_ITEM: [usize; 3] = [500, 120, 24];
/// What is said of a command that did not come to its end.
const ENDED: &str = "ended by the system; nothing follows from it";
/// Characters that are kept of what a command says besides.
const MOST_SAID: usize = 700;

/// An answer before it is cut into pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// How the command ended; none where none was started, it was stopped, or a signal ended it.
    pub(crate) exit: Option<i32>,
    /// True where it did not end by itself, or not all that it said is there: then nothing follows from what is.
    pub(crate) broke_off: bool,
    /// What to do now, in our own words.
    pub(crate) next: Option<&'static str>,
    /// Facts about the whole.
    pub(crate) head: Map<String, Value>,
    /// Lists, of which a page shows a part.
    pub(crate) lists: Vec<(String, Vec<Value>)>,
}

impl Frame {
    /// What a command printed: its lists, and the rest as facts about the whole.
    pub(crate) fn of(answered: &Answered) -> Self {
        let mut frame = Self {
            exit: answered.code,
            broke_off: answered.code.is_none() || answered.is_cut,
            ..Self::default()
        };
        match serde_json::from_slice(&answered.stdout) {
            Ok(Value::Object(document)) => frame.take(document),
            // Pages are text where they have no other form.
            _ if !answered.stdout.is_empty() && !answered.is_cut => {
                let text = String::from_utf8_lossy(&answered.stdout);
                frame.lists.push(lines("text", &text));
            }
            _ => {}
        }
        if answered.is_cut {
            let why = "the command printed more than is kept; ask for a part, such as one plan";
            frame.head.insert("cut".to_owned(), json!(why));
        }
        frame.say(&answered.stderr);
        frame
    }

    fn take(&mut self, document: Map<String, Value>) {
        for (name, value) in document {
            match value {
                Value::Array(items) => self.lists.push((name, items)),
                Value::String(text) if text.len() > MOST_HEAD => {
                    self.lists.push(lines(&name, &text));
                }
                Value::Null => {}
                _ if name == "schema" => {}
                value => {
                    self.head.insert(name, value);
                }
            }
        }
    }

    /// Keeps the end of what a command said besides; its reason stands there.
    pub(crate) fn say(&mut self, stderr: &[u8]) {
        let said = String::from_utf8_lossy(stderr);
        let said = said.trim();
        if said.is_empty() {
            return;
        }
        let first = said.chars().count().saturating_sub(MOST_SAID);
        let end: String = said.chars().skip(first).collect();
        self.head.insert("said".to_owned(), json!(end));
    }

    /// The list of this name, taken out.
    pub(crate) fn taken(&mut self, name: &str) -> Vec<Value> {
        let at = self.lists.iter().position(|(known, _)| known == name);
        at.map(|at| self.lists.remove(at).1).unwrap_or_default()
    }

    /// True where the command said nothing that can be relied on: it refused, crashed, was killed, or was cut.
    pub(crate) fn is_error(&self) -> bool {
        self.broke_off || self.exit.is_some_and(|code| !is_verdict(code))
    }

    /// The page that begins with this item, counted over all lists.
    pub(crate) fn page(&self, from: usize) -> Value {
        let mut shown = self.facts();
        for (name, _) in &self.lists {
            shown.insert(visible(name, MOST_HEAD), json!([]));
        }
        let mut page = json!({ "schema": SCHEMA });
        if let Some(code) = self.exit {
            page["exit"] = json!(code);
            page["means"] = json!(meaning(code));
        } else if self.broke_off {
            page["means"] = json!(ENDED);
        }
        if let Some(next) = self.next {
            page["next"] = json!(next);
        }
        let mut size =
            page.to_string().len() + Value::Object(shown.clone()).to_string().len() + MARGIN;
        let items = self
            .lists
            .iter()
            .flat_map(|(name, items)| items.iter().map(move |item| (name, item)));
        let mut is_first = true;
        for (at, (name, item)) in items.enumerate().skip(from) {
            let (item, cost) = fitting(
                item,
                if is_first {
                    MOST_BYTES.saturating_sub(size)
                } else {
                    MOST_BYTES
                },
            );
            if size + cost > MOST_BYTES && !is_first {
                page["more"] = json!(at);
                break;
            }
            is_first = false;
            size += cost;
            if let Some(Value::Array(list)) = shown.get_mut(&visible(name, MOST_HEAD)) {
                list.push(item);
            }
        }
        page["untrusted"] = Value::Object(shown);
        page
    }

    /// The facts about the whole, cut until they leave room for the lists.
    fn facts(&self) -> Map<String, Value> {
        let mut cut = MOST_FACT.iter().map(|most| visible_map(&self.head, *most));
        let fits = |facts: &Map<String, Value>| json!(facts).to_string().len() <= HEAD_BYTES;
        let too_long = || Map::from_iter([("cut".to_owned(), json!("too long to be shown"))]);
        cut.find(fits).unwrap_or_else(too_long)
    }

    /// The page as the result of a tool. A verdict is no failure of the tool; a refusal is.
    pub(crate) fn result(&self, from: usize) -> CallToolResult {
        let page = self.page(from);
        self.wrapped(page)
    }

    /// All of it as the result of a tool that does something: calling it again would do it again, so it has one page.
    pub(crate) fn result_of_deed(&self) -> CallToolResult {
        let mut page = self.page(0);
        if let Some(map) = page.as_object_mut()
            && let Some(from) = map.remove("more").and_then(|more| more.as_u64())
        {
            let count: usize = self.lists.iter().map(|(_, items)| items.len()).sum();
            map.insert("left_out".to_owned(), json!(count as u64 - from));
        }
        self.wrapped(page)
    }

    fn wrapped(&self, page: Value) -> CallToolResult {
        if self.is_error() {
            CallToolResult::structured_error(page)
        } else {
            CallToolResult::structured(page)
        }
    }
}

/// True for an exit code that says something of a plan or a run.
pub(crate) fn is_verdict(code: i32) -> bool {
    matches!(code, 0 | 1 | 3 | 10 | 11)
}

/// The result of a call that cannot be made: why in our own words, and beside it what is repeated of what was said.
pub(crate) fn refused(wrong: &Wrong) -> CallToolResult {
    let mut page = json!({ "schema": SCHEMA, "error": wrong.why });
    if let Some(said) = wrong.data() {
        page["untrusted"] = said;
    }
    CallToolResult::structured_error(page)
}

/// A text as a list of its lines.
fn lines(name: &str, text: &str) -> (String, Vec<Value>) {
    (
        name.to_owned(),
        text.lines().map(|line| json!(line)).collect(),
    )
}

/// An item, cut until it fits, and the bytes that it takes.
fn fitting(item: &Value, room: usize) -> (Value, usize) {
    for most in MOST_ITEM {
        let shown = visible_value(item, most);
        let cost = shown.to_string().len() + 1;
        if cost <= room {
            return (shown, cost);
        }
    }
    let shown = json!("too long to be shown");
    let cost = shown.to_string().len() + 1;
    (shown, cost)
}

/// What an exit code means, the same in every command.
fn meaning(code: i32) -> &'static str {
    match code {
        0 => "fine",
        1 => "findings of severity error, or a step failed",
        2 => "wrong usage, or an environment that does not allow it",
        3 => "the gate fails, nobody approved the plan as it is, or a person said no-go",
        4 => "refused for safety",
        10 => "waits at a stop-gate: only a person says go or no-go, outside of this protocol",
        11 => {
            "the outcome of a step is unknown: only a person resolves it, outside of this protocol"
        }
        _ => ENDED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(stdout: &str) -> Answered {
        Answered {
            code: Some(1),
            stdout: stdout.as_bytes().to_vec(),
            stderr: b"\x1b[2Jwarning\n".to_vec(),
            is_cut: false,
        }
    }

    #[test]
    fn pages_hold_everything_once_and_are_small() {
        let items: Vec<Value> = (0..200)
            .map(|at| json!({ "at": at, "text": "x".repeat(at * 40) }))
            .collect();
        let frame = Frame::of(&answered(
            &json!({ "schema": 1, "a": "b", "items": items }).to_string(),
        ));
        let (mut from, mut seen) = (0, Vec::new());
        loop {
            let page = frame.page(from);
            assert!(
                page.to_string().len() <= MOST_BYTES,
                "{}",
                page.to_string().len()
            );
            assert_eq!(page["untrusted"]["a"], "b");
            assert_eq!(page["untrusted"]["said"], "\\u{1b}[2Jwarning");
            let list = page["untrusted"]["items"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            seen.extend(list.iter().map(|item| item["at"].as_u64()));
            match page["more"].as_u64() {
                Some(more) => from = usize::try_from(more).unwrap_or_default(),
                None => break,
            }
        }
        let all: Vec<Option<u64>> = (0..200).map(Some).collect();
        assert_eq!(seen, all);
    }

    #[test]
    fn a_command_that_did_not_come_to_its_end_is_an_error() {
        let whole = answered(&json!({ "verdict": "pass" }).to_string());
        for (code, is_error) in [
            (None, true),
            (Some(101), true),
            (Some(-1), true),
            (Some(2), true),
            (Some(4), true),
            (Some(0), false),
            (Some(1), false),
            (Some(3), false),
            (Some(10), false),
            (Some(11), false),
        ] {
            let frame = Frame::of(&Answered {
                code,
                ..whole.clone()
            });
            assert_eq!(frame.is_error(), is_error, "{code:?}");
            assert_eq!(frame.result(0).is_error, Some(is_error), "{code:?}");
            assert_eq!(frame.result_of_deed().is_error, Some(is_error), "{code:?}");
        }
        let cut = Answered {
            is_cut: true,
            ..whole
        };
        assert_eq!(Frame::of(&cut).result(0).is_error, Some(true));
        let dead = Answered {
            code: None,
            ..answered("")
        };
        assert_eq!(Frame::of(&dead).page(0)["means"], ENDED);
    }

    #[test]
    fn what_is_left_out_of_a_deed_is_counted() {
        let items: Vec<Value> = (0..200).map(|at| json!("x".repeat(at))).collect();
        let frame = Frame::of(&answered(&json!({ "items": items }).to_string()));
        let page = frame.result_of_deed().structured_content.unwrap();
        let shown = page["untrusted"]["items"].as_array().unwrap().len() as u64;
        assert_eq!(page["left_out"].as_u64(), Some(200 - shown));
        assert!(page.get("more").is_none(), "{page}");
    }

    #[test]
    fn an_item_that_fits_nowhere_does_not_stop_the_pages() {
        let huge = json!({ "a": vec!["x".repeat(1000); 1000] });
        let frame = Frame::of(&answered(&json!({ "items": [huge, "second"] }).to_string()));
        let page = frame.page(0);
        assert_eq!(
            page["untrusted"]["items"],
            json!(["too long to be shown", "second"])
        );
        assert_eq!(frame.page(7)["untrusted"]["items"], json!([]));
    }
}
