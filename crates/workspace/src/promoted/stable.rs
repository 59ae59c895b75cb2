//! Which lines of an output are likely to come again.

use std::collections::HashSet;

use stopgate_expressions::pattern;
use stopgate_model::Expectation;
use stopgate_source::Pattern;

use super::Observed;
use crate::evidence;

/// Most characters of a line.
const LONGEST: usize = 60;

/// Most lines of one step; of more, the last one says most.
const MOST: usize = 3;

/// Fewest characters of a word that is taken for a part of a digest.
const DIGEST: usize = 7;

/// What is another the next time: times, days, durations, speeds, numbers of processes, addresses, paths of a
/// machine.
static PASSING: [Pattern; 11] = [
    pattern!(r"[0-9]{1,2}:[0-9]{2}"),
    pattern!(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}"),
    pattern!(r"(?i)[0-9] ?(?:ns|us|ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b"),
    pattern!(
        r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]* [0-9]"
    ),
    pattern!(r"(?i)[0-9] ?[kmg]?i?b(?:it)?/s\b"),
    pattern!(r"\b[0-9]{9,}\b"),
    pattern!(r"(?i)\b0x[0-9a-f]+"),
    pattern!(r"(?i)\b(?:pid|tmp|temp|random|elapsed|duration)\b"),
    pattern!(r"(?:^|[^A-Za-z0-9_.])[/~][A-Za-z0-9_.]"),
    pattern!(r"://"),
    pattern!(r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b"),
];

/// What is to be expected of a step that left this.
///
/// # Errors
/// With the reason why nothing of it is.
pub(super) fn expectations(seen: &Observed) -> Result<Vec<Expectation>, String> {
    match seen.exit {
        Some(0) => {}
        Some(code) => {
            return Err(format!(
                "it exited with {code}; whether that is right only a person can say"
            ));
        }
        None => return Err("it has no exit code in that run".to_owned()),
    }
    let whole = "not all of what it printed was kept, or something in it was masked";
    let printed = seen.printed.as_ref().ok_or(whole)?;
    let others: Option<Vec<&String>> = seen.before.iter().map(Option::as_ref).collect();
    let others = others.ok_or(whole)?;
    if printed.trim().is_empty() {
        let is_quiet = |other: &&String| other.is_empty();
        return if printed.is_empty() && others.iter().all(is_quiet) {
            Ok(vec![Expectation::NoOutput])
        } else {
            Err("it printed nothing, but not in every run".to_owned())
        };
    }
    let in_all = |line: &&str| {
        let has = |other: &&String| other.lines().any(|own| own.trim() == *line);
        others.iter().all(has)
    };
    let lines = printed.lines().map(str::trim);
    let mut stable: Vec<&str> = lines
        .filter(|line| is_stable(line))
        .filter(in_all)
        .collect();
    let mut known = HashSet::new();
    stable.retain(|line| known.insert(*line));
    if stable.len() > MOST {
        stable = stable.split_off(stable.len() - 1);
    }
    if stable.is_empty() {
        return Err("no line of what it printed is sure to come again".to_owned());
    }
    let expected = stable
        .into_iter()
        .map(|line| Expectation::Line(line.to_owned()));
    Ok(expected.collect())
}

fn is_stable(line: &str) -> bool {
    let says = line.chars().any(char::is_alphanumeric);
    let is_plain = line
        .chars()
        .all(|c| !c.is_control() && c != '`' && c != '\u{fffd}');
    says && is_plain
        && line.chars().count() <= LONGEST
        && !PASSING.iter().any(|passing| passing.is_match(line))
        && !line
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(is_digest)
        && !line.contains("[masked")
        && !evidence::holds_secret(line)
}

/// Letters and digits of which a digest is written.
fn is_digest(word: &str) -> bool {
    let has = |wanted: fn(&char) -> bool| word.chars().any(|c| wanted(&c));
    word.len() >= DIGEST
        && word.chars().all(|c| c.is_ascii_hexdigit())
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(printed: &str, before: &[&str]) -> Observed {
        Observed {
            step: String::new(),
            exit: Some(0),
            failed: false,
            printed: Some(printed.to_owned()),
            before: before.iter().map(|text| Some((*text).to_owned())).collect(),
        }
    }

    fn lines(printed: &str, before: &[&str]) -> Vec<String> {
        let expected = expectations(&seen(printed, before)).unwrap_or_default();
        expected.iter().map(Expectation::text).collect()
    }

    #[test]
    fn short_whole_lines_that_came_every_time_are_expected() {
        assert_eq!(lines("14 passed\n", &[]), ["14 passed"]);
        assert_eq!(lines("  a \nb\n\n", &[]), ["a", "b"]);
        assert_eq!(lines("a\nb\nc\nd\n", &[]), ["d"]);
        assert_eq!(lines("rows 3\nseed x\n", &["seed y\nrows 3\n"]), ["rows 3"]);
        assert_eq!(
            expectations(&seen("", &[""])),
            Ok(vec![Expectation::NoOutput])
        );
    }

    #[test]
    fn what_passes_is_never_expected() {
        for line in [
            "Ran 3 tests in 0.001s",
            "done at 12:30",
            "2026-03-04 ok",
            "took 5 ms",
            "commit 3f9ab21",
            "see /var/log/x",
            "wrote tmp.dx1",
            "listening on http://localhost",
            "pid 4711",
            "token [masked TOKEN]",
            "say `hello`",
            "5 MB/s",
            "---",
            "Wed 4",
            "\u{1b}[32mok",
            "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        ] {
            assert_eq!(lines(line, &[]), Vec::<String>::new(), "{line}");
        }
        assert!(expectations(&seen("", &["a\n"])).is_err());
        assert!(
            expectations(&Observed {
                printed: None,
                ..seen("", &[])
            })
            .is_err()
        );
        assert!(
            expectations(&Observed {
                exit: Some(1),
                ..seen("a", &[])
            })
            .is_err()
        );
    }
}
