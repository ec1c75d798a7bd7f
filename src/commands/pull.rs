//! `amplink pull`: what is true in Cognito now, and the files brought up to it.

use clap::ValueEnum;
use serde_json::json;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::compare::Difference;
use crate::model::facts::Facts;
use crate::model::fields::Ignored;
use crate::model::ids::EnvironmentName;
use crate::project::link_file::{Link, LinkFile};
use crate::project::{Project, snapshot};
use crate::terminal::report::drift::{self, DifferingFile, Drifted, State};
use crate::terminal::report::{Checked, Report, github, number};
use crate::terminal::sanitize::one_line;
use crate::validate::finding::Finding;

use super::import::request::{IDENTITY_POOL, NATIVE_CLIENT, USER_POOL, WEB_CLIENT};
use super::steps::Drift;
use super::{CommandResult, Failure, Outcome, steps};

/// Arguments of `pull`.
#[derive(Debug, Default, clap::Args)]
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
    /// How to print what differs
    #[arg(long, value_name = "FORMAT", requires = "check")]
    format: Option<Format>,
    /// Pass over changes of this field in the cloud: `userPool.name`, `webClient`, `*.name`; repeatable
    #[arg(long, value_name = "FIELD", requires = "check")]
    ignore: Vec<String>,
}

/// How the differences of a check are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// The document of `--json`
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// The exit code of `--check` when something differs.
pub(super) const DIFFERENCE: u8 = 3;

impl Args {
    /// Those of a command that brings the files up to date on its way.
    pub(super) fn that_writes(force: bool, frozen: bool) -> Self {
        Self { force, frozen, ..Self::default() }
    }

    fn is_text(&self) -> bool {
        self.format.is_none_or(|format| format == Format::Text)
    }
}

/// `named`: the environment of `env use`; else it is the one that the command is about.
pub(super) async fn run(args: Args, context: &Context, named: Option<EnvironmentName>) -> CommandResult {
    let writes = !args.check && !context.options.dry_run;
    let workspace = steps::open(context, writes).await?;
    let project = &workspace.project;
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    if args.all {
        return check_all(&args, context, project, link_file).await;
    }
    let environment = match named {
        Some(name) => name,
        None => steps::environment(context, link_file)?,
    };
    let is_github = args.format == Some(Format::Github);
    let done = bring_up("pull", args, link_file, environment.clone(), project, context).await;
    if let (true, Err(failure)) = (is_github, &done) {
        // The job's page shows annotations; what went wrong would stand in its log only.
        let why = failure.error.chain().collect::<Vec<_>>().join(": ");
        let found = Drifted { failure: Some(&why), ..nothing(&environment) };
        print_annotations(context, project, &[found], &[(&environment, &failure.findings)])?;
    }
    done
}

fn nothing(environment: &EnvironmentName) -> Drifted<'_> {
    Drifted { environment: environment.as_str(), first_time: false, differences: &[], files: &[], failure: None }
}

/// What differs, and what the rules stop at.
fn print_annotations(
    context: &Context,
    project: &Project,
    found: &[Drifted<'_>],
    findings: &[(&EnvironmentName, &[Finding])],
) -> Result<()> {
    let link = steps::source(project, project.link_path())?;
    let lock = steps::source(project, snapshot::NAME)?;
    let stopping: Vec<(&EnvironmentName, Vec<Finding>)> = findings
        .iter()
        .map(|(name, findings)| (*name, findings.iter().filter(|finding| finding.stops()).cloned().collect()))
        .collect();
    let checked: Vec<Checked<'_>> = stopping
        .iter()
        .map(|(name, findings)| Checked {
            environment: name.as_str(),
            file: &link.file,
            text: link.text.as_deref(),
            findings,
        })
        .collect();
    for printed in [drift::github(found, &link, &lock), github::print(&checked, &[])] {
        if !printed.is_empty() {
            context.terminal.payload(printed);
        }
    }
    Ok(())
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
    let ignored = if args.check { steps::ignored(link_file, &args.ignore)? } else { Ignored::default() };
    if !args.check && !context.options.dry_run {
        steps::refuse_mixed(project, &environment, args.force)?;
    }
    warn_of_other_ids(context, link, &environment);

    let read = if args.frozen {
        let known = steps::frozen(project, link_file, &environment, &link_file.files)?;
        steps::with_shown_secret(project, &link_file.files, &known.facts)?
    } else {
        read(context, link_file, link, &environment).await?
    };

    let known = project.snapshot.environments.get(&environment);
    let linked_at = known.map_or_else(|| context.now(), |snapshot| snapshot.linked_at.clone());
    let drift = Drift::of(known, read.clone(), &ignored);
    let facts = &drift.facts;
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
    let findings = steps::judge(context, &new_link, &environment, &read)?;
    let target = steps::Target { link: &new_link, environment: &environment, facts, linked_at };
    let plan = if args.check && !is_current { None } else { Some(steps::plan(project, &target)?) };
    let files_differ = plan.as_ref().is_some_and(|plan| !plan.is_empty());
    let differs = files_differ || drift.first_time || !drift.differences.is_empty();
    let files = plan.as_ref().map(|plan| steps::drifted(project, &new_link, plan)).unwrap_or_default();
    let is_text = args.is_text();

    let mut report = Report::new(command, if differs { "changed" } else { "in-sync" });
    if let Some(plan) = &plan {
        report = report.with_changes(&plan.changes);
    }
    report.findings = findings;
    report.result = json!({
        "environment": environment,
        "inSync": !differs,
        "differences": drift.differences,
        "link": new_link.link(&environment),
    });
    if args.check {
        report.result["ignored"] = json!(drift.ignored);
        report.result["files"] = json!(files);
        tell_ignored(context, &drift.ignored);
    }

    if !differs {
        if is_text {
            terminal
                .payload(format_args!("Environment {environment} is in sync with {}.", with_what(link, args.frozen)));
        }
        if args.format == Some(Format::Json) {
            terminal.payload(report.print());
        }
        return Ok(Outcome::done(report));
    }
    if is_text {
        tell(context, &drift, &environment);
    }
    if args.check {
        report.status = "difference";
        if plan.is_some() {
            let next = if args.frozen { "amplink pull --frozen" } else { "amplink pull" };
            report.next = vec![next.to_owned()];
        }
        match args.format {
            Some(Format::Json) => terminal.payload(report.print()),
            Some(Format::Github) => {
                let (differences, files) = (&drift.differences[..], &files[..]);
                let found = Drifted { first_time: drift.first_time, differences, files, ..nothing(&environment) };
                print_annotations(context, project, &[found], &[])?;
            }
            Some(Format::Text) | None => tell_check(context, &plan, &drift, &files),
        }
        if let Some(next) = report.next.first() {
            terminal.story(format_args!("nothing was changed; `{next}` brings it up to date"));
        }
        return Ok(Outcome { report, exit_code: DIFFERENCE });
    }
    let Some(plan) = plan else { unreachable!("only a check makes no plan") };
    if context.options.dry_run {
        terminal.changes(&plan.changes, true);
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
async fn check_all(args: &Args, context: &Context, project: &Project, link_file: &LinkFile) -> CommandResult {
    let terminal = &context.terminal;
    let ignored = steps::ignored(link_file, &args.ignore)?;
    let say = |line: String| {
        if args.is_text() {
            terminal.payload(line);
        }
    };
    for name in link_file.environments.keys() {
        steps::policy(link_file, name)?;
    }
    let mut report = Report::new("pull", "in-sync");
    let (mut environments, mut failure, mut differing) = (Vec::new(), None::<Error>, 0);
    let mut compared = Vec::new();
    for (name, link) in &link_file.environments {
        if args.is_text() {
            terminal.heading(format_args!("Environment {name}"));
        }
        let seen = match compare(context, project, link_file, name, link, &ignored).await {
            Ok(seen) => seen,
            Err(error) => {
                terminal.error(&error);
                environments.push(json!({ "environment": name, "error": error.to_string() }));
                compared.push((name, Err(error.chain().collect::<Vec<_>>().join(": "))));
                failure.get_or_insert(error.context(format!("environment {name} could not be compared")));
                continue;
            }
        };
        let (drift, files) = (&seen.drift, &seen.files);
        let differs = drift.first_time || !drift.differences.is_empty() || !files.is_empty();
        if !differs {
            say(format!("  in sync with user pool {}", link.user_pool_id));
        }
        if drift.first_time {
            say("  there is no snapshot of it yet".to_owned());
        }
        for difference in &drift.differences {
            say(format!("  {}: {}", difference.subject, one_line(&difference.message)));
        }
        for file in files {
            say(format!("  {}: differs from what the snapshot says{}", one_line(&file.path), with_keys(file)));
        }
        tell_ignored(context, &drift.ignored);
        differing += usize::from(differs);
        environments.push(json!({
            "environment": name,
            "inSync": !differs,
            "differences": drift.differences,
            "ignored": drift.ignored,
            "files": files,
        }));
        terminal.findings(seen.findings.iter().filter(|finding| finding.stops()));
        report.findings.extend(seen.findings.clone());
        compared.push((name, Ok(seen)));
    }
    let count = environments.len();
    let unread = environments.iter().filter(|environment| environment.get("error").is_some()).count();
    say(format!(
        "{}: {} in sync, {differing} differing, {unread} not to be read",
        number(count, "environment"),
        count - differing - unread
    ));
    report.result = json!({ "environments": environments, "inSync": differing == 0 && unread == 0 });
    let has_errors = report.findings.iter().any(Finding::stops);
    if has_errors {
        report.status = "errors";
    } else if differing > 0 {
        report.status = "difference";
    }
    match args.format {
        Some(Format::Json) => terminal.payload(report.print()),
        Some(Format::Github) => {
            let found: Vec<Drifted<'_>> = compared.iter().map(|(name, seen)| annotated(name, seen)).collect();
            let judged: Vec<(&EnvironmentName, &[Finding])> =
                compared.iter().filter_map(|(name, seen)| Some((*name, &seen.as_ref().ok()?.findings[..]))).collect();
            print_annotations(context, project, &found, &judged)?;
        }
        Some(Format::Text) | None => {}
    }
    if let Some(error) = failure {
        return Err(Failure { error, findings: report.findings });
    }
    if has_errors {
        return Ok(Outcome { report, exit_code: Kind::Rule.exit_code() });
    }
    if differing == 0 {
        return Ok(Outcome::done(report));
    }
    terminal.story("nothing was changed; `amplink pull --env NAME` brings an environment up to date");
    Ok(Outcome { report, exit_code: DIFFERENCE })
}

/// What one environment is like, beside what is known of it.
struct Seen {
    findings: Vec<Finding>,
    drift: Drift,
    /// How the files would change; only of the current environment.
    files: Vec<DifferingFile>,
}

fn annotated<'a>(name: &'a EnvironmentName, seen: &'a std::result::Result<Seen, String>) -> Drifted<'a> {
    match seen {
        Ok(Seen { drift, files, .. }) => {
            Drifted { first_time: drift.first_time, differences: &drift.differences, files, ..nothing(name) }
        }
        Err(why) => Drifted { failure: Some(why), ..nothing(name) },
    }
}

async fn compare(
    context: &Context,
    project: &Project,
    link_file: &LinkFile,
    name: &EnvironmentName,
    link: &Link,
    ignored: &Ignored,
) -> Result<Seen> {
    let facts = steps::read(context, name, link, &steps::wanted(link, &link_file.files)).await?;
    let findings = steps::findings(link_file, name, &facts)?;
    let known = project.snapshot.environments.get(name);
    let drift = Drift::of(known, facts, ignored);
    let linked_at = known.map_or_else(|| context.now(), |snapshot| snapshot.linked_at.clone());
    let target = steps::Target { link: link_file, environment: name, facts: &drift.facts, linked_at };
    let is_current = link_file.current.as_ref() == Some(name);
    let files =
        if is_current { steps::drifted(project, link_file, &steps::plan(project, &target)?) } else { Vec::new() };
    Ok(Seen { findings, drift, files })
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

/// What a check found in the files; without a plan, the environment is not the one that they show.
fn tell_check(context: &Context, plan: &Option<steps::Plan>, drift: &Drift, files: &[DifferingFile]) {
    let terminal = &context.terminal;
    let mut fields: Vec<&str> = drift.differences.iter().map(|difference| difference.field.as_str()).collect();
    fields.dedup();
    if !fields.is_empty() {
        terminal.detail(format_args!("fields, as `--ignore` names them: {}", fields.join(", ")));
    }
    let Some(plan) = plan else {
        terminal.payload("The cloud differs from the snapshot.");
        return;
    };
    terminal.changes(&plan.changes, context.options.dry_run);
    for file in files.iter().filter(|file| file.state == State::Edited) {
        terminal.payload(format_args!("{}: edited by hand{}", one_line(&file.path), with_keys(file)));
    }
}

fn with_keys(file: &DifferingFile) -> String {
    if file.keys.is_empty() { String::new() } else { format!(": {}", one_line(&file.keys.join(", "))) }
}

fn tell_ignored(context: &Context, ignored: &[Difference]) {
    for difference in ignored {
        let Difference { field, subject, message, .. } = difference;
        context.terminal.detail(format_args!("ignored {field}: {subject}: {}", one_line(message)));
    }
}

fn tell(context: &Context, drift: &Drift, environment: &EnvironmentName) {
    let terminal = &context.terminal;
    if drift.first_time {
        terminal.payload(format_args!("There was no snapshot of environment {environment} yet."));
    }
    if !drift.differences.is_empty() {
        terminal.heading("Changed in the cloud:");
    }
    for difference in &drift.differences {
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
