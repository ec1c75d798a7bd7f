//! `.env` files: one assignment a line, values bare or in quotes, which may hold line ends.
//!
//! There is no specification; this reads what the readers of Node, Vite and Docker have in common.

use std::ops::Range;

use serde_json::{Map, Value};

/// One assignment, by its places in the text.
struct Assignment<'a> {
    name: &'a str,
    /// The whole line, or lines, with the line end.
    lines: Range<usize>,
    /// The value, with its quotes.
    value: Range<usize>,
}

/// Every value by its name, without quotes; of several of a name the last counts.
pub fn values(text: &str) -> Map<String, Value> {
    let value = |place: &Assignment<'_>| Value::String(bare(&text[place.value.clone()]).to_owned());
    assignments(text).iter().map(|place| (place.name.to_owned(), value(place))).collect()
}

/// Sets names to values, or takes them out; every other line keeps its bytes. A new name goes behind the last of those
/// that are there, else to the end.
pub fn set(text: &str, lines: &[(String, Option<String>)]) -> String {
    let places = assignments(text);
    let wanted = |name: &str| lines.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_deref());
    let mut out = String::with_capacity(text.len());
    let mut behind_last = None;
    let mut from = 0;
    for place in &places {
        let Some(value) = wanted(place.name) else { continue };
        out.push_str(&text[from..place.lines.start]);
        from = place.lines.end;
        if let Some(value) = value.and_then(quoted) {
            let old = &text[place.value.clone()];
            out.push_str(&text[place.lines.start..place.value.start]);
            out.push_str(if bare(old) == bare(&value) { old } else { &value });
            out.push_str(&text[place.value.end..place.lines.end]);
            behind_last = Some(out.len());
        }
    }
    out.push_str(&text[from..]);

    let is_there = |name: &str| places.iter().any(|place| place.name == name);
    let new: String = lines
        .iter()
        .filter(|(name, _)| !is_there(name))
        .filter_map(|(name, value)| Some(format!("{name}={}\n", quoted(value.as_deref()?)?)))
        .collect();
    if new.is_empty() {
        return out;
    }
    let at = behind_last.unwrap_or(out.len());
    let line_end = if at > 0 && !out[..at].ends_with('\n') { "\n" } else { "" };
    out.insert_str(at, &format!("{line_end}{new}"));
    out
}

/// Whether a value can stand in a line so that a reader gets it back.
pub fn can_hold(value: &str) -> bool {
    quoted(value).is_some()
}

/// A value as it can stand in a line. `None` where no reader would get it back.
fn quoted(value: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:/@+-".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return Some(value.to_owned());
    }
    (!value.contains(['\'', '\n', '\r'])).then(|| format!("'{value}'"))
}

fn bare(value: &str) -> &str {
    let quote = value.chars().next().filter(|first| ['\'', '"', '`'].contains(first));
    match quote {
        Some(quote) if value.len() > 1 && value.ends_with(quote) => &value[1..value.len() - 1],
        _ => value,
    }
}

fn assignments(text: &str) -> Vec<Assignment<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let Some((name, start)) = name_and_value(&text[at..line_end]) else {
            at = line_end + 1;
            continue;
        };
        let start = at + start;
        let value = start..start + value_length(&text[start..], line_end - start);
        let end = text[value.end..].find('\n').map_or(text.len(), |length| value.end + length + 1);
        found.push(Assignment { name, lines: at..end, value });
        at = end;
    }
    found
}

/// The name that a line sets, and where its value starts.
fn name_and_value(line: &str) -> Option<(&str, usize)> {
    let (left, right) = line.split_once('=')?;
    let name = left.trim_start_matches('\u{feff}').trim();
    let name = name.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).map_or(name, str::trim);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    let start = left.len() + 1 + (right.len() - right.trim_start().len());
    is_name.then_some((name, start))
}

/// How long the value is at the start of `text`, whose line ends after `line` bytes.
fn value_length(text: &str, line: usize) -> usize {
    if let Some(quote) = text[..line].chars().next().filter(|first| ['\'', '"', '`'].contains(first)) {
        let mut escaped = false;
        for (at, c) in text.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' if quote == '"' => escaped = true,
                c if c == quote => return at + 1,
                _ => {}
            }
        }
    }
    // A quote without an end is a part of a bare value, which ends at a comment.
    let line = &text[..line];
    let comment = line.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || line[..*at].ends_with([' ', '\t']));
    line[..comment.unwrap_or(line.len())].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_a(text: &str, value: Option<&str>) -> String {
        set(text, &[("A".to_owned(), value.map(str::to_owned)), ("AB".to_owned(), value.map(str::to_owned))])
    }

    #[test]
    fn other_lines_keep_their_bytes() {
        for (text, set, removed) in [
            ("", "A=new\nAB=new\n", ""),
            ("X=1", "X=1\nA=new\nAB=new\n", "X=1"),
            ("# c\n\nA = old # why\nX=1\n", "# c\n\nA = new # why\nAB=new\nX=1\n", "# c\n\nX=1\n"),
            (
                "export A='old'\r\nB=\"A=no\nA=no\"\nAB=x\n",
                "export A=new\r\nB=\"A=no\nA=no\"\nAB=new\n",
                "B=\"A=no\nA=no\"\n",
            ),
            ("A=\nX='open\nAB=1", "A=new\nX='open\nAB=new", "X='open\n"),
            ("A=\"new\"\nAB=`new`\nA=old\n", "A=\"new\"\nAB=`new`\nA=new\n", ""),
            ("#A=1\nBA=1\nA B=1\n", "#A=1\nBA=1\nA B=1\nA=new\nAB=new\n", "#A=1\nBA=1\nA B=1\n"),
            ("A=a#b\n", "A=new\nAB=new\n", ""),
        ] {
            assert_eq!(set_a(text, Some("new")), set, "{text:?}");
            assert_eq!(set_a(set, Some("new")), set, "{text:?}");
            assert_eq!(set_a(text, None), removed, "{text:?}");
        }
    }

    #[test]
    fn what_a_reader_would_misread_is_quoted_or_left_out() {
        assert_eq!(set_a("", Some("a #b")), "A='a #b'\nAB='a #b'\n");
        assert_eq!(set_a("", Some("$x")), "A='$x'\nAB='$x'\n");
        assert_eq!(set_a("", Some("a'\nB=1")), "");
    }
}
