//! ECDSA keys as `ssh-key` reads them.
//!
//! OpenSSH writes the secret number of an ECDSA key without leading zero bytes, and `ssh-key` refuses
//! what is shorter than the curve: every second key of P-521, one of 256 of the others.

/// What a key file begins with (`PROTOCOL.key` of OpenSSH).
const MAGIC: &[u8] = b"openssh-key-v1\0";
/// A key without passphrase is filled up to a multiple of this.
const BLOCK: usize = 8;

/// The bytes of a key file with its secret number at full length; none where nothing is to be done.
pub(super) fn at_full_length(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let (cipher, derivation, options) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
    let (count, mut rest) = rest.split_at_checked(4)?;
    let (public, secret) = (take(&mut rest)?, take(&mut rest)?);
    if cipher != b"none" || !rest.is_empty() {
        return None;
    }
    let mut all = MAGIC.to_vec();
    put(&mut all, cipher);
    put(&mut all, derivation);
    put(&mut all, options);
    all.extend(count);
    put(&mut all, public);
    put(&mut all, &secret_at_full_length(secret)?);
    Some(all)
}

fn secret_at_full_length(secret: &[u8]) -> Option<Vec<u8>> {
    let (checks, mut rest) = secret.split_at_checked(8)?;
    let kind = take(&mut rest)?;
    if !kind.starts_with(b"ecdsa-sha2-") {
        return None;
    }
    let (curve, point) = (take(&mut rest)?, take(&mut rest)?);
    let (number, comment) = (take(&mut rest)?, take(&mut rest)?);
    // A point is a byte that says how it is written, and two coordinates.
    let missing = (point.len() / 2).checked_sub(number.len())?;
    let mut whole = checks.to_vec();
    put(&mut whole, kind);
    put(&mut whole, curve);
    put(&mut whole, point);
    put(&mut whole, &[&vec![0; missing], number].concat());
    put(&mut whole, comment);
    let fill = whole.len().next_multiple_of(BLOCK) - whole.len();
    whole.extend((1..=BLOCK as u8).take(fill));
    Some(whole)
}

/// Takes a string with its length in front.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (string, behind) = behind.split_at_checked(length)?;
    *rest = behind;
    Some(string)
}

fn put(bytes: &mut Vec<u8>, string: &[u8]) {
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_be_bytes());
    bytes.extend(string);
}
