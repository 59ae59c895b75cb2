//! JSON that every reader understands in the same way: where a key stands twice, one program takes the first and
//! another one the last, and the guard would rule over something else than what is carried out.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Reads one JSON document.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, String> {
    let Unique(value) = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    Ok(value)
}

/// A value in which no object has a key twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Unique(value))) = entries.next_entry::<String, Unique>()? {
            if map.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format!(
                    "the key {key:?} stands there twice"
                )));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_two_readers_could_take_differently_is_not_json() {
        for text in [
            "",
            "{",
            "{} {}",
            "{\"a\": 1, \"a\": 2}",
            "{\"a\": {\"b\": [{\"c\": 1, \"c\": 1}]}}",
            "{\"a\": NaN}",
            "\u{feff}{}",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        let nested = "[".repeat(1000) + &"]".repeat(1000);
        assert!(read(nested.as_bytes()).is_err());
        assert!(read(b"{\"a\": \"\xff\"}").is_err());
    }

    #[test]
    fn what_is_json_is_read() {
        let text = r#"{"a": [1, -2, 0.5, true, null, "x"], "b": {"a": {}}}"#;
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text.as_bytes()), Ok(expected));
    }
}
