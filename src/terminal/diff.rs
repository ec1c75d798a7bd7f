//! What changes inside a file, as lines for a person.

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::model::changes::Change;

use super::sanitize::one_line;

/// A unified diff, each line harmless for a terminal and without an app client's secret.
pub(super) fn lines(change: &Change) -> Vec<String> {
    let text = |bytes: &Option<Vec<u8>>| String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
    let (mut before, mut after) = (text(&change.before), text(&change.after));
    let hide = if secrets(&before) == secrets(&after) { "(not shown)" } else { "(not shown, another one)" };
    before = without_secrets(&before, "(not shown)");
    after = without_secrets(&after, hide);
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
            let text = one_line(line.value().trim_end_matches(['\r', '\n']));
            out.push(format!("    {style}{mark}{text}{style:#}"));
        }
    }
    out
}

/// Where the client secrets of a mobile file stand, whatever its layout: a person may have made it.
fn secrets_at(text: &str) -> Vec<std::ops::Range<usize>> {
    const KEY: &str = "AppClientSecret\"";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(key) = text[from..].find(KEY).map(|at| from + at + KEY.len()) {
        let value = text[key..].trim_start_matches(|c: char| c.is_whitespace() || c == ':').trim_start_matches('"');
        let start = text.len() - value.len();
        // A secret has no quote in it, escaped or not; without one behind it, the rest of the text could be the secret.
        let end = value.find('"').map_or(text.len(), |at| start + at);
        found.push(start..end);
        from = end;
    }
    found
}

fn secrets(text: &str) -> Vec<&str> {
    secrets_at(text).into_iter().map(|place| &text[place]).collect()
}

fn without_secrets(text: &str, instead: &str) -> String {
    let mut out = text.to_owned();
    for place in secrets_at(text).into_iter().rev() {
        out.replace_range(place, instead);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_in_every_layout() {
        for text in [
            r#"{"AppClientSecret":"TOP","x":{"AppClientSecret" : "TOP"}}"#,
            "{\n\"AppClientSecret\"\n:\r\n\"TOP\" }",
            r#"{"AppClientSecret": "TOP"#,
            r#"{'AppClientSecret": TOP"#,
        ] {
            let change = |before: &str, after: &str| Change {
                path: "a".to_owned(),
                before: Some(before.into()),
                after: Some(after.into()),
                empty_folders: Vec::new(),
                mode: None,
                is_snapshot: false,
            };
            for change in [change(text, "{}"), change("{}", text), change(text, &text.replace("TOP", "TOPPED"))] {
                let shown = lines(&change).join("\n");
                assert!(!shown.contains("TOP") && shown.contains("(not shown"), "{shown}");
            }
        }
    }
}
