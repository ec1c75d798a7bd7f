//! `amplink env`: a project's environments, each complete in itself.

pub mod add;
pub mod list;
pub mod remove;
pub mod set;
pub mod switch;

/// What can be done with environments.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the environments, offline
    List(list::Args),
    /// Link a further environment, to the same resources as another one or to others
    Add(Box<add::Args>),
    /// Show an environment in the configuration files, from its snapshot and offline
    Use(switch::Args),
    /// Forget an environment's link; changes nothing in AWS
    Remove(remove::Args),
    /// Remember how an environment is read, or protect it
    Set(set::Args),
}
