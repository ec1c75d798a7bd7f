//! What a rule says about the facts.

use serde::Serialize;

/// How bad a finding is; errors stop a command before anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Sign-in cannot work.
    Error,
    /// Something will not work, or not for everybody.
    Warning,
    /// Worth knowing.
    Note,
}

/// One finding, as it stands in JSON output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, with its id.
    pub subject: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
    /// The page that says why.
    pub reference: &'static str,
}
