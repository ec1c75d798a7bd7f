//! What `undo` goes back by: of each applied change set the bytes before and the hash of the bytes after.
//!
//! It is kept outside of the project, in the user's own state folder, so that nobody commits it and unlinking leaves a
//! project's folder as it was. A folder of its own stands for a project's place on the disk: two clones share nothing, and
//! a project that is moved starts anew. A mobile file's bytes may hold an app client's secret, so only the user may read
//! what is kept; nothing is kept that was not on the disk before.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Kind, Result};
use crate::model::changes::{Action, Change, ChangeSet};

use super::apply::{real_path, sync_folder};

/// How many change sets of a project are kept.
pub const CHANGE_SETS: usize = 20;

/// How many bytes of a project are kept; the last change set stays, whatever its size.
pub const BYTES: u64 = 8 * 1024 * 1024;

const VERSION: u32 = 1;
const SUFFIX: &str = ".json";

/// What is kept of one project.
#[derive(Debug, Clone)]
pub struct History {
    folder: PathBuf,
}

/// As what an applied change set is kept.
#[derive(Debug, Clone)]
pub struct Label<'a> {
    /// The command's words.
    pub command: &'a str,
    /// When, as RFC 3339.
    pub time: String,
}

/// One applied change set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    version: u32,
    /// The command's words.
    pub command: String,
    /// When, as RFC 3339.
    pub time: String,
    /// Its files, in the order in which they changed.
    pub files: Vec<FileBefore>,
}

/// One file of an applied change set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileBefore {
    /// Its path in the project, with `/`.
    pub path: String,
    /// Its text before, line ends and all; absent where it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its mode before (Unix).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
    /// The hash of its bytes after, in hexadecimal; absent where it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Folders of the project that were made for it, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_folders: Vec<String>,
}

impl FileBefore {
    /// What happened to the file.
    pub fn action(&self) -> Action {
        match (&self.before, &self.sha256) {
            (None, _) => Action::Create,
            (Some(_), Some(_)) => Action::Update,
            (Some(_), None) => Action::Delete,
        }
    }

    fn of(root: &Path, change: &Change) -> io::Result<Self> {
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone());
        let before = change.before.as_ref().map(text).transpose();
        let target = real_path(&root.join(&change.path))?;
        let made_folders = match change.before {
            Some(_) => Vec::new(),
            None => missing_folders(root, &target),
        };
        Ok(Self {
            path: change.path.clone(),
            before: before.map_err(|_| io::Error::other(format!("`{}` is no text", change.path)))?,
            mode: change.before.as_ref().and_then(|_| mode(&target)),
            sha256: change.after.as_deref().map(hash),
            made_folders,
        })
    }

    /// Whether these bytes are what the change set left.
    pub fn is_after(&self, bytes: Option<&[u8]>) -> bool {
        self.sha256 == bytes.map(hash)
    }

    /// Whether these bytes are what was there before the change set.
    pub fn is_before(&self, bytes: Option<&[u8]>) -> bool {
        self.before.as_ref().map(String::as_bytes) == bytes
    }
}

impl Record {
    fn of(root: &Path, changes: &ChangeSet, label: &Label<'_>) -> io::Result<Self> {
        Ok(Self {
            version: VERSION,
            command: label.command.to_owned(),
            time: label.time.clone(),
            files: changes.iter().map(|change| FileBefore::of(root, change)).collect::<io::Result<_>>()?,
        })
    }
}

impl History {
    /// That of the project in `root`, an absolute path without links, below the user's state folder. Opens nothing.
    pub fn of(state: &Path, root: &Path) -> Self {
        let key = hash(root.as_os_str().as_encoded_bytes());
        Self { folder: state.join("amplink").join("undo").join(&key[..32]) }
    }

    /// Where it is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files with what is kept, one a change set, the last one first.
    ///
    /// # Errors
    /// The folder is there and cannot be read.
    pub fn files(&self) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            numbers.extend(number(&entry?.file_name().to_string_lossy()));
        }
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        Ok(numbers.into_iter().map(|number| self.file(number)).collect())
    }

    fn file(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:06}{SUFFIX}"))
    }

    /// One of [`History::files`], with the bytes that it was read from.
    ///
    /// # Errors
    /// It cannot be read or is not what amplink writes: with what to do about it.
    pub fn read(file: &Path) -> Result<(Record, Vec<u8>)> {
        let refuse = |cause: io::Error| {
            Error::from_cause(Kind::Failure, cause)
                .context(format!("what is kept of the last change set cannot be read: `{}`", file.display()))
                .hint("delete that file to give this step up: those before it can be taken back then, with `--force` where the files have changed since")
        };
        let bytes = fs::read(file).map_err(refuse)?;
        let record: Record = serde_json::from_slice(&bytes).map_err(|error| refuse(error.into()))?;
        if record.version != VERSION {
            let error = format!("it has version {}; this amplink reads version {VERSION}", record.version);
            return Err(refuse(io::Error::other(error)).hint("or use the amplink that wrote it"));
        }
        for path in record.files.iter().flat_map(|file| file.made_folders.iter().chain([&file.path])) {
            super::check_inside(path).map_err(|error| refuse(io::Error::other(error.to_string())))?;
        }
        Ok((record, bytes))
    }

    /// What keeping a change set changes on the disk: the oldest go, and one comes.
    ///
    /// The folder is made here and now, since an empty one says nothing to anybody; the rest is applied together with the
    /// change set. The new one is the last change: until it has its name, its second name says that it is amplink's, also
    /// to one who finds the change interrupted.
    pub(super) fn keep(&self, root: &Path, changes: &ChangeSet, label: &Label<'_>) -> io::Result<Vec<Change>> {
        let mut text = serde_json::to_string_pretty(&Record::of(root, changes, label)?)?;
        text.push('\n');
        make_private(&self.folder)?;
        let files = self.files()?;
        let next = files.first().and_then(|file| number(&file.file_name()?.to_string_lossy())).unwrap_or_default() + 1;
        let mut size = text.len() as u64;
        let mut kept = Vec::new();
        for (place, file) in files.iter().enumerate() {
            size += fs::metadata(file)?.len();
            if place + 1 >= CHANGE_SETS || size > BYTES {
                kept.push(removal(file, fs::read(file)?)?);
            }
        }
        kept.push(Change {
            path: text_of(&self.file(next))?,
            before: None,
            after: Some(text.into_bytes()),
            empty_folders: Vec::new(),
            mode: Some(0o600),
            is_snapshot: false,
        });
        Ok(kept)
    }
}

/// Forgets a change set that is taken back: part of what takes it back.
///
/// # Errors
/// The file's path is no text.
pub fn removal(file: &Path, bytes: Vec<u8>) -> io::Result<Change> {
    Ok(Change {
        path: text_of(file)?,
        before: Some(bytes),
        after: None,
        empty_folders: Vec::new(),
        mode: None,
        is_snapshot: false,
    })
}

fn text_of(path: &Path) -> io::Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| io::Error::other(format!("`{}` is no text", path.display())))
}

/// Anything else in the folder is none of amplink's, or left by a command that was interrupted.
fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn hash(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A link may lead out of the project, where no folder is taken away.
fn missing_folders(root: &Path, target: &Path) -> Vec<String> {
    let mut missing: Vec<&Path> = target.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
    let there = missing.last().unwrap_or(&target).parent().and_then(|folder| folder.canonicalize().ok());
    // A link's target may go up first, to come down elsewhere.
    let Some(mut folder) = there else { return Vec::new() };
    let mut made = Vec::new();
    while let Some(name) = missing.pop().and_then(Path::file_name) {
        folder.push(name);
        made.extend(
            folder.strip_prefix(root).ok().and_then(Path::to_str).map(|path| path.replace(MAIN_SEPARATOR, "/")),
        );
    }
    made.reverse();
    made
}

#[cfg(unix)]
fn mode(file: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(fs::metadata(file).ok()?.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

/// Nobody else may look into the folder, nor into those that had to be made for it, as the XDG specification wants it.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    missing.reverse();
    for folder in missing {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "a mode is Unix's"))]
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(folder) {
            // Another project's first command was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("`{}`: {error}", folder.display()))),
            Ok(()) => sync_folder(folder.parent().unwrap_or(folder))?,
        }
    }
    Ok(())
}

/// What taking change sets back does to the project's files.
#[derive(Debug, Default)]
pub struct Reversal {
    /// From the files as they are to the files as they were.
    pub changes: ChangeSet,
    /// Files that are neither as the change set left them nor as they were before it.
    pub edited: Vec<String>,
}

impl Reversal {
    /// Takes back these change sets, the last one first.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn of(root: &Path, records: &[&Record]) -> Result<Self> {
        let mut edited: Vec<String> = Vec::new();
        let mut changes: Vec<Change> = Vec::new();
        for file in records.iter().flat_map(|record| &record.files) {
            let place = match changes.iter().position(|change| change.path == file.path) {
                Some(place) => place,
                None => {
                    let now = read(root, &file.path)?;
                    changes.push(Change {
                        path: file.path.clone(),
                        after: now.clone(),
                        before: now,
                        empty_folders: Vec::new(),
                        mode: None,
                        is_snapshot: file.path == super::snapshot::NAME,
                    });
                    changes.len() - 1
                }
            };
            let change = &mut changes[place];
            let then = change.after.as_deref();
            if !file.is_after(then) && !file.is_before(then) && !edited.contains(&file.path) {
                edited.push(file.path.clone());
            }
            change.after = file.before.clone().map(String::into_bytes);
            change.mode = file.mode;
            change.empty_folders.extend(file.made_folders.iter().cloned());
        }
        let mut reversal = Self { changes: ChangeSet::default(), edited };
        changes.into_iter().for_each(|change| reversal.changes.push(change));
        Ok(reversal)
    }
}

fn read(root: &Path, path: &str) -> Result<Option<Vec<u8>>> {
    match fs::read(root.join(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::from_cause(Kind::Failure, error).context(format!("cannot read `{path}`"))),
    }
}
