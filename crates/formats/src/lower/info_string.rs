//! Attributes of a fence: ```` ```sh {#migrate cwd=services/db timeout=5m effect=once} ````.

use std::collections::BTreeSet;
use std::time::Duration;

use stopgate_model::{Contract, Effect, Retry, RetryOn, Sandbox};

/// Keys that a step may have (EXECUTION.md b.2).
const KEYS: &[&str] = &[
    "cwd",
    "timeout",
    "effect",
    "key",
    "probe",
    "retry",
    "backoff",
    "on",
    "needs",
    "group",
    "env",
    "secret",
    "uses",
    "undo",
    "for",
    "sandbox",
    "irreversible",
    "fix",
    "attempts",
    "name",
];

/// Words behind a language by which other tools know what is not to be run.
const STAYS: &[&str] = &["no-run", "no_run", "norun", "ignore", "skip", "noexec"];

/// The word that stands without a value.
const ALWAYS: &str = "always";

/// Most times that a step is tried again: more is an operator's work.
const MOST_RETRIES: u32 = 20;

/// Most times that a failure is mended (EXECUTION.md b.5).
const MOST_ATTEMPTS: u32 = 3;

/// The attributes of an info string.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Attributes {
    /// Directory relative to the root.
    pub(crate) directory: Option<String>,
    /// After which time a step is ended.
    pub(crate) timeout: Option<Duration>,
    pub(crate) contract: Contract,
}

/// Reads what stands behind the language.
///
/// # Errors
/// With what is wrong, in words for a message.
pub(crate) fn attributes(info: &str) -> Result<Attributes, String> {
    if let Some(word) = info
        .split_whitespace()
        .skip(1)
        .find(|word| STAYS.contains(word))
    {
        return Err(format!("`{word}` says that it is not to be run"));
    }
    read(info).map(|(attributes, _)| attributes)
}

/// The keys of the attributes behind the language, `name` for `#load`.
///
/// # Errors
/// As [`attributes`].
pub(crate) fn keys(info: &str) -> Result<BTreeSet<String>, String> {
    attributes(info)?;
    let (_, seen) = read(info)?;
    Ok(seen.into_iter().map(str::to_owned).collect())
}

fn read(info: &str) -> Result<(Attributes, BTreeSet<&str>), String> {
    let Some(open) = info.find('{') else {
        let words = info.split_whitespace().count();
        let plain = words <= 1 || !info.contains('=');
        return if plain {
            Ok(Default::default())
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
    let mut reading = Reading::default();
    for word in words(inner)? {
        reading.take(word)?;
    }
    let seen = reading.seen.clone();
    Ok((reading.finish()?, seen))
}

/// The words between the braces; blanks between quotes part nothing.
fn words(inner: &str) -> Result<Vec<&str>, String> {
    let mut words = Vec::new();
    let mut rest = inner.trim_start();
    while !rest.is_empty() {
        let mut quoted = false;
        let ends = |letter: char| {
            quoted ^= letter == '"';
            letter.is_whitespace() && !quoted
        };
        let end = rest.find(ends).unwrap_or(rest.len());
        if quoted {
            return Err("a quote is not closed".to_owned());
        }
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    Ok(words)
}

#[derive(Default)]
struct Reading<'t> {
    read: Attributes,
    seen: BTreeSet<&'t str>,
    backoff: Option<u64>,
    on: Vec<RetryOn>,
}

impl<'t> Reading<'t> {
    fn take(&mut self, word: &'t str) -> Result<(), String> {
        if word == ALWAYS {
            self.read.contract.always = true;
            return self.note(ALWAYS);
        }
        if let Some(name) = word.strip_prefix('#') {
            self.note("name")?;
            self.read.contract.name = Some(name_of(name)?);
            return Ok(());
        }
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| format!("`{word}` is no key=value"))?;
        if !KEYS.contains(&key) {
            return Err(unknown(key));
        }
        let value = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(value);
        if value.trim().is_empty() {
            return Err(format!("`{key}` has no value"));
        }
        if value.contains('"') {
            return Err(format!("the quotes of `{key}` stand inside of its value"));
        }
        self.note(key)?;
        self.put(key, value)
    }

    fn note(&mut self, key: &'t str) -> Result<(), String> {
        if self.seen.insert(key) {
            Ok(())
        } else {
            Err(format!("`{key}` stands there twice"))
        }
    }

    fn put(&mut self, key: &str, value: &str) -> Result<(), String> {
        let contract = &mut self.read.contract;
        match key {
            "cwd" => self.read.directory = Some(value.to_owned()),
            "timeout" => self.read.timeout = Some(Duration::from_secs(seconds(value)?)),
            "name" => contract.name = Some(name_of(value)?),
            "effect" => {
                contract.effect = one_of(key, value, Effect::named, Effect::ALL.map(Effect::name))?;
            }
            "sandbox" => {
                let named = one_of(key, value, Sandbox::named, Sandbox::ALL.map(Sandbox::name))?;
                contract.sandbox = Some(named);
            }
            "key" => contract.key = Some(value.to_owned()),
            "probe" => contract.probe = Some(value.to_owned()),
            "irreversible" => contract.irreversible = Some(value.to_owned()),
            "group" => contract.group = Some(name_of(value)?),
            "fix" => contract.fix = Some(name_of(value)?),
            "needs" => contract.needs = names(value)?,
            "undo" => contract.undo = names(value)?,
            "for" => contract.undoes = names(value)?,
            "env" => contract.environment = names(value)?,
            "secret" => contract.secrets = names(value)?,
            "uses" => contract.uses = parts(value).map(str::to_owned).collect(),
            "attempts" => contract.attempts = Some(number(key, value, MOST_ATTEMPTS)?),
            "retry" => {
                let times = number(key, value, MOST_RETRIES)?;
                contract.retry = Some(Retry {
                    times,
                    backoff_seconds: 0,
                    on: Vec::new(),
                });
            }
            "backoff" => self.backoff = Some(seconds(value)?),
            _ => self.on = parts(value).map(retry_on).collect::<Result<_, _>>()?,
        }
        Ok(())
    }

    /// Puts together what belongs together, and refuses what contradicts itself.
    fn finish(mut self) -> Result<Attributes, String> {
        let contract = &mut self.read.contract;
        match &mut contract.retry {
            Some(retry) => {
                retry.backoff_seconds = self.backoff.unwrap_or(0);
                retry.on = self.on;
            }
            None if self.backoff.is_some() || !self.on.is_empty() => {
                return Err("`backoff` and `on` say how `retry` works, and it is not there".into());
            }
            None => {}
        }
        let repeats = contract.effect.may_repeat() || contract.probe.is_some();
        if contract.retry.as_ref().is_some_and(|retry| retry.times > 0) && !repeats {
            return Err(
                "it is not tried again: nobody knows what a second time would do; say effect=read or effect=idempotent where that is true, or give a probe".into(),
            );
        }
        if contract.key.is_some() && contract.effect != Effect::Idempotent {
            return Err("a `key` belongs to effect=idempotent".into());
        }
        if contract.irreversible.is_some() && !contract.undo.is_empty() {
            return Err("what is irreversible has no `undo`".into());
        }
        if contract.attempts.is_some() && contract.fix.is_none() {
            return Err("`attempts` says how often `fix` is tried, and it is not there".into());
        }
        Ok(self.read)
    }
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn names(value: &str) -> Result<Vec<String>, String> {
    parts(value).map(name_of).collect()
}

fn name_of(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is no name; letters, digits and - _ . make one"
        ))
    }
}

fn one_of<T, const N: usize>(
    key: &str,
    value: &str,
    named: impl Fn(&str) -> Option<T>,
    known: [&str; N],
) -> Result<T, String> {
    named(value).ok_or_else(|| format!("`{key}` is one of {}, not `{value}`", known.join(", ")))
}

fn number(key: &str, value: &str, most: u32) -> Result<u32, String> {
    let number = value.parse().ok().filter(|number| *number <= most);
    number.ok_or_else(|| format!("`{key}` is a number up to {most}, not `{value}`"))
}

/// `exit:75` or `timeout`.
fn retry_on(text: &str) -> Result<RetryOn, String> {
    let code = text
        .strip_prefix("exit:")
        .and_then(|code| code.parse().ok());
    match code {
        Some(code @ 1..=255) => Ok(RetryOn::Exit(code)),
        _ if text == "timeout" => Ok(RetryOn::Timeout),
        _ => Err(format!("`{text}` is neither `exit:75` nor `timeout`")),
    }
}

/// `90s`, `5m`, `1h30m`; whole seconds, at least one.
fn seconds(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no time like `90s`, `5m` or `1h30m`");
    let read: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    let seconds = u64::try_from(read.as_secs()).map_err(|_| wrong())?;
    if seconds == 0 {
        return Err(wrong());
    }
    Ok(seconds)
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

    fn refused(info: &str) -> String {
        attributes(info).unwrap_err()
    }

    #[test]
    fn attributes_are_read_or_refused_with_a_reason() {
        let read = attributes("sh {#a cwd=services/db}").unwrap();
        assert_eq!(read.contract.name.as_deref(), Some("a"));
        assert_eq!(read.directory.as_deref(), Some("services/db"));
        assert_eq!(
            attributes("sh {timeout=1h30m}").unwrap().timeout,
            Some(Duration::from_secs(5400))
        );
        assert_eq!(attributes("sh"), Ok(Attributes::default()));
        assert_eq!(attributes("bash title"), Ok(Attributes::default()));
        assert!(refused("sh {cdw=a}").contains("did you mean `cwd`"));
        for wrong in [
            "sh {timeout=soon}",
            "sh {timeout=-5s}",
            "sh {cwd=a cwd=b}",
            "sh {#a name=b}",
            "sh {cwd=a",
            "sh {cwd=}",
            "sh {cwd=.&#46;/x}",
            "sh {probe=\"test -f x}",
            "sh {probe=test\"x\"}",
            "sh no-run",
            "bash skip",
        ] {
            refused(wrong);
        }
    }

    #[test]
    fn a_contract_is_read_whole() {
        let info = "sh {#load effect=idempotent key=\"orders 2026\" probe=\"test -f done\" retry=3 \
                    backoff=2s on=exit:75,timeout needs=build,check group=tables env=REGION \
                    secret=TOKEN uses=bin/load.sh undo=unload sandbox=network always}";
        let contract = attributes(info).unwrap().contract;
        assert_eq!(contract.effect, Effect::Idempotent);
        assert_eq!(contract.key.as_deref(), Some("orders 2026"));
        assert_eq!(contract.probe.as_deref(), Some("test -f done"));
        let retry = contract.retry.unwrap();
        assert_eq!((retry.times, retry.backoff_seconds), (3, 2));
        assert_eq!(retry.on, [RetryOn::Exit(75), RetryOn::Timeout]);
        assert_eq!(contract.needs, ["build", "check"]);
        assert_eq!(contract.sandbox, Some(Sandbox::Network));
        assert!(contract.always);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        assert!(refused("sh {retry=2}").contains("second time"));
        assert!(refused("sh {effect=twice}").contains("one of read, idempotent"));
        assert!(refused("sh {effect=read on=timeout}").contains("retry"));
        assert!(refused("sh {key=a}").contains("effect=idempotent"));
        assert!(refused("sh {irreversible=\"mail goes out\" undo=back}").contains("undo"));
        assert!(refused("sh {attempts=2}").contains("fix"));
        assert!(refused("sh {effect=read retry=2 on=exit:0}").contains("exit:75"));
        assert!(refused("sh {needs=a/b}").contains("no name"));
        assert!(attributes("sh {probe=\"test -f x\" retry=1}").is_ok());
    }
}
