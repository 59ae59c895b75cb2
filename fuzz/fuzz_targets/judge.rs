//! Any bytes can be judged as a plan of every format.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stopgate_tests::laws::Laws;

static LAWS: LazyLock<Laws> = LazyLock::new(Laws::default);

fuzz_target!(|bytes: &[u8]| LAWS.judging(bytes));
