//! The files that a patch of Codex touches, read more strictly than Codex does: what could be a header for one
//! reader and text for another is no patch here.

use crate::Touch;

const BEGIN: &str = "*** Begin Patch";
const END: &str = "*** End Patch";
const END_OF_FILE: &str = "*** End of File";

/// The files that a patch touches:
///
/// ```text
/// *** Begin Patch
/// *** Update File: src/main.rs
/// *** Move to: src/other.rs
/// @@
/// -old
/// +new
/// *** End Patch
/// ```
pub(crate) fn touched(patch: &str) -> Result<Vec<Touch>, String> {
    let mut lines = patch.trim_matches('\n').lines();
    if lines.next() != Some(BEGIN) {
        return Err(format!("a patch begins with the line `{BEGIN}`"));
    }
    if lines.next_back() != Some(END) {
        return Err(format!("a patch ends with the line `{END}`"));
    }
    let mut touched: Vec<Touch> = Vec::new();
    for line in lines {
        header(line, &mut touched)?;
    }
    if touched.is_empty() {
        return Err("the patch names no file".to_owned());
    }
    Ok(touched)
}

fn header(line: &str, touched: &mut Vec<Touch>) -> Result<(), String> {
    if let Some(path) = line.strip_prefix("*** Add File: ") {
        touched.push(Touch::writes(path));
    } else if let Some(path) = line.strip_prefix("*** Update File: ") {
        touched.push(Touch::writes(path));
    } else if let Some(path) = line.strip_prefix("*** Delete File: ") {
        touched.push(Touch::removes(path));
    } else if let Some(path) = line.strip_prefix("*** Move to: ") {
        // The file that was named before goes.
        let last = touched.last_mut();
        let last = last.ok_or("a file is moved that was not named")?;
        last.removes = true;
        touched.push(Touch::writes(path));
    } else if line.trim_start().starts_with("***") && line != END_OF_FILE {
        return Err(format!("the line `{line}` may be a header or text"));
    } else if touched.is_empty() {
        return Err("lines stand before the first file".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_a_patch_is_found() {
        let patch = "*** Begin Patch\n*** Add File: a.txt\n+one\n*** Update File: b.txt\n*** Move to: c.txt\n@@\n-x\n+y\n*** End of File\n*** Delete File: d.txt\n*** End Patch\n";
        let expected = [
            Touch::writes("a.txt"),
            Touch::removes("b.txt"),
            Touch::writes("c.txt"),
            Touch::removes("d.txt"),
        ];
        assert_eq!(touched(patch), Ok(expected.to_vec()));
    }

    #[test]
    fn what_is_not_certain_is_no_patch() {
        for body in [
            "",
            "+text\n*** Add File: a",
            "*** Add File: a\n *** Update File: b",
            "*** Add File: a\n***Update File: b",
            "*** Add File: a\n*** Environment ID: other",
            "*** Move to: a",
            "*** Update File: a\n*** End Patch\n*** Begin Patch",
        ] {
            let patch = format!("*** Begin Patch\n{body}\n*** End Patch");
            assert!(touched(&patch).is_err(), "{body}");
        }
        assert!(touched("*** Add File: a\n+x").is_err());
        assert!(touched("*** Begin Patch\n*** Add File: a\n+x").is_err());
        assert!(
            touched("cat <<EOF\n*** Begin Patch\n*** Add File: a\n*** End Patch\nEOF").is_err()
        );
    }
}
