//! `amplink import user-pool`: link a user pool and its app clients.

use std::path::PathBuf;

use crate::context::Context;

use super::super::CommandResult;
use super::flags::{Flags, Goal};
use super::linking::{self, Origin};

/// Arguments of `import user-pool`.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
#[group(id = "of_user_pool")]
pub struct Args {
    #[command(flatten)]
    pub(super) flags: Flags,
    /// Link what a colleague exported (`amplink export`), without asking AWS
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "user_pool_id", "web_client_id", "native_client_id", "identity_pool_id", "input_json", "from",
    ])]
    pub(in crate::commands) from_file: Option<PathBuf>,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    link(Goal::UserPool, args, context).await
}

/// The same for an import that says no more than that.
pub(super) async fn link(goal: Goal, args: Args, context: &Context) -> CommandResult {
    linking::run(goal, args.flags, context, Origin { from_file: args.from_file, new: None }).await
}
