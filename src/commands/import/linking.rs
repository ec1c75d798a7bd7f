//! The story of both imports: gather, adopt, choose, read, judge, plan, confirm, apply.

use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use serde_json::json;

use crate::cloud::Wanted;
use crate::context::Context;
use crate::emit::{self, When};
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::export::Export;
use crate::project::link_file::{GeneratedFile, Link, LinkFile, Settings};
use crate::project::{Project, check_inside, detect};
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;
use crate::validate::finding::Finding;
use crate::validate::remedy::FIX_AS;
use crate::validate::rule;

use super::super::{CommandResult, Outcome, steps};
use super::adopt::{self, Adopted};
use super::flags::{Flags, Goal, platform};
use super::request::{IDENTITY_POOL, NATIVE_CLIENT, Request, USER_POOL, WEB_CLIENT};
use super::{choose, request};

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

async fn tell(goal: Goal, mut args: Flags, context: &Context, origin: Origin, look: Look) -> CommandResult {
    let Origin { from_file, new } = &origin;
    let terminal = &context.terminal;
    if let Some(unknown) = args.allow.iter().find(|id| rule(id).is_none()) {
        return Err(steps::unknown_rule(unknown).into());
    }
    let export = from_file.as_deref().map(Export::read).transpose()?;
    // Ids of the environment are no part of an import that needs none.
    let mut request = if export.is_some() { Request::default() } else { request::gather(&args, context)? };
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    if let Some(managed) = project.amplify.as_ref().and_then(AmplifyProject::managed_auth) {
        return Err(managed_by_amplify(managed).into());
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
    if is_new(project) && detect::detect(project.root()).is_none() {
        args.platform = args.platform.or_else(|| export.as_ref()?.platform);
    }
    let platform = platform(&args, project, context);
    let files = files(&args, project, platform)?;
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
        Look::Yes => adopt::adopt(goal, &args, &mut request, context, project, &environment, platform).await?,
        Look::No => None,
    };
    let named = adopted.as_ref().filter(|_| project.link.is_none() && context.options.environment.is_none());
    let environment = named.and_then(Adopted::environment).cloned().unwrap_or(environment);
    if shows {
        warn_of_unknown(context, project, &environment);
        if !context.options.dry_run {
            steps::refuse_mixed(project, &environment, args.force)?;
        }
    }
    let blame = |error: Error| match &adopted {
        Some(adopted) => adopted.blame(error),
        None => error,
    };
    let (mut wanted, mut facts, asked) = match export {
        Some(export) => of_export(export, &files)?,
        None => read(goal, request, &files, context, project, &environment, platform).await.map_err(blame)?,
    };
    let asked = asked || adopted.as_ref().is_some_and(|adopted| adopted.asked);
    if project.amplify.is_some() {
        stand_in_for_each_other(&mut wanted, &mut facts, context);
    }

    let link = if shows { shown_link(&args, project, &environment, platform, files) } else { base_link(project) };
    let link = with_environment(link, &args, &environment, &wanted, &facts, settings);
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

    let command = if new.is_some() { "env add" } else { goal.command() };
    let mut report = Report::new(command, "done").with_changes(&plan.changes);
    report.findings = findings;
    report.result = json!({
        "environment": environment,
        "platform": platform,
        "projectDir": project.root().to_string_lossy(),
        "link": link.link(&environment),
        "files": link.files,
    });
    if let Some(adopted) = &adopted {
        report.result["foundIn"] = adopted.places();
    }
    let tell_command = |force: bool| {
        let words = words(goal, &wanted, &environment, &args, from_file.as_deref(), force);
        let words = match new {
            Some(new) => add_words(new, words),
            None => words,
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
        if asked {
            tell_command(args.force);
        }
        return Ok(Outcome::done(report));
    }
    report.next = vec!["amplink status".to_owned(), "amplink pull".to_owned()];
    let name = &facts.user_pool.name;
    if plan.is_empty() {
        report.status = "in-sync";
        terminal.payload(crate::terminal::sanitize::one_line(&format!(
            "Environment {environment} is linked to user pool {name} ({}); every file is as it should be.",
            wanted.user_pool
        )));
        if asked {
            tell_command(args.force);
        }
        return Ok(Outcome::done(report));
    }
    let changes_ids = linked.is_some_and(|old| link.link(&environment).is_some_and(|new| !old.names_the_same(new)));
    let is_protected = linked.is_some_and(|link| link.settings.protected) && changes_ids;
    terminal.changes(&plan.changes, false);
    if is_protected {
        steps::confirm_protected(context, &environment, false)?;
    }
    let overwrites = plan.settle_obstacles(context, args.force)?;
    let confirmed = if adopted.is_some() {
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
    crate::project::apply::apply(project.root(), &plan.changes)?;
    terminal.payload(crate::terminal::sanitize::one_line(&format!(
        "Linked environment {environment} to user pool {name} ({}).",
        wanted.user_pool
    )));
    if asked || overwrites || confirmed {
        tell_command(args.force || overwrites);
    }
    if !shows {
        report.next = vec![format!("amplink env use {environment}")];
        terminal.story(format_args!("The files stay as they are; `amplink env use {environment}` shows it in them."));
        return Ok(Outcome::done(report));
    }
    let state = if project.amplify.is_some() { "the files in `amplify`" } else { "amplink.json" };
    terminal
        .story(format_args!("Next: commit {state} and amplink.lock.json; `amplink pull` after a change in Cognito."));
    Ok(Outcome::done(report))
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
fn of_export(export: Export, files: &[GeneratedFile]) -> Result<(Wanted, Facts, bool)> {
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

/// The files to generate: the link's own list as long as it fits, else every format of the platform that an import
/// writes, beside what somebody asked for.
fn files(args: &Flags, project: &Project, platform: Platform) -> Result<Vec<GeneratedFile>> {
    let linked = project.link.as_ref().map(|link| link.files.clone()).unwrap_or_default();
    if let Some(amplify) = &project.amplify {
        return amplify_files(args, project.root(), amplify, linked, platform);
    }
    let fits = |file: &GeneratedFile| emit::format(&file.format).is_some_and(|format| format.is_for(platform));
    let is_asked =
        |file: &GeneratedFile| emit::format(&file.format).is_some_and(|format| format.written == When::Asked);
    let says_what = |file: &GeneratedFile| fits(file) && !is_asked(file);
    let is_right = linked.iter().any(says_what) || (linked.iter().all(is_asked) && linked.iter().any(fits));
    let mut files = linked;
    if args.source_dir.is_some() || !is_right {
        let folder = match &args.source_dir {
            Some(given) => detect::tidy(given),
            None => detect::config_folder(project.root(), platform),
        };
        let asked = files.into_iter().filter(|file| is_asked(file) && fits(file));
        let written = emit::FORMATS
            .iter()
            .filter(|format| format.is_for(platform) && format.written == When::Import)
            .map(|format| GeneratedFile {
                format: format.id.to_owned(),
                path: if folder.is_empty() {
                    format.file_name.to_owned()
                } else {
                    format!("{folder}/{}", format.file_name)
                },
                include_client_secret: false,
                prefix: String::new(),
            });
        files = written.chain(asked).collect();
        for file in &files {
            check_inside(&file.path).map_err(|error| error.context("`--source-dir` leads outside the project"))?;
        }
    }
    for file in &mut files {
        let holds_secret = emit::format(&file.format).is_some_and(|format| format.holds_secret);
        file.include_client_secret = args.include_client_secret.unwrap_or(file.include_client_secret) && holds_secret;
    }
    if args.include_client_secret == Some(true) && !files.iter().any(|file| file.include_client_secret) {
        return Err(Error::usage(format!(
            "`--include-client-secret` is for mobile files; a {} project's files never hold a secret",
            platform.title()
        )));
    }
    Ok(files)
}

/// The files of an Amplify Gen 1 project: which, and where, is in its own settings.
fn amplify_files(
    args: &Flags,
    root: &Path,
    amplify: &AmplifyProject,
    linked: Vec<GeneratedFile>,
    platform: Platform,
) -> Result<Vec<GeneratedFile>> {
    let settings = "amplify/.config/project-config.json";
    let of_project = amplify.known_platform()?;
    if of_project != platform {
        let (of_project, platform) = (of_project.title(), platform.title());
        return Err(Error::usage(format!(
            "`--platform`: this Amplify project is one for {of_project}, not {platform}"
        ))
        .hint(format!("`{settings}` says so; leave the flag out")));
    }
    if args.source_dir.is_some() {
        return Err(Error::usage("`--source-dir` is not for an Amplify project, whose own settings say it")
            .hint(format!("`{settings}` has it; `amplify configure project` changes it")));
    }
    let mut files = if linked.is_empty() { amplify.files(root) } else { linked };
    for file in &mut files {
        let holds_secret = emit::format(&file.format).is_some_and(|format| format.holds_secret);
        file.include_client_secret = args.include_client_secret.unwrap_or(file.include_client_secret) && holds_secret;
    }
    Ok(files)
}

/// The official CLI wants both app clients of an imported pool; one that serves both is named twice.
fn stand_in_for_each_other(wanted: &mut Wanted, facts: &mut Facts, context: &Context) {
    if wanted.native_client.is_none() && wanted.web_client.is_some() {
        context.terminal.story("the web client stands for the native one, too: Amplify's own files have both");
        wanted.native_client.clone_from(&wanted.web_client);
        facts.native_client.clone_from(&facts.web_client);
    } else if wanted.web_client.is_none() && facts.native_client.as_ref().is_some_and(|client| !client.has_secret) {
        context.terminal.story("the native client stands for the web client, too: Amplify's own files have both");
        wanted.web_client.clone_from(&wanted.native_client);
        facts.web_client.clone_from(&facts.native_client);
    }
}

/// A name that is mistyped would make an environment that Amplify knows nothing of.
fn warn_of_unknown(context: &Context, project: &Project, environment: &EnvironmentName) {
    let Some(amplify) = &project.amplify else { return };
    let known = amplify.environments();
    if known.is_empty() || known.contains(environment) || amplify.current().as_ref() == Some(environment) {
        return;
    }
    let names: Vec<&str> = known.iter().map(EnvironmentName::as_str).collect();
    context.terminal.warning(format_args!(
        "Amplify has no environment {environment} in this project, only {}: its own CLI cannot deploy to it",
        names.join(", ")
    ));
}

fn managed_by_amplify(name: &str) -> Error {
    Error::failure(format!(
        "this Amplify project has an auth resource of its own, `{name}`, which Amplify manages; nothing was changed"
    ))
    .hint(format!(
        "`amplify remove auth` and `amplify push` take it away, and its users with it; then import. To keep it, leave \
         it as it is: `amplify pull` refreshes the files of `{name}`"
    ))
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

/// The words of `env add` instead of those of an import.
fn add_words(new: &NewEnvironment, import: Vec<String>) -> Vec<String> {
    let mut words = vec!["env".to_owned(), "add".to_owned(), new.name.to_string()];
    let mut of_import = import.into_iter().skip(2);
    while let Some(word) = of_import.next() {
        if word == "--env" {
            of_import.next();
        } else {
            words.push(word);
        }
    }
    if new.settings.protected {
        words.push("--protected".to_owned());
    }
    words.extend(new.settings.role_arn.iter().flat_map(|arn| ["--role-arn".to_owned(), arn.clone()]));
    words
}

/// When the same link was made, if it was there before.
fn since(project: &Project, environment: &EnvironmentName, link: &LinkFile) -> Option<String> {
    let old = project.link.as_ref()?.link(environment)?;
    let same = link.link(environment).is_some_and(|new| new.user_pool_id == old.user_pool_id);
    let snapshot = project.snapshot.environments.get(environment)?;
    same.then(|| snapshot.linked_at.clone())
}

/// The words of the command that imports the same without questions.
fn words(
    goal: Goal,
    wanted: &Wanted,
    environment: &EnvironmentName,
    args: &Flags,
    from_file: Option<&Path>,
    force: bool,
) -> Vec<String> {
    let mut words = vec!["import".to_owned(), goal.word().to_owned()];
    let platform = args.platform.and_then(|platform| platform.to_possible_value());
    let file = from_file.map(|path| path.display().to_string());
    let by_id = |_: &&str| from_file.is_none();
    for (flag, value) in [
        ("--env", Some(environment.as_str())),
        ("--from-file", file.as_deref()),
        (USER_POOL.flag, Some(wanted.user_pool.as_str()).filter(by_id)),
        (WEB_CLIENT.flag, wanted.web_client.as_ref().map(|id| id.as_str()).filter(by_id)),
        (NATIVE_CLIENT.flag, wanted.native_client.as_ref().map(|id| id.as_str()).filter(by_id)),
        (IDENTITY_POOL.flag, wanted.identity_pool.as_ref().map(|id| id.as_str()).filter(by_id)),
        ("--platform", platform.as_ref().map(|platform| platform.get_name())),
        ("--source-dir", args.source_dir.as_deref()),
    ] {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value.to_owned()]));
    }
    words.extend(args.allow.iter().flat_map(|rule| ["--allow".to_owned(), rule.clone()]));
    for (flag, given) in [("--include-client-secret", args.include_client_secret == Some(true)), ("--force", force)] {
        words.extend(given.then(|| flag.to_owned()));
    }
    words
}
