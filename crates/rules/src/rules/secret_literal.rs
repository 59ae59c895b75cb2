//! `secret-literal`: a token, key or password stands in the document in clear text.
//!
//! Looks at every byte, code and comments included. No message holds more than the first four
//! characters of a value.

use stopgate_expressions::{pattern, words};
use stopgate_markdown::Tree;
use stopgate_source::{Parts, Pattern, Severity, Source, Span, Words};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC001",
    name: "secret-literal",
    summary: "A token, key or password stands in clear text",
    severity: Severity::Error,
    requirements: &["R7"],
    check: Check::Document(look),
};

/// Shapes that their issuers made to be recognised, and what they are.
static KNOWN: [(Pattern, &str); 19] = [
    (
        pattern!(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        "an AWS access key",
    ),
    (pattern!(r"\bgh[pousr]_[A-Za-z0-9]{36,}"), "a GitHub token"),
    (
        pattern!(r"\bgithub_pat_[A-Za-z0-9_]{22,}"),
        "a GitHub token",
    ),
    (pattern!(r"\bglpat-[A-Za-z0-9_-]{20,}"), "a GitLab token"),
    (
        pattern!(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
        "a Slack token",
    ),
    (
        pattern!(r"\bhooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"),
        "a Slack webhook",
    ),
    (pattern!(r"\b[sr]k_live_[A-Za-z0-9]{16,}"), "a Stripe key"),
    (pattern!(r"\bAIza[A-Za-z0-9_-]{35}"), "a Google API key"),
    (
        pattern!(r"\bGOCSPX-[A-Za-z0-9_-]{20,}"),
        "a Google client secret",
    ),
    (
        pattern!(r"\bya29\.[A-Za-z0-9_-]{20,}"),
        "a Google access token",
    ),
    (
        pattern!(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
        "a JSON web token",
    ),
    (pattern!(r"\bnpm_[A-Za-z0-9]{36}\b"), "an npm token"),
    (pattern!(r"\bpypi-[A-Za-z0-9_-]{40,}"), "a PyPI token"),
    (
        pattern!(r"\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{24,}"),
        "an API key",
    ),
    (
        pattern!(r"\bSG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,}"),
        "a SendGrid key",
    ),
    (pattern!(r"\bhf_[A-Za-z0-9]{30,}"), "a Hugging Face token"),
    (pattern!(r"\bdop_v1_[a-f0-9]{64}\b"), "a DigitalOcean token"),
    (
        pattern!(r"\bAccountKey=[A-Za-z0-9+/]{40,}=*"),
        "an Azure storage key",
    ),
    (
        pattern!(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
        "a private key",
    ),
];

/// `NAME_SECRET=value`, `"password": "value"`, `Authorization: Bearer value`.
static ASSIGNED: Pattern = pattern!(
    r#"(?i)\b([a-z0-9_.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"#,
    r#"|auth[_-]?key|signing[_-]?key|encryption[_-]?key|credential)(?:[_-](?:key|value|prod|live|staging|test))?)["'`]?(\s*[=:]\s*|\s+is\s+)["'`]?([^\s"'`,;|<>]{8,})"#,
    r"|\b(bearer)(\s+)([A-Za-z0-9._~+/-]{20,}=*)",
);

/// A line of a settings file: `password: "value"`, `"api_key": "value",`, `db_password = value`.
static SETTING: Pattern = pattern!(
    r#"(?m)(?:^|[{,`])[ \t]*(?:- |> |export )?["']?((?:[a-z0-9]+[_.-])*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret))["']?"#,
    r#"([ \t]*[:=][ \t]*)(?:"([^"\s]{8,})"|'([^'\s]{8,})'|([^\s"'`,;|<>]{8,}))[ \t]*(?:[,;}`]|#.*)?[ \t\r]*(?:$|[},`"])"#,
);

/// A password that a sentence tells: ``account `roster`, password `…` ``.
static TOLD: Pattern =
    pattern!(r"(?i)\b(password|passphrase)\s+(?:is\s+)?[`\x22]([^\s`\x22]{8,})[`\x22]");

fn look(tree: &Tree, report: &mut Report<'_>) {
    for (span, kind) in merged(tree.source(), secrets(tree.source())) {
        report.find(
            span,
            format!("{kind} stands here in clear text, and everybody who can read the plan can use it"),
            "Withdraw it, name the variable or the secret store that holds the new one, and declare \
             it under [secrets] so that its value is masked",
        );
    }
}

/// Places of secrets in order, each with what the message calls it.
fn secrets(source: &Source) -> Vec<(Span, String)> {
    let text = source.text();
    let mut found: Vec<(Span, String)> = Vec::new();
    let grams = source.grams();
    let known = KNOWN.iter().filter(|(shape, _)| grams.may_hold(shape));
    for (shape, kind) in known {
        let real = shape
            .find_iter(text)
            .filter(|value| is_real(value.as_str()));
        found.extend(real.map(|value| (value.range().into(), named(kind, value.as_str()))));
    }
    for captures in told(source, &ASSIGNED) {
        let groups: Vec<_> = captures.iter().flatten().collect();
        if let [whole, name, between, value] = groups[..]
            && is_secret(name.as_str(), between.as_str(), value.as_str())
        {
            let kind = format!("The value of `{}`", name.as_str());
            found.push((whole.range().into(), kind));
        }
    }
    for captures in told(source, &SETTING) {
        let (Some(name), Some(value)) = (captures.get(1), (3..=5).find_map(|at| captures.get(at)))
        else {
            continue;
        };
        let quoted = captures.get(5).is_none();
        if is_setting(name.as_str(), value.as_str(), quoted) {
            let kind = format!("The value of `{}`", name.as_str());
            found.push(((name.start()..value.end()).into(), kind));
        }
    }
    for captures in told(source, &TOLD) {
        let (Some(name), Some(value)) = (captures.get(1), captures.get(2)) else {
            continue;
        };
        if kinds(value.as_str()) >= 3 && is_setting("password", value.as_str(), true) {
            let kind = format!("The value of `{}`", name.as_str());
            found.push(((name.start()..value.end()).into(), kind));
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by(|next, last| next.0.overlaps(last.0));
    found
}

/// The matches of a pattern, which is not looked for where words are missing that all of them hold.
fn told<'s>(source: &'s Source, pattern: &'static Pattern) -> impl Iterator<Item = Parts<'s>> {
    let text = source.grams().may_hold(pattern).then(|| source.text());
    text.into_iter()
        .flat_map(|text| pattern.captures_iter(text))
}

/// One finding for a line or a run of adjacent lines.
fn merged(source: &Source, found: Vec<(Span, String)>) -> Vec<(Span, String)> {
    let mut runs: Vec<(Span, String)> = Vec::new();
    for (span, kind) in found {
        match runs.last_mut() {
            Some((last, _)) if source.line(span.start()) <= source.line(last.end()) + 1 => {
                *last = last.join(span);
            }
            _ => runs.push((span, kind)),
        }
    }
    runs
}

fn named(kind: &str, value: &str) -> String {
    let mut letters = kind.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let kind: String = first.into_iter().chain(letters).collect();
    let start: String = value.chars().take(4).collect();
    if start == "----" {
        kind
    } else {
        format!("{kind} (`{start}…`)")
    }
}

/// False for a shape that is only filled up (`ghp_xxxxxxxx…`) or made of words (`sk-my-long-name-…`).
fn is_real(value: &str) -> bool {
    value.starts_with("-----") || (!has_run(value) && value.contains(|c: char| c.is_ascii_digit()))
}

/// The same character six times in a row.
fn has_run(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes
        .windows(6)
        .any(|window| window.iter().all(|byte| *byte == window[0]))
}

fn is_secret(name: &str, between: &str, value: &str) -> bool {
    static OTHERWISE: Words = words!(
        r"[$(){}\[\]*…#\\]|\.\.\.|://|^[./~@%-]|^arn:|^projects/|^vault:|\.(?:json|ya?ml|env|txt|pem|key|md|py|ts|js|go|rs|sh|sql)\b|example\.|redacted|changeme|placeholder|your[_-]"
    );
    let value = value.trim_end_matches(['.', ')', ':']);
    if OTHERWISE.is_match(value) || has_run(value) {
        return false;
    }
    let assigned = between.trim() == "=" || name.eq_ignore_ascii_case("bearer");
    let is_password = name.to_lowercase().contains("pass") || name.to_lowercase().contains("pwd");
    is_random(value, if assigned { 8 } else { 12 })
        || (is_password && assigned && kinds(value) >= 3)
}

/// Passwords are words that people make up: two kinds of characters do, where one is a digit or a
/// mark. Other secrets are not made up, so their value has to look drawn by lot.
fn is_setting(name: &str, value: &str, quoted: bool) -> bool {
    static NO_VALUE: Words = words!(
        r"[$(){}\[\]*…#\\/]|\.\.\.|^[.~@%:-]|\.(?:json|ya?ml|env|txt|pem|key|md|py|ts|js|go|rs|sh|sql)\b|[^\x20-\x7e]",
        r"|example|sample|dummy|fake|mock|test|change-?_?me|placeholder|redacted|your|secret|passw|passphrase|token|api|key|credential",
        r"|default|vault|env|none|null|true|false|required|optional|string|xxx|todo|tbd|demo|local|admin\d*$|foo|bar|argon|bcrypt|scrypt|pbkdf|sha\d|^md5",
    );
    let is_variable = value.contains('_') && !value.contains(|c: char| c.is_ascii_lowercase());
    if NO_VALUE.is_match(value) || has_run(value) || is_variable {
        return false;
    }
    let marked = value
        .bytes()
        .any(|byte| class(byte) >= 2 && (quoted || class(byte) != 4));
    let is_password = name.contains("pass") || name.ends_with("pwd");
    let drawn = value.len() >= 12
        && kinds(value) >= 3
        && value.bytes().filter(u8::is_ascii_digit).count() > 1;
    if is_password {
        kinds(value) >= 2 && marked
    } else {
        quoted && drawn
    }
}

/// True for values that no person would choose as a name or a word: kinds of characters that
/// alternate quickly, or a long row of letters and digits without any order.
fn is_random(value: &str, least: usize) -> bool {
    let classes: Vec<u8> = value.bytes().map(class).collect();
    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let digits = classes.iter().filter(|&&class| class == 2).count();
    let alternates = kinds(value) >= 3 && digits > 0 && changes * 5 >= value.len() * 2;
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mixed = kinds(value) >= 2 && digits >= 3 && changes >= 6;
    // Base64 keys may hold next to no digits; three kinds of letters in forty characters do.
    let base64 = value.len() >= 32 && kinds(value) >= 3 && changes * 4 >= value.len();
    value.len() >= least && (alternates || base64 || (plain && value.len() >= 16 && mixed))
}

/// How many of lower case, upper case, digits and other marks occur; the marks of names do not count.
fn kinds(value: &str) -> usize {
    (0..4)
        .filter(|&wanted| value.bytes().any(|byte| class(byte) == wanted))
        .count()
}

fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        b'_' | b'-' | b'.' | b':' | b'/' => 4,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, secrets};

    fn count(text: &str) -> usize {
        secrets(&Source::new(text.as_bytes().to_vec())).len()
    }

    #[test]
    fn secrets_are_found_and_never_told() {
        // Put together here so that no scanner takes this file for a leak.
        let github = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
        for text in [
            "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "KEY=1,GCS_HMAC_SECRET=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
            "export DB_PASSWORD=Autumn!Rain7",
            "\"api_key\": \"9f8e7d6c5b4a39281706f5e4\"",
            "curl -H 'Authorization: Bearer 8fK2mQ9xW4pL7vN3zR6tY1'",
            "-----BEGIN RSA PRIVATE KEY-----",
            "password: \"Saxifraga-9-hirculus\"",
            "  db_password = Sommer2024",
            "{\"user\": \"ana\", \"password\": \"maple!leaf42\"}",
            "client_secret: 'Quartz7Lm2Bayview'  # read only",
            github.as_str(),
        ] {
            let found = secrets(&Source::new(text.as_bytes().to_vec()));
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(
                !found[0].1.contains("wJalr") && found[0].1.len() < 60,
                "{found:?}"
            );
        }
    }

    #[test]
    fn names_of_secrets_are_none() {
        for text in [
            "DB_PASSWORD=$DB_PASSWORD",
            "password: ${{ secrets.DB_PASSWORD }}",
            "TOKEN=<your token>",
            "token=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "PASSWORD=********",
            "\"card_token\": \"tok_5f1c\"",
            "token: read from the environment variable `FEED_TOKEN`",
            "Secret: projects/shop-prod/secrets/feed-token/versions/12",
            "secret=supplier-feed-token-2026-04",
            "api_key=config/keys/Prod2.json",
            "Token: OAuth2.1 with refresh",
            "secret: SecretManagerServiceV2",
            "sk-some-long-name-of-a-branch-to-merge",
            "TOKEN=FEED_TOKEN_2",
            "password is checked by the server",
            "password: \"${DB_PASSWORD}\"",
            "password: \"changeme-2024\"",
            "password = getpass.getpass()",
            "password: Argon2id",
            "\"password\": \"Contraseña1\"",
            "secret: supplier-feed-2026-04",
            "token: \"session-of-user-42\"",
            "password: hashed_pw",
            "password: /run/secrets/db1",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
