//! `amplink undo`: the files as they were before the last command. Local and offline; needs no link.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::changes::ChangeSet;
use crate::model::ids::EnvironmentName;
use crate::project::amplify_gen1::{AmplifyProject, TEAM};
use crate::project::history::{History, Record, Reversal, removal};
use crate::project::link_file::{self, LinkFile};
use crate::project::{Project, apply, detect};
use crate::terminal::report::{Report, number};
use crate::terminal::sanitize::one_line;

use super::{CommandResult, Outcome, steps};

/// Arguments of `undo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Take this many commands back, the last one first
    #[arg(long, value_name = "N", default_value = "1")]
    steps: NonZeroUsize,
    /// List what can be taken back, and change nothing
    #[arg(long, conflicts_with_all = ["steps", "force"])]
    list: bool,
    /// Take back also what has changed since; those changes are lost
    #[arg(long)]
    force: bool,
}

/// A command that can be taken back: where it is kept, in which bytes, and what it did.
struct Step {
    file: PathBuf,
    bytes: Vec<u8>,
    record: Record,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let terminal = &context.terminal;
    let root = project(context)?;
    let is_dry = context.options.dry_run;
    let turn = steps::hold(context, &root, !args.list && !is_dry).await?;
    let history = context.state_folder().map(|state| History::of(&state, &root));
    let files = match &history {
        Some(history) => history.files().map_err(|error| {
            let folder = history.folder().display();
            Error::from_cause(Kind::Failure, error).context(format!("what is kept cannot be read: `{folder}`"))
        })?,
        None => Vec::new(),
    };
    if args.list {
        return Ok(list(context, history.as_ref(), &files));
    }
    // It may have been this very `undo`, and be finished by now: once more would be one too many.
    if turn.recovered && context.options.yes && !is_dry {
        return Err(Error::failure("an earlier command was interrupted; nothing more was taken back than that")
            .hint("`amplink undo --list` shows what there is; run this again to go on")
            .into());
    }
    let count = args.steps.get();
    if files.len() < count {
        return Err(too_few(context, &root, files.len()).into());
    }
    let mut steps = Vec::new();
    for file in &files[..count] {
        let (record, bytes) = History::read(file)?;
        steps.push(Step { file: file.clone(), bytes, record });
    }
    let records: Vec<&Record> = steps.iter().map(|step| &step.record).collect();
    let Reversal { changes, edited } = Reversal::of(&root, &records)?;

    let left = files.len() - count;
    let mut report = Report::new("undo", "done").with_changes(&changes);
    let undone: Vec<Value> = records.iter().map(|record| described(record)).collect();
    report.result = json!({ "undone": undone, "left": left, "changedSince": edited });
    for record in records.iter().filter(|_| is_dry || !context.options.yes || count > 1) {
        terminal.story(one_line(&format!("Taking back {}", title(record))));
    }
    if is_dry {
        report.status = "dry-run";
        terminal.changes(&changes, true);
        if !edited.is_empty() {
            terminal.warning(one_line(&format!("changed since: {}; `--force` would be needed", edited.join(", "))));
        }
        terminal.story("dry run: nothing was changed");
        return Ok(Outcome::done(report));
    }
    if !context.options.yes && !terminal.can_prompt() {
        return Err(Error::usage("missing, and nobody can be asked: --yes").into());
    }
    for environment in protected(&root, &changes) {
        steps::confirm_protected(context, &environment, false)?;
    }
    terminal.changes(&changes, !context.options.yes);
    if !edited.is_empty() && !args.force {
        return Err(changed_since(&edited, &records).into());
    }
    let question = match count {
        1 => "Take this back?".to_owned(),
        _ => format!("Take these {count} commands back?"),
    };
    let asked = steps::confirm(context, &question, steps::Enter::No)?;

    let mut whole = changes;
    for Step { file, bytes, .. } in &steps {
        let forgotten = removal(file, bytes.clone()).map_err(|error| Error::from_cause(Kind::Failure, error))?;
        whole.push(forgotten);
    }
    apply::apply(&root, &whole, None)?;
    match &records[..] {
        [only] => terminal.payload(one_line(&format!("Took back {}.", title(only)))),
        _ => terminal.payload(format_args!("Took back {}.", number(count, "command"))),
    }
    if left > 0 {
        terminal.story(format_args!("{} more can be taken back: `amplink undo --list`", number(left, "command")));
    }
    if asked {
        let count = count.to_string();
        let mut words = vec!["undo"];
        words.extend(["--steps", &count].iter().filter(|_| count != "1"));
        words.extend(args.force.then_some("--force"));
        steps::tell_command(context, &words);
    }
    Ok(Outcome::done(report))
}

/// The folder of the project. After an unlink nothing in it says so any more, but what is kept does.
fn project(context: &Context) -> Result<PathBuf> {
    let start = steps::folder(context)?;
    let Some(state) = context.state_folder() else { return Ok(start) };
    for folder in start.ancestors() {
        if History::of(&state, folder).files().is_ok_and(|files| !files.is_empty()) {
            return Ok(folder.to_owned());
        }
        let is_linked = folder.join(link_file::NAME).is_file() || AmplifyProject::is_there(folder);
        if is_linked || folder.join(".git").exists() || detect::is_project(folder) {
            break;
        }
    }
    Ok(start)
}

/// The last one first.
fn list(context: &Context, history: Option<&History>, files: &[PathBuf]) -> Outcome {
    let terminal = &context.terminal;
    let mut listed = Vec::new();
    for (file, step) in files.iter().zip(1..) {
        match History::read(file) {
            Ok((record, _)) => {
                terminal.payload(one_line(&format!("{step:>2}  {}", title(&record))));
                for file in &record.files {
                    terminal.payload(one_line(&format!("      {} {}", file.action().name(), file.path)));
                }
                let mut entry = json!({ "step": step });
                if let (Value::Object(entry), Value::Object(more)) = (&mut entry, described(&record)) {
                    entry.extend(more);
                }
                listed.push(entry);
            }
            Err(error) => {
                terminal.payload(one_line(&format!("{step:>2}  {error}")));
                listed.push(json!({ "step": step, "error": error.to_string() }));
            }
        }
    }
    if listed.is_empty() {
        terminal.payload("There is nothing to take back.");
    }
    let mut report = Report::new("undo", if listed.is_empty() { "none" } else { "done" });
    let folder = history.map(|history| history.folder().to_string_lossy().into_owned());
    report.result = json!({ "steps": listed, "folder": folder });
    Outcome::done(report)
}

fn title(record: &Record) -> String {
    format!("`amplink {}` of {}", record.command, record.time)
}

fn described(record: &Record) -> Value {
    let files = record.files.iter().map(|file| json!({ "path": file.path, "action": file.action() }));
    json!({ "command": record.command, "time": record.time, "files": files.collect::<Vec<_>>() })
}

fn too_few(context: &Context, root: &Path, kept: usize) -> Error {
    if kept > 0 {
        let only = number(kept, "command");
        return Error::usage(format!("only {only} can be taken back"))
            .hint("`amplink undo --list` shows what there is");
    }
    let error = Error::failure(format!("there is nothing to take back in `{}`", root.display()));
    match context.state_folder() {
        None if context.variables.is_ci() => error.hint("where `CI` is set nothing is kept; version control has the files"),
        None => error.hint("nothing is kept without a home: set HOME or XDG_STATE_HOME"),
        Some(_) => error.hint(
            "what is kept goes by the folder's path: a clone, or a project that was moved, starts anew; `-C` names another folder",
        ),
    }
}

fn changed_since(edited: &[String], records: &[&Record]) -> Error {
    let since = match records {
        [only] => title(only),
        _ => "these commands".to_owned(),
    };
    Error::new(Kind::HandEdited, format!("changed since {since}; nothing was taken back: {}", edited.join(", ")))
        .hint("`amplink undo --dry-run` shows what would change")
        .hint("`--force` takes it back all the same; what has changed since is lost")
}

/// Protected environments whose link becomes another one, goes, or is protected no more. A project whose files cannot be
/// read protects nothing: to have them back may be why this is run.
fn protected(root: &Path, changes: &ChangeSet) -> Vec<EnvironmentName> {
    let Ok(Project { link: Some(now), amplify, .. }) = Project::open(root.to_owned()) else { return Vec::new() };
    let text = |path: &str| {
        let change = changes.iter().find(|change| change.path == path)?;
        Some(String::from_utf8_lossy(change.after.as_deref().unwrap_or_default()).into_owned())
    };
    let own = text(link_file::NAME);
    let becomes_another = |name: &EnvironmentName| {
        let Some(link) = now.link(name) else { return false };
        let stays = match (&own, &amplify) {
            (None, _) => true,
            (Some(text), None) => LinkFile::parse(text).is_ok_and(|then| {
                then.link(name).is_some_and(|then| then.settings.protected && then.names_the_same(link))
            }),
            (Some(text), Some(_)) => LinkFile::parse_settings(text)
                .is_ok_and(|then| then.settings.get(name).is_some_and(|settings| settings.protected)),
        };
        let auth = |bytes: Option<&[u8]>| {
            let value: Option<Value> = serde_json::from_slice(bytes.unwrap_or_default()).ok();
            value.and_then(|value| value.get(name.as_str())?.get("categories")?.get("auth").cloned())
        };
        let team = changes.iter().find(|change| change.path == TEAM);
        !stays || team.is_some_and(|team| auth(team.before.as_deref()) != auth(team.after.as_deref()))
    };
    let protected = now.environments.iter().filter(|(_, link)| link.settings.protected).map(|(name, _)| name);
    protected.filter(|name| becomes_another(name)).cloned().collect()
}
