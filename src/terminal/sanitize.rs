//! Text from the cloud or from a file, made harmless for a terminal.

/// The text in one line: control characters, line ends and whatever turns the writing direction are shown as escapes.
///
/// So is the bracket of `##[...]`, which the runner of GitHub Actions obeys wherever it stands in a line of a log.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) || (c == '[' && out.ends_with("##")) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The same of each line of a text, which keeps its lines.
pub fn lines(text: &str) -> String {
    text.split('\n').map(one_line).collect::<Vec<_>>().join("\n")
}

/// C0 and C1 controls start escape sequences; line and paragraph separators break lines; the bidirectional controls
/// and zero-width characters make a text look like another one.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_move_the_cursor_is_shown_not_sent() {
        let shown = one_line("a\x1b[31m\u{9b}2Jb\r\nc\u{2028}\u{202e}\u{61c}d é 漢 ✔");
        assert_eq!(shown, r"a\u{1b}[31m\u{9b}2Jb\u{d}\u{a}c\u{2028}\u{202e}\u{61c}d é 漢 ✔");
        assert_eq!(one_line("x ##[error]y #[a] ###[b]"), r"x ##\u{5b}error]y #[a] ###\u{5b}b]");
    }
}
