//! `amplink env remove`: an environment other than the current one is forgotten.

use clap_complete::ArgValueCandidates;

use crate::commands::completions::environments;
use crate::context::Context;
use crate::error::Error;
use crate::model::ids::EnvironmentName;

use crate::commands::{CommandResult, steps, unlink};

/// Arguments of `env remove`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The environment
    #[arg(add = ArgValueCandidates::new(environments))]
    name: EnvironmentName,
}

pub(in crate::commands) async fn run(args: Args, context: &Context) -> CommandResult {
    {
        // Only looked at: unlinking opens the project anew, and waits for its turn.
        let workspace = steps::open(context, false).await?;
        let link_file = workspace.project.link.as_ref();
        let is_current = link_file.is_some_and(|file| file.current.as_ref() == Some(&args.name));
        if is_current && link_file.is_some_and(|file| file.link(&args.name).is_some()) {
            return Err(Error::usage(format!("environment {} is the current one", args.name))
                .hint("`amplink env use NAME` shows another one first; `amplink unlink` forgets this one")
                .into());
        }
    }
    unlink::run(unlink::Args::default(), context, Some(args.name)).await
}
