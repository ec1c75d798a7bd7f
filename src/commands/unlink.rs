//! `amplink unlink`: forget the link. Local and offline; works when the user pool is long gone.

use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::ids::EnvironmentName;
use crate::project::Project;
use crate::project::amplify_gen1::Dependent;
use crate::project::link_file::{Link, LinkFile};
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;

use super::{CommandResult, Outcome, steps};

/// Arguments of `unlink`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Leave the generated configuration files as they are
    #[arg(long)]
    keep_config: bool,
    /// Remove generated keys also from files that were edited by hand, and the link also where something depends on it
    #[arg(long)]
    force: bool,
}

/// `named`: the environment of `env remove`; else it is the one that the command is about.
pub(super) async fn run(args: Args, context: &Context, named: Option<EnvironmentName>) -> CommandResult {
    let command = if named.is_some() { "env remove" } else { "unlink" };
    let terminal = &context.terminal;
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    let Some(link_file) = project.link.as_ref().filter(|link| !link.environments.is_empty()) else {
        terminal.payload("Not linked: there is nothing to forget.");
        return Ok(Outcome::done(Report::new(command, "not-linked")));
    };
    let environment = match named {
        Some(name) => name,
        None => steps::environment(context, link_file)?,
    };
    let Some(link) = link_file.link(&environment) else {
        terminal.payload(format_args!("Environment {environment} is not linked: there is nothing to forget."));
        terminal.story(format_args!("linked environments: {}", steps::names(link_file)));
        return Ok(Outcome::done(Report::new(command, "not-linked")));
    };

    // The files show the current environment; forgetting another one leaves them alone, unless it is the last: then
    // nobody is left to know of them. Where they were let go before, and left, they stay left.
    let snapshot = &project.snapshot;
    let are_known = !snapshot.files.is_empty() || !snapshot.environments.contains_key(&environment);
    let is_last = link_file.environments.len() == 1 && are_known;
    let shows_it = link_file.current.as_ref() == Some(&environment) || is_last;
    let removes_files = shows_it && !args.keep_config;
    let mut plan = if removes_files { steps::plan_removal(project)? } else { steps::Plan::default() };
    plan_forgetting(project, link_file, &environment, removes_files || shows_it, &mut plan)?;

    let dependents = dependents(project, link_file, &environment);
    for dependent in &dependents {
        let Dependent { path, line, what } = dependent;
        terminal.warning(one_line(&format!("{path}:{line}: {what}")));
    }
    let mut report = Report::new(command, "done").with_changes(&plan.changes);
    report.result = json!({ "environment": environment, "link": link, "dependents": dependents });
    if context.options.dry_run {
        report.status = "dry-run";
        terminal.changes(&plan.changes, true);
        terminal.story("dry run: nothing was changed");
        return Ok(Outcome::done(report));
    }
    if !context.options.yes && !terminal.can_prompt() {
        return Err(Error::usage("missing, and nobody can be asked: --yes").into());
    }
    if link.settings.protected {
        steps::confirm_protected(context, &environment, command == "env remove")?;
    }
    let breaks = !dependents.is_empty() && !args.force;
    if breaks && (context.options.yes || !terminal.can_prompt()) {
        return Err(still_needed(&dependents).into());
    }
    terminal.changes(&plan.changes, false);
    let overwrites = plan
        .settle_obstacles(context, args.force)
        .map_err(|error| error.hint("`--keep-config` forgets the link and leaves the files"))?;
    let question = if breaks {
        format!("Forget the link of environment {environment}, although the above depends on it?")
    } else {
        format!("Forget the link of environment {environment}?")
    };
    let asked = steps::confirm(context, &question, steps::Enter::No)?;
    steps::apply(context, project, &plan.changes)?;
    terminal.payload(format_args!("Unlinked environment {environment}. Nothing in AWS was touched: {}.", ids(link)));
    if asked {
        let flags = [("--keep-config", args.keep_config), ("--force", args.force || overwrites || breaks)];
        let flags = flags.iter().filter(|(_, given)| *given).map(|(flag, _)| *flag);
        let first = match command {
            "unlink" => ["unlink", "--env", environment.as_str()],
            _ => ["env", "remove", environment.as_str()],
        };
        let words: Vec<&str> = first.into_iter().chain(flags).collect();
        steps::tell_command(context, &words);
    }
    Ok(Outcome::done(report))
}

/// What in an Amplify project is left without its auth resource: nothing as long as another environment has one, unless it
/// is the current one that goes.
fn dependents(project: &Project, link_file: &LinkFile, environment: &EnvironmentName) -> Vec<Dependent> {
    let Some(amplify) = &project.amplify else { return Vec::new() };
    let stays = link_file.environments.len() > 1 && link_file.current.as_ref() != Some(environment);
    if stays { Vec::new() } else { amplify.dependents(project.root()) }
}

fn still_needed(dependents: &[Dependent]) -> Error {
    let places: Vec<String> = dependents.iter().map(|Dependent { path, line, .. }| format!("{path}:{line}")).collect();
    let (are, them) = if places.len() == 1 { ("place depends", "it") } else { ("places depend", "them") };
    Error::new(
        Kind::HandEdited,
        format!("{} {are} on the auth resource; nothing was changed: {}", places.len(), places.join(", ")),
    )
    .hint(format!("change {them} first, or pass `--force` to unlink all the same: the next `amplify push` fails then"))
}

/// Without its last environment the project has no link; a key that a person put into `amplink.json` keeps the file.
fn plan_forgetting(
    project: &Project,
    link_file: &LinkFile,
    environment: &EnvironmentName,
    forgets_files: bool,
    plan: &mut steps::Plan,
) -> Result<()> {
    let mut link = link_file.clone();
    link.environments.remove(environment);
    link.settings.remove(environment);
    if link.current.as_ref() == Some(environment) {
        link.current = None;
    }
    let mut snapshot = project.snapshot.clone();
    snapshot.environments.remove(environment);
    if forgets_files {
        snapshot.files.clear();
    }
    let is_last = link.environments.is_empty();
    if is_last {
        link.files.clear();
        link.platform = None;
    }
    let keeps_link = !is_last || link.has_foreign_keys();
    steps::plan_state(project, keeps_link.then_some(&link), (!is_last).then_some(snapshot), &mut plan.changes)
}

fn ids(link: &Link) -> String {
    let mut ids = vec![format!("user pool {}", link.user_pool_id)];
    ids.extend(link.web_client_id.iter().map(|id| format!("web client {id}")));
    ids.extend(link.native_client_id.iter().map(|id| format!("native client {id}")));
    ids.extend(link.identity_pool_id.iter().map(|id| format!("identity pool {id}")));
    ids.join(", ")
}
