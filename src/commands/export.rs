//! `amplink export`: one environment's link and facts, for somebody without a right to read them in AWS.

use std::path::PathBuf;

use serde_json::json;

use crate::context::Context;
use crate::error::Result;
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::project::Project;
use crate::project::export::Export;
use crate::project::link_file::LinkFile;
use crate::terminal::report::Report;

use super::{CommandResult, Outcome, steps};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write it to this file, inside the project, instead of to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Read AWS instead of the snapshot, all that any format needs
    #[arg(long)]
    pub(super) live: bool,
    /// Overwrite a file that amplink did not write
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let writes = args.output.is_some() && !context.options.dry_run;
    let workspace = steps::open(context, writes).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let environment = steps::environment(context, link_file)?;
    let facts = facts(&args, context, project, link_file, &environment).await?;
    let link = steps::linked(link_file, &environment)?;
    let export = Export::of(environment, link_file.platform, link, facts);
    let text = export.print();

    let mut report = Report::new("export", "done");
    report.result = json!({ "export": export, "path": args.output });
    let Some(output) = &args.output else {
        context.terminal.text(&text);
        return Ok(Outcome::done(report));
    };
    let path = steps::inside(context, project, output)?;
    steps::may_be_written(project, &path)?;
    let is_ours = |existing: &str| existing.contains(crate::project::export::SCHEMA_ID);
    let plan = steps::plan_text(project, &path, &text, is_ours)?;
    report = report.with_changes(&plan.changes);
    steps::write_out(context, project, &plan, args.force, &mut report)?;
    Ok(Outcome::done(report))
}

async fn facts(
    args: &Args,
    context: &Context,
    project: &Project,
    link_file: &LinkFile,
    environment: &EnvironmentName,
) -> Result<Facts> {
    if !args.live {
        return Ok(steps::frozen(project, link_file, environment, &link_file.files)?.facts.clone());
    }
    let link = steps::linked(link_file, environment)?;
    let mut wanted = steps::wanted(link, &link_file.files);
    wanted.groups = true;
    steps::read(context, environment, link, &wanted).await
}
