//! Change sets: per file, bytes before and bytes after. The only way anything reaches the disk.

use serde::Serialize;

/// What a command wants to do to the project's files.
#[derive(Debug, Default)]
pub struct ChangeSet {
    changes: Vec<Change>,
}

/// One file, before and after.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its path in the project, with `/`.
    pub path: String,
    /// Its bytes now; `None` when it is not there.
    pub before: Option<Vec<u8>>,
    /// Its bytes then; `None` when it goes.
    pub after: Option<Vec<u8>>,
    /// Folders to remove with the file when nothing else is in them, innermost first.
    pub empty_folders: Vec<String>,
    /// The mode of a file that comes back (Unix); without one a new file gets what the system gives, and one that is there
    /// keeps its own.
    pub mode: Option<u32>,
    /// Whether it is the snapshot, whose content a command tells in words and not as lines.
    pub is_snapshot: bool,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there and gets other bytes.
    Update,
    /// It goes.
    Delete,
}

impl Action {
    /// Its name in JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Change {
    /// What happens to the file.
    pub fn action(&self) -> Action {
        match (&self.before, &self.after) {
            (None, _) => Action::Create,
            (Some(_), Some(_)) => Action::Update,
            (Some(_), None) => Action::Delete,
        }
    }
}

impl ChangeSet {
    /// Adds a file; one that stays as it is makes no change.
    pub fn add(&mut self, path: &str, before: Option<Vec<u8>>, after: Option<Vec<u8>>) {
        self.push(Change {
            path: path.to_owned(),
            before,
            after,
            empty_folders: Vec::new(),
            mode: None,
            is_snapshot: false,
        });
    }

    /// Adds a change that is more than a file's bytes; one that changes no byte is none.
    pub fn push(&mut self, change: Change) {
        if change.before != change.after {
            self.changes.push(change);
        }
    }

    /// The changes, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter()
    }

    /// Whether every file stays as it is.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}
