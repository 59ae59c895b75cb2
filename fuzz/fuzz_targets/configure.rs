//! Any text can be given for a format file or a pack.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stopgate_tests::laws::Laws;

static LAWS: LazyLock<Laws> = LazyLock::new(Laws::default);

fuzz_target!(|text: &str| LAWS.configuring(text));
