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
/// Characters that are kept of what a command says besides.
const MOST_SAID: usize = 700;

/// An answer before it is cut into pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// How the command ended; none where none was started or it was stopped.
    pub(crate) exit: Option<i32>,
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
        if matches!(self.exit, Some(2 | 4)) {
            CallToolResult::structured_error(page)
        } else {
            CallToolResult::structured(page)
        }
    }
}

/// The result of a call whose arguments were wrong.
pub(crate) fn refused(wrong: &Wrong) -> CallToolResult {
    CallToolResult::structured_error(json!({ "schema": SCHEMA, "error": wrong.0 }))
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
        _ => "ended by the system",
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
