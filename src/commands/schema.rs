//! `amplink schema`: what `amplink.json` may hold.

use crate::context::Context;
use crate::emit::json;
use crate::project::link_file;
use crate::terminal::report::Report;

use super::{CommandResult, Outcome};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(super) fn run(_: Args, context: &Context) -> CommandResult {
    let schema = link_file::schema();
    context.terminal.payload(json::pretty(&schema, 2));
    Ok(Outcome::done(Report { result: schema, ..Report::new("schema", "done") }))
}
