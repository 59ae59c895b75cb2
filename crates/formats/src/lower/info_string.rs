//! Attributes of a fence: ```` ```sh {#migrate cwd=services/db timeout=5m} ````.

use std::collections::BTreeMap;
use std::time::Duration;

/// Keys that a step may have (EXECUTION.md b.2).
const KEYS: &[&str] = &[
    "cwd", "timeout", "effect", "retry", "needs", "env", "secret", "uses", "undo", "for", "name",
];

/// The attributes of an info string.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Attributes {
    pub(crate) id: Option<String>,
    pub(crate) values: BTreeMap<String, String>,
    /// After which time a step is ended.
    pub(crate) timeout: Option<Duration>,
}

/// Reads what stands behind the language.
///
/// # Errors
/// With what is wrong, in words for a message.
pub(crate) fn attributes(info: &str) -> Result<Attributes, String> {
    let Some(open) = info.find('{') else {
        let words = info.split_whitespace().count();
        let plain = words <= 1 || !info.contains('=');
        return if plain {
            Ok(Attributes::default())
        } else {
            Err("attributes stand between { and }".to_owned())
        };
    };
    let inner = info[open + 1..]
        .strip_suffix('}')
        .ok_or("the attributes are not closed by }")?;
    if info.contains(['&', '\\']) {
        return Err("entities and escapes hide what an attribute says".to_owned());
    }
    let mut read = Attributes::default();
    for word in inner.split_whitespace() {
        if let Some(id) = word.strip_prefix('#') {
            read.id = Some(id.to_owned());
            continue;
        }
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| format!("`{word}` is no key=value"))?;
        if !KEYS.contains(&key) {
            return Err(unknown(key));
        }
        let value = value.trim_matches('"').to_owned();
        if value.is_empty() {
            return Err(format!("`{key}` has no value"));
        }
        if key == "timeout" {
            read.timeout = Some(timeout(&value)?);
        } else if !matches!(key, "cwd" | "name") {
            return Err(format!("`{key}` is not carried out yet"));
        }
        if read.values.insert(key.to_owned(), value).is_some() {
            return Err(format!("`{key}` stands there twice"));
        }
    }
    Ok(read)
}

/// `90s`, `5m`, `1h30m`; whole seconds, at least one.
fn timeout(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time like `90s`, `5m` or `1h30m`");
    let read: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    let seconds = u64::try_from(read.as_secs()).map_err(|_| wrong())?;
    if seconds == 0 {
        return Err(wrong());
    }
    Ok(Duration::from_secs(seconds))
}

fn unknown(key: &str) -> String {
    let near = KEYS.iter().find(|known| {
        known.starts_with(key) || key.starts_with(*known) || shared(known, key) + 1 >= known.len()
    });
    match near {
        Some(known) => format!("there is no attribute `{key}`; did you mean `{known}`?"),
        None => format!("there is no attribute `{key}`"),
    }
}

/// How many letters of `a` occur in `b`.
fn shared(a: &str, b: &str) -> usize {
    a.chars().filter(|c| b.contains(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_or_refused_with_a_reason() {
        let read = attributes("sh {#a cwd=services/db}").unwrap();
        assert_eq!(read.id.as_deref(), Some("a"));
        assert_eq!(read.values["cwd"], "services/db");
        assert_eq!(
            attributes("sh {timeout=1h30m}").unwrap().timeout,
            Some(Duration::from_secs(5400))
        );
        assert!(attributes("sh {timeout=soon}").is_err());
        assert!(attributes("sh {timeout=-5s}").is_err());
        assert_eq!(attributes("sh"), Ok(Attributes::default()));
        assert_eq!(attributes("bash title"), Ok(Attributes::default()));
        assert!(
            attributes("sh {cdw=a}")
                .unwrap_err()
                .contains("did you mean `cwd`")
        );
        assert!(attributes("sh {cwd=a cwd=b}").is_err());
        assert!(attributes("sh {cwd=a").is_err());
        assert!(attributes("sh {cwd=}").is_err());
        assert!(
            attributes("sh {undo=a}")
                .unwrap_err()
                .contains("not carried out yet")
        );
        assert!(attributes("sh {cwd=.&#46;/x}").is_err());
    }
}
