//! One word that names findings: a code, the beginning of one, a name, a format, a requirement.

use stopgate_source::Finding;
use stopgate_workspace::{Engine, rules, suggestion};

/// Letters that every code begins with.
const FAMILY: usize = 3;

/// Which findings a word names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// Everything: `ALL`.
    All,
    /// Plans of a format, by its id.
    Format(String),
    /// What rests on a requirement: `P10`.
    Requirement(String),
    /// Codes that begin so: `GAT`, `TSK0`.
    Codes(String),
    /// One rule, by its code.
    Rule(&'static str),
}

impl Selector {
    /// Reads a word; what to say where it names nothing.
    pub(crate) fn read(word: &str, engine: &Engine) -> Result<Self, String> {
        let word = word.trim();
        let upper = word.to_uppercase();
        if upper == "ALL" {
            return Ok(Self::All);
        }
        if let Some(rule) = rules::by_code_or_name(word) {
            return Ok(Self::Rule(rule.code));
        }
        if engine.format(word).is_some() {
            return Ok(Self::Format(word.to_owned()));
        }
        if !upper.is_empty() && rules::all().any(|rule| rule.code.starts_with(&upper)) {
            return Ok(Self::Codes(upper));
        }
        if is_requirement(&upper) {
            return Ok(Self::Requirement(upper));
        }
        let formats = engine.formats().iter().map(|format| format.id.as_str());
        let near = suggestion(word, rules::all().map(|rule| rule.name).chain(formats));
        Err(format!(
            "`{word}` is no code, beginning of a code, name, format or requirement{near}; `stopgate rules` lists the rules, `stopgate formats` the formats"
        ))
    }

    /// How precisely it names a finding in a plan of this format: more is more precise. None where it
    /// does not name it.
    pub(crate) fn names(&self, finding: &Finding, format: Option<&str>) -> Option<usize> {
        let (names, precision) = match self {
            Self::All => (true, 0),
            Self::Format(id) => (format == Some(id), 1),
            Self::Requirement(id) => {
                let asks = |asked: &String| asked.eq_ignore_ascii_case(id);
                (finding.requirements.iter().any(asks), 2)
            }
            Self::Codes(begin) => (finding.code.starts_with(begin.as_str()), 2 + begin.len()),
            Self::Rule(code) => (finding.code == *code, usize::MAX),
        };
        names.then_some(precision)
    }
}

/// `P10`, `WS3`: letters and then digits. Three letters are those of a code.
fn is_requirement(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    let digits = word.chars().skip(letters);
    (1..FAMILY).contains(&letters)
        && word.len() > letters
        && digits.into_iter().all(|c| c.is_ascii_digit())
}
