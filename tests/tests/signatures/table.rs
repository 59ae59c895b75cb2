//! The table: questions about keys, signers and signatures, asked of Stopgate and of `ssh-keygen`.

use ssh_key::private::Ed25519Keypair;
use ssh_key::sha2::{Digest, Sha256};
use ssh_key::{HashAlg, LineEnding, PrivateKey, Signature, SshSig};
use stopgate_gate::{Namespace, SigningKey};

use crate::bytes::{changed_fields, changed_key, put, wider};
use crate::cases::{Answer, Case};
use crate::keys::KINDS;
use crate::openssh::OpenSsh;
use crate::signers;
use Answer::{No, Stricter, Yes};

/// What is signed.
pub const MESSAGE: &[u8] = b"{\"plan\":\"plans/a.md\",\"digest\":\"0f\"}";
const NOW: &str = "20270615120000Z";

/// A case with everything but the signers and the signature.
pub fn base() -> Case {
    Case {
        what: String::new(),
        signers: String::new(),
        name: "a".to_owned(),
        namespace: Namespace::Approval,
        message: MESSAGE.to_vec(),
        signature: String::new(),
        at: NOW.to_owned(),
        answer: Yes,
    }
}

/// Each kind of key: both sign, both verify, and every part that is exchanged is noticed.
fn of_kinds(openssh: &OpenSsh) -> Vec<Case> {
    let mut cases = Vec::new();
    let other = openssh.key("stranger", &["-t", "ed25519"]);
    let other = SigningKey::read(&other).expect("a key");
    for (kind, options) in KINDS {
        let key = SigningKey::read(&openssh.key(kind, options)).expect("a key");
        let path = openssh.path(kind);
        let ours = key.sign(Namespace::Approval, MESSAGE).expect("signed");
        let sign = |namespace: &str, hash| openssh.sign(&path, namespace, hash, MESSAGE);
        let approval = Namespace::Approval.as_str();
        let good = Case {
            signers: format!("a {}\n", key.public()),
            signature: ours.clone(),
            ..base()
        };
        let mut add = |what: &str, answer, change: &dyn Fn(&mut Case)| {
            let mut case = good.clone();
            change(&mut case);
            case.what = format!("{kind}: {what}");
            case.answer = answer;
            cases.push(case);
        };
        let decision = key.sign(Namespace::Decision, MESSAGE).expect("signed");
        let stranger = other.sign(Namespace::Approval, MESSAGE).expect("signed");
        let (sha256, sha512) = (sign(approval, "sha256"), sign(approval, "sha512"));
        let (git, upper) = (
            sign("git", "sha512"),
            sign("STOPGATE-APPROVAL@V1", "sha512"),
        );
        add("signed by us", Yes, &|_| {});
        add("signed by ssh-keygen", Yes, &|case| {
            case.signature = sha512.clone()
        });
        add("with SHA-256", Yes, &|case| case.signature = sha256.clone());
        add("a decision", Yes, &|case| {
            case.namespace = Namespace::Decision;
            case.signature = decision.clone();
        });
        add("a decision as approval", No, &|case| {
            case.signature = decision.clone()
        });
        add("an approval as decision", No, &|case| {
            case.namespace = Namespace::Decision
        });
        add("signed for git", No, &|case| case.signature = git.clone());
        add("another case of the namespace", No, &|case| {
            case.signature = upper.clone()
        });
        add("a byte more", No, &|case| case.message.push(b'\n'));
        add("a byte changed", No, &|case| case.message[3] ^= 1);
        add("no message", No, &|case| case.message.clear());
        add("another name", No, &|case| case.name = "b".to_owned());
        add("a stranger's signature", No, &|case| {
            case.signature = stranger.clone()
        });
        add("a stranger's key listed", No, &|case| {
            case.signers = format!("a {}\n", other.public());
        });
        add("the key in the signature exchanged", No, &|case| {
            case.signers = format!("a {}\n", other.public());
            let stranger = changed_fields(&stranger, |_| {});
            let mut key = Vec::new();
            changed_fields(&stranger, |fields| key = fields.key.clone());
            case.signature = changed_fields(&ours, |fields| fields.key = key);
        });
        add("a bit of the signature", No, &|case| {
            case.signature = changed_fields(&ours, |fields| {
                let last = fields.signature.len() - 3;
                fields.signature[last] ^= 4;
            });
        });
        add("the hash said to be another", No, &|case| {
            case.signature = changed_fields(&ours, |fields| fields.hash = b"sha256".to_vec());
        });
        add("a hash that is too weak", No, &|case| {
            case.signature = changed_fields(&ours, |fields| fields.hash = b"sha1".to_vec());
        });
        add("a byte behind the listed key", No, &|case| {
            case.signers = format!("a {}\n", changed_key(&key.public(), |bytes| bytes.push(0)));
        });
    }
    cases
}

/// What is done to the text and the fields of a good signature.
fn of_signatures(openssh: &OpenSsh) -> Vec<Case> {
    let key = SigningKey::read(&openssh.key("armored", &["-t", "ed25519"])).expect("a key");
    let good = key.sign(Namespace::Approval, MESSAGE).expect("signed");
    let end = "-----END SSH SIGNATURE-----";
    let fields = |change: &dyn Fn(&mut crate::bytes::Fields)| changed_fields(&good, change);
    let texts: Vec<(&str, String, Answer)> = vec![
        ("nothing", String::new(), No),
        ("the same, put together again", fields(&|_| {}), Yes),
        ("lines of 40", wider(&good, 40), Yes),
        ("lines of 76", wider(&good, 76), Yes),
        ("one line", wider(&good, 10_000), Yes),
        (
            "a blank line in it",
            good.replacen("\nU1", "\n\nU1", 1),
            Yes,
        ),
        ("no line end at the end", good.trim_end().to_owned(), Yes),
        ("CRLF", good.replace('\n', "\r\n"), No),
        ("a blank line in front", format!("\n{good}"), No),
        ("words in front", format!("signed by a\n{good}"), No),
        ("words behind", format!("{good}signed by a\n"), Stricter),
        ("twice", format!("{good}{good}"), Stricter),
        ("no footer", good.replace(end, ""), No),
        (
            "no header",
            good.lines().skip(1).collect::<Vec<_>>().join("\n"),
            No,
        ),
        ("cut", good[..good.len() / 2].to_owned(), No),
        ("another label", good.replace("SSH SIG", "PGP SIG"), No),
        (
            "a stranger character",
            good.replacen("\nU1", "\n*U1", 1),
            No,
        ),
        ("version 2", fields(&|fields| fields.version = 2), No),
        ("version 0", fields(&|fields| fields.version = 0), Stricter),
        (
            "reserved bytes",
            fields(&|fields| fields.reserved = b"x".to_vec()),
            Stricter,
        ),
        (
            "bytes behind",
            fields(&|fields| fields.behind = b"x".to_vec()),
            No,
        ),
        (
            "bytes behind the key",
            fields(&|fields| fields.key.push(0)),
            No,
        ),
        (
            "bytes behind the bytes signed",
            fields(&|fields| fields.signature.push(0)),
            No,
        ),
        (
            "no namespace",
            fields(&|fields| fields.namespace.clear()),
            No,
        ),
        (
            "a NUL in the namespace",
            fields(&|fields| fields.namespace.push(0)),
            Stricter,
        ),
        (
            "the namespace written over",
            fields(&|fields| {
                fields.namespace = b"stopgate-decision@v1".to_vec();
            }),
            No,
        ),
        (
            "reserved bytes that were signed",
            signed_with_reserved(openssh),
            No,
        ),
    ];
    let case = |(what, signature, answer): (&str, String, Answer)| Case {
        what: format!("signature: {what}"),
        signers: format!("a {}\n", key.public()),
        signature,
        answer,
        ..base()
    };
    texts.into_iter().map(case).collect()
}

/// `ssh-key` signs and verifies reserved bytes, and OpenSSH leaves them out.
fn signed_with_reserved(openssh: &OpenSsh) -> String {
    let key = PrivateKey::from_openssh(openssh.text("armored")).expect("a key");
    let mut data = b"SSHSIG".to_vec();
    put(&mut data, Namespace::Approval.as_str().as_bytes());
    put(&mut data, b"x");
    put(&mut data, b"sha512");
    put(&mut data, &HashAlg::Sha512.digest(MESSAGE));
    let signature = sign_bytes(&key, &data);
    let plain = key.sign(Namespace::Approval.as_str(), HashAlg::Sha512, MESSAGE);
    let plain = plain.expect("signed").to_pem(LineEnding::LF).expect("text");
    changed_fields(&plain, |fields| {
        fields.reserved = b"x".to_vec();
        fields.signature.truncate(fields.signature.len() - 64);
        fields.signature.extend(signature);
    })
}

fn sign_bytes(key: &PrivateKey, data: &[u8]) -> Vec<u8> {
    raw(key, data).as_bytes().to_vec()
}

/// The trait that signs is named by `ssh-key` only as what its own trait rests on.
fn raw<K: ssh_key::SigningKey>(key: &K, data: &[u8]) -> Signature {
    key.try_sign(data).expect("signed")
}

/// A security key, played by a key in memory.
fn of_security_keys() -> Vec<Case> {
    let pair = Ed25519Keypair::from_seed(&[7; 32]);
    let private = PrivateKey::from(pair.clone());
    let mut public = Vec::new();
    put(&mut public, b"sk-ssh-ed25519@openssh.com");
    put(&mut public, pair.public.as_ref());
    put(&mut public, b"ssh:");
    let key = ssh_key::PublicKey::from_bytes(&public).expect("a key");
    let namespace = Namespace::Approval.as_str();
    let data = SshSig::signed_data(namespace, HashAlg::Sha512, MESSAGE).expect("bytes");
    let case = |what: &str, flags: u8, answer| {
        let trailer = [flags, 0, 0, 0, 9];
        let mut bytes = Sha256::digest(b"ssh:").to_vec();
        bytes.extend(trailer);
        bytes.extend(Sha256::digest(&data));
        let mut signature = sign_bytes(&private, &bytes);
        signature.extend(trailer);
        let algorithm = ssh_key::Algorithm::SkEd25519;
        let signature = Signature::new(algorithm, signature).expect("a signature");
        let signature = SshSig::new(
            key.key_data().clone(),
            namespace,
            HashAlg::Sha512,
            signature,
        );
        Case {
            what: format!("security key: {what}"),
            signers: format!("a {}\n", key.to_openssh().expect("text")),
            signature: signature
                .expect("one")
                .to_pem(LineEnding::LF)
                .expect("text"),
            answer,
            ..base()
        }
    };
    let mut changed = case("flags changed after signing", 0, No);
    changed.signature = changed_fields(&changed.signature, |fields| {
        let flags = fields.signature.len() - 5;
        fields.signature[flags] = 1;
    });
    vec![
        case("touched", 1, Yes),
        case("touched, and the person known", 5, Yes),
        case("not touched", 0, Stricter),
        changed,
    ]
}

/// Kinds of keys and lines that OpenSSH takes and Stopgate does not.
fn of_what_is_not_supported(openssh: &OpenSsh) -> Vec<Case> {
    openssh.key("short", &["-t", "rsa", "-b", "1024"]);
    openssh.key("long", &["-t", "rsa", "-b", "4104"]);
    openssh.key("authority", &["-t", "ed25519"]);
    openssh.key("certified", &["-t", "ed25519"]);
    let made = std::process::Command::new("ssh-keygen")
        .args(["-q", "-s"])
        .arg(openssh.path("authority"))
        .args(["-I", "a", "-n", "a"])
        .arg(openssh.path("certified.pub"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let case = |what: &str, signers: String, key: &str| {
        let namespace = Namespace::Approval.as_str();
        Case {
            what: format!("not supported: {what}"),
            signers,
            signature: openssh.sign(&openssh.path(key), namespace, "sha512", MESSAGE),
            answer: Stricter,
            ..base()
        }
    };
    let listed = |key: &str| format!("a {}\n", openssh.public(key));
    let authority = format!("a cert-authority {}\n", openssh.public("authority"));
    vec![
        case("RSA with 1024 bits", listed("short"), "short"),
        case("RSA with 4104 bits", listed("long"), "long"),
        case("a certificate", authority, "certified-cert.pub"),
    ]
}

#[test]
fn stopgate_and_ssh_keygen_give_the_same_verdict() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let mut cases = of_kinds(&openssh);
    cases.extend(signers::cases(&openssh));
    cases.extend(of_signatures(&openssh));
    cases.extend(of_security_keys());
    cases.extend(of_what_is_not_supported(&openssh));
    let faults: Vec<String> = cases
        .iter()
        .filter_map(|case| case.fault(&openssh))
        .collect();
    let count = |answer| cases.iter().filter(|case| case.answer == answer).count();
    println!(
        "{} cases: {} verified, {} refused by both, {} stricter on purpose",
        cases.len(),
        count(Yes),
        count(No),
        count(Stricter)
    );
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}
