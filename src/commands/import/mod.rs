//! `amplink import`: link existing resources, and write the project's configuration files.
//!
//! Both commands are one story, told in `linking`: gather what is given, choose the rest, read, judge, plan, apply.

mod choose;
mod flags;
pub mod identity_pool;
mod linking;
pub(super) mod request;
pub mod user_pool;

use crate::context::Context;
use crate::error::Result;
use crate::model::ids::{IdentityPoolId, UserPoolId};
use crate::project::Project;

pub(super) use flags::Flags;
use flags::Goal;
pub(super) use linking::NewEnvironment;

/// What an import with these flags names, and what it has to list because it does not.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) user_pool: Option<UserPoolId>,
    pub(super) identity_pool: Option<IdentityPoolId>,
    pub(super) lists_user_pools: bool,
    pub(super) lists_clients: bool,
    pub(super) lists_identity_pools: bool,
}

/// Reads an import's flags without importing, in the project where it would be run.
pub(super) fn named(command: &Command, context: &Context, project: &Project) -> Result<Named> {
    let (goal, flags): (Goal, &Flags) = match command {
        Command::UserPool(args) => (Goal::UserPool, &args.flags),
        Command::IdentityPool(args) => (Goal::IdentityPool, &args.flags),
    };
    let mut request = request::gather(flags, context)?;
    let environment = super::steps::environment_to_import(context, project)?;
    choose::from_link(&mut request, project, &environment);
    let follows = request.user_pool.is_none() && request.identity_pool.is_some();
    let lacks_client = request.lacking(flags::platform(flags, project, context)).needed();
    Ok(Named {
        lists_user_pools: request.user_pool.is_none() && !follows,
        lists_clients: lacks_client && !follows,
        lists_identity_pools: goal == Goal::IdentityPool && request.identity_pool.is_none(),
        user_pool: request.user_pool,
        identity_pool: request.identity_pool,
    })
}

/// Whether flags or variables name a user pool or an identity pool.
pub(super) fn names_ids(flags: &Flags, context: &Context) -> Result<bool> {
    if flags.input_json.is_some() {
        // It may stand on stdin, which can be read once.
        return Ok(true);
    }
    let request = request::gather(flags, context)?;
    Ok(request.user_pool.is_some() || request.identity_pool.is_some())
}

/// Links a new environment: with an identity pool where one is named.
pub(super) async fn run(flags: Flags, context: &Context, new: NewEnvironment) -> super::CommandResult {
    linking::run(Goal::UserPool, flags, context, Some(new)).await
}

/// What can be imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Link a user pool and its app clients
    UserPool(user_pool::Args),
    /// Link an identity pool, with a user pool and app clients that it trusts
    IdentityPool(identity_pool::Args),
}
