//! `amplink env use`: an environment shown in the configuration files, from its snapshot.

use clap_complete::ArgValueCandidates;
use serde_json::json;

use crate::commands::completions::environments;
use crate::context::Context;
use crate::error::{Error, Kind};
use crate::model::ids::EnvironmentName;
use crate::terminal::report::Report;

use crate::commands::{CommandResult, Outcome, pull, steps};

/// Arguments of `env use`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The environment
    #[arg(add = ArgValueCandidates::new(environments))]
    name: EnvironmentName,
    /// Read Cognito again instead of going by the snapshot
    #[arg(long)]
    pull: bool,
    /// Overwrite files that were edited by hand, and switch also where other categories would stay those of the
    /// environment before
    #[arg(long)]
    force: bool,
}

pub(in crate::commands) async fn run(args: Args, context: &Context) -> CommandResult {
    if args.pull {
        return pull::run(pull::Args::that_writes(args.force, false), context, Some(args.name)).await;
    }
    let terminal = &context.terminal;
    let name = &args.name;
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let link = steps::linked(link_file, name)?;
    let snapshot = project.snapshot.environments.get(name).filter(|snapshot| link.is_of(&snapshot.facts));
    let Some(snapshot) = snapshot else {
        return Err(Error::failure(format!("the snapshot of environment {name} is of other ids, or there is none"))
            .hint(format!("`amplink env use {name} --pull` reads them"))
            .into());
    };
    let has_secret = snapshot.facts.native_client.as_ref().is_some_and(|client| client.has_secret);
    if has_secret && link_file.files.iter().any(|file| file.include_client_secret) {
        return Err(Error::failure(format!(
            "a file of this project holds the native client's secret, and the snapshot of environment {name} holds none"
        ))
        .hint(format!("`amplink env use {name} --pull` reads it"))
        .into());
    }
    if steps::need_groups(&link_file.files) && !steps::knows_groups(&snapshot.facts) {
        return Err(Error::failure(format!(
            "the snapshot of environment {name} does not hold the pool's groups, which a file of this project names"
        ))
        .hint(format!("`amplink env use {name} --pull` reads them"))
        .into());
    }
    steps::refuse_mixed(project, name, args.force)?;

    let mut new = link_file.clone();
    new.current = Some(name.clone());
    let linked_at = snapshot.linked_at.clone();
    let target = steps::Target { link: &new, environment: name, facts: &snapshot.facts, linked_at };
    let plan = steps::plan(project, &target)?;
    let mut report = Report::new("env use", "done").with_changes(&plan.changes);
    report.result = json!({ "environment": name, "link": link });
    if plan.is_empty() {
        report.status = "in-sync";
        terminal.payload(format_args!("Environment {name} is the current one, and every file shows it."));
        return Ok(Outcome::done(report));
    }
    terminal.changes(&plan.changes, context.options.dry_run);
    if context.options.dry_run {
        report.status = "dry-run";
        terminal.story("dry run: nothing was changed");
        return Ok(Outcome::done(report));
    }
    let overwrites = plan.settle_obstacles(context, args.force).map_err(|error| match error.kind() {
        Kind::HandEdited => error.hint(format!("`amplink env use {name} --force` shows the environment all the same")),
        _ => error,
    })?;
    steps::apply(context, project, &plan.changes)?;
    terminal.payload(format_args!("Environment {name} is the current one now: user pool {}.", link.user_pool_id));
    if overwrites {
        steps::tell_command(context, &["env", "use", name.as_str(), "--force"]);
    }
    Ok(Outcome::done(report))
}
