//! The part of the table that is about `allowed_signers`: names, options, lines.

use stopgate_gate::{Namespace, SigningKey};

use crate::cases::{Answer, Case};
use crate::openssh::OpenSsh;
use crate::table::{MESSAGE, base};
use Answer::{No, Stricter, Yes};

/// A case about the list of signers; `KEY` stands for the key that signed, `OTHER` for another.
type OfSigners = (&'static str, &'static str, Answer);

const PRINCIPALS: &[OfSigners] = &[
    ("yusra@shop.example KEY", "yusra@shop.example", Yes),
    ("yusra@shop.example KEY", "bram@shop.example", No),
    ("yusra@shop.example KEY", "Yusra@shop.example", No),
    ("yusra@shop.example KEY", "yusra@shop.example ", No),
    ("Yusra KEY", "Yusra", Yes),
    ("bram,yusra KEY", "yusra", Yes),
    ("bram,yusra KEY", "bram,yusra", No),
    ("bram, yusra KEY", "yusra", No),
    ("bram,yusra, KEY", "yusra", Yes),
    ("*@shop.example KEY", "yusra@shop.example", Yes),
    ("*@shop.example KEY", "yusra@shop.example.org", No),
    ("*@*.example KEY", "yusra@shop.example", Yes),
    ("* KEY", "anybody at all", Yes),
    ("* KEY", "", Stricter),
    ("yusr? KEY", "yusra", Yes),
    ("yusra? KEY", "yusra", No),
    ("????? KEY", "yusra", Yes),
    ("j?rgen KEY", "jürgen", No),
    ("j??rgen KEY", "jürgen", Yes),
    ("jürgen KEY", "jürgen", Yes),
    ("[a-z]usra KEY", "yusra", No),
    ("!yusra,* KEY", "yusra", No),
    ("*,!yusra KEY", "yusra", No),
    ("*,!yusra KEY", "bram", Yes),
    ("*,!yus* KEY", "yusra", No),
    ("!yusra KEY", "bram", No),
    ("*,!! KEY", "!", No),
    ("\"yusra b\" KEY", "yusra b", Yes),
    ("\"yusra\" KEY", "yusra", Yes),
    ("\"yusra\"KEY", "yusra", Stricter),
    ("yus\"ra\" KEY", "yusra", Stricter),
    ("\"yusra KEY", "yusra", No),
    ("yusra", "yusra", No),
    ("KEY", "yusra", No),
];

const OPTIONS: &[OfSigners] = &[
    ("a namespaces=\"stopgate-approval@v1\" KEY", "a", Yes),
    ("a namespaces=\"stopgate-decision@v1\" KEY", "a", No),
    ("a namespaces=\"git,stopgate-approval@v1\" KEY", "a", Yes),
    ("a namespaces=\"git\" KEY", "a", No),
    ("a namespaces=\"stopgate-*\" KEY", "a", Yes),
    ("a namespaces=\"stopgate-approval@v?\" KEY", "a", Yes),
    ("a namespaces=\"!stopgate-approval@v1,*\" KEY", "a", No),
    ("a namespaces=\"*,!git\" KEY", "a", Yes),
    ("a namespaces=\"STOPGATE-APPROVAL@V1\" KEY", "a", No),
    ("a namespaces=\"\" KEY", "a", No),
    ("a namespaces=\"git, stopgate-approval@v1\" KEY", "a", No),
    ("a namespaces=\"git\\\",*\" KEY", "a", Yes),
    ("a namespaces=stopgate-approval@v1 KEY", "a", No),
    ("a namespaces=\"*\",namespaces=\"*\" KEY", "a", No),
    ("a namespaces=\"* KEY", "a", No),
    ("a namespaces KEY", "a", No),
    ("a NameSpaces=\"*\" KEY", "a", Yes),
    ("a namespaces=\"*\", KEY", "a", No),
    ("a namespaces=\"*\"valid-before=\"20280101Z\" KEY", "a", No),
    (
        "a namespaces=\"*\",valid-before=\"20280101Z\" KEY",
        "a",
        Yes,
    ),
    ("a namespaces=\"*\"  \t KEY", "a", Yes),
    ("a valid-after=\"20270101Z\" KEY", "a", Yes),
    ("a valid-after=\"20280101Z\" KEY", "a", No),
    ("a valid-after=\"20270615120000Z\" KEY", "a", Yes),
    ("a valid-after=\"20270615120001Z\" KEY", "a", No),
    ("a valid-after=\"202706151200Z\" KEY", "a", Yes),
    ("a valid-after=\"202706151201Z\" KEY", "a", No),
    ("a valid-before=\"20280101Z\" KEY", "a", Yes),
    ("a valid-before=\"20270101Z\" KEY", "a", No),
    ("a valid-before=\"20270615120000Z\" KEY", "a", Yes),
    ("a valid-before=\"20270615115959Z\" KEY", "a", No),
    ("a valid-before=\"20270615Z\" KEY", "a", No),
    ("a valid-before=\"20270616\" KEY", "a", Yes),
    ("a valid-before=\"20270615\" KEY", "a", No),
    ("a valid-before=\"20270616z\" KEY", "a", Yes),
    ("a VALID-BEFORE=\"20270616Z\" KEY", "a", Yes),
    (
        "a valid-after=\"20270101Z\",valid-before=\"20280101Z\" KEY",
        "a",
        Yes,
    ),
    (
        "a valid-after=\"20280101Z\",valid-before=\"20270101Z\" KEY",
        "a",
        No,
    ),
    ("a valid-before=20280101Z KEY", "a", No),
    ("a valid-before=\"2028\" KEY", "a", No),
    ("a valid-before=\"20281301Z\" KEY", "a", No),
    ("a valid-before=\"20280230Z\" KEY", "a", Stricter),
    ("a valid-before=\"never\" KEY", "a", No),
    ("a valid-before=\"\" KEY", "a", No),
    (
        "a valid-before=\"20280101Z\",valid-before=\"20290101Z\" KEY",
        "a",
        No,
    ),
    ("a cert-authority KEY", "a", No),
    ("a CERT-AUTHORITY,namespaces=\"*\" KEY", "a", No),
    ("a no-touch-required KEY", "a", No),
    ("a unknown=\"x\" KEY", "a", No),
    ("a , KEY", "a", No),
];

const LINES: &[OfSigners] = &[
    ("", "a", No),
    ("# a KEY", "a", No),
    ("  # a KEY", "a", No),
    ("# people\n\n  \t\na KEY", "a", Yes),
    ("  a KEY", "a", Yes),
    ("\ta\tKEY", "a", Yes),
    ("a    KEY", "a", Yes),
    ("a KEY laptop of a", "a", Yes),
    ("a KEY # laptop", "a", Yes),
    ("a KEY\r\n", "a", Yes),
    ("b OTHER\r\na KEY\r\n", "a", Yes),
    ("\u{feff}a KEY", "a", No),
    ("a OTHER", "a", No),
    ("a OTHER\na KEY", "a", Yes),
    ("a KEY\nb OTHER", "b", No),
    ("a nonsense\na KEY", "a", Yes),
    ("a valid-before=\"20200101Z\" KEY\na KEY", "a", Yes),
    ("a KEY\na valid-before=\"20200101Z\" KEY", "a", Yes),
    (
        "a namespaces=\"git\" KEY\na valid-before=\"20200101Z\" KEY",
        "a",
        No,
    ),
    ("a ssh-ed25519", "a", No),
    ("a ssh-ed25519 ", "a", No),
    ("a ssh-ed25519 AAAA", "a", No),
    ("a ssh-rsa BASE64", "a", No),
    ("a SSH-ED25519 BASE64", "a", No),
    ("a BASE64", "a", No),
    ("a ssh-ed25519 \"BASE64\"", "a", No),
    ("a ssh-ed25519 BASE64=", "a", No),
    ("a ssh-ed25519\u{a0}BASE64", "a", No),
    ("a\u{b}KEY", "a", No),
    ("a\rKEY", "a", Stricter),
];

/// The questions of all three tables, over one signature.
pub fn cases(openssh: &OpenSsh) -> Vec<Case> {
    let key = SigningKey::read(&openssh.key("signer", &["-t", "ed25519"])).expect("a key");
    let other = SigningKey::read(&openssh.key("other", &["-t", "ed25519"])).expect("a key");
    let public = key.public();
    let base64 = public.split(' ').nth(1).expect("base64");
    let signature = key.sign(Namespace::Approval, MESSAGE).expect("signed");
    let case = |(line, name, answer): &OfSigners| Case {
        what: format!("{line:?} for {name:?}"),
        signers: line
            .replace("KEY", &public)
            .replace("OTHER", &other.public())
            .replace("BASE64", base64),
        name: (*name).to_owned(),
        signature: signature.clone(),
        answer: *answer,
        ..base()
    };
    let tables = [PRINCIPALS, OPTIONS, LINES];
    tables.into_iter().flatten().map(case).collect()
}
