//! Lists of patterns: `*@shop.example,!guest@shop.example`.

/// OpenSSH admits nobody by a list with a pattern as long as this.
const TOO_LONG: usize = 1023;

/// Patterns with `*` for any text and `?` for any byte. A pattern behind `!` shuts out what it
/// matches, wherever it stands in the list (PATTERNS in ssh_config(5)).
#[derive(Debug, Clone)]
pub(super) struct Patterns {
    admitted: Vec<String>,
    shut_out: Vec<String>,
}

impl Patterns {
    /// Reads a list; the error says why OpenSSH would admit nobody by it.
    pub(super) fn read(text: &str) -> Result<Patterns, String> {
        let mut patterns = Patterns {
            admitted: Vec::new(),
            shut_out: Vec::new(),
        };
        for pattern in text.split(',') {
            let (list, pattern) = match pattern.strip_prefix('!') {
                Some(negated) => (&mut patterns.shut_out, negated),
                None => (&mut patterns.admitted, pattern),
            };
            if pattern.len() >= TOO_LONG {
                return Err("a name or pattern is too long".to_owned());
            }
            list.push(pattern.to_owned());
        }
        Ok(patterns)
    }

    /// True where a pattern matches and none shuts it out.
    pub(super) fn admit(&self, text: &str) -> bool {
        let any = |list: &[String]| {
            list.iter()
                .any(|pattern| matches(pattern.as_bytes(), text.as_bytes()))
        };
        any(&self.admitted) && !any(&self.shut_out)
    }
}

/// Goes back to the last `*` alone, so that no pattern takes more than the product of both lengths.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(from) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, from));
                at += 1;
            }
            Some(expected) if *expected == b'?' || expected == byte => {
                at += 1;
                from += 1;
            }
            _ => match star {
                Some((behind, taken)) => {
                    star = Some((behind, taken + 1));
                    at = behind;
                    from = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .unwrap_or_default()
        .iter()
        .all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_openssh() {
        for (list, text, expected) in [
            ("a", "a", true),
            ("a", "A", false),
            ("a,b", "b", true),
            ("*", "anyone", true),
            ("*@x", "a@x", true),
            ("*@x", "a@xy", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a?", "aé", false),
            ("a??", "aé", true),
            ("*a*b*c", "xaybzc", true),
            ("*a*b*c", "xaybz", false),
            ("!a,*", "a", false),
            ("*,!a", "a", false),
            ("*,!a", "b", true),
            ("!a", "b", false),
            ("", "a", false),
            ("a,", "a", true),
            ("a ", "a", false),
        ] {
            let patterns = Patterns::read(list).expect("a list");
            assert_eq!(patterns.admit(text), expected, "{list} {text}");
        }
        assert!(Patterns::read(&format!("a,{}", "b".repeat(TOO_LONG))).is_err());
    }
}
