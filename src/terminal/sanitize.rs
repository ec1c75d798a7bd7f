//! Text from the cloud or from a file, made harmless for a terminal.

/// The text in one line: control characters, line ends and whatever turns the writing direction are shown as escapes.
pub fn one_line(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if is_harmful(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
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
    }
}
