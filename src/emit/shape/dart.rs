//! `amplifyconfiguration.dart` and `amplify_outputs.dart`: JSON in a Dart text constant.

use crate::emit::Syntax;

const HEAD: &str = "const amplifyconfig = '''";
const TAIL: &str = "''';\n";

/// The file's text. Dart reads backslashes, `$` and three quotes in such a text as its own, so they are escaped;
/// without them it is what Amplify's CLI writes.
pub fn print(json: &str) -> String {
    let escaped = json.replace('\\', r"\\").replace('$', r"\$").replace("'''", r"\'\'\'");
    format!("{HEAD}{escaped}{TAIL}")
}

/// The file's text with a raw constant, as Amplify's second generation writes it. Dart changes nothing in one, and only
/// three quotes would end it.
pub fn print_raw(name: &str, json: &str) -> String {
    format!("const {name} = r'''{}''';", for_raw(json))
}

/// A file that [`parse`] can read with another JSON in it, as a raw constant; `start` is what `parse` said.
pub fn replaced(text: &str, start: usize, json: &str) -> String {
    let (head, quote) = text[..start].split_at(start - 3);
    let head = head.strip_suffix('r').unwrap_or(head);
    let tail = text.rfind(quote).map_or(";", |at| &text[at + 3..]);
    format!("{head}r{quote}{}{quote}{tail}", for_raw(json))
}

fn for_raw(json: &str) -> String {
    json.replace("'''", r"\u0027\u0027\u0027")
}

/// The JSON in the file, and the offset in `text` at which it starts.
///
/// # Errors
/// The place where the file stops being one text constant.
pub fn parse(text: &str) -> Result<(String, usize), Syntax> {
    let refuse = |at: usize, message: &str| Syntax::at(text, at, message.to_owned());
    let (open, raw) = [("r'''", true), ("'''", false), ("r\"\"\"", true), ("\"\"\"", false)]
        .into_iter()
        .filter_map(|(quote, raw)| text.find(quote).map(|at| (at, quote, raw)))
        .min_by_key(|(at, ..)| *at)
        .map(|(at, quote, raw)| (at + quote.len(), raw))
        .ok_or_else(|| refuse(0, "expected `const amplifyconfig = '''`"))?;
    let before: Vec<&str> = text[..open].trim_end_matches(['\'', '"', 'r']).split_whitespace().collect();
    if !matches!(before[..], ["const", _, "="] | ["const", "String", _, "="] | ["final", _, "="]) {
        return Err(refuse(0, "expected `const amplifyconfig = '''` and nothing before it"));
    }
    let quote = &text[open - 3..open];
    let body = &text[open..];
    let mut json = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        if body[at..].starts_with(quote) {
            let rest = body[at + 3..].trim();
            if rest != ";" {
                return Err(refuse(open + at + 3, "expected `;` and the end of the file"));
            }
            return Ok((json, open));
        }
        match c {
            '\\' if !raw => match chars.next() {
                Some((_, 'n')) => json.push('\n'),
                Some((_, 't')) => json.push('\t'),
                Some((_, 'r')) => json.push('\r'),
                Some((_, other)) => json.push(other),
                None => break,
            },
            '$' if !raw => return Err(refuse(open + at, "`$` puts a value in here that only Dart knows")),
            other => json.push(other),
        }
    }
    Err(refuse(open, "this text has no end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dart_would_change_comes_back_as_it_was() {
        for json in ["{}", r#"{"a":"\n \\ \" $x ${y} ''' ' '' \u2028"}"#, "{\n}"] {
            assert_eq!(parse(&print(json)).unwrap().0, json);
        }
    }

    #[test]
    fn a_raw_constant_keeps_its_frame() {
        for frame in
            ["const amplifyConfig = r'''JSON''';", "final own =\n  r\"\"\"JSON\"\"\";\n", "const a = '''JSON''';"]
        {
            for json in ["{}", r#"{"a":"\n \\ \" $x ${y} ''' ''''' "}"#] {
                let (_, start) = parse(&frame.replace("JSON", "{}")).unwrap();
                let written = replaced(&frame.replace("JSON", "{}"), start, json);
                let (read, _) = parse(&written).unwrap();
                let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
                assert_eq!(value(&read), value(json), "{written}");
                assert_eq!(written.ends_with('\n'), frame.ends_with('\n'));
            }
        }
    }

    #[test]
    fn other_dart_is_refused() {
        for text in
            ["", "void main() {}", "import 'x';\nconst a = '''{}''';", "const a = '''{}''' + b;", "const a = '''$x''';"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
