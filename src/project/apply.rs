//! Applies a change set whole or not at all, also when the process is killed at any system call.
//!
//! 1. A journal says what is about to be staged.
//! 2. New bytes are staged beside their targets, and each old file gets a second name.
//! 3. The journal is replaced by one that says *commit*: from here on the new state is what will be.
//! 4. Staged files are renamed over their targets, old names and the journal go.
//!
//! Whoever comes next and finds a journal finishes what it says ([`recover`]): before *commit* it clears the stage
//! away, after it it does the renames again. An error in step 4 turns the journal to *revert*, and the old names go
//! back. All renames stay within one folder, so they are atomic.
//!
//! What [`super::history`] keeps of the change set is part of it, so that the two always go together. It lies elsewhere,
//! perhaps on a disk that is full or read-only: where it cannot be staged, the change set is applied without it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};

use crate::model::changes::{Change, ChangeSet};

use super::history::{History, Label};

const JOURNAL: &str = ".amplink-journal";
const JOURNAL_STAGED: &str = ".amplink-journal.new";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Phase {
    Stage,
    Commit,
    Revert,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Journal {
    phase: Phase,
    /// Folders that are made for new files, outermost first.
    made_folders: Vec<PathBuf>,
    /// Folders that go when they are left empty, innermost first.
    empty_folders: Vec<PathBuf>,
    entries: Vec<Entry>,
}

/// One file, by its real path: a link in the project stays a link.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    target: PathBuf,
    /// Where the new bytes are staged; absent when the file goes.
    staged: Option<PathBuf>,
    /// The old file's second name; absent when there is none.
    kept: Option<PathBuf>,
}

impl Journal {
    /// On the disk, paths are relative to the project: it may have another place when the next command comes, as in a
    /// container. Only a link can lead to a path that is not.
    fn with_paths(&self, change: impl Fn(&Path) -> PathBuf) -> Self {
        let all = |paths: &[PathBuf]| paths.iter().map(|path| change(path)).collect();
        let entry = |entry: &Entry| Entry {
            target: change(&entry.target),
            staged: entry.staged.as_deref().map(&change),
            kept: entry.kept.as_deref().map(&change),
        };
        Self {
            phase: self.phase,
            made_folders: all(&self.made_folders),
            empty_folders: all(&self.empty_folders),
            entries: self.entries.iter().map(entry).collect(),
        }
    }
}

/// Applies the whole change set, and keeps it in the history. The caller holds the project's lock and has called
/// [`recover`]. Returns why it could not be kept, where that is so.
///
/// # Errors
/// The disk refuses; a file is no longer what the change set was made from. Nothing is changed then.
pub fn apply(root: &Path, changes: &ChangeSet, history: Option<(&History, &Label<'_>)>) -> Result<Option<io::Error>> {
    if changes.is_empty() {
        return Ok(None);
    }
    let (kept, mut unkept) = match history.map(|(history, label)| history.keep(root, changes, label)) {
        Some(Ok(kept)) => (kept, None),
        Some(Err(error)) => (Vec::new(), Some(error)),
        None => (Vec::new(), None),
    };
    let mut journal = plan(root, changes.iter().chain(&kept))?;
    let outcome = stage(root, changes, &kept, &mut journal).and_then(|refused| {
        unkept = unkept.take().or(refused);
        journal.phase = Phase::Commit;
        write_journal(root, &journal)?;
        let (of_project, kept) = journal.entries.split_at(changes.iter().count());
        rename_all(of_project)?;
        sync_folders(of_project, &journal.made_folders)?;
        // Last, and without anything behind it that could turn the journal to *revert*: once the new record has its name,
        // nothing tells the next command that it may take it away again.
        rename_all(kept)
    });
    if let Err(error) = outcome {
        let taken_back = if journal.phase == Phase::Commit {
            journal.phase = Phase::Revert;
            write_journal(root, &journal).and_then(|()| revert(root, &journal))
        } else {
            clear_stage(root, &journal)
        };
        let consequence = match taken_back {
            Ok(()) => "no file was changed",
            Err(_) => "the next amplink command in this project finishes the change or takes it back",
        };
        return Err(Error::from_cause(Kind::Failure, error)
            .context("cannot write the project's files")
            .hint(consequence));
    }
    // The new state is complete; what is left to clear away can also be cleared by the next command.
    let _ = finish(root, &journal);
    Ok(unkept)
}

/// Finishes or takes back what an interrupted command left. The caller holds the project's lock.
///
/// # Errors
/// The disk refuses; the journal stays, so that the next command can try again.
pub fn recover(root: &Path) -> Result<bool> {
    let failed = |error: io::Error| {
        Error::from_cause(Kind::Failure, error)
            .context("an earlier amplink command was interrupted, and what it left cannot be put in order")
    };
    let text = match fs::read(root.join(JOURNAL)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let staged = root.join(JOURNAL_STAGED);
            // A read-only disk refuses to remove also what is not there.
            if staged.exists() {
                remove_if_there(&staged).map_err(failed)?;
            }
            return Ok(false);
        }
        Err(error) => return Err(failed(error)),
    };
    let give_up = || format!("delete `{}` to give that command up", root.join(JOURNAL).display());
    let journal: Journal = serde_json::from_slice(&text).map_err(|error| failed(error.into()).hint(give_up()))?;
    let mut journal = journal.with_paths(|path| root.join(path));
    journal.confine(root).map_err(|error| failed(error).hint(give_up()))?;
    match journal.phase {
        Phase::Stage => clear_stage(root, &journal),
        Phase::Commit => rename_all(&journal.entries).and_then(|()| finish(root, &journal)),
        Phase::Revert => revert(root, &journal),
    }
    .map_err(failed)?;
    Ok(true)
}

/// Whether an interrupted command left something to put in order.
pub fn needs_recovery(root: &Path) -> bool {
    root.join(JOURNAL).exists() || root.join(JOURNAL_STAGED).exists()
}

fn plan<'a>(root: &Path, changes: impl Iterator<Item = &'a Change>) -> Result<Journal> {
    let mut journal =
        Journal { phase: Phase::Stage, made_folders: Vec::new(), empty_folders: Vec::new(), entries: Vec::new() };
    for change in changes {
        let target = real_path(&root.join(&change.path)).map_err(|error| {
            Error::from_cause(Kind::Failure, error).context(format!("cannot write `{}`", change.path))
        })?;
        let folder = target.parent().unwrap_or(root).to_owned();
        let mut missing: Vec<PathBuf> =
            folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
        missing.reverse();
        for made in missing {
            if !journal.made_folders.contains(&made) {
                journal.made_folders.push(made);
            }
        }
        journal.empty_folders.extend(change.empty_folders.iter().map(|folder| root.join(folder)));
        journal.entries.push(Entry {
            staged: change.after.as_ref().map(|_| beside(&target, STAGED)),
            kept: change.before.as_ref().map(|_| beside(&target, KEPT)),
            target,
        });
    }
    Ok(journal)
}

const STAGED: &str = "new";
const KEPT: &str = "old";

/// The second name of a file while a change set is applied.
fn beside(target: &Path, suffix: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.amplink-{suffix}"))
}

impl Journal {
    /// A journal can come with a repository from a stranger: what it says must not reach beyond what that stranger
    /// could put into the folder anyway.
    ///
    /// A link may lead out of the folder. There, a file is only touched together with its second name beside it, which
    /// no repository can bring along; without one there is nothing left to do for that file.
    fn confine(&mut self, root: &Path) -> io::Result<()> {
        let is_inside = |path: &Path| {
            let there = path.ancestors().find_map(|folder| folder.canonicalize().ok());
            !path.components().any(|part| part == Component::ParentDir)
                && path.starts_with(root)
                && there.is_some_and(|real| real.starts_with(root))
        };
        for Entry { target, staged, kept } in &self.entries {
            let is_named =
                |path: &Option<PathBuf>, suffix| path.as_ref().is_none_or(|path| *path == beside(target, suffix));
            if !is_named(staged, STAGED) || !is_named(kept, KEPT) {
                return Err(io::Error::other(format!("amplink did not write `{JOURNAL}`: see `{}`", target.display())));
            }
        }
        self.entries.retain(|entry| {
            let mut second_names = [&entry.staged, &entry.kept].into_iter().flatten();
            is_inside(&entry.target) || second_names.any(|path| path.exists())
        });
        self.made_folders.retain(|folder| is_inside(folder));
        self.empty_folders.retain(|folder| is_inside(folder));
        Ok(())
    }
}

/// Follows links to the file that really changes, also where it does not exist yet.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // As many as the kernel follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("/")).join(to),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

/// `kept` are the last entries of the journal. They are left out of it where they cannot be staged; returns why.
fn stage(root: &Path, changes: &ChangeSet, kept: &[Change], journal: &mut Journal) -> io::Result<Option<io::Error>> {
    write_journal(root, journal)?;
    for folder in &journal.made_folders {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(named(error, folder)),
            _ => {}
        }
    }
    let of_project = journal.entries.len() - kept.len();
    for (change, entry) in changes.iter().zip(&journal.entries[..of_project]) {
        stage_one(change, entry)?;
    }
    let entries = &journal.entries[of_project..];
    let staged = kept.iter().zip(entries).try_for_each(|(change, entry)| stage_one(change, entry));
    let unkept = staged.and_then(|()| sync_folders(entries, &[])).err();
    if unkept.is_some() {
        for path in journal.entries.split_off(of_project).into_iter().flat_map(|entry| [entry.staged, entry.kept]) {
            // What cannot be removed either is cleared away by the next one that is kept.
            let _ = path.map(|path| remove_if_there(&path));
        }
    }
    sync_folders(&journal.entries[..of_project], &journal.made_folders)?;
    Ok(unkept)
}

fn stage_one(change: &Change, entry: &Entry) -> io::Result<()> {
    let target = &entry.target;
    // Left without a journal. The old one may be another name of the target: a copy to it would empty both.
    for leftover in [&entry.staged, &entry.kept].into_iter().flatten() {
        if fs::symlink_metadata(leftover).is_ok() {
            remove_if_there(leftover)?;
        }
    }
    let now = match fs::read(target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(named(error, target)),
    };
    if now != change.before {
        return Err(io::Error::other(format!("`{}` changed while amplink was at work; run this again", change.path)));
    }
    if let (Some(staged), Some(bytes)) = (&entry.staged, &change.after) {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // What replaces a private file is private from its first byte on.
        #[cfg(unix)]
        if change.before.is_some() || change.mode.is_some() {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(staged).map_err(|error| named(error, staged))?;
        file.write_all(bytes).map_err(|error| named(error, staged))?;
        if let Some(old) = change.before.as_ref().and(fs::metadata(target).ok()) {
            file.set_permissions(old.permissions()).map_err(|error| named(error, staged))?;
            keep_owner(&file, &old);
        } else {
            set_mode(&file, change.mode).map_err(|error| named(error, staged))?;
        }
        file.sync_all().map_err(|error| named(error, staged))?;
    }
    if let Some(kept) = &entry.kept {
        // A file system without hard links gets a copy.
        fs::hard_link(target, kept)
            .or_else(|_| fs::copy(target, kept).and_then(|_| sync(kept)))
            .map_err(|error| named(error, kept))?;
    }
    Ok(())
}

fn set_mode(file: &File, mode: Option<u32>) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(mode) = mode {
        use std::os::unix::fs::PermissionsExt as _;
        return file.set_permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = (file, mode);
    Ok(())
}

/// Only root can give a file away; for anyone else the file is theirs already.
fn keep_owner(file: &File, old: &fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        if file.metadata().is_ok_and(|new| (new.uid(), new.gid()) != (old.uid(), old.gid())) {
            let _ = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, old);
}

/// Safe to do again: what is no longer staged has been renamed before.
fn rename_all(entries: &[Entry]) -> io::Result<()> {
    for entry in entries {
        match &entry.staged {
            Some(staged) => match fs::rename(staged, &entry.target) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(named(error, &entry.target)),
                _ => {}
            },
            None => remove_if_there(&entry.target)?,
        }
    }
    Ok(())
}

/// What the old names stand for has reached the disk before they go.
fn finish(root: &Path, journal: &Journal) -> io::Result<()> {
    sync_folders(&journal.entries, &journal.made_folders)?;
    for kept in journal.entries.iter().filter_map(|entry| entry.kept.as_ref()) {
        remove_if_there(kept)?;
    }
    for folder in &journal.empty_folders {
        // Not empty, or gone: both are fine.
        let _ = fs::remove_dir(folder);
    }
    remove_journal(root, journal)
}

fn revert(root: &Path, journal: &Journal) -> io::Result<()> {
    for entry in &journal.entries {
        match &entry.kept {
            Some(kept) => match fs::rename(kept, &entry.target) {
                // Two names of one file: renaming does nothing and leaves both.
                Ok(()) => remove_if_there(kept)?,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(named(error, &entry.target)),
            },
            None => remove_if_there(&entry.target)?,
        }
    }
    clear_stage(root, journal)
}

fn clear_stage(root: &Path, journal: &Journal) -> io::Result<()> {
    for entry in &journal.entries {
        for path in [&entry.staged, &entry.kept].into_iter().flatten() {
            remove_if_there(path)?;
        }
    }
    for folder in journal.made_folders.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
    remove_journal(root, journal)
}

fn write_journal(root: &Path, journal: &Journal) -> io::Result<()> {
    let staged = root.join(JOURNAL_STAGED);
    let bytes = serde_json::to_vec(&journal.with_paths(|path| path.strip_prefix(root).unwrap_or(path).to_owned()))?;
    let mut file = File::create(&staged).map_err(|error| named(error, &staged))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|error| named(error, &staged))?;
    fs::rename(&staged, root.join(JOURNAL)).map_err(|error| named(error, &staged))?;
    sync_folder(root)
}

/// What was done comes to the disk before what says how to do it again goes from it.
fn remove_journal(root: &Path, journal: &Journal) -> io::Result<()> {
    sync_folders(&journal.entries, &journal.made_folders)?;
    remove_if_there(&root.join(JOURNAL_STAGED))?;
    remove_if_there(&root.join(JOURNAL))?;
    sync_folder(root)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(named(error, path))
        }
        _ => Ok(()),
    }
}

/// The folders of all targets, and those that hold folders that were made for them.
fn sync_folders(entries: &[Entry], made_folders: &[PathBuf]) -> io::Result<()> {
    let targets = entries.iter().map(|entry| &entry.target);
    let mut folders: Vec<&Path> = targets.chain(made_folders).filter_map(|path| path.parent()).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        match sync_folder(folder) {
            // Left empty and taken away, before the command that did it was interrupted.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Makes renames in a folder last through a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    sync(folder).map_err(|error| named(error, folder))
}

/// Windows has no such call for a folder, nor for a file that is not open for writing.
fn sync(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}
