//! Puts entries into a JSON text. Every step inserts, and reads the text anew.

use jsonc_parser::ast::{Array, Object, Value as Node};
use jsonc_parser::common::{Range, Ranged as _};
use serde_json::{Map, Value, json};

use super::layout::{Layout, after_comments, begins_line, comma, comments_behind, indentation};
use super::reading::read;
use super::{Additions, HOOKS, SERVER, VERSION, serves};
use crate::Refusal;
use crate::draft::Draft;

/// A list or an object, as far as it matters for putting something at its end.
struct Place {
    range: Range,
    last: Option<Range>,
}

/// Puts all additions in; the text has a root.
pub(super) fn put(draft: &mut Draft, additions: &Additions) -> Result<(), Refusal> {
    if additions.version && !has(draft, &[VERSION])? {
        add(draft, &[], Some(VERSION), &1.into())?;
    }
    for (event, entry) in &additions.hooks {
        if !has(draft, &[HOOKS, event])? {
            ensure_object(draft, HOOKS)?;
            add(draft, &[HOOKS], Some(event), &json!([]))?;
        }
        add(draft, &[HOOKS, event], None, entry)?;
    }
    if let Some((under, entry)) = &additions.server {
        ensure_object(draft, under)?;
        if !has(draft, &[under, SERVER])? {
            add(draft, &[under], Some(SERVER), entry)?;
        } else if !is_served(draft, under, entry)? {
            return Err(Refusal::TakenKey(format!("{under}.{SERVER}")));
        }
    }
    Ok(())
}

/// True where the server that is there does what ours would.
fn is_served(draft: &Draft, under: &str, wanted: &Value) -> Result<bool, Refusal> {
    let root = read(&draft.text)?.map(Value::from).unwrap_or_default();
    Ok(serves(&root[under][SERVER], wanted))
}

fn ensure_object(draft: &mut Draft, key: &str) -> Result<(), Refusal> {
    if has(draft, &[key])? {
        return Ok(());
    }
    add(draft, &[], Some(key), &Map::new().into())
}

/// True where something is under these keys.
fn has(draft: &Draft, keys: &[&str]) -> Result<bool, Refusal> {
    let root = read(&draft.text)?;
    let found = root.as_ref().map(|root| follow(root, keys));
    Ok(found.transpose()?.flatten().is_some())
}

/// The value under these keys; none where one of them is not there.
fn follow<'n, 'a>(root: &'n Node<'a>, keys: &[&str]) -> Result<Option<&'n Node<'a>>, Refusal> {
    let mut node = root;
    for (depth, key) in keys.iter().enumerate() {
        match member(object(node, &keys[..depth])?, key)? {
            Some(inner) => node = inner,
            None => return Ok(None),
        }
    }
    Ok(Some(node))
}

fn object<'n, 'a>(node: &'n Node<'a>, keys: &[&str]) -> Result<&'n Object<'a>, Refusal> {
    node.as_object().ok_or_else(|| Refusal::Shape {
        key: named(keys),
        wanted: "object",
    })
}

/// The words for a place.
fn named(keys: &[&str]) -> String {
    if keys.is_empty() {
        "the whole file".to_owned()
    } else {
        keys.join(".")
    }
}

/// A member of an object. Where it is there twice, some programs take the first and some the last.
fn member<'n, 'a>(object: &'n Object<'a>, key: &str) -> Result<Option<&'n Node<'a>>, Refusal> {
    let mut found = object
        .properties
        .iter()
        .filter(|property| property.name.as_str() == key);
    let first = found.next().map(|property| &property.value);
    match found.next() {
        Some(_) => Err(Refusal::Twice(key.to_owned())),
        None => Ok(first),
    }
}

/// Puts a value at the end of the list or object under these keys.
fn add(draft: &mut Draft, keys: &[&str], name: Option<&str>, value: &Value) -> Result<(), Refusal> {
    let place = {
        let root = read(&draft.text)?;
        let shape = |wanted| Refusal::Shape {
            key: named(keys),
            wanted,
        };
        let node = root.as_ref().map(|root| follow(root, keys));
        let node = node.transpose()?.flatten();
        match name {
            Some(_) => place_in_object(object(node.ok_or_else(|| shape("object"))?, keys)?),
            None => {
                let array = node.and_then(Node::as_array);
                place_in_array(array.ok_or_else(|| shape("list"))?)
            }
        }
    };
    insert(draft, &place, name, value);
    Ok(())
}

fn place_in_object(object: &Object<'_>) -> Place {
    Place {
        range: object.range,
        last: object.properties.last().map(|property| property.range),
    }
}

fn place_in_array(array: &Array<'_>) -> Place {
    Place {
        range: array.range,
        last: array.elements.last().map(|element| element.range()),
    }
}

fn insert(draft: &mut Draft, place: &Place, name: Option<&str>, value: &Value) {
    let layout = Layout::of(&draft.text);
    let key = name.map_or_else(String::new, |name| format!("\"{name}\": "));
    match place.last {
        None => into_empty(draft, place, &layout, (&key, value)),
        Some(last) => behind_last(draft, (place, last), &layout, (&key, value)),
    }
}

/// Into a list or object that holds nothing but blanks and comments.
fn into_empty(draft: &mut Draft, place: &Place, layout: &Layout, (key, value): (&str, &Value)) {
    let (begin, end) = (place.range.start + 1, place.range.end - 1);
    let at = begin + after_comments(&draft.text[begin..end]);
    let base = indentation(&draft.text, place.range.start).to_owned();
    let inner = base.clone() + &layout.step;
    let newline = layout.newline;
    let mut text = format!("{newline}{inner}{key}{}", layout.pretty(value, &inner));
    if !draft.text[at..end].contains('\n') {
        text.push_str(newline);
        text.push_str(&base);
    }
    draft.insert(at, &text);
}

/// Behind what is there, on lines of its own where that stands on lines of its own. A comment stays with what it
/// stands behind.
fn behind_last(
    draft: &mut Draft,
    (place, last): (&Place, Range),
    layout: &Layout,
    (key, value): (&str, &Value),
) {
    let text = &draft.text;
    let limit = place.range.end - 1;
    let comma = comma(text, last.end, limit);
    let from = comma.map_or(last.end, |at| at + 1);
    let (behind, ends_line) = comments_behind(text, from, limit);
    let on_own_line = begins_line(text, last.start);
    let own = if on_own_line || ends_line {
        let inner = if on_own_line {
            indentation(text, last.start).to_owned()
        } else {
            indentation(text, place.range.start).to_owned() + &layout.step
        };
        let newline = layout.newline;
        format!("{newline}{inner}{key}{}", layout.pretty(value, &inner))
    } else {
        format!(" {key}{value}")
    };
    match comma {
        Some(_) => draft.insert(behind, &own),
        None if behind == last.end => draft.insert(behind, &format!(",{own}")),
        None => {
            draft.insert(behind, &own);
            draft.insert(last.end, ",");
        }
    }
}
