//! What the commands share: opening a project, judging how its files stand, planning, showing and applying.

mod drift;
mod offline;
mod output;
mod plan;
mod rules;
mod standing;

use std::path::{Path, PathBuf};

use crate::cloud::{Cloud, Wanted};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::changes::ChangeSet;
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::history::{History, Label};
use crate::project::link_file::{GeneratedFile, Link, LinkFile, Settings};
use crate::project::lock::ProjectLock;
use crate::project::{Project, apply};
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;
use crate::validate::remedy::shell_word;

pub(super) use drift::{Drift, drifted, from_repository_root, source};
pub(super) use offline::{can_be_written, frozen, knows_groups, need_groups, with_shown_secret};
pub(super) use output::{inside, may_be_written, write_out};
pub(super) use plan::{Plan, Target, plan, plan_file, plan_removal, plan_state, plan_text, plan_unshown, shown_facts};
pub(super) use rules::{findings, ignored, judge, platform_of, policy, shown, unknown_rule, with_case};
pub(super) use standing::{Standing, kept, look};

/// The environment's name where nobody gives one: what Amplify's CLI proposes too.
const FIRST_ENVIRONMENT: &str = "dev";

/// A project, held against other runs where the command may write.
pub(super) struct Workspace {
    pub(super) project: Project,
    _turn: Turn,
}

/// A command's turn in a project.
pub(super) struct Turn {
    _lock: Option<ProjectLock>,
    /// Whether an earlier command's change had to be finished or taken back first.
    pub(super) recovered: bool,
}

/// Opens the project that the command is about. With `writes`, waits for its turn first.
///
/// An earlier command that was interrupted is finished or taken back before anything is read.
pub(super) async fn open(context: &Context, writes: bool) -> Result<Workspace> {
    let root = folder(context)?;
    let turn = hold(context, &root, writes).await?;
    Ok(Workspace { project: Project::open(root)?, _turn: turn })
}

/// The folder of the project that the command is about.
pub(super) fn folder(context: &Context) -> Result<PathBuf> {
    let start = match &context.options.project_dir {
        Some(folder) => folder.clone(),
        None => std::env::current_dir()
            .map_err(|error| Error::from_cause(Kind::Failure, error).context("cannot tell which folder this is"))?,
    };
    Project::locate(&start)
}

/// With `writes`, waits for its turn in the project; puts in order what an earlier command left.
pub(super) async fn hold(context: &Context, root: &Path, writes: bool) -> Result<Turn> {
    if !writes && !apply::needs_recovery(root) {
        return Ok(Turn { _lock: None, recovered: false });
    }
    let waiting = || context.terminal.story("waiting for another amplink that works on this project");
    let lock = ProjectLock::acquire(root, waiting).await?;
    let recovered = apply::recover(root)?;
    if recovered {
        context.terminal.story("an earlier amplink command was interrupted; the project is in order again");
    }
    Ok(Turn { _lock: Some(lock), recovered })
}

/// Applies a change set, and keeps what `undo` needs to take it back. Where that cannot be kept, the change set is
/// applied all the same.
///
/// # Errors
/// The disk refuses: nothing is changed then.
pub(super) fn apply(context: &Context, project: &Project, changes: &ChangeSet) -> Result<()> {
    let history = context.state_folder().map(|state| History::of(&state, project.root()));
    let label = Label { command: context.options.command, time: context.now() };
    if let Some(error) = apply::apply(project.root(), changes, history.as_ref().map(|history| (history, &label)))? {
        let line = format!("`amplink undo` will not be able to take this back: {error}");
        context.terminal.story(one_line(&line));
    }
    Ok(())
}

/// The environment a command is about: the flag's, the current one, the only one.
pub(super) fn environment(context: &Context, link: &LinkFile) -> Result<EnvironmentName> {
    if let Some(named) = &context.options.environment {
        return Ok(named.clone());
    }
    if let Some(current) = &link.current {
        return Ok(current.clone());
    }
    match link.environments.keys().collect::<Vec<_>>()[..] {
        [] => Err(not_linked()),
        [only] => Ok(only.clone()),
        _ => Err(Error::usage("this project has several environments and none of them is the current one")
            .hint(format!("pass `--env` with one of: {}", names(link)))),
    }
}

/// The environment that an import is about: as above, else the first one of a project.
pub(super) fn environment_to_import(context: &Context, project: &Project) -> Result<EnvironmentName> {
    if let Some(link) = project.link.as_ref().filter(|link| !link.environments.is_empty()) {
        return environment(context, link);
    }
    if let Some(named) = &context.options.environment {
        return Ok(named.clone());
    }
    let amplify = project.amplify.as_ref();
    if let Some(current) = amplify.and_then(AmplifyProject::current) {
        return Ok(current);
    }
    let known = amplify.map(AmplifyProject::environments).unwrap_or_default();
    if known.is_empty() {
        return Ok(FIRST_ENVIRONMENT.parse().expect("a plain word"));
    }
    let known: Vec<&str> = known.iter().map(EnvironmentName::as_str).collect();
    Err(Error::usage("this Amplify project has several environments and none of them is the current one here")
        .hint(format!("pass `--env` with one of: {}", known.join(", "))))
}

/// The environments' names, for a sentence.
pub(super) fn names(link: &LinkFile) -> String {
    link.environments.keys().map(EnvironmentName::as_str).collect::<Vec<_>>().join(", ")
}

/// What to read for a link, and for the files that are made from it.
pub(super) fn wanted(link: &Link, files: &[GeneratedFile]) -> Wanted {
    Wanted {
        user_pool: link.user_pool_id.clone(),
        web_client: link.web_client_id.clone(),
        native_client: link.native_client_id.clone(),
        identity_pool: link.identity_pool_id.clone(),
        groups: need_groups(files),
        account: link.account.clone(),
        known_clients: Vec::new(),
        known_identity_pool: None,
    }
}

/// The link of a named environment.
pub(super) fn linked<'a>(file: &'a LinkFile, environment: &EnvironmentName) -> Result<&'a Link> {
    file.link(environment).ok_or_else(|| {
        let error = Error::usage(format!("environment {environment} is not linked"));
        let error = if file.environments.is_empty() {
            error
        } else {
            error.hint(format!("linked environments: {}", names(file)))
        };
        error.hint(format!("`amplink import user-pool --env {environment}` links it"))
    })
}

/// Reads what a link names, with the credentials that it remembers.
pub(super) async fn read(
    context: &Context,
    environment: &EnvironmentName,
    link: &Link,
    wanted: &Wanted,
) -> Result<Facts> {
    read_with(context, environment, link, async |cloud| cloud.read(wanted).await).await
}

/// The same for a command that reads more than the files are made of.
pub(super) async fn read_with(
    context: &Context,
    environment: &EnvironmentName,
    link: &Link,
    read: impl AsyncFnOnce(&Cloud) -> Result<Facts>,
) -> Result<Facts> {
    // Each environment may be read with credentials of its own.
    let cloud = context.open_cloud(&link.settings)?;
    context.terminal.progress(format_args!("reading user pool {}", link.user_pool_id));
    let facts = match check_account(&cloud, environment, link).await {
        Ok(()) => read(&cloud).await,
        Err(error) => Err(error),
    };
    context.terminal.progress_done();
    facts
}

/// Stops where the credentials are of another account than the link: whatever they would find there is not what is
/// linked. Nothing else has been asked of AWS by then.
pub(super) async fn check_account(cloud: &Cloud, environment: &EnvironmentName, link: &Link) -> Result<()> {
    let Some(recorded) = &link.account else { return Ok(()) };
    let account = cloud.account(&link.region, recorded).await?;
    if account == *recorded {
        return Ok(());
    }
    let error = Error::new(
        Kind::Permission,
        format!(
            "environment {environment} is linked in account {recorded}, but these credentials are of account {account}; \
             nothing was read"
        ),
    );
    Err(match &link.settings {
        Settings { profile: Some(profile), .. } => {
            error.hint(format!("the link remembers profile `{profile}`; unset AWS_PROFILE, or leave `--profile` out"))
        }
        _ => error.hint(format!(
            "use credentials of {recorded}: `--profile`, or `amplink env set {environment} --profile NAME` for good"
        )),
    })
}

/// Stops before an Amplify project's files would show the auth of one environment beside the API and the storage of
/// another: what those are there, only Amplify's own CLI can say.
pub(super) fn refuse_mixed(project: &Project, environment: &EnvironmentName, force: bool) -> Result<()> {
    let Some(amplify) = &project.amplify else { return Ok(()) };
    let others = amplify.other_resources();
    if force || others.is_empty() || amplify.current().is_none_or(|current| current == *environment) {
        return Ok(());
    }
    Err(Error::new(
        Kind::HandEdited,
        format!(
            "the files also show resources of the current environment that amplink cannot read for {environment}: {}",
            others.join(", ")
        ),
    )
    .hint(format!("`amplify env checkout {environment}` brings them; then `amplink pull`"))
    .hint("`--force` switches the auth part alone; nothing was changed"))
}

/// There is no link at all.
pub(super) fn not_linked() -> Error {
    Error::usage("this project is not linked to anything").hint("`amplink import user-pool` links it")
}

/// What Enter says where a confirmation is asked for, and what a build server gets that has no `--yes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enter {
    /// A harmless thing.
    Yes,
    /// A thing that takes something away.
    No,
}

/// Whether the change set may be applied: `--yes`, or somebody says so. Returns whether it was asked.
///
/// # Errors
/// Nobody can be asked; the answer was no.
pub(super) fn confirm(context: &Context, question: &str, enter: Enter) -> Result<bool> {
    match answer(context, question, enter)? {
        Some(false) => Err(Error::new(Kind::Interrupted, "declined; nothing was changed")),
        answer => Ok(answer.is_some()),
    }
}

/// What somebody says to the question; `None` where `--yes` or a build server answers it with yes.
///
/// # Errors
/// Nobody can be asked.
pub(super) fn answer(context: &Context, question: &str, enter: Enter) -> Result<Option<bool>> {
    let default = enter == Enter::Yes;
    if context.options.yes || (default && context.variables.is_ci()) {
        return Ok(None);
    }
    if !context.terminal.can_prompt() {
        return Err(Error::usage("nobody can be asked for confirmation").hint("pass `--yes`"));
    }
    prompt::confirm(question, default).map(Some)
}

/// Lets a protected environment's link change only for somebody who names it: at the prompt, or with `--yes --env NAME`.
/// `is_named`: whether the command's own words name it already.
///
/// # Errors
/// It is not named, or another one is.
pub(super) fn confirm_protected(context: &Context, environment: &EnvironmentName, is_named: bool) -> Result<()> {
    let is_named = is_named || context.options.environment.as_ref() == Some(environment);
    if context.options.yes && is_named {
        return Ok(());
    }
    if context.options.yes || !context.terminal.can_prompt() {
        return Err(Error::usage(format!("environment {environment} is protected; nothing was changed"))
            .hint(format!("pass `--yes --env {environment}` to change its link")));
    }
    let typed: String = prompt::input(&format!("Environment {environment} is protected. Type its name to go on"))?;
    if typed.trim() == environment.as_str() {
        return Ok(());
    }
    Err(Error::new(Kind::Interrupted, "that is not its name; nothing was changed"))
}

/// Prints the command that does the same without questions: its own words, and the flags that every command has.
pub(super) fn tell_command(context: &Context, words: &[&str]) {
    let options = &context.options;
    let mut line = "amplink".to_owned();
    let mut add = |word: &str| {
        line.push(' ');
        line.push_str(&shell_word(word));
    };
    words.iter().for_each(|word| add(word));
    let folder = options.project_dir.as_ref().map(|folder| folder.display().to_string());
    let flags = [("-C", &folder), ("--profile", &options.profile), ("--endpoint-url", &options.endpoint_url)];
    for (flag, value) in flags {
        if let Some(value) = value {
            add(flag);
            add(value);
        }
    }
    if options.dry_run {
        add("--dry-run");
    }
    add("--yes");
    context.terminal.story("The same without questions:");
    context.terminal.story(format_args!("  {}", one_line(&line)));
}
