//! Keys: each kind signs, and each trouble has its own message.

use stopgate_gate::{KeyTrouble, Namespace, SigningKey};

use crate::bytes::{armor, dearmor};
use crate::openssh::OpenSsh;

/// Name of the file and options of `ssh-keygen`.
pub const KINDS: &[(&str, &[&str])] = &[
    ("ed25519", &["-t", "ed25519"]),
    ("p256", &["-t", "ecdsa", "-b", "256"]),
    ("p384", &["-t", "ecdsa", "-b", "384"]),
    ("p521", &["-t", "ecdsa", "-b", "521"]),
    ("rsa", &["-t", "rsa", "-b", "2048"]),
];

#[test]
fn a_key_tells_its_fingerprint_and_its_public_half() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    for (name, options) in KINDS {
        let key = SigningKey::read(&openssh.key(name, options)).expect("a key");
        assert_eq!(key.public(), openssh.public(name));
        let listed = std::process::Command::new("ssh-keygen")
            .arg("-lf")
            .arg(openssh.path(name))
            .output()
            .expect("ssh-keygen");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert_eq!(listed.split(' ').nth(1), Some(key.fingerprint().as_str()));
        assert_eq!(
            format!("{key:?}"),
            format!("SigningKey({})", key.fingerprint())
        );
    }
}

#[test]
fn the_same_key_and_message_give_the_same_signature_where_no_chance_is_needed() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    for (name, options) in KINDS.iter().filter(|(name, _)| *name != "p521") {
        let key = SigningKey::read(&openssh.key(name, options)).expect("a key");
        let sign = |namespace| key.sign(namespace, b"{}").expect("a signature");
        assert_eq!(sign(Namespace::Approval), sign(Namespace::Approval));
        assert_ne!(sign(Namespace::Approval), sign(Namespace::Decision));
    }
}

#[test]
fn a_key_whose_secret_number_is_short_is_read() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let read = |index: usize| {
        let name = format!("p521-{index}");
        let text = openssh.key(&name, &["-t", "ecdsa", "-b", "521"]);
        let key = SigningKey::read(&text).expect("a key");
        assert_eq!(key.public(), openssh.public(&name));
        key.sign(Namespace::Approval, b"{}").expect("signed");
    };
    // Every second key of this curve has a short number.
    (0..24).for_each(read);
}

#[test]
fn a_key_survives_other_line_ends_and_line_widths() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let text = openssh.key("plain", &["-t", "ed25519"]);
    let public = openssh.public("plain");
    let bytes = dearmor(&text);
    let wide = armor("OPENSSH PRIVATE KEY", &bytes).replace("\nb3", "\n\nb3");
    for text in [text.replace('\n', "\r\n"), format!("\n{text}\n"), wide] {
        assert_eq!(SigningKey::read(&text).expect("a key").public(), public);
    }
}

#[test]
fn every_trouble_with_a_key_says_what_to_do() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let plain = openssh.key("plain", &["-t", "ed25519"]);
    let locked = openssh.key("locked", &["-t", "ed25519", "-N", "four words of it"]);
    let old = openssh.key("old", &["-t", "rsa", "-b", "2048", "-m", "PEM"]);
    let newer = openssh.key("newer", &["-t", "rsa", "-b", "2048", "-m", "PKCS8"]);
    let short = openssh.key("short", &["-t", "rsa", "-b", "1024"]);
    let public = openssh.text("plain.pub");
    let cut = &plain[..plain.len() / 2];
    for (what, text, part) in [
        ("locked", locked.as_str(), "give a key without one"),
        ("public", &public, "without `.pub`"),
        (
            "old",
            &old,
            "`RSA PRIVATE KEY`; rewrite it in the format of OpenSSH",
        ),
        (
            "newer",
            &newer,
            "`PRIVATE KEY`; rewrite it in the format of OpenSSH",
        ),
        ("PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTYgen"),
        ("short", &short, "2048 to 4096 bits"),
        ("cut", cut, "`-----END OPENSSH PRIVATE KEY-----` is missing"),
        ("text", "# Plan\n", "ssh-keygen -t ed25519"),
        ("empty", "", "ssh-keygen -t ed25519"),
    ] {
        let trouble = SigningKey::read(text).expect_err(what).to_string();
        assert!(trouble.contains(part), "{what}: {trouble}");
        assert!(!trouble.contains("  "), "{what}: {trouble}");
    }
    let locked = SigningKey::read(&locked).expect_err("locked");
    assert_eq!(locked, KeyTrouble::Encrypted);
}

#[test]
fn a_key_whose_halves_differ_signs_nothing() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let mut bytes = dearmor(&openssh.key("one", &["-t", "ecdsa", "-b", "256"]));
    let public = openssh.public("one");
    let public = dearmor(public.split(' ').nth(1).expect("base64"));
    let point = &public[public.len() - 65..];
    let behind = bytes.windows(65).rposition(|window| window == point);
    // Behind the point stands the secret number, its length in front.
    let number = behind.expect("the point") + 65 + 4;
    bytes[number + 20] ^= 1;
    let key = armor("OPENSSH PRIVATE KEY", &bytes);
    let key = SigningKey::read(&key).expect("a key");
    let trouble = key.sign(Namespace::Approval, b"{}");
    assert_eq!(trouble, Err(KeyTrouble::Damaged));
}
