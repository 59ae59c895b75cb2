//! The words of a command line that has nothing in it that a shell would do something with.

/// The words of a line that every shell takes apart in the same way: words of letters, digits and some signs,
/// and quoted texts in which nothing is replaced. None for every other line.
pub(crate) fn plain_words(line: &str) -> Option<Vec<String>> {
    if line.chars().any(is_other_quote) {
        return None;
    }
    let mut words = Vec::new();
    let mut rest = line.trim_matches(' ');
    while !rest.is_empty() {
        let (word, behind) = first(rest)?;
        if !behind.is_empty() && !behind.starts_with(' ') {
            return None;
        }
        words.push(word.to_owned());
        rest = behind.trim_start_matches(' ');
    }
    (!words.is_empty()).then_some(words)
}

/// Quotes of printed text, with which a quoted word of PowerShell ends as well.
fn is_other_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}')
}

fn first(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let Some(quote) = quote else {
        let end = text.find(' ').unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        let is_plain = |c: char| c.is_alphanumeric() || "-_./:,@+=%#".contains(c);
        // In front of a command `NAME=value` sets a variable, and behind a blank `#` begins a comment.
        let fits = word.chars().all(is_plain) && !word.starts_with('#');
        return fits.then_some((word, behind));
    };
    let (inside, behind) = text[1..].split_once(quote)?;
    let is_replaced = |c: char| quote == '"' && matches!(c, '$' | '`' | '\\' | '!');
    let fits = !inside.chars().any(|c| c.is_control() || is_replaced(c));
    fits.then_some((inside, behind))
}

/// The words of any shell text, cut at everything that separates words and commands; `;` stands for what
/// separates commands. Only to look for words that must not be there, and for files that may be meant.
pub fn loose_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        match c {
            ';' | '&' | '|' | '\n' | '(' | ')' | '{' | '}' | '`' => {
                words.push(";".to_owned());
                words.push(String::new());
            }
            '\'' | '"' | '\\' => {}
            c if c.is_whitespace() || matches!(c, '$' | '<' | '>') => words.push(String::new()),
            c => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_have_words() {
        assert_eq!(
            plain_words("stopgate note  risk plans/a.md 'it is $5; really' \"two words\""),
            Some(
                [
                    "stopgate",
                    "note",
                    "risk",
                    "plans/a.md",
                    "it is $5; really",
                    "two words"
                ]
                .map(str::to_owned)
                .to_vec()
            )
        );
    }

    #[test]
    fn what_a_shell_would_do_something_with_has_none() {
        for line in [
            "",
            "a; b",
            "a && b",
            "a | b",
            "a > b",
            "a < b",
            "a $(b)",
            "a `b`",
            "a $B",
            "a \"$B\"",
            "a \"`b`\"",
            "a \"\\\"\"",
            "a 'b",
            "a b'c'",
            "a 'b'c",
            "a\nb",
            "a\tb",
            "a *",
            "a ~",
            "a {b,c}",
            "a #b",
            "a & ",
            "a \\b",
            "a 'b\nc'",
            "a !b",
            "a 'b\u{2019}; c; \u{2018}d'",
            "a \"b\u{201d}; c; \u{201c}d\"",
            "a b\u{201b}",
        ] {
            assert_eq!(plain_words(line), None, "{line}");
        }
    }

    #[test]
    fn loose_words_see_through_quotes_and_substitutions() {
        let words = loose_words("x=$(\"stop\"gate 'approve' p.md)&&go build");
        assert_eq!(
            words,
            [
                "x=", ";", "stopgate", "approve", "p.md", ";", ";", ";", "go", "build"
            ]
        );
    }
}
