//! What changes inside a file, as lines for a person.

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::model::changes::Change;

use super::sanitize::one_line;

/// A unified diff, each line harmless for a terminal and without an app client's secret.
pub(super) fn lines(change: &Change) -> Vec<String> {
    let text = |bytes: &Option<Vec<u8>>| String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
    let (before, after) = (text(&change.before), text(&change.after));
    let diff = TextDiff::from_lines(&before, &after);
    let mut out = Vec::new();
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        out.push(format!("    {}", hunk.header()));
        for line in hunk.iter_changes() {
            let (style, mark) = match line.tag() {
                ChangeTag::Equal => (Style::new(), ' '),
                ChangeTag::Delete => (AnsiColor::Red.on_default(), '-'),
                ChangeTag::Insert => (AnsiColor::Green.on_default(), '+'),
            };
            let text = one_line(&without_secret(line.value().trim_end_matches(['\r', '\n'])));
            out.push(format!("    {style}{mark}{text}{style:#}"));
        }
    }
    out
}

/// The mobile files print a secret on a line of its own, under one key.
fn without_secret(line: &str) -> String {
    const KEY: &str = "\"AppClientSecret\": \"";
    match line.find(KEY) {
        Some(at) => format!("{}(not shown)\"", &line[..at + KEY.len()]),
        None => line.to_owned(),
    }
}
