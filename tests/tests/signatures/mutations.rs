//! Broken bytes: nothing panics, and nothing is verified that `ssh-keygen` refuses.

use jiff::Timestamp;
use stopgate_gate::{AllowedSigners, Namespace, SigningKey};

use crate::bytes::{Random, armor, dearmor};
use crate::cases::{Answer, Case};
use crate::keys::KINDS;
use crate::openssh::OpenSsh;

const MESSAGE: &[u8] = b"{\"approval\":1}";
/// Mutations of each file of each kind of key in one run.
const ROUNDS: usize = 500;
/// As many, asked of `ssh-keygen` too.
const COMPARED: usize = 60;

struct Seed {
    private: String,
    signers: String,
    signature: String,
}

fn seeds(openssh: &OpenSsh) -> Vec<Seed> {
    let seed = |(name, options): &(&str, &[&str])| {
        let private = openssh.key(name, options);
        let key = SigningKey::read(&private).expect("a key");
        Seed {
            signers: format!(
                "# people\nyusra@x,*@y namespaces=\"stopgate-*\",valid-after=\"20200101Z\" {} c\n",
                key.public()
            ),
            signature: key.sign(Namespace::Approval, MESSAGE).expect("signed"),
            private,
        }
    };
    KINDS.iter().map(seed).collect()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Changes the armored text in every other round, what it holds in the rest.
fn broken(random: &mut Random, label: &str, seed: &str, most: usize) -> String {
    if random.below(2) == 0 {
        return text(random.mutated(seed.as_bytes(), most));
    }
    armor(label, &random.mutated(&dearmor(seed), most))
}

fn verify(signers: &str, signature: &str) -> bool {
    let (signers, _) = AllowedSigners::read(signers);
    signers
        .verify(
            "yusra@x",
            Namespace::Approval,
            MESSAGE,
            signature,
            Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60),
        )
        .is_ok()
}

#[test]
fn no_bytes_make_a_key_a_signature_or_a_list_panic() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let mut random = Random(0x5106_a7e5);
    let (mut read, mut verified, mut total) = (0, 0, 0);
    for seed in seeds(&openssh) {
        assert!(verify(&seed.signers, &seed.signature));
        for _ in 0..ROUNDS {
            let key = broken(&mut random, "OPENSSH PRIVATE KEY", &seed.private, 3);
            if let Ok(key) = SigningKey::read(&key) {
                read += 1;
                let _ = key.sign(Namespace::Decision, MESSAGE);
                assert!(!key.public().is_empty());
            }
            let signature = broken(&mut random, "SSH SIGNATURE", &seed.signature, 3);
            verified += usize::from(verify(&seed.signers, &signature));
            let signers = text(random.mutated(seed.signers.as_bytes(), 4));
            verified += usize::from(verify(&signers, &seed.signature));
            total += 3;
        }
    }
    println!("{total} mutations: {read} keys still read, {verified} signatures still verified");
    assert!(read > 0 && verified > 0, "every mutation broke everything");
    assert!(verified < total / 2, "mutations change too little");
}

#[test]
fn what_is_verified_of_broken_files_ssh_keygen_verifies_too() {
    let Some(openssh) = OpenSsh::find() else {
        return;
    };
    let mut random = Random(0x0dd_b175);
    let (mut both, mut stricter, mut total) = (0, Vec::new(), 0);
    for seed in seeds(&openssh) {
        for round in 0..COMPARED {
            let whole = (seed.signers.clone(), seed.signature.clone());
            let (signers, signature) = match round % 2 {
                0 => (whole.0, broken(&mut random, "SSH SIGNATURE", &whole.1, 1)),
                _ => (text(random.mutated(whole.0.as_bytes(), 1)), whole.1),
            };
            let case = Case {
                what: format!("{signers}{signature}"),
                signers,
                signature,
                name: "yusra@x".to_owned(),
                namespace: Namespace::Approval,
                message: MESSAGE.to_vec(),
                at: "20270101000000Z".to_owned(),
                answer: Answer::No,
            };
            total += 1;
            match (case.ours(), case.theirs(&openssh)) {
                (Ok(_), false) => panic!("ssh-keygen refuses, we do not:\n{}", case.what),
                (Ok(_), true) => both += 1,
                (Err(why), true) => stricter.push(why),
                (Err(_), false) => {}
            }
        }
    }
    println!("{total} compared: {both} verified by both; stricter: {stricter:#?}");
    assert!(both > 0 && both < total, "{both} of {total}");
}
