//! `amplink import`: link existing resources, and write the project's configuration files.
//!
//! Both commands are one story, told in `linking`: gather what is given, choose the rest, read, judge, plan, apply.

mod choose;
pub mod identity_pool;
mod linking;
mod request;
pub mod user_pool;

/// What can be imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Link a user pool and its app clients
    UserPool(user_pool::Args),
    /// Link an identity pool, with a user pool and app clients that it trusts
    IdentityPool(identity_pool::Args),
}
