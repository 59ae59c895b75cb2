//! Regular expressions that are constants, made to compile fast.

use regex::Regex;

/// Compiles a constant expression. `\w`, `\d`, `\s` and `\b` mean ASCII: their Unicode tables make an
/// expression a hundred times slower to compile, and a process compiles all that it uses.
///
/// A broken constant is a bug, which the tests of the module that owns it show.
pub fn pattern(expression: &str) -> Regex {
    Regex::new(&ascii(expression)).unwrap_or_else(|error| unreachable!("{expression}: {error}"))
}

/// The expression with ASCII classes in place of Perl classes.
pub(crate) fn ascii(expression: &str) -> String {
    let mut result = String::with_capacity(expression.len() * 2);
    let mut in_class = false;
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' if !in_class => in_class = true,
            ']' if in_class => in_class = false,
            _ => {}
        }
        if c != '\\' {
            result.push(c);
            continue;
        }
        let class = match chars.next() {
            Some('w') => "word",
            Some('d') => "digit",
            Some('s') => "space",
            Some('W') => "^word",
            Some('D') => "^digit",
            Some('S') => "^space",
            Some(boundary @ ('b' | 'B')) if !in_class => {
                result.push_str(&format!("(?-u:\\{boundary})"));
                continue;
            }
            other => {
                result.push('\\');
                result.extend(other);
                continue;
            }
        };
        let (open, close) = if in_class {
            ("[:", ":]")
        } else {
            ("[[:", ":]]")
        };
        result.push_str(&format!("{open}{class}{close}"));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ascii_inside_and_outside_of_brackets() {
        assert_eq!(
            ascii(r"\bv?(\d+)[\w-]\S\[\\w"),
            r"(?-u:\b)v?([[:digit:]]+)[[:word:]-][[:^space:]]\[\\w"
        );
        assert!(pattern(r"^[\w-]+\s\d$").is_match("a-b 1"));
        assert!(pattern(r"(?i)\bnot\b").is_match("is NOT done"));
    }
}
