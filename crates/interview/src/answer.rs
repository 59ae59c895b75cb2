//! What a person says to a question.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use stopgate_workspace::{Content, Form};

use crate::Question;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Words, Markdown or rows of the person's own.
    Given(Content),
    /// One of the options, by its number from 0, and why.
    Chosen {
        /// Which option.
        choice: usize,
        /// The reason for it.
        reason: Option<String>,
    },
    /// Yes to what was offered, by its number from 0.
    Confirmed(usize),
    /// No answer: the question becomes an open one (P5).
    Skipped,
    /// Put off: who decides, and until when (P10).
    Deferred {
        /// Who decides.
        who: String,
        /// The last day.
        until: Date,
    },
    /// The question does not apply to this plan.
    NotApplicable {
        /// Why not.
        reason: String,
    },
}

impl Answer {
    /// What was answered, in words that a person would give again.
    pub(crate) fn in_short(&self, question: &Question) -> Option<String> {
        match self {
            Self::Given(content) => Some(in_words(content)),
            Self::Chosen { choice, .. } => {
                question.options.get(*choice).map(|one| one.answer.clone())
            }
            Self::Confirmed(offer) => question.offers.get(*offer).map(|one| one.value.clone()),
            Self::NotApplicable { reason } => Some(format!("not applicable: {reason}")),
            Self::Deferred { who, until } => Some(format!("put off: {who}, until {until}")),
            Self::Skipped => None,
        }
    }

    /// An answer in words, by what the place holds: for a table each line is a row, and bars part its cells.
    pub fn in_words(question: &Question, text: &str) -> Self {
        Self::Given(match question.form {
            Form::Rows(_) => Content::Rows(rows_of(text)),
            Form::Text | Form::Line => Content::Text(text.to_owned()),
        })
    }

    /// Rows given as values by column id or title.
    ///
    /// # Errors
    /// The names that are no columns of the table.
    pub fn in_columns(
        question: &Question,
        rows: &[Vec<(String, String)>],
    ) -> Result<Self, Vec<String>> {
        let Form::Rows(columns) = &question.form else {
            return Err(vec!["rows".to_owned()]);
        };
        let at = |name: &str| {
            columns
                .iter()
                .position(|column| column.id == name || column.title.eq_ignore_ascii_case(name))
        };
        let names = rows.iter().flatten().map(|(name, _)| name);
        let unknown: Vec<String> = names.filter(|name| at(name).is_none()).cloned().collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let numbers = columns.iter().position(|column| column.numbers);
        let row = |row: &Vec<(String, String)>| {
            let mut cells = vec![String::new(); columns.len()];
            for (name, value) in row {
                if let Some(at) = at(name) {
                    cells[at].clone_from(value);
                }
            }
            // An empty number is left to the table.
            if let Some(numbers) = numbers.filter(|&at| cells[at].is_empty()) {
                cells.remove(numbers);
            }
            cells
        };
        Ok(Self::Given(Content::Rows(rows.iter().map(row).collect())))
    }
}

/// What was said, as one text.
pub(crate) fn in_words(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Rows(rows) => {
            let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
            lines.join("\n")
        }
    }
}

/// Handles `Create table | make table | Ines`; a bar behind a back-slash or inside of code is part of a cell.
fn rows_of(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(cells_of).collect()
}

fn cells_of(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = match line.ends_with("\\|") {
        true => line,
        false => line.strip_suffix('|').unwrap_or(line),
    };
    let mut cells = vec![String::new()];
    let (mut escaped, mut in_code) = (false, false);
    for c in line.chars() {
        match c {
            '|' if !escaped && !in_code => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        in_code ^= c == '`' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// An answer as it is kept in a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptAnswer {
    /// What was said, where it was words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// Who decides about a question that was put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::cells_of;

    #[test]
    fn bars_part_cells_but_not_code() {
        assert_eq!(
            cells_of("| a | `x | y` | b \\| c |"),
            ["a", "`x | y`", "b \\| c"]
        );
        assert_eq!(cells_of("a"), ["a"]);
        assert_eq!(cells_of("a || b"), ["a", "", "b"]);
    }
}
