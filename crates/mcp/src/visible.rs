//! Text of others in an answer: spelled out where nobody would see it, and cut where it is long.

use serde_json::{Map, Value};
use stopgate_lineage::is_unseen;

/// Text in which what nobody sees or a terminal obeys is spelled out as `\u{..}`, at most so many characters of it.
pub(crate) fn visible(text: &str, most: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(most));
    let mut characters = text.chars();
    for c in characters.by_ref().take(most) {
        match c {
            '\n' | '\t' => shown.push(c),
            _ if is_unseen(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    match characters.count() {
        0 => shown,
        left => format!("{shown}… ({left} more characters)"),
    }
}

/// The same for every text of a value, names of its parts included.
pub(crate) fn visible_value(value: &Value, most: usize) -> Value {
    match value {
        Value::String(text) => Value::String(visible(text, most)),
        Value::Array(values) => Value::Array(
            values
                .iter()
                .map(|value| visible_value(value, most))
                .collect(),
        ),
        Value::Object(map) => Value::Object(visible_map(map, most)),
        other => other.clone(),
    }
}

/// The same for every part of an object.
pub(crate) fn visible_map(map: &Map<String, Value>, most: usize) -> Map<String, Value> {
    let part = |(name, value): (&String, &Value)| (visible(name, most), visible_value(value, most));
    map.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_nobody_sees_is_spelled_out_and_what_is_long_is_cut() {
        let value = json!({ "a\u{1b}": ["b\u{202e}\u{200b}\n", 1, null, "12345678901234567890"] });
        let shown = visible_value(&value, 12);
        assert_eq!(
            shown,
            json!({ "a\\u{1b}": ["b\\u{202e}\\u{200b}\n", 1, null, "123456789012… (8 more characters)"] })
        );
    }
}
