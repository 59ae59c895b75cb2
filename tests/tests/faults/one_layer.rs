//! What the rows try is what the product does: nothing that keeps runs reaches the disk past the layer.

use stopgate_tests::{root, rust_text};

/// The files of `system` that keep journals, runs, approvals, decisions and plans.
const KEEPERS: [&str; 9] = [
    "approval_file.rs",
    "journal_file.rs",
    "kept.rs",
    "lock.rs",
    "read.rs",
    "run_folder.rs",
    "scratch.rs",
    "shared_plan.rs",
    "write.rs",
];

/// What leaves that to them.
const LEAVING: &str = "notebook.rs";

/// How the disk is reached without the layer.
const PAST: [&str; 9] = [
    "std::fs",
    "fs::read",
    " File::",
    "(File::",
    "OpenOptions",
    "rustix::fs",
    "tempfile",
    "canonicalize(",
    ".exists()",
];

#[test]
fn what_keeps_runs_asks_the_disk_through_one_layer() {
    for keeper in KEEPERS.into_iter().chain([LEAVING]) {
        let path = root().join("crates/system/src").join(keeper);
        let text = std::fs::read_to_string(&path).expect("a source file");
        let text = rust_text::without_tests(&text);
        let past: Vec<&str> = PAST.into_iter().filter(|way| text.contains(way)).collect();
        assert!(past.is_empty(), "{keeper}: {past:?}");
        assert!(
            keeper == LEAVING || text.contains("files::") || text.contains("disk("),
            "{keeper} asks for nothing"
        );
    }
}
