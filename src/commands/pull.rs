//! `amplink pull`: what is true in Cognito now, and the files brought up to it.

use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::compare::{Difference, differences};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::project::Project;
use crate::project::link_file::{Link, LinkFile};
use crate::terminal::report::{Report, number};
use crate::terminal::sanitize::one_line;
use crate::validate::finding::Finding;

use super::import::request::{IDENTITY_POOL, NATIVE_CLIENT, USER_POOL, WEB_CLIENT};
use super::{CommandResult, Failure, Outcome, steps};

/// Arguments of `pull`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; exit with 3 if the cloud or a generated file differs
    #[arg(long)]
    pub(super) check: bool,
    /// Check every environment, each with its own credentials
    #[arg(long, requires = "check", conflicts_with_all = ["env", "frozen"])]
    pub(super) all: bool,
    /// Overwrite files that were edited by hand
    #[arg(long)]
    pub(super) force: bool,
    /// Ask nobody: write what amplink.lock.json says, without network and credentials
    #[arg(long)]
    pub(super) frozen: bool,
}

/// The exit code of `--check` when something differs.
pub(super) const DIFFERENCE: u8 = 3;

impl Args {
    /// Those of `env use --pull`.
    pub(super) fn of_switch(force: bool) -> Self {
        Self { check: false, all: false, force, frozen: false }
    }
}

/// `named`: the environment of `env use`; else it is the one that the command is about.
pub(super) async fn run(args: Args, context: &Context, named: Option<EnvironmentName>) -> CommandResult {
    let writes = !args.check && !context.options.dry_run;
    let workspace = steps::open(context, writes).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    if args.all {
        return check_all(context, project, link_file).await;
    }
    let environment = match named {
        Some(name) => name,
        None => steps::environment(context, link_file)?,
    };
    bring_up("pull", args, link_file, environment, project, context).await
}

/// Brings every file of `link_file` up to what is true in an environment, the link itself among them.
pub(super) async fn bring_up(
    command: &'static str,
    args: Args,
    link_file: &LinkFile,
    environment: EnvironmentName,
    project: &Project,
    context: &Context,
) -> CommandResult {
    let terminal = &context.terminal;
    let link = steps::linked(link_file, &environment)?;
    steps::policy(link_file, &environment)?;
    if !args.check && !context.options.dry_run {
        steps::refuse_mixed(project, &environment, args.force)?;
    }
    warn_of_other_ids(context, link, &environment);

    let facts = if args.frozen {
        let known = steps::frozen(project, link_file, &environment, &link_file.files)?;
        steps::with_shown_secret(project, &link_file.files, &known.facts)?
    } else {
        read(context, link_file, link, &environment).await?
    };

    let mut new_link = link_file.clone();
    new_link.environments.insert(
        environment.clone(),
        Link { account: facts.user_pool.account.clone().or_else(|| link.account.clone()), ..link.clone() },
    );
    // The files always show the current environment; a check of another one says nothing about them.
    let is_current = link_file.current.as_ref() == Some(&environment);
    if args.check && !is_current {
        new_link.files.clear();
    } else {
        new_link.current = Some(environment.clone());
    }
    let findings = steps::judge(context, &new_link, &environment, &facts)?;
    let known = project.snapshot.environments.get(&environment);
    let facts = facts.or_as_last_read(known.map(|snapshot| &snapshot.facts));
    let drift = known.map(|snapshot| differences(&snapshot.facts, &facts)).unwrap_or_default();
    let linked_at = known.map_or_else(|| context.now(), |snapshot| snapshot.linked_at.clone());
    let target = steps::Target { link: &new_link, environment: &environment, facts: &facts, linked_at };
    let plan = if args.check && !is_current { None } else { Some(steps::plan(project, &target)?) };
    let files_differ = plan.as_ref().is_some_and(|plan| !plan.is_empty());
    let first_time = known.is_none();
    let differs = files_differ || first_time || !drift.is_empty();

    let mut report = Report::new(command, if differs { "changed" } else { "in-sync" });
    if let Some(plan) = &plan {
        report = report.with_changes(&plan.changes);
    }
    report.findings = findings;
    report.result = json!({
        "environment": environment,
        "inSync": !differs,
        "differences": drift,
        "link": new_link.link(&environment),
    });

    if !differs {
        terminal.payload(format_args!("Environment {environment} is in sync with {}.", with_what(link, args.frozen)));
        return Ok(Outcome::done(report));
    }
    tell(context, &drift, first_time, &environment);
    let Some(plan) = plan else {
        report.status = "difference";
        terminal.payload("The cloud differs from the snapshot.");
        return Ok(Outcome { report, exit_code: DIFFERENCE });
    };
    if args.check || context.options.dry_run {
        terminal.changes(&plan.changes, context.options.dry_run);
    }
    if args.check {
        report.status = "difference";
        let next = if args.frozen { "amplink pull --frozen" } else { "amplink pull" };
        report.next = vec![next.to_owned()];
        terminal.story(format_args!("nothing was changed; `{next}` brings it up to date"));
        return Ok(Outcome { report, exit_code: DIFFERENCE });
    }
    if context.options.dry_run {
        report.status = "dry-run";
        terminal.story("dry run: nothing was changed");
        return Ok(Outcome::done(report));
    }
    terminal.changes(&plan.changes, false);
    let overwrites = plan.settle_obstacles(context, args.force)?;
    steps::apply(context, project, &plan.changes)?;
    if !is_current {
        terminal.payload(format_args!("Environment {environment} is the current one now."));
    }
    terminal.payload(format_args!("Environment {environment} is up to date with {}.", with_what(link, args.frozen)));
    if overwrites {
        let mut words = vec!["pull", "--env", environment.as_str(), "--force"];
        words.extend(args.frozen.then_some("--frozen"));
        steps::tell_command(context, &words);
    }
    if project.root().join(".graphqlconfig.yml").is_file() {
        report.next = vec!["amplify codegen".to_owned()];
        terminal.story("This project has GraphQL code generation: run `amplify codegen` if the API changed too.");
    }
    Ok(Outcome::done(report))
}

/// Compares every environment with its snapshot, and the files with the current one's. One that cannot be read is no
/// reason to keep quiet of the others.
async fn check_all(context: &Context, project: &Project, link_file: &LinkFile) -> CommandResult {
    let terminal = &context.terminal;
    for name in link_file.environments.keys() {
        steps::policy(link_file, name)?;
    }
    let mut report = Report::new("pull", "in-sync");
    let (mut environments, mut failure, mut differing) = (Vec::new(), None::<Error>, 0);
    for (name, link) in &link_file.environments {
        terminal.heading(format_args!("Environment {name}"));
        let seen = match compare(context, project, link_file, name, link).await {
            Ok(seen) => seen,
            Err(error) => {
                terminal.error(&error);
                environments.push(json!({ "environment": name, "error": error.to_string() }));
                failure.get_or_insert(error.context(format!("environment {name} could not be compared")));
                continue;
            }
        };
        let files = seen.plan.iter().flat_map(|plan| plan.changes.iter()).filter(|change| !change.is_snapshot);
        let files: Vec<&str> = files.map(|change| change.path.as_str()).collect();
        let differs = seen.first_time || !seen.drift.is_empty() || !files.is_empty();
        if !differs {
            terminal.payload(format_args!("  in sync with user pool {}", link.user_pool_id));
        }
        if seen.first_time {
            terminal.payload("  there is no snapshot of it yet");
        }
        for difference in &seen.drift {
            terminal.payload(format_args!("  {}: {}", difference.subject, one_line(&difference.message)));
        }
        for file in &files {
            terminal.payload(format_args!("  {}: differs from what the snapshot says", one_line(file)));
        }
        differing += usize::from(differs);
        environments.push(json!({
            "environment": name,
            "inSync": !differs,
            "differences": seen.drift,
            "files": files,
        }));
        terminal.findings(seen.findings.iter().filter(|finding| finding.stops()));
        report.findings.extend(seen.findings);
    }
    let count = environments.len();
    let unread = environments.iter().filter(|environment| environment.get("error").is_some()).count();
    terminal.payload(format_args!(
        "{}: {} in sync, {differing} differing, {unread} not to be read",
        number(count, "environment"),
        count - differing - unread
    ));
    report.result = json!({ "environments": environments, "inSync": differing == 0 && unread == 0 });
    if let Some(error) = failure {
        return Err(Failure { error, findings: report.findings });
    }
    if report.findings.iter().any(Finding::stops) {
        report.status = "errors";
        return Ok(Outcome { report, exit_code: Kind::Rule.exit_code() });
    }
    if differing == 0 {
        return Ok(Outcome::done(report));
    }
    report.status = "difference";
    terminal.story("nothing was changed; `amplink pull --env NAME` brings an environment up to date");
    Ok(Outcome { report, exit_code: DIFFERENCE })
}

/// What one environment is like, beside what is known of it.
struct Seen {
    findings: Vec<Finding>,
    drift: Vec<Difference>,
    first_time: bool,
    /// How the files would change; only of the current environment.
    plan: Option<steps::Plan>,
}

async fn compare(
    context: &Context,
    project: &Project,
    link_file: &LinkFile,
    name: &EnvironmentName,
    link: &Link,
) -> Result<Seen> {
    let facts = steps::read(context, name, link, &steps::wanted(link, &link_file.files)).await?;
    let findings = steps::findings(link_file, name, &facts)?;
    let known = project.snapshot.environments.get(name);
    let facts = facts.or_as_last_read(known.map(|snapshot| &snapshot.facts));
    let drift = known.map(|snapshot| differences(&snapshot.facts, &facts)).unwrap_or_default();
    let linked_at = known.map_or_else(|| context.now(), |snapshot| snapshot.linked_at.clone());
    let target = steps::Target { link: link_file, environment: name, facts: &facts, linked_at };
    let is_current = link_file.current.as_ref() == Some(name);
    let plan = if is_current { Some(steps::plan(project, &target)?) } else { None };
    Ok(Seen { findings, drift, first_time: known.is_none(), plan })
}

/// What the files were compared with, for a sentence.
fn with_what(link: &Link, frozen: bool) -> String {
    if frozen {
        format!("the snapshot of user pool {}", link.user_pool_id)
    } else {
        format!("user pool {}", link.user_pool_id)
    }
}

async fn read(context: &Context, link_file: &LinkFile, link: &Link, environment: &EnvironmentName) -> Result<Facts> {
    let facts = steps::read(context, environment, link, &steps::wanted(link, &link_file.files)).await;
    facts.map_err(|error| {
        let account = link.account.as_deref().unwrap_or("unknown");
        error.hint(format!(
            "environment {environment} is linked in account {account}; `amplink unlink` forgets the link"
        ))
    })
}

fn tell(context: &Context, drift: &[Difference], first_time: bool, environment: &EnvironmentName) {
    let terminal = &context.terminal;
    if first_time {
        terminal.payload(format_args!("There was no snapshot of environment {environment} yet."));
    }
    if !drift.is_empty() {
        terminal.heading("Changed in the cloud:");
    }
    for difference in drift {
        terminal.payload(format_args!("  {}: {}", difference.subject, one_line(&difference.message)));
    }
}

/// A build that still sets the official CLI's variables for other resources should hear that they have no say here.
fn warn_of_other_ids(context: &Context, link: &Link, environment: &EnvironmentName) {
    let linked = [
        (USER_POOL.variable, Some(link.user_pool_id.as_str())),
        (WEB_CLIENT.variable, link.web_client_id.as_ref().map(|id| id.as_str())),
        (NATIVE_CLIENT.variable, link.native_client_id.as_ref().map(|id| id.as_str())),
        (IDENTITY_POOL.variable, link.identity_pool_id.as_ref().map(|id| id.as_str())),
    ];
    for (variable, linked) in linked {
        if let Some(value) = context.variables.get(variable)
            && linked != Some(value)
        {
            context.terminal.warning(format_args!(
                "{variable} is {}, but environment {environment} is linked to {}; pull goes by the link, `amplink import user-pool` changes it",
                one_line(value),
                linked.unwrap_or("none")
            ));
        }
    }
}
