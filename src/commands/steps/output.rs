//! One file that a command writes because `-o` names it.

use std::path::{Component, Path, PathBuf};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::project::{Project, detect, link_file, snapshot};
use crate::terminal::report::Report;

use super::Plan;

/// The path in the project, with `/`, of a file that is named from the folder where the command runs.
///
/// # Errors
/// It is outside of the project.
pub(in crate::commands) fn inside(context: &Context, project: &Project, given: &Path) -> Result<String> {
    let root = project.root();
    let start = context.options.project_dir.clone().or_else(|| std::env::current_dir().ok());
    let start = start.and_then(|folder| folder.canonicalize().ok()).unwrap_or_else(|| root.to_owned());
    let mut path = PathBuf::new();
    for part in start.join(given).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    let inside = path.strip_prefix(root).ok().filter(|path| !path.as_os_str().is_empty());
    let parts = inside.map(|path| path.components().map(|part| part.as_os_str().to_str()).collect::<Option<Vec<_>>>());
    match parts.flatten() {
        Some(parts) => Ok(parts.join("/")),
        None => Err(Error::usage(format!("`{}` is not a file in the project, {}", given.display(), root.display()))
            .hint("leave `-o` out and redirect stdout, or name another folder with `-C`")),
    }
}

/// A file that amplink keeps is a pull's business: written past the snapshot, it would look edited.
///
/// # Errors
/// It is that, or one of amplink's own two files.
pub(in crate::commands) fn may_be_written(project: &Project, path: &str) -> Result<()> {
    let kept = project.link.iter().flat_map(|link| &link.files).any(|file| detect::tidy(&file.path) == path);
    if kept {
        return Err(Error::usage(format!("`{path}` is a file that `{}` names already", link_file::NAME))
            .hint("`amplink pull` writes it, `amplink pull --frozen` without asking AWS"));
    }
    if [link_file::NAME, snapshot::NAME].contains(&path) {
        return Err(Error::usage(format!("`{path}` is amplink's own file")).hint("give the file another name"));
    }
    Ok(())
}

/// Shows what changes, and writes it unless this is a dry run.
///
/// # Errors
/// What stands there may not be overwritten; the disk refuses.
pub(in crate::commands) fn write_out(
    context: &Context,
    project: &Project,
    plan: &Plan,
    force: bool,
    report: &mut Report,
) -> Result<()> {
    let terminal = &context.terminal;
    if plan.is_empty() {
        report.status = "in-sync";
        terminal.payload("The file is as it should be.");
        return Ok(());
    }
    terminal.changes(&plan.changes, context.options.dry_run);
    if context.options.dry_run {
        report.status = "dry-run";
        if plan.has_obstacles() {
            terminal.warning("the file was edited by hand, or is not amplink's: writing it would need `--force`");
        }
        terminal.story("dry run: nothing was changed");
        return Ok(());
    }
    plan.settle_obstacles(context, force)?;
    super::apply(context, project, &plan.changes)
}
