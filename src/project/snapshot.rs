//! `amplink.lock.json`: what was last read from the cloud, and the files rendered from it. Holds no secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;

/// The file's name, at the project's root.
pub const NAME: &str = "amplink.lock.json";

const VERSION: u32 = 1;

/// What `amplink.lock.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotFile {
    version: u32,
    /// The generated files as amplink left them.
    #[serde(default)]
    pub files: Vec<FileRecord>,
    /// What an import found in an Amplify Gen 1 project's own files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amplify: Option<AmplifyRecord>,
    /// What was read, by environment.
    #[serde(default)]
    pub environments: BTreeMap<EnvironmentName, Snapshot>,
}

/// What an import found in an Amplify Gen 1 project's own files, so that unlinking leaves them as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AmplifyRecord {
    /// Files that were not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub created: Vec<String>,
    /// Objects in them that were not there; see [`AmplifyRecord::place`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<String>,
}

impl AmplifyRecord {
    /// An object of a file, as `FILE#/MEMBER/MEMBER`, the members written as in a JSON pointer.
    pub fn place(file: &str, members: &[&str]) -> String {
        let pointer = members.iter().map(|member| format!("/{}", member.replace('~', "~0").replace('/', "~1")));
        format!("{file}#{}", pointer.collect::<String>())
    }
}

/// One generated file as amplink left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileRecord {
    /// Its path in the project, with `/`.
    pub path: String,
    /// Its format's id.
    pub format: String,
    /// The hash of its text, line ends as `\n`, in hexadecimal.
    pub sha256: String,
    /// Whether the file was not there before amplink made it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub created: bool,
    /// Folders that amplink made for it, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub created_folders: Vec<String>,
    /// Keys that amplink copied into it from the project's `aws-exports.js`; any other foreign key is a person's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied_keys: Vec<String>,
    /// What stands in front of every name that amplink wrote into it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// What was last read for one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// When the link was made, as RFC 3339; a pull does not change it.
    pub linked_at: String,
    /// What was read.
    pub facts: Facts,
}

impl FileRecord {
    /// A file that the link names and of which nothing else is known.
    pub fn unknown(path: &str, format: &str) -> Self {
        Self {
            path: path.to_owned(),
            format: format.to_owned(),
            sha256: String::new(),
            created: false,
            created_folders: Vec::new(),
            copied_keys: Vec::new(),
            prefix: String::new(),
        }
    }
}

impl Default for SnapshotFile {
    fn default() -> Self {
        Self { version: VERSION, files: Vec::new(), amplify: None, environments: BTreeMap::new() }
    }
}

impl SnapshotFile {
    /// Reads the file's text.
    ///
    /// # Errors
    /// It is not what amplink writes.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let file: Self = serde_json::from_str(text).map_err(|error| {
            Error::failure(format!("`{NAME}` cannot be read: {error}"))
                .hint(format!(
                    "delete `{NAME}`, or take it from version control; then `amplink pull` writes it anew, and `amplink unlink` works without it"
                ))
        })?;
        if file.version != VERSION {
            return Err(Error::failure(format!(
                "`{NAME}` has version {}; this amplink reads version {VERSION}",
                file.version
            ))
            .hint("use the amplink that wrote it, or a newer one"));
        }
        for record in &file.files {
            for path in record.created_folders.iter().chain([&record.path]) {
                super::check_inside(path).map_err(|error| {
                    error.context(format!("`{NAME}` cannot be trusted")).hint(format!("delete `{NAME}`"))
                })?;
            }
        }
        Ok(file)
    }

    /// The file's text; the same content always gives the same bytes.
    pub fn print(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a snapshot prints");
        text.push('\n');
        text
    }

    /// What is known of a generated file.
    pub fn record(&self, path: &str) -> Option<&FileRecord> {
        self.files.iter().find(|record| record.path == path)
    }
}

/// The hash under which a file's text is known; `text` has its line ends as `\n`.
pub fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
