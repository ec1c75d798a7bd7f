//! `amplink completions`: a script for the user's shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::context::Context;
use crate::terminal::report::Report;

use super::{CommandResult, Outcome};

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to print the script for
    shell: Shell,
}

pub(super) fn run(args: Args, context: &Context) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "amplink", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    context.terminal.payload(script.trim_end());
    let result = serde_json::json!({ "script": script });
    Ok(Outcome::done(Report { result, ..Report::new("completions", "done") }))
}
