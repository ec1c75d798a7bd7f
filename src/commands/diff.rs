//! `amplink diff`: two environments' resources, field by field.

use clap_complete::ArgValueCandidates;
use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::compare::differences;
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::project::Project;
use crate::project::link_file::LinkFile;
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;

use super::completions::environments;
use super::{CommandResult, Outcome, steps};

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The two environments
    #[arg(id = "env", long = "env", value_name = "NAME", required = true, add = ArgValueCandidates::new(environments))]
    environments: Vec<EnvironmentName>,
    /// Read Cognito again instead of comparing the snapshots
    #[arg(long)]
    live: bool,
    /// Exit with 3 if they differ
    #[arg(long)]
    check: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let terminal = &context.terminal;
    let [one, other] = &args.environments[..] else {
        return Err(Error::usage("`diff` compares two environments")
            .hint("name them both: `amplink diff --env dev --env prod`")
            .into());
    };
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let first = facts(context, project, link_file, one, args.live).await?;
    let second = facts(context, project, link_file, other, args.live).await?;
    let found = differences(&first, &second);

    let mut report = Report::new("diff", if found.is_empty() { "same" } else { "different" });
    report.result = json!({ "environments": [one, other], "differences": found });
    if found.is_empty() {
        terminal.payload(format_args!("Environments {one} and {other} say the same."));
        return Ok(Outcome::done(report));
    }
    terminal.heading(format_args!("From {one} to {other}:"));
    for difference in &found {
        terminal.payload(format_args!("  {}: {}", difference.subject, one_line(&difference.message)));
    }
    Ok(Outcome { report, exit_code: if args.check { super::pull::DIFFERENCE } else { 0 } })
}

async fn facts(
    context: &Context,
    project: &Project,
    link_file: &LinkFile,
    name: &EnvironmentName,
    live: bool,
) -> Result<Facts> {
    let link = steps::linked(link_file, name)?;
    if live {
        return steps::read(context, name, link, &steps::wanted(link, &link_file.files)).await;
    }
    let known = project.snapshot.environments.get(name).filter(|snapshot| link.is_of(&snapshot.facts));
    let known = known.ok_or_else(|| {
        Error::failure(format!("the snapshot of environment {name} is of other ids, or there is none"))
            .hint("`--live` reads both environments")
    })?;
    Ok(known.facts.clone())
}
