//! The lines around base64: `-----BEGIN …-----` and `-----END …-----`.

/// Characters on a line, as OpenSSH and `ssh-key` write it.
const WIDTH: usize = 70;

/// The base64 between the two lines, without white space. Nothing may stand before or behind them, so
/// that a signature has one reading; the error says what is wrong.
pub(super) fn body(text: &str, label: &str) -> Result<String, String> {
    let begin = format!("-----BEGIN {label}-----\n");
    let end = format!("\n-----END {label}-----");
    let inner = text
        .strip_prefix(&begin)
        .ok_or_else(|| format!("its first line is not `{}`", begin.trim_end()))?;
    let (body, rest) = inner
        .split_once(&end)
        .ok_or_else(|| format!("the line `{}` is missing", end.trim_start()))?;
    if !rest.trim_matches(['\r', '\n']).is_empty() {
        return Err(format!("something stands behind `{}`", end.trim_start()));
    }
    Ok(body
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .collect())
}

/// The armored text with lines of equal length, whatever the program that wrote it thinks of width.
pub(super) fn wrapped(body: &str, label: &str) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, character) in body.chars().enumerate() {
        if index > 0 && index.is_multiple_of(WIDTH) {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}
