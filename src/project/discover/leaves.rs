//! The texts in a file, each with its name and its line, whatever syntax the file is in. Nothing is ever run.

use jsonc_parser::ast::Value;
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, ParseOptions, Scanner, ScannerOptions, parse_to_ast};

/// Deeper than any id stands in any of the files.
const DEPTH: usize = 12;

/// An object in a program starts behind one of few signs; a text with more of them than this is no configuration.
const OBJECTS: usize = 64;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// JSON, with the liberties of JSON5.
    Json,
    /// JavaScript or TypeScript with an object literal.
    Module,
    /// Dart with JSON in a text constant.
    Dart,
    /// `NAME=value`, a line each.
    Lines,
}

impl Syntax {
    /// What the text looks like.
    pub(super) fn of(text: &str) -> Self {
        let start = text.trim_start();
        if start.starts_with('{') {
            Self::Json
        } else if constant(text).is_some() {
            Self::Dart
        } else if module(text).is_ok() {
            Self::Module
        } else {
            Self::Lines
        }
    }
}

/// A text in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The names that lead to it, outermost first.
    pub(super) path: Vec<String>,
    pub(super) value: String,
    /// Counted from 1.
    pub(super) line: usize,
}

/// The texts in a file.
///
/// # Errors
/// Why it cannot be read, in a few words.
pub(super) fn leaves(text: &str, syntax: Syntax) -> Result<Vec<Leaf>, String> {
    match syntax {
        Syntax::Json => {
            let lines = Lines::of(text);
            let mut leaves = Vec::new();
            object(text, 0, &lines, &mut leaves)?;
            Ok(leaves)
        }
        Syntax::Module => module(text),
        Syntax::Dart => dart(text),
        Syntax::Lines => Ok(variables(text)),
    }
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The number of the line that an offset is in, from 1.
    fn number(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

/// Reads an object that starts at `start` in the text that the lines are of. The parser limits the nesting itself.
fn object(text: &str, start: usize, lines: &Lines, leaves: &mut Vec<Leaf>) -> Result<(), String> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| format!("line {}: {}", lines.number(start + error.range().start), error.kind()))?;
    match parsed.value {
        Some(value @ Value::Object(_)) => {
            walk(&value, start, lines, &mut Vec::new(), leaves);
            Ok(())
        }
        _ => Err("it holds no object".to_owned()),
    }
}

fn walk(value: &Value<'_>, start: usize, lines: &Lines, path: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    match value {
        Value::StringLit(text) => leaves.push(Leaf {
            path: path.clone(),
            value: text.value.clone().into_owned(),
            line: lines.number(start + text.range.start),
        }),
        Value::Object(object) if path.len() < DEPTH => {
            for member in &object.properties {
                path.push(member.name.as_str().to_owned());
                walk(&member.value, start, lines, path, leaves);
                path.pop();
            }
        }
        _ => {}
    }
}

/// The object literals of a module, as far as they are plain data: behind `=`, `(` or `default`, and not in a comment.
fn module(text: &str) -> Result<Vec<Leaf>, String> {
    let lines = Lines::of(text);
    let mut leaves = Vec::new();
    let mut fault = None;
    let (mut read_to, mut tried) = (0, 0);
    for (at, _) in text.match_indices('{') {
        let before = text[..at].trim_end();
        if at < read_to || !(before.ends_with(['=', '(']) || before.ends_with("default")) {
            continue;
        }
        tried += 1;
        if tried > OBJECTS {
            break;
        }
        let line = text[..at].rfind('\n').map_or(text, |newline| &text[newline + 1..]).trim_start();
        if line.starts_with("//") || line.starts_with('*') || line.starts_with("/*") {
            continue;
        }
        let end = match object_end(&text[at..]) {
            Ok(end) => at + end,
            Err(offset) => {
                fault.get_or_insert_with(|| format!("line {} holds something else", lines.number(at + offset)));
                continue;
            }
        };
        match object(&text[at..end], at, &lines, &mut leaves) {
            Ok(()) => read_to = end,
            Err(why) => fault = fault.or(Some(why)),
        }
    }
    match fault {
        _ if read_to > 0 => Ok(leaves),
        Some(why) => Err(format!("only plain data can be read; {why}")),
        None => Err("it holds no object literal that is plain data".to_owned()),
    }
}

/// Where the object at the start of the text ends; else where it stops being plain data.
fn object_end(text: &str) -> Result<usize, usize> {
    let mut scanner = Scanner::new(text, &ScannerOptions::default());
    let mut depth = 0usize;
    loop {
        match scanner.scan() {
            Ok(Some(Token::OpenBrace)) => depth += 1,
            Ok(Some(Token::CloseBrace)) if depth <= 1 => return Ok(scanner.token_end()),
            Ok(Some(Token::CloseBrace)) => depth -= 1,
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return Err(scanner.token_start()),
        }
    }
}

/// The first text constant of a Dart file: the offset behind its opening quotes, the quotes, and whether it is raw.
fn constant(text: &str) -> Option<(usize, &'static str, bool)> {
    let quotes = ["'''", "\"\"\""];
    let (at, quote) = quotes.iter().filter_map(|quote| Some((text.find(quote)?, *quote))).min()?;
    let raw = text[..at].ends_with('r');
    let before = text[..at].trim_end_matches('r').trim_end();
    before.ends_with('=').then_some((at + quote.len(), quote, raw))
}

fn dart(text: &str) -> Result<Vec<Leaf>, String> {
    let (start, quote, raw) = constant(text).ok_or("it holds no text constant")?;
    let body = &text[start..];
    let body = &body[..body.find(quote).ok_or("its text has no end")?];
    // Dart's own escapes stand for single characters of the JSON; no line begins or ends at one.
    let json = if raw {
        body.to_owned()
    } else {
        let mut json = String::with_capacity(body.len());
        let mut characters = body.chars();
        while let Some(c) = characters.next() {
            match c {
                '\\' => json.extend(characters.next().map(|next| if "ntr".contains(next) { ' ' } else { next })),
                other => json.push(other),
            }
        }
        json
    };
    let before = text[..start].matches('\n').count();
    let lines = Lines::of(&json);
    let mut leaves = Vec::new();
    object(&json, 0, &lines, &mut leaves)?;
    leaves.iter_mut().for_each(|leaf| leaf.line += before);
    Ok(leaves)
}

/// `NAME=value` as in `.env` files, with or without `export` and quotes; also what `terraform output` prints.
fn variables(text: &str) -> Vec<Leaf> {
    let leaf = |(number, line): (usize, &str)| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        let name = name.trim().trim_matches('"');
        let value = value.trim();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split(" #").next()?.trim_end(),
        };
        Some(Leaf { path: vec![name.to_owned()], value: value.to_owned(), line: number + 1 })
    };
    text.lines().enumerate().filter_map(leaf).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let leaf = |leaf: Leaf| format!("{}:{}={}", leaf.line, leaf.path.join("."), leaf.value);
        leaves(text, Syntax::of(text)).unwrap().into_iter().map(leaf).collect()
    }

    #[test]
    fn each_syntax_gives_names_values_and_lines() {
        for (text, expected) in [
            ("{\n  \"a\": {\"b\": \"1\"},\n  c: '2', // d\n}", vec!["2:a.b=1", "3:c=2"]),
            ("/* x */\nconst a = {\n  b: '1'\n};\nexport default a;", vec!["3:b=1"]),
            ("export default {\n  \"a\": \"1\" };", vec!["2:a=1"]),
            ("import { x } from 'y';\n\nconst c: T = { a: { b: \"1\" } } as const;\n", vec!["3:a.b=1"]),
            ("Amplify.configure({\n  a: '1' });\n// const b = { a: '2' };", vec!["2:a=1"]),
            ("const a = '''{\n  \"b\": \"\\$1\"\n}''';", vec!["2:b=$1"]),
            ("// c\nfinal a = r'''{\"b\": \"1\"}''';", vec!["2:b=1"]),
            ("# c\nexport A=1\nB = \"2\" # c\n\nC='3'\nD=4 # x\n#E=5", vec!["2:A=1", "3:B=2", "5:C=3", "6:D=4"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_would_have_to_be_run_is_not_read() {
        for text in ["const a = { b: c() };", "const a = { b: `1` };", "module.exports = require('x');", "{", ""] {
            assert!(leaves(text, Syntax::Module).is_err(), "{text}");
        }
        let why = leaves("const a = {\n b: c()\n};", Syntax::Module).unwrap_err();
        assert_eq!(why, "only plain data can be read; line 2 holds something else");
    }

    #[test]
    fn a_hostile_text_ends_in_an_error_soon() {
        for text in ["{\"a\":".repeat(100_000), "= {".repeat(300_000), format!("const a = {}", "[".repeat(100_000))] {
            assert!(leaves(&text, Syntax::Json).is_err());
            assert!(leaves(&text, Syntax::Module).is_err());
            assert!(leaves(&text, Syntax::Dart).is_err());
        }
        let deep = format!("{}\"x\"{}", "{\"a\":".repeat(200), "}".repeat(200));
        assert_eq!(leaves(&deep, Syntax::Json), Ok(Vec::new()));
    }
}
