//! Format files that build upon others: `extends` and `remove` are resolved before a format is read.
//!
//! A file with a base inherits everything in it. Tables are merged key by key, lists whose entries have
//! an `id` entry by entry; `aliases` are added to those inherited, and any other value takes the place
//! of the one inherited. `remove` is applied to what is inherited before anything is merged.

use std::collections::HashMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// A format file that cannot be used, and what to mend.
#[derive(Debug, thiserror::Error)]
#[error("format file {name} is broken: {reason}")]
pub struct BrokenFormat {
    /// The file.
    pub name: String,
    /// What is wrong, with line and column where the file does not parse.
    pub reason: String,
}

/// How many formats may build upon each other.
const DEEPEST: usize = 8;

/// A format file as it lies there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormatFile<'a> {
    /// Its path, for messages.
    pub(crate) name: &'a str,
    /// What stands in it.
    pub(crate) text: &'a str,
}

/// The files that `extends` may name, by the id of their format.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bases<'a> {
    by_id: HashMap<String, FormatFile<'a>>,
}

/// What keeps files from being merged: where it stands in the file, and what to do.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// Bytes of the file in which it was found.
    pub(crate) span: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

impl Misfit {
    pub(crate) fn new(span: Range<usize>, message: String, help: impl Into<String>) -> Self {
        Self {
            span,
            message,
            help: help.into(),
        }
    }

    /// The same as the reason for which a file cannot be used.
    pub(crate) fn of(&self, file: FormatFile<'_>) -> BrokenFormat {
        let (line, column) = position(file.text, self.span.start);
        BrokenFormat {
            name: file.name.to_owned(),
            reason: format!(
                "line {line}, column {column}: {}. {}",
                self.message, self.help
            ),
        }
    }
}

/// Line and column of a byte, both from 1.
pub(crate) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    (line, column)
}

impl<'a> Bases<'a> {
    /// Makes a file known under the id of its format.
    pub(crate) fn add(&mut self, id: &str, file: FormatFile<'a>) {
        self.by_id.insert(id.to_owned(), file);
    }

    /// The ids that can be extended.
    pub(crate) fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.by_id.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }
}

/// The value behind a key of a table.
pub(crate) fn entry<'t, 'i>(
    table: &'t DeTable<'i>,
    key: &str,
) -> Option<(
    &'t Spanned<std::borrow::Cow<'i, str>>,
    &'t Spanned<DeValue<'i>>,
)> {
    table.iter().find(|(name, _)| name.get_ref() == key)
}

/// The text behind a key of a table.
pub(crate) fn text_of<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    entry(table, key)?.1.get_ref().as_str()
}

/// True where a file has the template of another one.
pub(crate) fn inherits_template(root: &DeTable<'_>) -> bool {
    entry(root, "extends").is_some() && entry(root, "template").is_none()
}

/// The file merged upon its bases; `root` is what stands in it.
///
/// # Errors
/// When a base is unknown, broken or builds upon the file itself, or `remove` names what is not there.
pub(crate) fn merged(
    root: &DeTable<'_>,
    bases: &Bases<'_>,
) -> Result<Result<Table, BrokenFormat>, Misfit> {
    let Some((_, base)) = entry(root, "extends") else {
        return Ok(Ok(table(root)));
    };
    let span = base.span();
    let Some(wanted) = base.get_ref().as_str() else {
        return Err(Misfit::new(
            span,
            "`extends` is no text".to_owned(),
            "Write the id of one format, as in extends = \"execplan\"",
        ));
    };
    let own = text_of(root, "id").unwrap_or_default();
    let chain = match chain(own, wanted, &span, bases)? {
        Ok(chain) => chain,
        Err(broken) => return Ok(Err(broken)),
    };
    let mut result = Table::new();
    for base in chain.iter().rev() {
        let parsed = match DeTable::parse(base.text) {
            Ok(parsed) => parsed,
            Err(error) => return Ok(Err(unreadable(*base, &error))),
        };
        if let Err(misfit) = merge(&mut result, parsed.get_ref()) {
            return Ok(Err(misfit.of(*base)));
        }
    }
    merge(&mut result, root)?;
    Ok(Ok(result))
}

/// A file that is no TOML.
pub(crate) fn unreadable(file: FormatFile<'_>, error: &toml::de::Error) -> BrokenFormat {
    let at = error.span().map_or(0, |span| span.start);
    let (line, column) = position(file.text, at);
    BrokenFormat {
        name: file.name.to_owned(),
        reason: format!(
            "line {line}, column {column}: {}. Mend the TOML there",
            error.message().trim_end_matches('.')
        ),
    }
}

/// The bases of a file, the nearest first.
fn chain<'b>(
    own: &str,
    wanted: &str,
    span: &Range<usize>,
    bases: &Bases<'b>,
) -> Result<Result<Vec<FormatFile<'b>>, BrokenFormat>, Misfit> {
    let mut ids = vec![own.to_owned()];
    let mut files = Vec::new();
    let mut next = Some(wanted.to_owned());
    while let Some(id) = next {
        if ids.contains(&id) {
            ids.push(id);
            return Err(Misfit::new(
                span.clone(),
                format!("it builds upon itself: {}", ids.join(" extends ")),
                "Take `extends` out of one of them",
            ));
        }
        let Some(base) = bases.by_id.get(&id).copied() else {
            let near = crate::nearest::suggestion(&id, bases.ids());
            return Err(Misfit::new(
                span.clone(),
                format!("there is no format `{id}` to extend{near}"),
                "`stopgate formats` lists them",
            ));
        };
        ids.push(id);
        files.push(base);
        if files.len() > DEEPEST {
            return Err(Misfit::new(
                span.clone(),
                format!("more than {DEEPEST} formats build upon each other"),
                "Extend a format nearer to the first one",
            ));
        }
        next = match DeTable::parse(base.text) {
            Ok(root) => text_of(root.get_ref(), "extends").map(str::to_owned),
            Err(error) => return Ok(Err(unreadable(base, &error))),
        };
    }
    Ok(Ok(files))
}

/// Puts a layer upon what is inherited.
fn merge(base: &mut Table, layer: &DeTable<'_>) -> Result<(), Misfit> {
    if let Some((_, removed)) = entry(layer, "remove") {
        remove(base, removed)?;
    }
    for (key, value) in layer {
        let name = key.get_ref().as_ref();
        if name == "remove" {
            continue;
        }
        match (base.get_mut(name), value.get_ref()) {
            (Some(Value::Table(base)), DeValue::Table(layer)) if name == "rules" => {
                merge_rules(base, layer);
            }
            (Some(Value::Table(base)), DeValue::Table(layer)) => merge(base, layer)?,
            (Some(Value::Array(base)), DeValue::Array(layer)) if name == "aliases" => {
                base.extend(layer.iter().map(|value| plain(value.get_ref())));
            }
            (Some(Value::Array(base)), DeValue::Array(layer)) if has_ids(base) => {
                merge_entries(base, layer.iter())?;
            }
            (_, value) => {
                base.insert(name.to_owned(), plain(value));
            }
        }
    }
    Ok(())
}

/// Entries with a known id change that entry; a new one stands behind the one in front of it.
fn merge_entries<'l, 'i: 'l>(
    base: &mut Vec<Value>,
    layer: impl Iterator<Item = &'l Spanned<DeValue<'i>>>,
) -> Result<(), Misfit> {
    let mut behind = base.len();
    for value in layer {
        let Some(entry) = value.get_ref().as_table() else {
            continue;
        };
        let id = text_of(entry, "id");
        let known = base
            .iter()
            .position(|known| id_of(known) == id && id.is_some());
        if let Some(Value::Table(known)) = known.and_then(|at| base.get_mut(at)) {
            merge(known, entry)?;
            behind = known_end(base, id);
        } else {
            base.insert(behind, plain(value.get_ref()));
            behind += 1;
        }
    }
    Ok(())
}

fn known_end(entries: &[Value], id: Option<&str>) -> usize {
    let at = entries.iter().position(|known| id_of(known) == id);
    at.map_or(entries.len(), |at| at + 1)
}

/// A rule that only gets another severity keeps its requirements.
fn merge_rules(base: &mut Table, layer: &DeTable<'_>) {
    for (key, value) in layer {
        let name = key.get_ref().as_ref();
        let requirements = base
            .get(name)
            .and_then(|rule| rule.get("requirements"))
            .cloned();
        let mut own = match plain(value.get_ref()) {
            Value::String(severity) => {
                Table::from_iter([("standard".to_owned(), Value::String(severity))])
            }
            Value::Table(details) => details,
            other => {
                base.insert(name.to_owned(), other);
                continue;
            }
        };
        if let Some(requirements) = requirements {
            own.entry("requirements").or_insert(requirements);
        }
        base.insert(name.to_owned(), Value::Table(own));
    }
}

/// Takes out of what is inherited: entries by id, rules by name, and whole keys.
///
/// `remove = { section = ["artifacts"], rules = ["vague-wording"], keys = ["phases"] }`
fn remove(base: &mut Table, removed: &Spanned<DeValue<'_>>) -> Result<(), Misfit> {
    let Some(lists) = removed.get_ref().as_table() else {
        return Err(Misfit::new(
            removed.span(),
            "`remove` is no table".to_owned(),
            "Write what goes, as in remove = { section = [\"artifacts\"], rules = [\"vague-wording\"] }",
        ));
    };
    for (key, ids) in lists {
        let list = key.get_ref().as_ref();
        for id in ids
            .get_ref()
            .as_array()
            .into_iter()
            .flat_map(DeValues::values)
        {
            let name = id.get_ref().as_str().unwrap_or_default();
            if !taken_out(base, list, name) {
                return Err(Misfit::new(
                    id.span(),
                    format!("`remove` names `{name}`, which `{list}` of the base does not hold"),
                    "Take it out of `remove`, or name what the base has; `stopgate explain FORMAT` shows it",
                ));
            }
        }
    }
    Ok(())
}

fn taken_out(base: &mut Table, list: &str, name: &str) -> bool {
    match (list, base.get_mut(list)) {
        ("keys", _) => base.remove(name).is_some(),
        (_, Some(Value::Table(table))) => table.remove(name).is_some(),
        (_, Some(Value::Array(entries))) => {
            let before = entries.len();
            entries.retain(|entry| id_of(entry) != Some(name) && entry.as_str() != Some(name));
            entries.len() < before
        }
        _ => false,
    }
}

/// The values of an array with their places.
trait DeValues<'i> {
    fn values<'a>(&'a self) -> std::slice::Iter<'a, Spanned<DeValue<'i>>>;
}

impl<'i> DeValues<'i> for toml::de::DeArray<'i> {
    fn values<'a>(&'a self) -> std::slice::Iter<'a, Spanned<DeValue<'i>>> {
        self.iter()
    }
}

fn has_ids(entries: &[Value]) -> bool {
    entries.iter().any(|entry| id_of(entry).is_some())
}

fn id_of(entry: &Value) -> Option<&str> {
    entry.get("id")?.as_str()
}

fn table(layer: &DeTable<'_>) -> Table {
    let entries = layer.iter();
    entries
        .map(|(key, value)| (key.get_ref().clone().into_owned(), plain(value.get_ref())))
        .collect()
}

/// A value without its place.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(
                |_| Value::String(number.as_str().to_owned()),
                Value::Integer,
            ),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::Float),
        DeValue::Boolean(yes) => Value::Boolean(*yes),
        DeValue::Datetime(moment) => Value::Datetime(*moment),
        DeValue::Array(values) => {
            Value::Array(values.iter().map(|value| plain(value.get_ref())).collect())
        }
        DeValue::Table(layer) => Value::Table(table(layer)),
    }
}
