//! Titles and labels as what they mean, not as how they are written.

use std::borrow::Cow;

/// A title in the form in which titles are compared: lower case, `&` as `and`, without numbers in
/// front, `§`, emoji, punctuation, anything in parentheses at the end, and the `s` of a plural.
///
/// `## 5. Phases & Tasks (draft)` and `§6 Phases and tasks` both give `phases and tasks`.
pub(crate) fn normalised(title: &str) -> String {
    let title = without_closing_parenthesis(title.trim());
    let spelled = match title.contains(['&', '’']) {
        true => Cow::Owned(title.replace('&', " and ").replace('’', "'")),
        false => Cow::Borrowed(title),
    };
    let lower = spelled.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let numbers = words.iter().take_while(|word| is_number(word)).count();
    let named = if numbers < words.len() { numbers } else { 0 };
    let mut plain = words[named..].join(" ");
    if let Some(last) = words
        .last()
        .filter(|word| word.len() > 3 && !word.ends_with("ss") && !word.ends_with("us"))
    {
        let plural = last.len() - last.trim_end_matches('s').len();
        plain.truncate(plain.len() - plural);
    }
    plain
}

/// The forms under which a heading may be known: the whole title, and each language of a bilingual
/// one (`Purpose / 목적`).
pub(crate) fn forms(title: &str) -> Vec<String> {
    let mut forms = vec![normalised(title)];
    for separator in [" / ", "：", ": ", " — ", " – ", " - "] {
        forms.extend(
            title
                .split(separator)
                .skip(usize::from(!title.contains(separator)))
                .map(normalised),
        );
    }
    forms.retain(|form| !form.is_empty());
    forms
}

fn without_closing_parenthesis(title: &str) -> &str {
    let title = title.trim_end_matches([':', '：', '.', ' ']);
    match title.rfind('(') {
        Some(open) if open > 0 && title.ends_with(')') => title[..open].trim_end(),
        _ => title,
    }
}

/// `7`, and `7a` of a section that was put in later.
fn is_number(word: &str) -> bool {
    let digits = word.strip_suffix(['a', 'b', 'c']).unwrap_or(word);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_compare_by_meaning() {
        for title in [
            "5. Phases & Tasks",
            "§6 Phases and tasks",
            "PHASES  and Tasks:",
            "🚀 Phases & Tasks (draft)",
            "5a. Phases and tasks",
        ] {
            assert_eq!(normalised(title), "phases and task", "{title}");
        }
        assert_eq!(normalised("Purpose / Big Picture"), "purpose big picture");
        assert_eq!(normalised("2026"), "2026");
        assert_eq!(normalised("Environment(s)"), normalised("environments"));
        assert_eq!(normalised("Progress"), "progress");
        assert_eq!(normalised("Status"), "status");
    }

    #[test]
    fn a_bilingual_title_is_known_by_either_language() {
        assert!(forms("Purpose / 목적").contains(&"purpose".to_owned()));
    }
}
