//! The JSON document of `--json`: a contract of its own, versioned, apart from the structs inside.

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::model::changes::{Action, ChangeSet};
use crate::validate::finding::Finding;

use super::sanitize::is_harmful;

/// What a command did, in one document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this contract.
    pub schema_version: u32,
    /// The command's words.
    pub command: &'static str,
    /// One word: `done`, `in-sync`, `changed`, `difference`, `dry-run`, `not-linked`, `linked`, `error`.
    pub status: &'static str,
    /// What the rules found.
    pub findings: Vec<Finding>,
    /// The files that changed, or would.
    pub changes: Vec<FileChange>,
    /// What the command is about; its shape is the command's own.
    pub result: Value,
    /// Commands to type next.
    pub next: Vec<String>,
}

/// One file of the change set.
#[derive(Debug, Serialize)]
pub struct FileChange {
    path: String,
    action: Action,
}

impl Report {
    /// An empty report.
    pub fn new(command: &'static str, status: &'static str) -> Self {
        Self {
            schema_version: 1,
            command,
            status,
            findings: Vec::new(),
            changes: Vec::new(),
            result: json!({}),
            next: Vec::new(),
        }
    }

    /// The report of a command that failed.
    pub fn of_error(command: &'static str, error: &Error, findings: Vec<Finding>) -> Self {
        let causes: Vec<String> = error.chain().collect();
        let result = json!({ "error": {
            "kind": error.kind().name(),
            "exitCode": error.kind().exit_code(),
            "message": causes.first(),
            "causes": causes.get(1..),
            "hints": error.hints(),
        }});
        Self { findings, result, ..Self::new(command, "error") }
    }

    /// Lists the files of a change set.
    #[must_use]
    pub fn with_changes(mut self, changes: &ChangeSet) -> Self {
        self.changes =
            changes.iter().map(|change| FileChange { path: change.path.clone(), action: change.action() }).collect();
        self
    }

    /// The document's text. Characters that could harm a terminal stand as JSON escapes: the same text to a program.
    pub fn print(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("a report prints");
        json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
            if is_harmful(c) && c != '\n' {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                out.push(c);
            }
            out
        })
    }
}
