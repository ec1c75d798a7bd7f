//! The only code that touches the user's files: what a project is, what it remembers, and how files change.
//!
//! Everything is read through [`Project`] and written through a [`ChangeSet`](crate::model::changes::ChangeSet); nothing else writes.

pub mod amplify_gen1;
pub mod apply;
pub mod detect;
pub mod discover;
pub mod export;
pub mod history;
pub mod link_file;
pub mod lock;
pub mod man_pages;
pub mod snapshot;

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use crate::error::{Error, Kind, Result};

use amplify_gen1::AmplifyProject;
use link_file::LinkFile;
use snapshot::SnapshotFile;

/// A project's folder and what amplink remembers in it.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    /// What the project is linked to, wherever that is kept: in `amplink.json`, or in an Amplify project's own files.
    pub link: Option<LinkFile>,
    /// The Amplify Gen 1 project whose own files are the link.
    pub amplify: Option<AmplifyProject>,
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
        let end = if self.crlf { "\r\n" } else { "\n" };
        let raw = String::from_utf8_lossy(&self.bytes);
        if self.text.replace('\n', end) != raw {
            return self.encode_mixed(&raw, text, end);
        }
        text.replace('\n', end).into_bytes()
    }

    /// A line that stays keeps its own end, and one that is changed, too: a comma more is no reason for another.
    fn encode_mixed(&self, raw: &str, text: &str, end: &str) -> Vec<u8> {
        let lines: Vec<&str> = raw.split_inclusive('\n').collect();
        let end_of = |index: Option<usize>| {
            let line = lines.get(index?)?;
            line.ends_with('\n').then_some(if line.ends_with("\r\n") { "\r\n" } else { "\n" })
        };
        let mut out = String::new();
        let mut replaced = None;
        for change in TextDiff::from_lines(&self.text, text).iter_all_changes() {
            let own = match change.tag() {
                ChangeTag::Delete => {
                    replaced = replaced.or_else(|| end_of(change.old_index()));
                    continue;
                }
                ChangeTag::Equal => end_of(change.old_index()),
                ChangeTag::Insert => replaced,
            };
            replaced = None;
            out.push_str(&change.value().replace('\n', own.unwrap_or(end)));
        }
        out.into_bytes()
    }
}

impl Project {
    /// The folder that a command works on: the nearest one with an `amplink.json` or an Amplify project's settings, from
    /// `start` upwards; else `start`.
    ///
    /// The search ends at the root of a repository, and at a folder that is a project of its own: a module of a Gradle
    /// project and a function of an Amplify project are none.
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
            let is_linked = folder.join(link_file::NAME).is_file() || AmplifyProject::is_there(folder);
            if is_linked || apply::needs_recovery(folder) {
                return Ok(folder.to_owned());
            }
            if folder.join(".git").exists() || (detect::is_project(folder) && !is_part(folder)) {
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
        let link = read_file(&root, link_file::NAME)?;
        let snapshot = read_file(&root, snapshot::NAME)?
            .map(|file| SnapshotFile::parse(&file.text))
            .transpose()?
            .unwrap_or_default();
        let is_own = link.as_ref().is_some_and(|file| LinkFile::names_resources(&file.text));
        if is_own || !AmplifyProject::is_there(&root) {
            let link = link.map(|file| LinkFile::parse(&file.text)).transpose()?;
            return Ok(Self { root, link, amplify: None, snapshot });
        }
        let settings = link.map(|file| LinkFile::parse_settings(&file.text)).transpose()?;
        let amplify = AmplifyProject::read(&root)?;
        let link = amplify.link(&root, settings, &snapshot)?;
        Ok(Self { root, link, amplify: Some(amplify), snapshot })
    }

    /// The project's folder, absolute and without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The file that has the environments' ids.
    pub fn link_path(&self) -> &'static str {
        if self.amplify.is_some() { amplify_gen1::TEAM } else { link_file::NAME }
    }

    /// A file of the project, if it is there.
    ///
    /// # Errors
    /// It is no text or cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<ExistingFile>> {
        read_file(&self.root, path)
    }
}

fn is_part(folder: &Path) -> bool {
    let is_backend = |above: &Path| folder.starts_with(above.join("amplify")) && AmplifyProject::is_there(above);
    folder.ancestors().skip(1).any(is_backend) || folder.parent().is_some_and(|above| detect::is_module(folder, above))
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
