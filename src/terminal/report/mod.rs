//! What a command found or did, as a text that others read: the JSON document of `--json`, and the findings of
//! `check` in the formats that people and CI servers know.
//!
//! The JSON document is a contract of its own, versioned, apart from the structs inside. The other formats are pure
//! functions over the same slices: `print(&[Checked], &[RuleText]) -> String`, without a last line end.

pub mod drift;
pub mod github;
pub mod junit;
mod place;
pub mod sarif;
pub mod text;

#[cfg(test)]
mod example;

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::model::changes::{Action, ChangeSet};
use crate::validate::Rule;
use crate::validate::finding::{Finding, Severity};
use crate::validate::reference_auth::{self, Check};

use super::sanitize::is_harmful;
use place::Place;

/// What the rules found in one environment.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The environment's name.
    pub environment: &'a str,
    /// `amplink.json`, relative to where the reader of the output looks from, with `/`.
    pub file: &'a str,
    /// What stands in that file, to point at the environment's line.
    pub text: Option<&'a str>,
    /// What the rules found.
    pub findings: &'a [Finding],
}

impl Checked<'_> {
    /// Where the environment stands in the file.
    fn place(&self) -> Place {
        self.text.and_then(|text| Place::of_environment(text, self.environment)).unwrap_or(Place::START)
    }
}

/// What a person should know of a rule that ran.
#[derive(Debug, Clone, Copy)]
pub struct RuleText {
    /// The rule's id.
    pub id: &'static str,
    /// How bad it is, where nobody said otherwise.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// What goes wrong for the user of the app.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The page that says why.
    pub reference: &'static str,
}

impl From<&Rule> for RuleText {
    fn from(rule: &Rule) -> Self {
        let Rule { id, severity, title, why, remedy, reference, .. } = *rule;
        Self { id, severity, title, why, remedy, reference }
    }
}

impl From<&Check> for RuleText {
    fn from(check: &Check) -> Self {
        let Check { id, title, why, remedy, .. } = *check;
        Self { id, severity: Severity::Error, title, why, remedy, reference: reference_auth::REFERENCE }
    }
}

/// How many findings of each kind there are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    errors: usize,
    allowed: usize,
    warnings: usize,
    notes: usize,
}

impl Count {
    fn of(checked: &[Checked<'_>]) -> Self {
        let mut count = Self::default();
        for (_, finding) in each(checked) {
            let number = match finding.severity {
                Severity::Error if finding.allowed => &mut count.allowed,
                Severity::Error => &mut count.errors,
                Severity::Warning => &mut count.warnings,
                Severity::Note => &mut count.notes,
            };
            *number += 1;
        }
        count
    }
}

/// Every finding, with the environment that it was found in.
fn each<'a>(checked: &'a [Checked<'a>]) -> impl Iterator<Item = (&'a Checked<'a>, &'a Finding)> {
    checked.iter().flat_map(|environment| environment.findings.iter().map(move |finding| (environment, finding)))
}

/// A count with its noun: `1 file`, `2 files`.
pub fn number(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

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
            if (is_harmful(c) && c != '\n') || (c == '[' && out.ends_with("##")) {
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
