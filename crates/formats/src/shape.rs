//! The shape of format files as a JSON Schema, and where a file departs from it: every place, with the
//! key or word that was probably meant.

use std::ops::Range;

use serde_json::{Map, Value as Json, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Format;
use crate::layer::Misfit;
use crate::nearest::suggestion;

/// Tables that may say what they take out of a base.
const LAYERED: &[&str] = &["SectionSpec", "PhaseSpec", "Recognition"];

/// The JSON Schema of format files, for editors (requirement F2). What a file may inherit is not
/// demanded of its tables.
pub fn format_schema() -> Json {
    schema(Some("id"))
}

/// The schema; where a key is given, tables with it need nothing else, and other tables nothing.
fn schema(least: Option<&str>) -> Json {
    let mut schema = schemars::schema_for!(Format).to_value();
    let remove = json!({
        "description": "What is not inherited: entries by id, rules by name, and whole keys under `keys`.",
        "type": "object",
        "additionalProperties": { "type": "array", "items": { "type": "string" } },
    });
    if let Some(tables) = schema.get_mut("$defs").and_then(Json::as_object_mut) {
        for (name, table) in tables {
            if LAYERED.contains(&name.as_str()) {
                table["properties"]["remove"] = remove.clone();
            }
            let Some(least) = least else {
                continue;
            };
            if table["properties"].get(least).is_some() {
                table["required"] = json!([least]);
            } else if LAYERED.contains(&name.as_str()) {
                table["required"] = json!([]);
            }
        }
    }
    schema["properties"]["remove"] = remove;
    let all = schema["required"].take();
    schema["required"] = json!(["id"]);
    schema["if"] = json!({ "not": { "required": ["extends"] } });
    schema["then"] = json!({ "required": all });
    schema["title"] = json!("Stopgate plan format");
    schema
}

/// What departed from the shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Departure {
    /// A key that means nothing.
    UnknownKey,
    /// A value of another kind, or a word that is not one of those known.
    WrongValue,
    /// A key that is needed.
    MissingKey,
}

/// Every place in which a file departs from the shape of format files.
pub(crate) fn departures(root: &Spanned<DeTable<'_>>) -> Vec<(Departure, Misfit)> {
    let extends = crate::layer::entry(root.get_ref(), "extends").is_some();
    let schema = schema(extends.then_some("id"));
    let mut walk = Walk {
        schema: &schema,
        found: Vec::new(),
    };
    walk.table(
        root.get_ref(),
        &schema,
        ("the file", root.span().start..root.span().start),
    );
    if !extends {
        walk.needed(root.get_ref(), &schema["then"], ("the file", 0..0));
    }
    walk.found
}

struct Walk<'s> {
    schema: &'s Json,
    found: Vec<(Departure, Misfit)>,
}

impl<'s> Walk<'s> {
    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Json, name: &str) {
        let schema = self.followed(schema);
        let kind = kind_of(value.get_ref());
        if let Some(words) = words(schema, self.schema) {
            match value.get_ref().as_str() {
                Some(word) if words.contains(&word) => {}
                Some(word) => {
                    let near = suggestion(word, words.iter().copied());
                    self.wrong(
                        value.span(),
                        format!("`{word}` is no value of `{name}`{near}"),
                        &words,
                    );
                }
                None if alternatives(schema).is_none() => {
                    self.wrong(value.span(), format!("`{name}` is {kind}"), &words);
                }
                None => {}
            }
            if value.get_ref().as_str().is_some() || alternatives(schema).is_none() {
                return;
            }
        }
        let Some(schema) = self.fitting(value.get_ref(), schema) else {
            let wanted = self.kinds(schema);
            let message = format!("`{name}` is {kind}, and has to be {wanted}");
            self.found.push((
                Departure::WrongValue,
                Misfit::new(value.span(), message, format!("Write {wanted}")),
            ));
            return;
        };
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, schema, (name, value.span())),
            DeValue::Array(values) => {
                for value in values {
                    self.value(value, &schema["items"], name);
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, table: &DeTable<'_>, schema: &'s Json, (name, span): (&str, Range<usize>)) {
        let empty = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&empty);
        let other = schema
            .get("additionalProperties")
            .filter(|other| other.is_object());
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            match (schema["properties"].get(word), other) {
                (Some(schema), _) => self.value(value, schema, word),
                (None, Some(other)) => self.value(value, other, word),
                (None, None) => {
                    let near = suggestion(word, known.keys().map(String::as_str));
                    let keys: Vec<&str> = known.keys().map(String::as_str).collect();
                    let message = format!("`{word}` is no key of {}{near}", described(name));
                    let help = format!("Known are {}", keys.join(", "));
                    self.found.push((
                        Departure::UnknownKey,
                        Misfit::new(key.span(), message, help),
                    ));
                }
            }
        }
        self.needed(table, schema, (name, span));
    }

    fn needed(&mut self, table: &DeTable<'_>, schema: &Json, (name, span): (&str, Range<usize>)) {
        for key in schema["required"].as_array().into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            if crate::layer::entry(table, key).is_none() {
                let message = format!("{} has no `{key}`", described(name));
                let help = format!("Add `{key} = …`; `stopgate schema format` says what it holds");
                self.found.push((
                    Departure::MissingKey,
                    Misfit::new(span.clone(), message, help),
                ));
            }
        }
    }

    fn wrong(&mut self, span: Range<usize>, message: String, words: &[&str]) {
        let help = format!("It is one of {}", words.join(", "));
        self.found
            .push((Departure::WrongValue, Misfit::new(span, message, help)));
    }

    fn followed(&self, schema: &'s Json) -> &'s Json {
        followed(schema, self.schema)
    }

    /// The schema, or that of its alternatives, which is about values of this kind.
    fn fitting(&self, value: &DeValue<'_>, schema: &'s Json) -> Option<&'s Json> {
        let Some(alternatives) = alternatives(schema) else {
            return is_kind(value, schema).then_some(schema);
        };
        let mut followed = alternatives.iter().map(|one| self.followed(one));
        followed.find(|one| is_kind(value, one))
    }

    fn kinds(&self, schema: &Json) -> String {
        let of = |schema: &Json| match &schema["type"] {
            Json::String(kind) => spoken(kind).to_owned(),
            Json::Array(kinds) => {
                spoken(kinds.first().and_then(Json::as_str).unwrap_or_default()).to_owned()
            }
            _ => String::new(),
        };
        let several = alternatives(schema).map_or_else(Vec::new, |all| {
            all.iter()
                .map(|one| of(followed(one, self.schema)))
                .collect()
        });
        let mut names: Vec<String> = several.into_iter().chain([of(schema)]).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        names.join(" or ")
    }
}

fn followed<'s>(schema: &'s Json, root: &'s Json) -> &'s Json {
    let target = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'));
    target.and_then(|path| root.pointer(path)).unwrap_or(schema)
}

fn alternatives(schema: &Json) -> Option<&Vec<Json>> {
    schema["anyOf"].as_array().or(schema["oneOf"].as_array())
}

/// The words that a value may be, where it is one of some.
fn words<'s>(schema: &'s Json, root: &'s Json) -> Option<Vec<&'s str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Json::as_str).collect());
    }
    let mut all = Vec::new();
    for one in alternatives(schema)? {
        let one = followed(one, root);
        match one["const"].as_str() {
            Some(word) => all.push(word),
            None => all.extend(words(one, root).unwrap_or_default()),
        }
    }
    (!all.is_empty()).then_some(all)
}

fn is_kind(value: &DeValue<'_>, schema: &Json) -> bool {
    let fits = |kind: &str| {
        matches!(
            (kind, value),
            ("string", DeValue::String(_))
                | ("integer", DeValue::Integer(_))
                | ("number", DeValue::Integer(_) | DeValue::Float(_))
                | ("boolean", DeValue::Boolean(_))
                | ("array", DeValue::Array(_))
                | ("object", DeValue::Table(_))
        )
    };
    match &schema["type"] {
        Json::String(kind) => fits(kind),
        Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).any(fits),
        _ => false,
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn spoken(kind: &str) -> &str {
    match kind {
        "string" => "a text in quotes",
        "integer" | "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a table",
        _ => "",
    }
}

fn described(name: &str) -> String {
    if name == "the file" {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}
