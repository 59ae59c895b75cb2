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
    let properties = root.properties.iter().enumerate();
    let mut places = properties.filter(|(_, property)| property.name.as_str() == HOOKS);
    places.find_map(|(at, place)| {
        let hooks = place.value.as_object()?;
        let mut events = hooks.properties.iter().enumerate();
        events.find_map(|(event, entries)| {
            let array = entries.value.as_array()?;
            Some(match found(array, additions)? {
                Found::Inner(item) => item,
                Found::Entry(entry) if array.elements.len() > 1 => element(array, entry),
                Found::Entry(_) if hooks.properties.len() > 1 => property(hooks, event),
                Found::Entry(_) => property(root, at),
            })
        })
    })
}

/// Where an entry of ours was found in the list of an event.
enum Found {
    /// It is this one, or all that this one holds.
    Entry(usize),
    /// It is one of several in a group.
    Inner(Item),
}

fn found(array: &Array<'_>, additions: &Additions) -> Option<Found> {
    let is_ours = |node: &Node<'_>| additions.is_ours(&Value::from(node.clone()));
    let position = |array: &Array<'_>| array.elements.iter().position(is_ours);
    let in_group = |(entry, group): (usize, &Node<'_>)| {
        let group = group.as_object().filter(|it| it.properties.len() == 1)?;
        let hooks = group.get_array(HOOKS)?;
        let inner = position(hooks)?;
        Some(if hooks.elements.len() == 1 {
            Found::Entry(entry)
        } else {
            Found::Inner(element(hooks, inner))
        })
    };
    let itself = position(array).map(Found::Entry);
    itself.or_else(|| array.elements.iter().enumerate().find_map(in_group))
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
    let Range { start, end } = item.range;
    let behind = comma(text, end, item.limit);
    let before = || comma(text, item.before?, start);
    let is_near = |range: std::ops::Range<usize>| text[range].chars().all(|c| " \t".contains(c));
    let mut ranges = match (behind, behind.is_none().then(before).flatten()) {
        (Some(at), _) if at == end => {
            let rest = text[at + 1..].trim_start_matches([' ', '\t']);
            vec![(start, text.len() - rest.len())]
        }
        (_, Some(at)) if is_near(at + 1..start) => vec![(at, end)],
        (Some(at), _) | (None, Some(at)) => vec![(start, end), (at, at + 1)],
        (None, None) => vec![(start, end)],
    };
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
