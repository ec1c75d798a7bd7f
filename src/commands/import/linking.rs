//! The story of both imports: gather, choose, read, judge, plan, confirm, apply.

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
use crate::project::export::Export;
use crate::project::link_file::{GeneratedFile, Link, LinkFile};
use crate::project::{Project, check_inside, detect};
use crate::terminal::report::Report;
use crate::validate::finding::Finding;
use crate::validate::remedy::FIX_AS;
use crate::validate::rule;

use super::super::{CommandResult, Outcome, steps};
use super::flags::{Flags, Goal, platform};
use super::request::{IDENTITY_POOL, NATIVE_CLIENT, Request, USER_POOL, WEB_CLIENT};
use super::{choose, request};

pub(super) async fn run(goal: Goal, mut args: Flags, from_file: Option<PathBuf>, context: &Context) -> CommandResult {
    let terminal = &context.terminal;
    if let Some(unknown) = args.allow.iter().find(|id| rule(id).is_none()) {
        return Err(steps::unknown_rule(unknown).into());
    }
    let export = from_file.as_deref().map(Export::read).transpose()?;
    // Ids of the environment are no part of an import that needs none.
    let request = if export.is_some() { Request::default() } else { request::gather(&args, context)? };
    let workspace = steps::open(context, !context.options.dry_run).await?;
    let project = &workspace.project;
    let environment = match &export {
        Some(export) if is_new(project) && context.options.environment.is_none() => export.environment.clone(),
        _ => steps::environment_to_import(context, project.link.as_ref())?,
    };
    if let Some(link) = &project.link {
        steps::policy(link, &environment)?;
    }
    if is_new(project) && detect::detect(project.root()).is_none() {
        args.platform = args.platform.or_else(|| export.as_ref()?.platform);
    }
    let platform = platform(&args, project, context);
    let files = files(&args, project, platform)?;

    let (wanted, facts, asked) = match export {
        Some(export) => of_export(export, &files)?,
        None => read(goal, request, &files, context, project, &environment, platform).await?,
    };

    let link = link_file(&args, project, &environment, &wanted, &facts, platform, files);
    let findings = steps::judge(context, &link, &environment, &facts).map_err(|mut failure| {
        let is_linked = project.link.as_ref().is_some_and(|link| link.link(&environment).is_some());
        let leads_to_check = |finding: &Finding| finding.stops() && finding.remedy == FIX_AS;
        if !is_linked && failure.findings.iter().any(leads_to_check) {
            failure.error = failure.error.hint(
                "`amplink check --fix-as` wants a link: import with `--allow RULE` to see the corrected trust policy, \
                 and mend the role before the app relies on it",
            );
        }
        failure
    })?;
    let known = project.snapshot.environments.get(&environment);
    let facts = facts.or_as_last_read(known.map(|snapshot| &snapshot.facts));
    let linked_at = since(project, &environment, &link).unwrap_or_else(|| context.now());
    let target = steps::Target { link: &link, environment: &environment, facts: &facts, linked_at };
    let plan = steps::plan(project, &target)?;

    let mut report = Report::new(goal.command(), "done").with_changes(&plan.changes);
    report.findings = findings;
    report.result = json!({
        "environment": environment,
        "platform": platform,
        "projectDir": project.root().to_string_lossy(),
        "link": link.link(&environment),
        "files": link.files,
    });
    let tell_command = |force: bool| {
        let words = words(goal, &wanted, &environment, &args, from_file.as_deref(), force);
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
    terminal.changes(&plan.changes, false);
    let overwrites = plan.settle_obstacles(context, args.force)?;
    let confirmed = steps::confirm(context, "Write these files?", steps::Enter::Yes)?;
    crate::project::apply::apply(project.root(), &plan.changes)?;
    terminal.payload(crate::terminal::sanitize::one_line(&format!(
        "Linked environment {environment} to user pool {name} ({}).",
        wanted.user_pool
    )));
    if asked || overwrites || confirmed {
        tell_command(args.force || overwrites);
    }
    terminal.story("Next: commit amplink.json and amplink.lock.json; `amplink pull` after a change in Cognito.");
    Ok(Outcome::done(report))
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

fn link_file(
    args: &Flags,
    project: &Project,
    environment: &EnvironmentName,
    wanted: &Wanted,
    facts: &Facts,
    platform: Platform,
    files: Vec<GeneratedFile>,
) -> LinkFile {
    let mut link = project.link.clone().unwrap_or_else(LinkFile::empty);
    // What was let pass stays let pass for the same resources.
    let old = link.link(environment).filter(|old| old.user_pool_id == wanted.user_pool);
    let mut allow = old.map(|old| old.allow.clone()).unwrap_or_default();
    allow.extend(args.allow.iter().filter(|rule| !allow.contains(rule)).cloned().collect::<Vec<_>>());
    link.current = Some(environment.clone());
    link.platform = Some(platform);
    link.files = files;
    link.environments.insert(
        environment.clone(),
        Link {
            account: facts.user_pool.account.clone(),
            region: wanted.user_pool.region(),
            user_pool_id: wanted.user_pool.clone(),
            web_client_id: wanted.web_client.clone(),
            native_client_id: wanted.native_client.clone(),
            identity_pool_id: wanted.identity_pool.clone(),
            allow,
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
