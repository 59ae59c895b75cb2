//! Keys of TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{DEEPEST, MOST, Node};

/// The keys of a document, as they follow each other; what is broken in it is left out.
pub(super) fn nodes(text: &str) -> Vec<Node> {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut walk = Walk {
        text,
        found: Vec::new(),
        path: Vec::new(),
    };
    walk.table(table.get_ref());
    let mut found = walk.found;
    // Tables come sorted by key; the order of a reader is that of the bytes.
    found.sort_by_key(|(at, _)| *at);
    number(text, found)
}

struct Walk<'t> {
    text: &'t str,
    found: Vec<(usize, Node)>,
    path: Vec<String>,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            self.value((key.get_ref(), key.span().start), value);
        }
    }

    fn value(&mut self, (key, at): (&str, usize), value: &Spanned<DeValue<'_>>) {
        if self.path.len() >= DEEPEST || self.found.len() >= MOST {
            return;
        }
        self.path.push(key.to_owned());
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => None,
            _ => self.text.get(value.span()).map(str::to_owned),
        };
        let node = Node {
            path: self.path.clone(),
            text,
            line: 0,
        };
        self.found.push((at, node));
        match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    // The first item of `[[list]]` begins before the key does.
                    let start = item.span().start.max(at);
                    self.value((&number.to_string(), start), item);
                }
            }
            _ => {}
        }
        self.path.pop();
    }
}

/// Gives each node the line of its byte.
fn number(text: &str, found: Vec<(usize, Node)>) -> Vec<Node> {
    let (mut line, mut seen) = (1, 0);
    let numbered = found.into_iter().map(|(at, mut node)| {
        let between = text.as_bytes().get(seen..at).unwrap_or_default();
        line += between.iter().filter(|byte| **byte == b'\n').count();
        seen = at.max(seen);
        node.line = line;
        node
    });
    numbered.collect()
}
