//! The questions. Each has a flag that answers it; the caller asks only where [`super::Terminal::can_prompt`] says so.

use std::io::ErrorKind;

use dialoguer::console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input};

use crate::error::{Error, Kind, Result};

use super::sanitize::one_line;

/// One of several; typing filters them. Returns the index of the chosen one.
///
/// # Errors
/// Esc or Ctrl-C; the terminal is gone.
pub fn select(question: &str, choices: &[String]) -> Result<usize> {
    let theme = theme();
    let choices: Vec<String> = choices.iter().map(|choice| one_line(choice)).collect();
    let answer = FuzzySelect::with_theme(&*theme)
        .with_prompt(format!("{question} (type to filter)"))
        .items(&choices)
        .default(0)
        .max_length(12)
        .interact_opt();
    settle(answer)?.ok_or_else(cancelled)
}

/// Yes or no.
///
/// # Errors
/// Esc or Ctrl-C; the terminal is gone.
pub fn confirm(question: &str, default: bool) -> Result<bool> {
    let theme = theme();
    let answer = Confirm::with_theme(&*theme).with_prompt(question).default(default).interact_opt();
    settle(answer)?.ok_or_else(cancelled)
}

/// A text that `check` accepts; it is asked for again until then.
///
/// # Errors
/// Ctrl-C; the terminal is gone.
pub fn input<T: std::str::FromStr<Err: ToString>>(question: &str) -> Result<T> {
    let theme = theme();
    let check = |text: &String| text.trim().parse::<T>().map(|_| ()).map_err(|error| error.to_string());
    let answer = Input::<String>::with_theme(&*theme).with_prompt(question).validate_with(check).interact_text();
    settle(answer)?.trim().parse().map_err(|error: T::Err| Error::usage(error.to_string()))
}

fn theme() -> Box<dyn Theme> {
    if anstream::AutoStream::choice(&std::io::stderr()) == anstream::ColorChoice::Never {
        Box::new(SimpleTheme)
    } else {
        Box::new(ColorfulTheme::default())
    }
}

/// Whatever ends a prompt, the cursor comes back: dialoguer leaves it hidden when it is interrupted.
fn settle<T>(answer: dialoguer::Result<T>) -> Result<T> {
    let _ = Term::stderr().show_cursor();
    answer.map_err(|dialoguer::Error::IO(error)| {
        if error.kind() == ErrorKind::Interrupted {
            Error::interrupted()
        } else {
            Error::from_cause(Kind::Failure, error).context("cannot ask on this terminal")
        }
    })
}

fn cancelled() -> Error {
    Error::new(Kind::Interrupted, "cancelled; nothing was changed")
}
