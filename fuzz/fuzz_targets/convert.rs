//! Any bytes that are converted lead back to themselves.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stopgate_tests::laws::Laws;

static LAWS: LazyLock<Laws> = LazyLock::new(Laws::default);

fuzz_target!(|bytes: &[u8]| LAWS.converting(bytes));
