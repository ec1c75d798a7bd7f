//! `amplink import`: link existing resources.

pub mod user_pool;

/// What can be imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Link a user pool and its app clients
    UserPool(user_pool::Args),
}
