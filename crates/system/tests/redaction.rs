//! Secrets in every form, cut at every place, are masked; no other byte is touched.

#![expect(
    clippy::unwrap_used,
    reason = "what is unwrapped was made by the tests"
)]

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD, URL_SAFE};
use stopgate_runner::Variable;
use stopgate_system::Redactor;

fn secret(name: &str, value: &str) -> Variable {
    Variable {
        name: name.to_owned(),
        value: value.to_owned(),
        secret: true,
    }
}

fn redactor(values: &[&str]) -> Redactor {
    let secrets: Vec<Variable> = values
        .iter()
        .enumerate()
        .map(|(at, value)| secret(&format!("S{at}"), value))
        .collect();
    Redactor::new(&secrets).unwrap()
}

fn masked<'a>(redactor: &Redactor, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut masked = Vec::new();
    let mut stream = redactor.stream();
    for chunk in chunks {
        stream.push(chunk, &mut |bytes| masked.extend_from_slice(bytes));
    }
    stream.finish(&mut |bytes| masked.extend_from_slice(bytes));
    masked
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// The shared token where it can be read, so that one more shape of a secret is tried.
fn shared_token() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let truth = folder.join("shared/examples/runnable/supplier-token/truth.json");
    let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(truth).ok()?).ok()?;
    Some(truth["run"]["env"]["FEED_TOKEN"].as_str()?.to_owned())
}

fn values() -> Vec<String> {
    let mut values = vec![
        "k9/Wq+zonk\"A7&Lm=Tw%3".to_owned(),
        "hunter2-but-longer".to_owned(),
        "it's $HOME\\here `now` !x".to_owned(),
        "žluť𝄞-ключ".to_owned(),
        "aaaaaabaaaaaa".to_owned(),
        "postgres://app:p%40ss@db.internal:5432/x?sslmode=on".to_owned(),
        "sixsix".to_owned(),
        "C:\\Users\\me\tand a tab; {\"key\": [1, 2]} <b>&amp;</b>".to_owned(),
        "0123456789abcdef0123456789abcdef01234567".to_owned(),
        "correct horse battery staple, said twice".to_owned(),
    ];
    values.extend(shared_token());
    values
}

/// The forms of a value by name, made without the crate's own encoders.
fn forms(value: &str) -> Vec<(&'static str, String)> {
    let bytes = value.as_bytes();
    let url = |kept: &str, upper: bool| -> String {
        let encode = |byte: &u8| match char::from(*byte) {
            letter if letter.is_ascii_alphanumeric() || kept.contains(letter) => letter.to_string(),
            _ if upper => format!("%{byte:02X}"),
            _ => format!("%{byte:02x}"),
        };
        bytes.iter().map(encode).collect()
    };
    let json = serde_json::to_string(value).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let mut ascii = String::new();
    for letter in json.chars() {
        match letter.is_ascii() {
            true => ascii.push(letter),
            false => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    ascii.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    let mut forms = vec![
        ("raw", value.to_owned()),
        ("base64", STANDARD.encode(bytes)),
        ("base64 url", URL_SAFE.encode(bytes)),
        (
            "hex",
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ),
        (
            "HEX",
            bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
        ),
        ("url", url("-._~", true)),
        ("url, lower", url("-._~", false)),
        ("url, path", url("-._~/", true)),
        ("url, form", url("*-._", true).replace("%20", "+")),
        ("json", json.clone()),
        ("json, ascii", ascii),
        ("json, slash", json.replace('/', "\\/")),
        ("shell", value.replace('\'', "'\\''")),
    ];
    for before in 1..=3 {
        for alphabet in [alphabet::STANDARD, alphabet::URL_SAFE] {
            let longer = [&b"user:"[..before], bytes, b"@host"].concat();
            let encoded = GeneralPurpose::new(&alphabet, NO_PAD).encode(longer);
            // What carries six bits of the value each.
            let own = (before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6;
            forms.push(("base64, inside", encoded[own].to_owned()));
        }
    }
    forms
}

#[test]
fn every_form_of_a_secret_is_masked_wherever_it_is_cut() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values() {
        let redactor = redactor(&[&value]);
        let forms = forms(&value);
        for (name, form) in &forms {
            let text = format!("<{form}>\n");
            let whole = masked(&redactor, [text.as_bytes()]);
            assert_eq!(
                String::from_utf8_lossy(&whole),
                "<[masked S0]>\n",
                "{name} of {value}"
            );
            for cut in 0..=text.len() {
                let parts = [&text.as_bytes()[..cut], &text.as_bytes()[cut..]];
                let cut_in_two = masked(&redactor, parts);
                assert_eq!(cut_in_two, whole, "{name} of {value} at {cut}");
                *counts.entry(name).or_default() += 1;
            }
            let bit_by_bit = masked(&redactor, text.as_bytes().chunks(1));
            assert_eq!(bit_by_bit, whole, "{name} of {value}");
        }
    }
    let total: usize = counts.values().sum();
    println!("{total} cuts: {counts:?}");
    assert!(total >= 6_000, "{total}");
}

#[test]
fn a_secret_inside_longer_base64_leaves_none_of_its_own_characters() {
    for value in values() {
        let redactor = redactor(&[&value]);
        for before in 0..6 {
            for behind in 0..6 {
                let longer = format!("{}{value}{}", &"prefix"[..before], &"suffix"[..behind]);
                for engine in [STANDARD, URL_SAFE] {
                    let encoded = engine.encode(&longer);
                    let text = redactor.mask(&encoded);
                    assert!(text.contains("[masked S0]"), "{longer}: {encoded}: {text}");
                    let own = (before * 8).div_ceil(6)..(before + value.len()) * 8 / 6;
                    for part in encoded[own].as_bytes().windows(8.min(value.len())) {
                        assert!(!holds(text.as_bytes(), part), "{longer}: {encoded}: {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn secrets_that_overlap_are_masked_whole() {
    let redactor = redactor(&["abcdef123", "123456789", "89-89-89", "f1234"]);
    for text in [
        "abcdef123456789-89-89-89-89",
        "xabcdef1234567",
        "abcdef12abcdef123456789",
    ] {
        let whole = masked(&redactor, [text.as_bytes()]);
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let bytes = text.as_bytes();
                let parts = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(
                    masked(&redactor, parts),
                    whole,
                    "{text} at {first} and {second}"
                );
            }
        }
        for part in ["abcdef123", "123456789", "89-89-89", "f1234", "6789", "-89"] {
            assert!(!holds(&whole, part.as_bytes()), "{text}: {part}");
        }
    }
}

#[test]
fn nothing_of_a_secret_comes_out_before_it_is_known_to_be_none() {
    let value = "k9/Wq+zonk\"A7&Lm=Tw%3";
    let redactor = redactor(&[value]);
    for length in 1..value.len() {
        let mut out = Vec::new();
        let mut stream = redactor.stream();
        for byte in value[..length].bytes() {
            stream.push(&[byte], &mut |bytes| out.extend_from_slice(bytes));
        }
        assert!(
            out.is_empty(),
            "{length}: {}",
            String::from_utf8_lossy(&out)
        );
        stream.push(b"!", &mut |bytes| out.extend_from_slice(bytes));
        assert_eq!(out, format!("{}!", &value[..length]).as_bytes());
    }
}

/// Tokens are put together here, so that no scanner takes this file for a leak.
fn tokens() -> Vec<(String, &'static str)> {
    let mixed = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    let tail = |length: usize| &mixed[..length];
    let long = mixed.repeat(3);
    let whole = "[masked token]";
    let mut tokens: Vec<(String, &str)> = Vec::new();
    for prefix in ["ghp", "gho", "ghs", "ghu", "ghr"] {
        tokens.push((format!("{prefix}_{}", tail(36)), whole));
    }
    tokens.extend([
        (format!("github_pat_{}_{long}", tail(22)), whole),
        (format!("glpat-{}", tail(20)), whole),
        (format!("AKIA{}", "QWERTZUI12345678"), whole),
        (format!("ASIA{}", "QWERTZUI12345678"), whole),
        (format!("xoxb-{}-{}", "1234567890", tail(24)), whole),
        (format!("xoxp-{}-{}", "1234567890", tail(24)), whole),
        (format!("AIza{}", tail(35)), whole),
        (format!("sk-{long}"), whole),
        (format!("sk-proj-{long}"), whole),
        (format!("sk-ant-api03-{long}"), whole),
        (format!("npm_{}", tail(36)), whole),
        (format!("pypi-AgEIcHlwaS5vcmc{long}"), whole),
        (
            format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{}", tail(30)),
            whole,
        ),
        (
            format!("Authorization: Bearer {}", tail(12)),
            "Authorization: Bearer [masked token]",
        ),
        (
            format!("authorization: Basic {}==", tail(12)),
            "authorization: Basic [masked token]",
        ),
        (
            format!("{{\"Authorization\": \"Bearer {}\"}}", tail(12)),
            "{\"Authorization\": \"Bearer [masked token]\"}",
        ),
    ]);
    for kind in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
        let rule = |word: &str| format!("-----{word} {kind}PRIVATE KEY-----");
        let body = format!("{long}\n{long}/+==\n");
        let key = format!("{}\n{body}{}", rule("BEGIN"), rule("END"));
        tokens.push((key.replace('\n', "\\n"), whole));
        tokens.push((key.replace('\n', "\r\n"), whole));
        tokens.push((key.replace('\n', "\n    "), whole));
        tokens.push((
            key.replace("=\n", "=\n\n")
                .replacen('\n', "\nProc-Type: 4,ENCRYPTED\n", 1),
            whole,
        ));
    }
    tokens
}

#[test]
fn tokens_of_known_shapes_are_masked_wherever_they_are_cut() {
    let redactor = redactor(&[]);
    for (token, expected) in tokens() {
        for (before, behind) in [
            ("", ""),
            ("token=", "\n"),
            ("\"", "\", next"),
            (" ", " and on"),
        ] {
            let text = format!("{before}{token}{behind}");
            let whole = masked(&redactor, [text.as_bytes()]);
            let expected = format!("{before}{expected}{behind}");
            assert_eq!(String::from_utf8_lossy(&whole), expected, "{text}");
            for cut in 0..=text.len() {
                let (first, second) = text.as_bytes().split_at(cut);
                assert_eq!(masked(&redactor, [first, second]), whole, "{text} at {cut}");
            }
            assert_eq!(
                masked(&redactor, text.as_bytes().chunks(1)),
                whole,
                "{text}"
            );
        }
    }
}

#[test]
fn what_only_looks_like_a_token_stays() {
    let redactor = redactor(&[]);
    let texts = [
        "task-0123456789abcdef0123456789abcdef0123 disk-0123456789abcdef0123456789abcdef0123",
        "sk-estonia-with-a-very-long-kebab-name-of-a-css-class-that-goes-on",
        "ghp_short AKIA AKIAQWERTZUI1234 AKIAQWERTZUI123456789 pypi-some-package npm_config_registry",
        "npm_config_registry_that_goes_on_and_on_and_on xoxb- glpat-x eyJhbGciOiJIUzI1NiJ9 eyJ. eyJ",
        "Authorization is needed; authorization: none; Authorization: Bearer\nAuthorization: Digest a",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PUBLIC KEY-----\nMIIB",
        "-----BEGIN ----- -----BEGIN RSA PRIVATE",
    ];
    for text in texts {
        assert_eq!(redactor.mask(text), text);
        for cut in 0..=text.len() {
            let (first, second) = text.as_bytes().split_at(cut);
            assert_eq!(
                masked(&redactor, [first, second]),
                text.as_bytes(),
                "at {cut}"
            );
        }
    }
}

/// The same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap()
    }
}

#[test]
fn bytes_that_are_no_secret_come_out_as_they_went_in() {
    let values = values();
    let redactor = redactor(&values.iter().map(String::as_str).collect::<Vec<_>>());
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    // Any bytes, bytes of a few kinds, and beginnings of secrets and tokens that come to nothing.
    let any: Vec<u8> = (0..300_000)
        .map(|_| numbers.next().to_le_bytes()[0])
        .collect();
    let few: Vec<u8> = (0..300_000)
        .map(|_| b"ab-_ghpsky\n"[numbers.next() % 11])
        .collect();
    let mut beginnings = Vec::new();
    let tokens = tokens();
    while beginnings.len() < 300_000 {
        let value = values[numbers.next() % values.len()].as_bytes();
        let token = tokens[numbers.next() % tokens.len()].0.as_bytes();
        beginnings.extend_from_slice(&value[..value.len() / 2]);
        beginnings.extend_from_slice(&token[..numbers.next() % 8]);
        beginnings.push(b'\n');
    }
    for bytes in [any, few, beginnings] {
        for most in [1, 7, 4_096] {
            let mut chunks = Vec::new();
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (chunk, next) = rest.split_at((1 + numbers.next() % most).min(rest.len()));
                chunks.push(chunk);
                rest = next;
            }
            assert!(
                masked(&redactor, chunks) == bytes,
                "chunks of up to {most} bytes"
            );
        }
    }
}

#[test]
fn white_space_and_line_ends_around_a_secret_do_not_matter() {
    let redactor = redactor(&["first-line-of-it\nsecond-line-of-it\n"]);
    let text = redactor.mask("> first-line-of-it\n> second-line-of-it\n");
    assert_eq!(text, "> [masked S0]\n> [masked S0]\n");
    let whole = redactor.mask("first-line-of-it\nsecond-line-of-it.");
    assert_eq!(whole, "[masked S0].");
    let encoded = STANDARD.encode("first-line-of-it\nsecond-line-of-it");
    assert_eq!(redactor.mask(&encoded), "[masked S0]");
}

#[test]
fn short_secrets_are_masked_as_they_are_or_refused() {
    assert_eq!(
        redactor(&["1234", "abcde"]).mask("12345 xabcdex"),
        "[masked S0]5 x[masked S1]x"
    );
    for value in ["", "123", " 12 \n"] {
        let refused = Redactor::new(&[secret("PIN", value)]).unwrap_err();
        assert_eq!(refused.name, "PIN");
        let said = refused.to_string();
        assert!(value.is_empty() || !said.contains(value), "{said}");
    }
    let plain = Variable {
        secret: false,
        ..secret("USER", "me")
    };
    assert_eq!(
        Redactor::new(&[plain]).unwrap().mask("me and you"),
        "me and you"
    );
}

#[test]
fn how_many_were_masked_is_counted() {
    let redactor = redactor(&["hunter2-but-longer"]);
    let mut stream = redactor.stream();
    let token = &tokens()[0].0;
    let text = format!("hunter2-but-longer {token} hunter2-but-longer hunter2-but");
    stream.push(text.as_bytes(), &mut |_| {});
    stream.finish(&mut |_| {});
    assert_eq!(stream.masked(), 3);
}
