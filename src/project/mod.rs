//! The only code that touches the user's files: what a project is, what it remembers, and how files change.
//!
//! Everything is read through [`Project`] and written through a [`ChangeSet`](crate::model::changes::ChangeSet); nothing else writes.

pub mod apply;
pub mod detect;
pub mod export;
pub mod link_file;
pub mod lock;
pub mod snapshot;

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Kind, Result};

use link_file::LinkFile;
use snapshot::SnapshotFile;

/// A project's folder and what amplink remembers in it.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    /// `amplink.json`, where the project is linked.
    pub link: Option<LinkFile>,
    /// `amplink.lock.json`; empty where there is none.
    pub snapshot: SnapshotFile,
}

/// A text file of the project, as it stands.
#[derive(Debug, Clone)]
pub struct ExistingFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its text with line ends as `\n`.
    pub text: String,
    crlf: bool,
}

impl ExistingFile {
    /// Bytes of a new version: with the file's own line ends.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        if text == self.text {
            // Not a byte changes where nothing is said anew: a file may mix its line ends.
            return self.bytes.clone();
        }
        if self.crlf { text.replace('\n', "\r\n").into_bytes() } else { text.to_owned().into_bytes() }
    }
}

impl Project {
    /// The folder that a command works on: the nearest one with an `amplink.json`, from `start` upwards; else `start`.
    ///
    /// The search ends at the root of a repository, and at a folder that is a project of its own.
    ///
    /// # Errors
    /// `start` is no folder.
    pub fn locate(start: &Path) -> Result<PathBuf> {
        let start = start.canonicalize().map_err(|error| {
            Error::from_cause(Kind::Usage, error)
                .context(format!("cannot use `{}` as the project's folder", start.display()))
                .hint("pass a folder that exists with `-C`, or leave it out to work in the current one")
        })?;
        if !start.is_dir() {
            return Err(Error::usage(format!("`{}` is not a folder", start.display())));
        }
        for folder in start.ancestors() {
            // An interrupted command may have taken the one, or not have made it yet; then it left the other.
            if folder.join(link_file::NAME).is_file() || apply::needs_recovery(folder) {
                return Ok(folder.to_owned());
            }
            if folder.join(".git").exists() || detect::is_project(folder) {
                break;
            }
        }
        Ok(start)
    }

    /// Reads what amplink remembers in the folder.
    ///
    /// # Errors
    /// One of its two files cannot be read or is not what it should be: with the file, line and column.
    pub fn open(root: PathBuf) -> Result<Self> {
        let link = read_file(&root, link_file::NAME)?.map(|file| LinkFile::parse(&file.text)).transpose()?;
        let snapshot = read_file(&root, snapshot::NAME)?
            .map(|file| SnapshotFile::parse(&file.text))
            .transpose()?
            .unwrap_or_default();
        Ok(Self { root, link, snapshot })
    }

    /// The project's folder, absolute and without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the project, if it is there.
    ///
    /// # Errors
    /// It is no text or cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<ExistingFile>> {
        read_file(&self.root, path)
    }
}

/// A path inside the project, as `amplink.json` may name one.
///
/// # Errors
/// It is absolute, empty or leads outside.
pub fn check_inside(path: &str) -> Result<()> {
    let stays = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if path.is_empty() || !stays {
        return Err(Error::usage(format!("`{}` is not a path inside the project", path.escape_debug())));
    }
    Ok(())
}

fn read_file(root: &Path, path: &str) -> Result<Option<ExistingFile>> {
    let bytes = match fs::read(root.join(path)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::from_cause(Kind::Failure, error).context(format!("cannot read `{path}`"))),
    };
    let text = String::from_utf8(bytes.clone()).map_err(|_| {
        Error::failure(format!("`{path}` is not UTF-8 text; it was left as it is"))
            .hint(format!("save `{path}` as UTF-8, or move it away, and run this again"))
    })?;
    let (crlf_ends, ends) = (text.matches("\r\n").count(), text.matches('\n').count());
    let crlf = crlf_ends * 2 > ends;
    let text = if crlf_ends > 0 { text.replace("\r\n", "\n") } else { text };
    Ok(Some(ExistingFile { bytes, text, crlf }))
}
