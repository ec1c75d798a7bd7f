//! `amplink import identity-pool`: link an identity pool, with a user pool and app clients that it trusts.

use crate::context::Context;

use super::super::CommandResult;
use super::flags::{Flags, Goal};
use super::linking::{self, Origin};

/// Arguments of `import identity-pool`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub(super) flags: Flags,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    linking::run(Goal::IdentityPool, args.flags, context, Origin::default()).await
}
