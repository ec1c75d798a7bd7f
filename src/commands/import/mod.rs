//! `amplink import`: link existing resources, and write the project's configuration files.
//!
//! All is one story, told in `linking`: gather what is given, adopt what the project has, choose the rest, read, judge,
//! plan, apply.

mod adopt;
mod choose;
mod files;
mod flags;
pub mod identity_pool;
mod in_amplify;
mod linking;
pub(super) mod request;
pub mod user_pool;
mod words;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::ids::{IdentityPoolId, UserPoolId};
use crate::project::Project;

use super::CommandResult;
pub(super) use flags::Flags;
use flags::Goal;
pub(super) use linking::NewEnvironment;
use linking::Origin;

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
pub(super) fn named(args: &Args, context: &Context, project: &Project) -> Result<Named> {
    let (goal, flags) = args.goal()?;
    let mut request = request::gather(flags, context)?;
    let environment = super::steps::environment_to_import(context, project)?;
    let platform = flags::platform(flags, project, context);
    adopt::only(flags, &mut request, context, project, &environment, platform)?;
    choose::from_link(&mut request, project, &environment);
    let follows = request.user_pool.is_none() && request.identity_pool.is_some();
    let lacks_client = request.lacking(platform).needed();
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
    if flags.input_json.is_some() || flags.from.is_some() {
        // It may stand on stdin, which can be read once.
        return Ok(true);
    }
    let request = request::gather(flags, context)?;
    Ok(request.user_pool.is_some() || request.identity_pool.is_some())
}

/// Links a new environment: with an identity pool where one is named.
pub(super) async fn add(flags: Flags, context: &Context, new: NewEnvironment) -> CommandResult {
    linking::run(Goal::UserPool, flags, context, Origin { from_file: None, new: Some(new) }).await
}

/// Arguments of `import`: without a subcommand, those of `import user-pool`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to import; without it, whatever ids the project's files have already.
    #[command(subcommand)]
    what: Option<Command>,
    #[command(flatten)]
    bare: user_pool::Args,
}

impl Args {
    /// The command's words, as JSON output names it.
    pub fn name(&self) -> &'static str {
        match self.what {
            Some(Command::UserPool(_)) => Goal::UserPool.command(),
            Some(Command::IdentityPool(_)) => Goal::IdentityPool.command(),
            None => Goal::Found.command(),
        }
    }

    /// Whether it links what a colleague exported, for which AWS is not asked.
    pub(super) fn reads_a_file(&self) -> bool {
        match &self.what {
            Some(Command::UserPool(args)) => args.from_file.is_some(),
            Some(Command::IdentityPool(_)) => false,
            None => self.bare.from_file.is_some(),
        }
    }

    /// What it is about, and the flags that say more.
    ///
    /// # Errors
    /// Flags stand before the subcommand, which would not see them.
    fn goal(&self) -> Result<(Goal, &Flags)> {
        let (goal, flags) = match &self.what {
            Some(Command::UserPool(args)) => (Goal::UserPool, &args.flags),
            Some(Command::IdentityPool(args)) => (Goal::IdentityPool, &args.flags),
            None => return Ok((Goal::Found, &self.bare.flags)),
        };
        if self.bare != user_pool::Args::default() {
            return Err(Error::usage(format!("flags of the import stand before `{}`", goal.word()))
                .hint(format!("put them behind it: `amplink {} ...`", goal.command())));
        }
        Ok((goal, flags))
    }
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    args.goal()?;
    match args.what {
        Some(Command::UserPool(args)) => user_pool::run(args, context).await,
        Some(Command::IdentityPool(args)) => identity_pool::run(args, context).await,
        None => user_pool::link(Goal::Found, args.bare, context).await,
    }
}

/// What can be imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Link a user pool and its app clients
    UserPool(user_pool::Args),
    /// Link an identity pool, with a user pool and app clients that it trusts
    IdentityPool(identity_pool::Args),
}
