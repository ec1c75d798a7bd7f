//! The story of every import: gather, adopt, choose, read, judge, plan, confirm, apply.

use std::path::PathBuf;

use serde_json::json;

use crate::cloud::Wanted;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::export::Export;
use crate::project::link_file::{GeneratedFile, Link, LinkFile, Settings};
use crate::project::{Project, detect};
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;
use crate::validate::finding::Finding;
use crate::validate::remedy::FIX_AS;
use crate::validate::rule;

use super::super::{CommandResult, Failure, Outcome, steps};
use super::adopt::{self, Adopted};
use super::flags::{Flags, Goal, platform};
use super::request::Request;
use super::{choose, files, in_amplify, request, words};

/// An environment that a project gets beside others.
#[derive(Debug)]
pub(in crate::commands) struct NewEnvironment {
    pub(in crate::commands) name: EnvironmentName,
    /// What is remembered of it.
    pub(in crate::commands) settings: Settings,
    /// The environment whose resources it shares.
    pub(in crate::commands) same_as: Option<EnvironmentName>,
}

/// What makes an import another one than that of ids into a project's current environment.
#[derive(Debug, Default)]
pub(in crate::commands) struct Origin {
    /// What a colleague exported; AWS is not asked.
    pub(in crate::commands) from_file: Option<PathBuf>,
    /// It is linked and not shown, unless it is the first: the files stay those of the current one.
    pub(in crate::commands) new: Option<NewEnvironment>,
}

/// Links an environment.
pub(in crate::commands) async fn run(goal: Goal, args: Flags, context: &Context, origin: Origin) -> CommandResult {
    // What the project's files have are the ids of the environments that are there already.
    let is_given = origin.from_file.is_some() || (origin.new.is_some() && args.from.is_none());
    let look = if is_given { Look::No } else { Look::Yes };
    tell(goal, args, context, origin, look).await
}

/// Whether the project's files are looked through for ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Yes,
    /// The ids are given already, what the files say is for another environment, or it was declined.
    No,
}

/// What an import leads to, before anything is written.
struct Prepared {
    environment: EnvironmentName,
    platform: Platform,
    /// Whether the files show the environment from now on.
    shows: bool,
    link: LinkFile,
    wanted: Wanted,
    facts: Facts,
    findings: Vec<Finding>,
    plan: steps::Plan,
    adopted: Option<Adopted>,
    asked: bool,
    /// Whether the link of a protected environment would change.
    is_protected: bool,
}

async fn tell(goal: Goal, args: Flags, context: &Context, origin: Origin, look: Look) -> CommandResult {
    let terminal = &context.terminal;
    if let Some(unknown) = args.allow.iter().find(|id| rule(id).is_none()) {
        return Err(steps::unknown_rule(unknown).into());
    }
    let export = origin.from_file.as_deref().map(Export::read).transpose()?;
    // Ids of the environment are no part of an import that needs none.
    let request = if export.is_some() { Request::default() } else { request::gather(&args, context)? };
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    let prepared = prepare(goal, &args, context, &origin, export, request, project, look).await?;
    let Prepared { environment, plan, .. } = &prepared;

    let command = if origin.new.is_some() { "env add" } else { goal.command() };
    let mut report = Report::new(command, "done").with_changes(&plan.changes);
    report.findings.clone_from(&prepared.findings);
    report.result = json!({
        "environment": environment,
        "platform": prepared.platform,
        "projectDir": project.root().to_string_lossy(),
        "link": prepared.link.link(environment),
        "files": prepared.link.files,
    });
    if let Some(adopted) = &prepared.adopted {
        report.result["foundIn"] = adopted.places();
    }
    let tell_command = |force: bool| {
        let import = words::of_import(goal, &prepared.wanted, environment, &args, origin.from_file.as_deref(), force);
        let words = match &origin.new {
            Some(new) => words::of_env_add(new, import),
            None => import,
        };
        steps::tell_command(context, &words.iter().map(String::as_str).collect::<Vec<_>>());
    };
    if context.options.dry_run {
        report.status = "dry-run";
        terminal.changes(&plan.changes, true);
        if plan.has_obstacles() {
            terminal.warning("a file was edited by hand, or is not amplink's: writing it would need `--force`");
        }
        terminal.story("dry run: nothing was changed");
        if prepared.asked {
            tell_command(args.force);
        }
        return Ok(Outcome::done(report));
    }
    report.next = vec!["amplink status".to_owned(), "amplink pull".to_owned()];
    let (name, pool) = (&prepared.facts.user_pool.name, &prepared.wanted.user_pool);
    if plan.is_empty() {
        report.status = "in-sync";
        terminal.payload(one_line(&format!(
            "Environment {environment} is linked to user pool {name} ({pool}); every file is as it should be."
        )));
        if prepared.asked {
            tell_command(args.force);
        }
        return Ok(Outcome::done(report));
    }
    terminal.changes(&plan.changes, false);
    if prepared.is_protected {
        steps::confirm_protected(context, environment, false)?;
    }
    let overwrites = plan.settle_obstacles(context, args.force)?;
    let confirmed = if prepared.adopted.is_some() {
        let question = one_line(&format!("Link environment {environment} to user pool {name}?"));
        match steps::answer(context, &question, steps::Enter::Yes)? {
            Some(false) => {
                drop(workspace);
                return Box::pin(tell(goal, args, context, origin, Look::No)).await;
            }
            answer => answer.is_some(),
        }
    } else {
        steps::confirm(context, "Write these files?", steps::Enter::Yes)?
    };
    steps::apply(context, project, &plan.changes)?;
    terminal.payload(one_line(&format!("Linked environment {environment} to user pool {name} ({pool}).")));
    if prepared.asked || overwrites || confirmed {
        tell_command(args.force || overwrites);
    }
    if !prepared.shows {
        report.next = vec![format!("amplink env use {environment}")];
        terminal.story(format_args!("The files stay as they are; `amplink env use {environment}` shows it in them."));
        return Ok(Outcome::done(report));
    }
    let state = if project.amplify.is_some() { "the files in `amplify`" } else { "amplink.json" };
    terminal
        .story(format_args!("Next: commit {state} and amplink.lock.json; `amplink pull` after a change in Cognito."));
    Ok(Outcome::done(report))
}

/// Finds out what is wanted, reads it, judges it, and plans the files.
#[expect(clippy::too_many_arguments, reason = "all that an import is made of meets here")]
async fn prepare(
    goal: Goal,
    args: &Flags,
    context: &Context,
    origin: &Origin,
    export: Option<Export>,
    mut request: Request,
    project: &Project,
    look: Look,
) -> Result<Prepared, Failure> {
    let new = origin.new.as_ref();
    if let Some(managed) = project.amplify.as_ref().and_then(AmplifyProject::managed_auth) {
        return Err(in_amplify::managed(managed).into());
    }
    let environment = match (new, &export) {
        (Some(new), _) => new.name.clone(),
        (None, Some(export)) if is_new(project) && is_free(context, project, &export.environment) => {
            export.environment.clone()
        }
        _ => steps::environment_to_import(context, project)?,
    };
    let linked = project.link.as_ref().and_then(|link| link.link(&environment));
    let shows = new.is_none() || !shows_one(project);
    if let Some(link) = &project.link {
        steps::policy(link, &environment)?;
    }
    let of_export =
        || export.as_ref().filter(|_| is_new(project) && detect::detect(project.root()).is_none())?.platform;
    let platform = match args.platform.or_else(of_export) {
        Some(known) => known,
        None => platform(args, project, context),
    };
    let files = files::choose(args, project, platform)?;
    // They may stand beside ids that git ignores, and that this clone does not have yet.
    let decided = || project.link.as_ref()?.settings.get(&environment).cloned();
    let mut settings = linked.map(|link| link.settings.clone()).or_else(decided).unwrap_or_default();
    if let Some(new) = new {
        settings = new.settings.clone();
        if let (Some(same), Some(link)) = (&new.same_as, &project.link) {
            choose::take_ids(&mut request, steps::linked(link, same)?);
        }
    }
    context.go_by(&settings);
    if let Some(link) = linked.filter(|link| request.user_pool.as_ref().is_none_or(|id| *id == link.user_pool_id)) {
        steps::check_account(context.cloud()?, &environment, link).await?;
    }
    if let Some(same) = new.as_ref().and_then(|new| new.same_as.as_ref())
        && let Some(link) = &project.link
    {
        steps::check_account(context.cloud()?, same, steps::linked(link, same)?).await?;
    }

    let adopted = match look {
        Look::Yes => adopt::adopt(goal, args, &mut request, context, project, &environment, platform).await?,
        Look::No => None,
    };
    let named = adopted.as_ref().filter(|_| project.link.is_none() && context.options.environment.is_none());
    let environment = named.and_then(Adopted::environment).cloned().unwrap_or(environment);
    if shows {
        in_amplify::warn_of_unknown(context, project, &environment);
        if !context.options.dry_run {
            steps::refuse_mixed(project, &environment, args.force)?;
        }
    }
    let blame = |error: Error| match &adopted {
        Some(adopted) => adopted.blame(error),
        None => error,
    };
    let (mut wanted, mut facts, asked) = match export {
        Some(export) => exported(export, &files)?,
        None => read(goal, request, &files, context, project, &environment, platform).await.map_err(blame)?,
    };
    let asked = asked || adopted.as_ref().is_some_and(|adopted| adopted.asked);
    if project.amplify.is_some() {
        in_amplify::stand_in_for_each_other(&mut wanted, &mut facts, context);
    }

    let link = if shows { shown_link(args, project, &environment, platform, files) } else { base_link(project) };
    let link = with_environment(link, args, &environment, &wanted, &facts, settings);
    let findings = steps::judge(context, &link, &environment, &facts).map_err(|mut failure| {
        let is_linked = project.link.as_ref().is_some_and(|link| link.link(&environment).is_some());
        let leads_to_check = |finding: &Finding| finding.stops() && finding.remedy == FIX_AS;
        if !is_linked && failure.findings.iter().any(leads_to_check) {
            failure.error = failure.error.hint(
                "`amplink check --fix-as` wants a link: import with `--allow RULE` to see the corrected trust policy, \
                 and mend the role before the app relies on it",
            );
        }
        failure.error = blame(failure.error);
        failure
    })?;
    let known = project.snapshot.environments.get(&environment);
    let facts = facts.or_as_last_read(known.map(|snapshot| &snapshot.facts));
    let linked_at = since(project, &environment, &link).unwrap_or_else(|| context.now());
    let target = steps::Target { link: &link, environment: &environment, facts: &facts, linked_at };
    let plan = if shows { steps::plan(project, &target)? } else { steps::plan_unshown(project, &target)? };
    let changes_ids = linked.is_some_and(|old| link.link(&environment).is_some_and(|new| !old.names_the_same(new)));
    let is_protected = linked.is_some_and(|link| link.settings.protected) && changes_ids;
    Ok(Prepared { environment, platform, shows, link, wanted, facts, findings, plan, adopted, asked, is_protected })
}

/// Whether the files show an environment that is linked.
fn shows_one(project: &Project) -> bool {
    let Some(link) = &project.link else { return false };
    link.current.as_ref().is_some_and(|current| link.link(current).is_some())
}

/// Whether an export's name may be the environment's: nobody gave one, and Amplify has it, or none at all.
fn is_free(context: &Context, project: &Project, name: &EnvironmentName) -> bool {
    let amplify = project.amplify.as_ref();
    let mut known = amplify.map(AmplifyProject::environments).unwrap_or_default();
    known.extend(amplify.and_then(AmplifyProject::current));
    context.options.environment.is_none() && (known.is_empty() || known.contains(name))
}

fn is_new(project: &Project) -> bool {
    project.link.as_ref().is_none_or(|link| link.environments.is_empty())
}

/// What AWS says of what is named or chosen, and whether anything was asked for.
async fn read(
    goal: Goal,
    request: Request,
    files: &[GeneratedFile],
    context: &Context,
    project: &Project,
    environment: &EnvironmentName,
    platform: Platform,
) -> Result<(Wanted, Facts, bool)> {
    let chosen = choose::resolve(goal, request, context, project, environment, platform).await;
    let (mut wanted, asked) = chosen.map_err(|error| match error.kind() {
        Kind::Usage => error.hint(format!("`amplink {} --help` says what each flag is for", goal.command())),
        _ => error,
    })?;
    wanted.groups = steps::need_groups(files);
    context.terminal.progress(format_args!("reading user pool {}", wanted.user_pool));
    let facts = context.cloud()?.read(&wanted).await;
    context.terminal.progress_done();
    Ok((wanted, facts?, asked))
}

/// The same of what somebody exported: AWS is not asked.
fn exported(export: Export, files: &[GeneratedFile]) -> Result<(Wanted, Facts, bool)> {
    if steps::need_groups(files) && !steps::knows_groups(&export.facts) {
        return Err(Error::failure("the file does not hold the pool's groups, which a file of this project names")
            .hint("ask for one that is made with `amplink export --live`"));
    }
    let shows_secret = files.iter().any(|file| file.include_client_secret);
    if shows_secret && export.facts.native_client.as_ref().is_some_and(|client| client.has_secret) {
        return Err(Error::failure("a file of this project shows the native client's secret, which no export holds")
            .hint("import with the ids, or pass `--include-client-secret=false`"));
    }
    Ok((steps::wanted(&export.link, files), export.facts, false))
}

/// What the project is linked to, before this import.
fn base_link(project: &Project) -> LinkFile {
    let mut link = project.link.clone().unwrap_or_else(LinkFile::empty);
    if let Some(amplify) = &project.amplify {
        link.amplify_regions = amplify.regions();
    }
    link
}

/// The same with the files showing an environment.
fn shown_link(
    args: &Flags,
    project: &Project,
    environment: &EnvironmentName,
    platform: Platform,
    files: Vec<GeneratedFile>,
) -> LinkFile {
    let mut link = base_link(project);
    link.current = Some(environment.clone());
    link.platform = Some(platform);
    link.files = files;
    link.secret_in_state = args.include_client_secret.unwrap_or(link.secret_in_state);
    link
}

fn with_environment(
    mut link: LinkFile,
    args: &Flags,
    environment: &EnvironmentName,
    wanted: &Wanted,
    facts: &Facts,
    mut settings: Settings,
) -> LinkFile {
    // What was let pass stays let pass for the same resources.
    if link.link(environment).is_some_and(|old| old.user_pool_id != wanted.user_pool) {
        settings.allow.clear();
    }
    for rule in &args.allow {
        if !settings.allow.contains(rule) {
            settings.allow.push(rule.clone());
        }
    }
    link.environments.insert(
        environment.clone(),
        Link {
            account: facts.user_pool.account.clone(),
            region: wanted.user_pool.region(),
            user_pool_id: wanted.user_pool.clone(),
            web_client_id: wanted.web_client.clone(),
            native_client_id: wanted.native_client.clone(),
            identity_pool_id: wanted.identity_pool.clone(),
            settings,
        },
    );
    link
}

/// When the same link was made, if it was there before.
fn since(project: &Project, environment: &EnvironmentName, link: &LinkFile) -> Option<String> {
    let old = project.link.as_ref()?.link(environment)?;
    let same = link.link(environment).is_some_and(|new| new.user_pool_id == old.user_pool_id);
    let snapshot = project.snapshot.environments.get(environment)?;
    same.then(|| snapshot.linked_at.clone())
}
