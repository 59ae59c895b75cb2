//! Keys of YAML: those of the first document, scalars as they are written.

use granit_parser::{Event, Parser};

use super::{DEEPEST, MOST, Node};

/// The keys up to where the file is broken. Aliases are not followed: they could name more than fits anywhere.
pub(super) fn nodes(text: &str) -> Vec<Node> {
    let mut walk = Walk::default();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        if !walk.take(event, span.start.line()) || walk.found.len() >= MOST {
            break;
        }
    }
    walk.found
}

/// What is open around a value.
enum Open {
    /// A mapping that waits for a key, …
    Keys,
    /// … or for the value of a key that was told already.
    Value,
    /// A list, with the number of its next item.
    Items(usize),
    /// Something nested too deep, or that is itself a key: nothing of it is kept.
    Unseen,
}

#[derive(Default)]
struct Walk {
    found: Vec<Node>,
    path: Vec<String>,
    open: Vec<Open>,
}

impl Walk {
    /// False at the end of the first document.
    fn take(&mut self, event: Event<'_>, line: usize) -> bool {
        match event {
            Event::Scalar(text, ..) => self.scalar(text.into_owned(), line),
            Event::Alias(..) => self.scalar(String::new(), line),
            Event::MappingStart(..) => self.begin(Open::Keys, line),
            Event::SequenceStart(..) => self.begin(Open::Items(0), line),
            Event::MappingEnd | Event::SequenceEnd => self.end(),
            Event::DocumentEnd => return false,
            _ => {}
        }
        true
    }

    fn scalar(&mut self, text: String, line: usize) {
        match self.open.last_mut() {
            Some(open @ Open::Keys) => {
                *open = Open::Value;
                self.path.push(text);
                self.keep(None, line);
            }
            Some(Open::Value) => {
                if let Some(key) = self.found.last_mut() {
                    key.text = Some(text);
                }
                self.done();
            }
            Some(Open::Items(_)) => {
                self.item(line);
                if let Some(item) = self.found.last_mut() {
                    item.text = Some(text);
                }
                self.done();
            }
            Some(Open::Unseen) | None => {}
        }
    }

    fn begin(&mut self, opened: Open, line: usize) {
        match self.open.last() {
            Some(Open::Items(_)) => self.item(line),
            Some(Open::Value) | None => {}
            // A mapping that is a key itself.
            Some(Open::Keys | Open::Unseen) => return self.open.push(Open::Unseen),
        }
        let is_deep = self.open.len() >= DEEPEST;
        self.open.push(if is_deep { Open::Unseen } else { opened });
    }

    fn end(&mut self) {
        let was_unseen = matches!(self.open.pop(), Some(Open::Unseen));
        match self.open.last_mut() {
            // The value of a key that is a mapping itself is told by nobody.
            Some(open @ Open::Keys) if was_unseen => {
                *open = Open::Value;
                self.path.push(String::new());
                self.keep(None, 0);
            }
            Some(Open::Value | Open::Items(_)) => self.done(),
            _ => {}
        }
    }

    /// An item of the list that is open begins.
    fn item(&mut self, line: usize) {
        if let Some(Open::Items(next)) = self.open.last_mut() {
            self.path.push(next.to_string());
            *next += 1;
            self.keep(None, line);
        }
    }

    /// A key or an item has its value.
    fn done(&mut self) {
        self.path.pop();
        if let Some(open @ Open::Value) = self.open.last_mut() {
            *open = Open::Keys;
        }
    }

    fn keep(&mut self, text: Option<String>, line: usize) {
        self.found.push(Node {
            path: self.path.clone(),
            text,
            line,
        });
    }
}
