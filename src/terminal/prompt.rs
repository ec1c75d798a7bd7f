//! The questions. Each has a flag that answers it; the caller asks only where [`super::Terminal::can_prompt`] says so.

use std::fmt;
use std::io::ErrorKind;

use dialoguer::console::{Alignment, Term, measure_text_width, pad_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input, Select};

use crate::error::{Error, Kind, Result};

use super::sanitize::one_line;

/// How many lines of a list are seen at a time.
const LINES: usize = 12;

/// What is left of a first column at least, however narrow the terminal.
const NARROWEST: usize = 9;

/// One of several; typing filters them. Returns the index of the chosen one.
///
/// A choice is a row of columns. Where the terminal is too narrow the first of them gives way; what tells the rows
/// apart belongs in another.
///
/// # Errors
/// Esc or Ctrl-C; the terminal is gone.
pub fn select<const COLUMNS: usize>(question: &str, choices: &[[String; COLUMNS]]) -> Result<usize> {
    let theme = theme();
    let choices: Vec<[String; COLUMNS]> =
        choices.iter().map(|row| row.each_ref().map(|column| one_line(column))).collect();
    let in_all = if choices.len() > LINES { format!(", {} in all", choices.len()) } else { String::new() };
    let answer = FuzzySelect::with_theme(&*theme)
        .with_prompt(format!("{question} (type to filter{in_all})"))
        .items(lines(&choices, Term::stderr().size().1.into()))
        .default(0)
        .max_length(LINES)
        .report(false)
        .interact_opt();
    let chosen = settle(answer)?.ok_or_else(cancelled)?;
    let columns: Vec<&str> = choices[chosen].iter().map(String::as_str).filter(|column| !column.is_empty()).collect();
    report(|line| theme.format_input_prompt_selection(line, question, &columns.join("  ")));
    Ok(chosen)
}

/// One of a few answers. Returns its index.
///
/// # Errors
/// Esc or Ctrl-C; the terminal is gone.
pub fn choose(question: &str, answers: &[&str]) -> Result<usize> {
    let theme = theme();
    let select = Select::with_theme(&*theme).with_prompt(question).items(answers).default(0);
    let answer = select.report(false).interact_opt();
    let chosen = settle(answer)?.ok_or_else(cancelled)?;
    report(|line| theme.format_input_prompt_selection(line, question, answers[chosen]));
    Ok(chosen)
}

/// Yes or no.
///
/// # Errors
/// Esc or Ctrl-C; the terminal is gone.
pub fn confirm(question: &str, default: bool) -> Result<bool> {
    let theme = theme();
    let answer = Confirm::with_theme(&*theme).with_prompt(question).default(default).report(false).interact_opt();
    let answer = settle(answer.inspect_err(end_line))?.ok_or_else(cancelled)?;
    report(|line| theme.format_confirm_prompt_selection(line, question, Some(answer)));
    Ok(answer)
}

/// A text that can be read as a `T`; it is asked for again until then.
///
/// # Errors
/// Ctrl-C; the terminal is gone.
pub fn input<T: std::str::FromStr<Err: ToString>>(question: &str) -> Result<T> {
    let theme = theme();
    let check = |text: &String| text.trim().parse::<T>().map(|_| ()).map_err(|error| error.to_string());
    let answer = Input::<String>::with_theme(&*theme).with_prompt(question).validate_with(check).interact_text();
    settle(answer.inspect_err(end_line))?.trim().parse().map_err(|error: T::Err| Error::usage(error.to_string()))
}

fn theme() -> Box<dyn Theme> {
    if anstream::AutoStream::choice(&std::io::stderr()) == anstream::ColorChoice::Never {
        Box::new(SimpleTheme)
    } else {
        Box::new(ColorfulTheme::default())
    }
}

/// The rows, one below the other. None may wrap: dialoguer would draw the list anew below its old self.
fn lines<const COLUMNS: usize>(rows: &[[String; COLUMNS]], terminal: usize) -> Vec<String> {
    let mut widths = [0; COLUMNS];
    for row in rows {
        for (width, column) in widths.iter_mut().zip(row) {
            *width = measure_text_width(column).max(*width);
        }
    }
    let taken: usize = widths.iter().skip(1).map(|width| width + 2).sum();
    // The mark of the active line and a blank take two columns; in the last one some terminals wrap already.
    let left = terminal.saturating_sub(taken + 3).max(NARROWEST);
    widths[0] = widths[0].min(left);
    let line = |row: &[String; COLUMNS]| {
        let columns = row
            .iter()
            .zip(widths)
            .map(|(column, width)| pad_str(&shortened(column, width), width, Alignment::Left, None).into_owned());
        columns.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// The text without its middle: names that are long mostly differ at their ends.
fn shortened(text: &str, width: usize) -> String {
    if measure_text_width(text) <= width {
        return text.to_owned();
    }
    let fitting = |characters: &mut dyn Iterator<Item = char>, mut room: usize| -> Vec<char> {
        let fits = |c: &char| {
            let rest = room.checked_sub(measure_text_width(c.encode_utf8(&mut [0; 4])));
            room = rest.unwrap_or(0);
            rest.is_some()
        };
        characters.take_while(fits).collect()
    };
    let head = fitting(&mut text.chars(), width / 2);
    let tail = fitting(&mut text.chars().rev(), (width - 1) / 2);
    head.into_iter().chain(['…']).chain(tail.into_iter().rev()).collect()
}

/// What remains on the screen of a question: itself and the answer.
fn report(format: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) {
    let mut line = String::new();
    if format(&mut line).is_ok() {
        let _ = Term::stderr().write_line(&line);
    }
}

/// A question of one line is left in the middle of it.
fn end_line(_: &dialoguer::Error) {
    let _ = Term::stderr().write_line("");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_columns_and_never_wrap() {
        let row = |name: &str, id: &str| [name.to_owned(), id.to_owned(), "no secret".to_owned()];
        let rows = [row("web", "abc"), row("a rather long name, and then: prod", "abcdef")];
        assert_eq!(
            lines(&rows, 80),
            [
                "web                                 abc     no secret",
                "a rather long name, and then: prod  abcdef  no secret"
            ]
        );
        assert_eq!(
            lines(&rows, 40),
            ["web                 abc     no secret", "a rather …en: prod  abcdef  no secret"]
        );
        // Too narrow for the ids: they are whole all the same, since they tell the rows apart.
        assert_eq!(lines(&rows, 10), ["web        abc     no secret", "a ra…prod  abcdef  no secret"]);
    }

    #[test]
    fn wide_characters_are_counted_as_such() {
        assert_eq!(shortened("漢字漢字漢字", 12), "漢字漢字漢字");
        assert_eq!(shortened("漢字漢字漢字", 9), "漢字…漢字");
    }
}
