//! Lines that differ in their ticks alone: a tick on one side wins over a box that nobody touched.

use super::hunks::Conflict;

/// The lines with the ticks of both sides; none where anything else differs, or where the two sides
/// tick differently.
pub(super) fn settled(conflict: &Conflict) -> Option<Vec<u8>> {
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        lines.map(<[u8]>::to_vec).collect()
    };
    let (base, ours, theirs) = (
        lines(&conflict.base),
        lines(&conflict.ours),
        lines(&conflict.theirs),
    );
    if base.len() != ours.len() || base.len() != theirs.len() {
        return None;
    }
    let mut merged = Vec::new();
    for ((base, ours), theirs) in base.iter().zip(&ours).zip(&theirs) {
        let same_text =
            without_tick(base) == without_tick(ours) && without_tick(base) == without_tick(theirs);
        if !same_text {
            return None;
        }
        merged.extend(changed(base, ours, theirs)?);
    }
    Some(merged)
}

/// The version of one side, where the other left it as it was, or both agree.
pub(super) fn changed<T: PartialEq + Clone>(base: &T, ours: &T, theirs: &T) -> Option<T> {
    if ours == theirs || base == theirs {
        Some(ours.clone())
    } else if base == ours {
        Some(theirs.clone())
    } else {
        None
    }
}

/// A line without what stands in its first box: `- [x] Ship` and `- [ ] Ship` are one line.
fn without_tick(line: &[u8]) -> Vec<u8> {
    let open = line.windows(3).position(|box_| {
        box_[0] == b'[' && box_[2] == b']' && matches!(box_[1], b' ' | b'x' | b'X')
    });
    let mut line = line.to_owned();
    if let Some(open) = open {
        line[open + 1] = b' ';
    }
    line
}
