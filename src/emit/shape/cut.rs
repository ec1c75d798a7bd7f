//! Members taken out of an object literal, every other byte left as it is.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// The text without the members that `goes` names, in the object that `path` leads to. Their comments go with them:
/// those in front, and those behind on the same line. A text without such an object stays as it is.
pub fn members(text: &str, path: &[&str], goes: impl Fn(&str) -> bool) -> String {
    let Ok(parsed) = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) else {
        return text.to_owned();
    };
    let Some(Value::Object(root)) = parsed.value else { return text.to_owned() };
    let mut object = &root;
    for key in path {
        let place = object.properties.iter().rev().find(|property| property.name.as_str() == *key);
        let Some(Value::Object(next)) = place.map(|property| &property.value) else { return text.to_owned() };
        object = next;
    }
    let (open, close) = (object.start() + 1, object.end() - 1);
    format!("{}{}{}", &text[..open], remains(text, object, goes), &text[close..])
}

fn remains(text: &str, object: &Object<'_>, goes: impl Fn(&str) -> bool) -> String {
    let (mut from, close) = (object.start() + 1, object.end() - 1);
    let mut out = String::new();
    let mut comma_of_last = None;
    let mut ends_with_comma = false;
    for property in &object.properties {
        let tail = Tail::behind(&text[property.end()..close]);
        let to = property.end() + tail.length;
        if !goes(property.name.as_str()) {
            comma_of_last = tail.comma.map(|at| out.len() + property.end() + at - from);
            out.push_str(&text[from..to]);
        }
        ends_with_comma = tail.comma.is_some();
        from = to;
    }
    if let Some(at) = comma_of_last.filter(|_| !ends_with_comma) {
        out.remove(at);
    }
    out.push_str(&text[from..close]);
    if out.trim().is_empty() { String::new() } else { out }
}

/// What belongs to a member behind its value: the comma, and the comments on the same line.
struct Tail {
    length: usize,
    comma: Option<usize>,
}

impl Tail {
    fn behind(text: &str) -> Self {
        let mut tail = Self { length: 0, comma: None };
        let mut at = 0;
        let mut same_line = true;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("/*") || rest.starts_with("//") {
                let end = if rest.starts_with("/*") { rest.find("*/").map(|end| end + 2) } else { rest.find('\n') };
                at += end.unwrap_or(rest.len());
                if same_line {
                    tail.length = at;
                }
            } else if c == ',' && tail.comma.is_none() {
                tail.comma = Some(at);
                at += 1;
                tail.length = at;
            } else if c.is_whitespace() {
                same_line &= c != '\n';
                at += c.len_utf8();
            } else {
                break;
            }
        }
        tail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_keeps_its_bytes() {
        let cut = |text: &str| members(text, &[], |key| key.starts_with('x'));
        for (text, expected) in [
            ("{}", "{}"),
            ("{x:1}", "{}"),
            ("{\n  x: 1,\n}", "{}"),
            ("{ a: [1,2] , x: 1 }", "{ a: [1,2]  }"),
            ("{ x: 1, a: 0x1 }", "{ a: 0x1 }"),
            ("{\n  'x': {}, // gone\n  // its own\n  a : 'y' // stays\n}", "{\n  // its own\n  a : 'y' // stays\n}"),
            ("{\n  a: 1, // stays\n  /* gone */ x: 1\n  // end\n}", "{\n  a: 1 // stays\n  // end\n}"),
            ("{\n  a: 1\n, x: 1\n, b: 2\n}", "{\n  a: 1\n, b: 2\n}"),
            ("{\n  a: 1\n  /* , */ , x: 1\n}", "{\n  a: 1\n  /* , */ \n}"),
            ("{ a: 1, x: 1, b: 2, x2: 1, }", "{ a: 1, b: 2, }"),
            ("{\r\n\t\"é\": \"}\",\r\n\t\"x\": 1\r\n}", "{\r\n\t\"é\": \"}\"\r\n}"),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
        assert_eq!(members("{a: {b: {x: 1, c: 2}}}", &["a", "b"], |key| key == "x"), "{a: {b: { c: 2}}}");
        assert_eq!(members("{a: 1}", &["a", "b"], |_| true), "{a: 1}");
    }
}
