//! DSSE: what is signed, and the envelope around it.
//!
//! The protocol is that of the Secure Systems Lab, version 1.0.2. What is signed begins with `DSSEv1`,
//! so that a signature over it cannot be one of SSH, whose messages begin with `SSHSIG` or a length.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// The type of an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The bytes that a key signs for a statement: its pre-authentication encoding.
///
/// `DSSEv1 28 application/vnd.in-toto+json 17 {"_type":"…"}`
pub fn to_be_signed(payload: &[u8]) -> Vec<u8> {
    let (length, size) = (PAYLOAD_TYPE.len(), payload.len());
    let mut bytes = format!("DSSEv1 {length} {PAYLOAD_TYPE} {size} ").into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// A statement with its signature; `keyid` is the fingerprint of the key, `SHA256:…`.
pub fn envelope(payload: &[u8], keyid: &str, signature: &[u8]) -> Value {
    json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": BASE64_STANDARD.encode(payload),
        "signatures": [{ "keyid": keyid, "sig": BASE64_STANDARD.encode(signature) }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_says_type_and_length() {
        let signed = to_be_signed("é".as_bytes());
        let expected = "DSSEv1 28 application/vnd.in-toto+json 2 é";
        assert_eq!(signed, expected.as_bytes());
    }
}
