//! `amplink import user-pool`: link a user pool and its app clients.

use crate::context::Context;

use super::super::CommandResult;
use super::flags::{Flags, Goal};
use super::linking;

/// Arguments of `import user-pool`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub(super) flags: Flags,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    linking::run(Goal::UserPool, args.flags, context, None).await
}
