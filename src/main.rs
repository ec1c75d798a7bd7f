//! Parse, run, return an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(amplink::commands::main(std::env::args_os()))
}
