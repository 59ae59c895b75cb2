//! One line of `allowed_signers`: principals, options, key.

use jiff::Timestamp;
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use super::NotVerified;
use super::moment;
use super::patterns::Patterns;
use crate::signature::{Namespace, unsupported};

/// A line that lets a key sign.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    line: usize,
    pub(super) principals: Patterns,
    pub(super) key: KeyData,
    options: Options,
}

#[derive(Debug, Clone, Default)]
struct Options {
    namespaces: Option<Patterns>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
}

impl Entry {
    /// Why this line does not let its key sign now for this purpose; none where it does.
    pub(super) fn refusal(&self, namespace: Namespace, at: Timestamp) -> Option<NotVerified> {
        let (line, wanted) = (self.line, namespace.as_str());
        let options = &self.options;
        if options
            .namespaces
            .as_ref()
            .is_some_and(|list| !list.admit(wanted))
        {
            return Some(NotVerified::NotForNamespace { line, wanted });
        }
        // OpenSSH counts whole seconds, so the last second counts to its end.
        let second = at.as_second();
        let early = options.after.filter(|from| second < from.as_second());
        let late = options.before.filter(|until| second > until.as_second());
        early
            .map(|from| NotVerified::NotYetValid { line, from })
            .or_else(|| late.map(|until| NotVerified::Expired { line, until }))
    }
}

/// Reads a line; nothing where it is empty or a comment, an error that says why it allows nobody.
///
/// `yusra@shop.example,*@ops.example valid-before="20270101Z" ssh-ed25519 AAAAC3… laptop`
pub(super) fn read(line: usize, text: &str) -> Result<Option<Entry>, String> {
    let text = text.trim_matches([' ', '\t', '\r']);
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let hidden = |character: char| character != '\t' && character.is_control();
    if text.contains(hidden) || text.starts_with('\u{feff}') {
        return Err(
            "it holds a character that nobody sees; write it anew as plain text".to_owned(),
        );
    }
    let (principals, rest) = principals(text)?;
    let (options, key) = if is_kind_of_key(rest) {
        ("", rest)
    } else {
        split_options(rest)?
    };
    Ok(Some(Entry {
        line,
        principals: Patterns::read(principals)?,
        options: read_options(options)?,
        key: read_key(key)?,
    }))
}

fn principals(text: &str) -> Result<(&str, &str), String> {
    let missing = || "the key is missing; write the name, then the public key".to_owned();
    if let Some(quoted) = text.strip_prefix('"') {
        let (principals, rest) = quoted
            .split_once('"')
            .ok_or("the quote in front of the name is not closed")?;
        if !rest.starts_with([' ', '\t']) {
            return Err(missing());
        }
        return Ok((principals, rest.trim_start_matches([' ', '\t'])));
    }
    let (principals, rest) = text.split_once([' ', '\t']).ok_or_else(missing)?;
    if principals.contains('"') {
        return Err("a quote stands inside the name; quote all of it or nothing".to_owned());
    }
    Ok((principals, rest.trim_start_matches([' ', '\t'])))
}

fn is_kind_of_key(text: &str) -> bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Options end at the first white space outside of quotes.
fn split_options(text: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next_if(|(_, next)| *next == '"');
            }
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                let (options, key) = text.split_at(at);
                return Ok((options, key.trim_start_matches([' ', '\t'])));
            }
            _ => {}
        }
    }
    Err(if quoted {
        "a quote in the options is not closed".to_owned()
    } else {
        format!("`{text}` is neither an option nor a key; write the name, then the public key")
    })
}

fn read_options(text: &str) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = text;
    while !rest.is_empty() {
        rest = read_option(rest, &mut options)?;
        if rest.is_empty() {
            break;
        }
        rest = rest
            .strip_prefix(',')
            .filter(|rest| !rest.is_empty())
            .ok_or_else(|| format!("`{rest}` in the options is not understood"))?;
    }
    Ok(options)
}

/// Reads one option and gives back what stands behind it.
fn read_option<'a>(text: &'a str, options: &mut Options) -> Result<&'a str, String> {
    if strip_word(text, "cert-authority").is_some() {
        return Err("certificates are not supported; list the keys themselves".to_owned());
    }
    if let Some(value) = strip_word(text, "namespaces=") {
        let (value, rest) = dequote(value)?;
        set(&mut options.namespaces, Patterns::read(&value)?)?;
        return Ok(rest);
    }
    let (place, value) = if let Some(value) = strip_word(text, "valid-after=") {
        (&mut options.after, value)
    } else if let Some(value) = strip_word(text, "valid-before=") {
        (&mut options.before, value)
    } else {
        return Err(format!(
            "the option `{text}` is unknown; there are namespaces, valid-after and valid-before"
        ));
    };
    let (value, rest) = dequote(value)?;
    let moment = moment::read(&value)
        .ok_or_else(|| format!("`{value}` is not a time; write YYYYMMDDZ or YYYYMMDDHHMMSSZ"))?;
    set(place, moment)?;
    Ok(rest)
}

fn set<T>(place: &mut Option<T>, value: T) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err("an option stands in it twice".to_owned()),
    }
}

/// Names of options know no case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// The quoted text, in which `\"` is a quote, and what stands behind it.
fn dequote(text: &str) -> Result<(String, &str), String> {
    let inner = text
        .strip_prefix('"')
        .ok_or("the value of an option needs double quotes")?;
    let mut value = String::new();
    let mut characters = inner.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, inner.get(at + 1..).unwrap_or_default())),
            '\\' if characters.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            other => value.push(other),
        }
    }
    Err("a quote in the options is not closed".to_owned())
}

fn read_key(text: &str) -> Result<KeyData, String> {
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    let (Some(kind), Some(base64)) = (words.next(), words.next()) else {
        return Err("the key is missing; write the name, then the public key".to_owned());
    };
    if kind.contains("-cert-") {
        return Err("certificates are not supported; list the keys themselves".to_owned());
    }
    let written = format!("{kind} {base64}");
    let key = PublicKey::from_openssh(&written).map_err(|trouble| {
        format!("the key cannot be read ({trouble}); copy it from the .pub file")
    })?;
    // `ssh-key` passes over bytes left inside a field, where OpenSSH refuses the whole.
    if key.to_openssh().ok().as_deref() != Some(written.as_str()) {
        return Err(
            "the key is not written as OpenSSH writes it; copy it from the .pub file".to_owned(),
        );
    }
    match unsupported(key.key_data()) {
        Some(why) => Err(why),
        None => Ok(key.key_data().clone()),
    }
}
