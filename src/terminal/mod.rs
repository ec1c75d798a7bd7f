//! The only code that talks to people: payload to stdout, story to stderr, and the questions.

mod diff;
pub mod prompt;
pub mod report;
pub mod sanitize;

use std::cell::Cell;
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};

use crate::error::{Error, Kind};
use crate::model::changes::{Action, Change, ChangeSet};
use crate::validate::finding::{Finding, Severity};

use sanitize::one_line;

const BOLD: Style = Style::new().bold();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// How a command talks.
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    verbosity: u8,
    json: bool,
    can_prompt: bool,
    progress: bool,
    lost: Cell<Option<ErrorKind>>,
}

/// What flags and the environment say about talking.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// `--quiet`: no story.
    pub quiet: bool,
    /// How many `-v`.
    pub verbosity: u8,
    /// `--json`: one document on stdout.
    pub json: bool,
    /// `--no-input`, or `CI` is set.
    pub no_input: bool,
    /// `--no-progress`.
    pub no_progress: bool,
}

impl Terminal {
    /// Prompts only if stdin and stderr are terminals and nothing forbids it: dialoguer itself asks on the
    /// controlling terminal even when stdin is redirected.
    pub fn new(manner: Manner) -> Self {
        let terminals = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self {
            quiet: manner.quiet,
            verbosity: manner.verbosity,
            json: manner.json,
            can_prompt: terminals && !manner.no_input && !manner.json,
            progress: terminals && !manner.no_progress && !manner.quiet && !manner.json,
            lost: Cell::new(None),
        }
    }

    /// Whether somebody is there to answer.
    pub fn can_prompt(&self) -> bool {
        self.can_prompt
    }

    /// Whether stdout carries one JSON document.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Writes a line of the result to stdout; with `--json` the document stands for it.
    pub fn payload(&self, line: impl Display) {
        if !self.json {
            self.print(line);
        }
    }

    /// Writes the JSON document.
    pub fn document(&self, report: &report::Report) {
        if self.json {
            self.print(report.print());
        }
    }

    /// Writes a file's text to stdout, byte for byte; with `--json` the document stands for it.
    pub fn text(&self, text: &str) {
        if self.json {
            return;
        }
        let mut out = std::io::stdout();
        // A terminal's next prompt wants a line of its own, and a file's text may hold what harms one.
        let written = if out.is_terminal() {
            out.write_all(sanitize::lines(text.trim_end_matches('\n')).as_bytes()).and_then(|()| out.write_all(b"\n"))
        } else {
            out.write_all(text.as_bytes())
        };
        if let Err(error) = written.and_then(|()| out.flush()) {
            self.lost.set(Some(error.kind()));
        }
    }

    fn print(&self, line: impl Display) {
        if let Err(error) = writeln!(anstream::stdout(), "{line}") {
            self.lost.set(Some(error.kind()));
        }
    }

    /// Why a part of the result did not reach stdout. A reader that has gone away (`| head`) is no reason to fail.
    pub fn lost(&self) -> Option<Error> {
        let kind = self.lost.get().filter(|kind| *kind != ErrorKind::BrokenPipe)?;
        Some(Error::from_cause(Kind::Failure, std::io::Error::from(kind)).context("cannot write the result to stdout"))
    }

    /// Tells what is going on.
    pub fn story(&self, line: impl Display) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }

    /// Tells where a value came from and the like, with `-v`.
    pub fn detail(&self, line: impl Display) {
        if self.verbosity > 0 {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }

    /// Warns; quiet or not.
    pub fn warning(&self, line: impl Display) {
        let _ = writeln!(anstream::stderr(), "{YELLOW}warning{YELLOW:#}: {line}");
    }

    /// A line that is replaced by the next one, on a terminal only.
    pub fn progress(&self, line: impl Display) {
        if self.progress {
            // Not through anstream: without colours it would also take away what takes the last line away.
            let _ = write!(std::io::stderr(), "\r\x1b[2K{line}");
        }
    }

    /// Takes the last progress line away.
    pub fn progress_done(&self) {
        if self.progress {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }

    /// An error, its causes and what to type next.
    pub fn error(&self, error: &Error) {
        let mut err = anstream::stderr();
        let mut chain = error.chain();
        let _ = writeln!(err, "{RED}error{RED:#}: {}", one_line(&chain.next().unwrap_or_default()));
        for cause in chain {
            let _ = writeln!(err, "  because: {}", one_line(&cause));
        }
        for hint in error.hints() {
            let _ = writeln!(err, "{CYAN}hint{CYAN:#}: {}", one_line(hint));
        }
    }

    /// Findings, one after the other, each with its remedy.
    pub fn findings<'a>(&self, findings: impl IntoIterator<Item = &'a Finding>) {
        for finding in findings {
            let style = match finding.severity {
                Severity::Error => RED,
                Severity::Warning => YELLOW,
                Severity::Note => CYAN,
            };
            let word = finding.severity.name();
            if self.quiet && finding.severity == Severity::Note {
                continue;
            }
            let mut err = anstream::stderr();
            let _ = writeln!(
                err,
                "{style}{word}{style:#}[{}]{}: {}: {}",
                finding.rule,
                if finding.allowed { " (allowed)" } else { "" },
                one_line(&finding.subject),
                one_line(&finding.message)
            );
            let _ = writeln!(err, "  remedy: {}", one_line(finding.remedy));
        }
    }

    /// The change set, a line a file; with `diffs` also what changes inside.
    pub fn changes(&self, changes: &ChangeSet, diffs: bool) {
        for change in changes.iter() {
            let (style, mark, word) = match change.action() {
                Action::Create => (GREEN, '+', "create"),
                Action::Update => (YELLOW, '~', "update"),
                Action::Delete => (RED, '-', "delete"),
            };
            self.payload(format_args!("{style}{mark} {word}{style:#} {}", one_line(&change.path)));
            if diffs && !change.is_snapshot {
                self.diff(change);
            }
        }
    }

    /// What changes inside one file.
    pub fn diff(&self, change: &Change) {
        for line in diff::lines(change) {
            self.payload(line);
        }
    }

    /// A heading on stdout.
    pub fn heading(&self, text: impl Display) {
        self.payload(format_args!("{BOLD}{text}{BOLD:#}"));
    }
}
