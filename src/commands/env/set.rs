//! `amplink env set`: how an environment is read, and whether it is protected.

use clap_complete::ArgValueCandidates;
use serde_json::json;

use crate::commands::completions::environments;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::ids::EnvironmentName;
use crate::model::role::RoleArn;
use crate::terminal::report::Report;

use crate::commands::{CommandResult, Outcome, steps};

/// Arguments of `env set`. `--profile`, which every command has, is remembered by this one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The environment
    #[arg(add = ArgValueCandidates::new(environments))]
    name: EnvironmentName,
    /// Let its link change only when somebody names it
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    protected: Option<bool>,
    /// Take this role to read its resources
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
}

/// A role's ARN, or a usage error.
pub(super) fn check_role(arn: &str) -> Result<()> {
    arn.parse::<RoleArn>()
        .map(|_| ())
        .map_err(|_| Error::usage(format!("`--role-arn`: `{}` is not the ARN of a role", arn.escape_debug())))
}

pub(in crate::commands) async fn run(args: Args, context: &Context) -> CommandResult {
    let profile = context.options.profile.clone();
    if args.protected.is_none() && args.role_arn.is_none() && profile.is_none() {
        return Err(Error::usage("nothing to set")
            .hint("pass `--profile NAME`, `--role-arn ARN`, `--protected` or `--protected=false`")
            .into());
    }
    if let Some(role) = &args.role_arn {
        check_role(role)?;
    }
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let old = steps::linked(link_file, &args.name)?;
    let mut link = old.clone();
    link.settings.protected = args.protected.unwrap_or(link.settings.protected);
    // One of the two says how to read the environment: the other was for the way before.
    if profile.is_some() || args.role_arn.is_some() {
        link.settings.profile = profile;
        link.settings.role_arn = args.role_arn;
    }
    let unprotects = old.settings.protected && !link.settings.protected;
    let settings = link.settings.clone();
    let mut new = link_file.clone();
    new.environments.insert(args.name.clone(), link);
    let mut plan = steps::Plan::default();
    steps::plan_state(project, Some(&new), Some(project.snapshot.clone()), &mut plan.changes)?;

    let mut report = Report::new("env set", "done").with_changes(&plan.changes);
    report.result = json!({ "environment": args.name, "settings": settings });
    if plan.is_empty() {
        report.status = "in-sync";
        context.terminal.payload(format_args!("Environment {} is set so already.", args.name));
        return Ok(Outcome::done(report));
    }
    context.terminal.changes(&plan.changes, context.options.dry_run);
    if context.options.dry_run {
        report.status = "dry-run";
        context.terminal.story("dry run: nothing was changed");
        return Ok(Outcome::done(report));
    }
    if unprotects {
        steps::confirm_protected(context, &args.name, true)?;
    }
    steps::apply(context, project, &plan.changes)?;
    context.terminal.payload(format_args!("Set environment {}.", args.name));
    Ok(Outcome::done(report))
}
