//! What a rule says about the facts.

use serde::Serialize;

/// How bad a finding is; an error stops a command before anything is written, unless it is allowed.
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

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding, as it stands in JSON output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is an error that the project lives with.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allowed: bool,
    /// What it is about, with its id.
    pub subject: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
    /// The page that says why.
    pub reference: &'static str,
}

impl Finding {
    /// Whether nothing may be written because of it.
    pub fn stops(&self) -> bool {
        self.severity == Severity::Error && !self.allowed
    }
}
