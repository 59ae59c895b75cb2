//! The bytes behind armor, to break what text edits do not reach.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The bytes between `-----BEGIN …-----` and `-----END …-----`.
pub fn dearmor(text: &str) -> Vec<u8> {
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    BASE64_STANDARD.decode(body).expect("base64")
}

/// Bytes as an armored text.
pub fn armor(label: &str, bytes: &[u8]) -> String {
    rewrapped(label, &BASE64_STANDARD.encode(bytes), 70)
}

/// An armored signature with lines of another width.
pub fn wider(signature: &str, width: usize) -> String {
    let body = BASE64_STANDARD.encode(dearmor(signature));
    rewrapped("SSH SIGNATURE", &body, width)
}

fn rewrapped(label: &str, body: &str, width: usize) -> String {
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(width)
        .map(|line| std::str::from_utf8(line).expect("ASCII"))
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

/// A public key, its base64 replaced by that of changed bytes.
pub fn changed_key(public: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let (kind, base64) = public.split_once(' ').expect("two words");
    let mut bytes = BASE64_STANDARD.decode(base64).expect("base64");
    change(&mut bytes);
    format!("{kind} {}", BASE64_STANDARD.encode(bytes))
}

/// A signature whose fields were taken apart, changed and put together.
pub fn changed_fields(signature: &str, change: impl FnOnce(&mut Fields)) -> String {
    let bytes = dearmor(signature);
    let mut rest = &bytes[10..];
    let mut fields = Fields {
        version: 1,
        key: string(&mut rest),
        namespace: string(&mut rest),
        reserved: string(&mut rest),
        hash: string(&mut rest),
        signature: string(&mut rest),
        behind: Vec::new(),
    };
    change(&mut fields);
    let mut bytes = b"SSHSIG".to_vec();
    bytes.extend(fields.version.to_be_bytes());
    for field in [
        &fields.key,
        &fields.namespace,
        &fields.reserved,
        &fields.hash,
        &fields.signature,
    ] {
        put(&mut bytes, field);
    }
    bytes.extend(fields.behind);
    armor("SSH SIGNATURE", &bytes)
}

/// The fields of SSHSIG.
pub struct Fields {
    pub version: u32,
    pub key: Vec<u8>,
    pub namespace: Vec<u8>,
    pub reserved: Vec<u8>,
    pub hash: Vec<u8>,
    pub signature: Vec<u8>,
    pub behind: Vec<u8>,
}

/// Takes a string with its length in front.
fn string(rest: &mut &[u8]) -> Vec<u8> {
    let (length, behind) = rest.split_at(4);
    let length = u32::from_be_bytes(length.try_into().expect("four bytes"));
    let (field, behind) = behind.split_at(length as usize);
    *rest = behind;
    field.to_vec()
}

/// Appends a string with its length in front.
pub fn put(bytes: &mut Vec<u8>, field: &[u8]) {
    bytes.extend((field.len() as u32).to_be_bytes());
    bytes.extend(field);
}

/// Chance that is the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// The bytes with a few changes: one set, some left out, some twice, one put in.
    pub fn mutated(&mut self, seed: &[u8], most: usize) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(most) {
            let at = self.below(bytes.len() + 1);
            let length = self.below(40).min(bytes.len() - at);
            match self.below(5) {
                0 => drop(bytes.drain(at..at + length)),
                1 => {
                    let piece = bytes[at..at + length].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
                2 => bytes.insert(at, self.below(256) as u8),
                _ => bytes
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|byte| *byte = self.0 as u8),
            }
        }
        bytes
    }
}
