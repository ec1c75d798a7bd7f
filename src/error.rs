//! What can go wrong, for people: a kind that decides the exit code, a cause, and what to type next.
//!
//! Every floor may return an [`Error`]; nothing here knows AWS, files or the terminal.

use std::fmt;

/// Why a command ended without doing what was asked. The discriminant is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Anything that has no code of its own: the disk, the network, an answer nobody expected.
    Failure = 1,
    /// The command line is wrong, or an answer is missing and nobody can be asked.
    Usage = 2,
    /// No credentials, expired ones, or a right that they lack.
    Permission = 4,
    /// A linked or named resource does not exist.
    NotFound = 5,
    /// A rule at error level fired.
    Rule = 6,
    /// A file that amplink may not overwrite stands in the way.
    HandEdited = 7,
    /// Ctrl-C.
    Interrupted = 130,
}

/// Every exit code and what it means, those of success among them.
pub fn exit_codes() -> Vec<(u8, &'static str)> {
    let mut codes = vec![(0, "done or in sync"), (3, "`--check` found a difference")];
    codes.extend(Kind::ALL.map(|kind| (kind.exit_code(), kind.meaning())));
    codes.sort_unstable();
    codes
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Failure, Self::Usage, Self::Permission, Self::NotFound, Self::Rule, Self::HandEdited, Self::Interrupted];

    /// The process's exit code for this kind.
    pub fn exit_code(self) -> u8 {
        self as u8
    }

    /// What the code tells whoever reads it, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Usage => "usage, or an answer is missing",
            Self::Permission => "credentials or permission",
            Self::NotFound => "a resource does not exist",
            Self::Rule => "a rule at error level fired",
            Self::HandEdited => "a file edited by hand stands in the way",
            Self::Interrupted => "interrupted",
        }
    }

    /// The kind's stable name in JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Usage => "usage",
            Self::Permission => "permission",
            Self::NotFound => "not-found",
            Self::Rule => "rule",
            Self::HandEdited => "hand-edited",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A kind, the chain of causes, and hints that each name something to type or to grant.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    cause: anyhow::Error,
    hints: Vec<String>,
}

/// The result of everything that a command can do.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error whose message is all there is to say.
    pub fn new(kind: Kind, message: impl fmt::Display) -> Self {
        Self::from_cause(kind, anyhow::Error::msg(message.to_string()))
    }

    /// An error that keeps its chain of causes.
    pub fn from_cause(kind: Kind, cause: impl Into<anyhow::Error>) -> Self {
        Self { kind, cause: cause.into(), hints: Vec::new() }
    }

    /// The command line, or an answer, is at fault.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Something else failed.
    pub fn failure(message: impl fmt::Display) -> Self {
        Self::new(Kind::Failure, message)
    }

    /// The user pressed Ctrl-C.
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was changed")
    }

    /// Adds what to type next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Puts a sentence in front of the cause.
    #[must_use]
    pub fn context(mut self, message: impl fmt::Display) -> Self {
        self.cause = self.cause.context(message.to_string());
        self
    }

    /// What kind it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The message first, then each cause below it.
    pub fn chain(&self) -> impl Iterator<Item = String> + '_ {
        self.cause.chain().map(ToString::to_string)
    }

    /// What to type or to grant next.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.cause)
    }
}

impl std::error::Error for Error {}
