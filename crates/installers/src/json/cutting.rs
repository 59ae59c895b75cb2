//! Takes one entry of ours out of a JSON text, and with it what would hold nothing then.

use jsonc_parser::ast::{Array, Object, Value as Node};
use jsonc_parser::common::{Range, Ranged as _};
use serde_json::Value;

use super::layout::{comma, line_start};
use super::reading::read;
use super::{Additions, HOOKS, SERVER};

/// One of the things that a list or an object holds.
struct Item {
    range: Range,
    /// The end of the one before it.
    before: Option<usize>,
    /// Where the list or object ends.
    limit: usize,
}

/// The text with one entry less; none where none is ours.
pub(super) fn cut_one(text: &str, additions: &Additions) -> Option<String> {
    let root = read(text).ok()??;
    let root = root.as_object()?;
    let item = hook(root, additions).or_else(|| server(root, additions))?;
    Some(without(text, &item))
}

fn hook(root: &Object<'_>, additions: &Additions) -> Option<Item> {
    let is_ours = |node: &Node<'_>| additions.is_ours(&Value::from(node.clone()));
    let position = |array: &Array<'_>| array.elements.iter().position(is_ours);
    for (at, property) in root.properties.iter().enumerate() {
        let Some(hooks) = property.value.as_object() else {
            continue;
        };
        if property.name.as_str() != HOOKS {
            continue;
        }
        for (event, entries) in hooks.properties.iter().enumerate() {
            let Some(array) = entries.value.as_array() else {
                continue;
            };
            let element = position(array).map(Found::Entry).or_else(|| {
                let inner = array.elements.iter().enumerate();
                inner.into_iter().find_map(|(entry, group)| {
                    let hooks = group.as_object()?.get_array(HOOKS)?;
                    let inner = position(hooks)?;
                    Some(if hooks.elements.len() == 1 {
                        Found::Entry(entry)
                    } else {
                        Found::Inner(element(hooks, inner))
                    })
                })
            });
            let Some(found) = element else {
                continue;
            };
            return Some(match found {
                Found::Inner(item) => item,
                Found::Entry(entry) if array.elements.len() > 1 => self::element(array, entry),
                Found::Entry(_) if hooks.properties.len() > 1 => self::property(hooks, event),
                Found::Entry(_) => self::property(root, at),
            });
        }
    }
    None
}

/// Where an entry of ours was found in the list of an event.
enum Found {
    /// It is this one.
    Entry(usize),
    /// It is one of several in a group.
    Inner(Item),
}

fn server(root: &Object<'_>, additions: &Additions) -> Option<Item> {
    let (under, _) = additions.server.as_ref()?;
    let position = |object: &Object<'_>, key: &str| {
        let mut names = object.properties.iter().map(|it| it.name.as_str());
        names.position(|name| name == key)
    };
    let at = position(root, under)?;
    let servers = root.properties[at].value.as_object()?;
    let ours = position(servers, SERVER)?;
    let entry = Value::from(servers.properties[ours].value.clone());
    if !additions.is_our_server(&entry) {
        return None;
    }
    Some(if servers.properties.len() > 1 {
        property(servers, ours)
    } else {
        property(root, at)
    })
}

fn element(array: &Array<'_>, index: usize) -> Item {
    let before = index
        .checked_sub(1)
        .map(|at| array.elements[at].range().end);
    Item {
        range: array.elements[index].range(),
        before,
        limit: array.range.end - 1,
    }
}

fn property(object: &Object<'_>, index: usize) -> Item {
    let before = index
        .checked_sub(1)
        .map(|at| object.properties[at].range.end);
    Item {
        range: object.properties[index].range,
        before,
        limit: object.range.end - 1,
    }
}

/// The text without an item and one comma: the one behind it, else the one before it. Comments stay.
fn without(text: &str, item: &Item) -> String {
    let behind = comma(text, item.range.end, item.limit);
    let before = || {
        let from = item.before?;
        comma(text, from, item.range.start)
    };
    let mut ranges = vec![(item.range.start, item.range.end)];
    if let Some(at) = behind.or_else(before) {
        ranges.push((at, at + 1));
    }
    // A comma right behind the item goes with it as one.
    if ranges.get(1).is_some_and(|(at, _)| *at == item.range.end) {
        ranges = vec![(item.range.start, item.range.end + 1)];
    }
    ranges.sort_unstable();
    let mut rest = text.to_owned();
    for (begin, end) in ranges.into_iter().rev() {
        let (begin, end) = whole_lines(&rest, begin, end);
        rest.replace_range(begin..end, "");
    }
    rest
}

/// The same range with its lines, where nothing else stands on them.
fn whole_lines(text: &str, begin: usize, end: usize) -> (usize, usize) {
    let start = line_start(text, begin);
    let line_end = text[end..].find('\n').map(|length| end + length + 1);
    let is_blank = |range: std::ops::Range<usize>| text[range].trim().is_empty();
    match line_end {
        Some(line_end) if is_blank(start..begin) && is_blank(end..line_end) => (start, line_end),
        _ => (begin, end),
    }
}
