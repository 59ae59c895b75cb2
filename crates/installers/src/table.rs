//! A table of ours in a TOML file: it stands at the end between two marks, since a table ends only where the next
//! one begins.

use toml::{Table, Value};

use crate::Refusal;
use crate::draft::Draft;
use crate::section::{self, Marks};

/// The tables of a text.
fn read(text: &str) -> Result<Table, Refusal> {
    let text = text.trim_start_matches('\u{feff}');
    toml::from_str(text).map_err(|error| {
        let (line, column) = error.span().map_or((1, 1), |span| place(text, span.start));
        Refusal::Toml(format!("line {line}, column {column}: {}", error.message()))
    })
}

/// Line and column of a place, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].chars().count() + 1)
}

/// Says whether a text can be read at all.
pub(crate) fn readable(text: &str) -> Result<(), Refusal> {
    read(text).map(drop)
}

/// True where the table is there.
pub(crate) fn has(text: &str, keys: &[&str]) -> bool {
    let table = read(text).unwrap_or_default();
    let mut value = &Value::Table(table);
    for key in keys {
        match value.get(key) {
            Some(inner) => value = inner,
            None => return false,
        }
    }
    true
}

/// The text with the table.
pub(crate) fn put(text: &str, keys: &[&str], wanted: &str) -> Result<Draft, Refusal> {
    readable(text)?;
    if has(text, keys) {
        return Err(Refusal::TakenKey(keys.join(".")));
    }
    let draft = section::put(text, wanted, &Marks::TOML);
    match read(&draft.text) {
        Ok(_) => Ok(draft),
        Err(_) => Err(Refusal::Shape {
            key: keys.first().copied().unwrap_or_default().to_owned(),
            wanted: "table of its own",
        }),
    }
}

/// True where both texts say the same but for the table.
pub(crate) fn keeps_rest(before: &str, after: &str, keys: &[&str]) -> bool {
    let rest = |text: &str| {
        let mut table = read(text).ok()?;
        take_out(&mut table, keys);
        Some(table)
    };
    match (rest(before), rest(after)) {
        (Some(before), Some(after)) => before == after,
        _ => false,
    }
}

fn take_out(table: &mut Table, keys: &[&str]) {
    let Some((first, rest)) = keys.split_first() else {
        return;
    };
    if rest.is_empty() {
        table.remove(*first);
    } else if let Some(Value::Table(inner)) = table.get_mut(*first) {
        take_out(inner, rest);
        if inner.is_empty() {
            table.remove(*first);
        }
    }
}
