//! The binary `stopgate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    stopgate_cli::main()
}
