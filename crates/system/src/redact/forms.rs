//! The forms in which a value may be written.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::Redactor;

/// Fewest bytes of a line of a value that is masked by itself.
const LEAST_LINE: usize = 8;

/// All forms of a value: as it is, encoded, quoted, and without white space around it; of a value of
/// several lines each long line as well, as programs print line by line.
pub(super) fn forms(value: &str) -> BTreeSet<Vec<u8>> {
    let mut forms = BTreeSet::new();
    for value in [value, value.trim()] {
        add(value, &mut forms);
    }
    if value.trim().contains('\n') {
        let lines = value.lines().map(str::trim);
        for line in lines.filter(|line| line.len() >= LEAST_LINE) {
            add(line, &mut forms);
        }
    }
    forms
}

fn add(value: &str, forms: &mut BTreeSet<Vec<u8>>) {
    forms.insert(value.as_bytes().to_vec());
    if value.len() < Redactor::LEAST_ENCODED {
        return;
    }
    let encoded = [base64(value), hexadecimal(value), url(value)];
    let quoted = [json(value), shell(value)];
    let all = encoded.into_iter().chain(quoted).flatten();
    forms.extend(all.map(String::into_bytes));
}

/// Base64 of the value alone, and what it becomes inside of something longer: for each position in a
/// group of three bytes the characters that no neighbour has a part in.
fn base64(value: &str) -> Vec<String> {
    let mut forms = vec![STANDARD.encode(value), URL_SAFE.encode(value)];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.push(engine.encode(value));
        for before in 0..3 {
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(value.as_bytes());
            let own = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
            forms.push(engine.encode(&bytes)[own].to_owned());
        }
    }
    forms
}

fn hexadecimal(value: &str) -> Vec<String> {
    let lower: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    vec![lower.to_uppercase(), lower]
}

/// Percent-encoded by the habits of several languages: these characters are kept.
fn url(value: &str) -> Vec<String> {
    const KEPT: [&str; 5] = ["-._~", "-._~/", "-_.!~*'()", "-_.!~*'();/?:@&=+$,#", "*-._"];
    let encode = |kept: &str, upper: bool| {
        let mut text = String::new();
        for byte in value.bytes() {
            let letter = char::from(byte);
            if letter.is_ascii_alphanumeric() || kept.contains(letter) {
                text.push(letter);
            } else if upper {
                text.push_str(&format!("%{byte:02X}"));
            } else {
                text.push_str(&format!("%{byte:02x}"));
            }
        }
        text
    };
    let mut forms = Vec::new();
    for kept in KEPT {
        for upper in [true, false] {
            let text = encode(kept, upper);
            forms.push(text.replace("%20", "+"));
            forms.push(text);
        }
    }
    forms
}

/// As in a JSON string: with and without escapes beyond ASCII, with and without an escaped slash.
fn json(value: &str) -> Vec<String> {
    let escape = |ascii: bool, slash: bool, upper: bool| {
        let mut text = String::new();
        for letter in value.chars() {
            escape_json(letter, ascii, upper, &mut text);
        }
        if slash {
            text.replace('/', "\\/")
        } else {
            text
        }
    };
    let mut forms = Vec::new();
    for slash in [false, true] {
        forms.push(escape(false, slash, false));
        forms.push(escape(true, slash, false));
        forms.push(escape(true, slash, true));
        // Go's encoder and some templates escape what HTML minds.
        let html = escape(false, slash, false);
        forms.push(
            html.replace('&', "\\u0026")
                .replace('<', "\\u003c")
                .replace('>', "\\u003e"),
        );
    }
    forms
}

fn escape_json(letter: char, ascii: bool, upper: bool, text: &mut String) {
    match letter {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '\u{8}' => text.push_str("\\b"),
        '\u{c}' => text.push_str("\\f"),
        _ if letter < ' ' || (ascii && !letter.is_ascii()) => {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let escaped = if upper {
                    format!("\\u{unit:04X}")
                } else {
                    format!("\\u{unit:04x}")
                };
                text.push_str(&escaped);
            }
        }
        _ => text.push(letter),
    }
}

/// As shells and languages quote it, without the outer quotes.
fn shell(value: &str) -> Vec<String> {
    let escape = |which: &dyn Fn(char) -> bool| {
        let mut text = String::new();
        for letter in value.chars() {
            if which(letter) {
                text.push('\\');
            }
            text.push(letter);
        }
        text
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    vec![
        value.replace('\'', "'\\''"),
        value.replace('\'', "'\"'\"'"),
        escape(&|letter| "\"$`\\".contains(letter)),
        escape(&|letter| "'\\".contains(letter)),
        escape(&|letter| !plain(letter) && !"%+-./:=@_#~".contains(letter)),
        escape(&|letter| !plain(letter) && !"%+-./:=@_,".contains(letter)),
        escape(&|letter| !plain(letter) && !"-_./".contains(letter)),
        escape(&|letter| !plain(letter)),
    ]
}
