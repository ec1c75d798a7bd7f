//! An object literal's text, changed member by member; every byte that is not meant stays as it is.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// The byte order mark that editors on Windows put in front; the parser does not take it.
const MARK: &str = "\u{feff}";

/// Prints a value with `unit` for a level and without a newline at the end: byte for byte what JavaScript's
/// `JSON.stringify(value, null, unit)` gives.
pub fn indented(value: &serde_json::Value, unit: &str) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    serde::Serialize::serialize(value, &mut serializer).expect("a JSON value prints into memory");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// Where a member goes that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind the others.
    End,
    /// In front of the first one whose name is greater, in an object whose members stand in the order of their names.
    Sorted,
}

/// The text with a value set; objects on the way that are not there are made. A value that says the same already
/// keeps its bytes. New members are laid out as the text is: its indentation, or on one line where it is on one.
///
/// `None` where the text is no object, or the way leads through something that is none.
pub fn set(text: &str, path: &[&str], value: &serde_json::Value, place: Place) -> Option<String> {
    if let Some(text) = text.strip_prefix(MARK) {
        return set(text, path, value, place).map(|text| format!("{MARK}{text}"));
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
    let Some(Value::Object(root)) = parsed.value else { return None };
    let unit = root.properties.first().and_then(|first| own_line_indent(text, &root, first)).unwrap_or("  ");
    let mut object = &root;
    for (depth, key) in path.iter().enumerate() {
        let Some(property) = member(object, key) else {
            // The rest of the way is made, from the inside out.
            let nest = |inner: serde_json::Value, key: &&str| serde_json::json!({ *key: inner });
            let value = path[depth + 1..].iter().rev().fold(value.clone(), nest);
            return Some(insert(text, object, key, &value, place, unit));
        };
        if depth + 1 == path.len() {
            let (start, end) = (property.value.start(), property.value.end());
            if serde_json::from_str::<serde_json::Value>(&text[start..end]).is_ok_and(|old| old == *value) {
                return Some(text.to_owned());
            }
            let printed = match own_line_indent(text, object, property) {
                Some(indent) => pretty(value, unit, indent),
                None => value.to_string(),
            };
            return Some(format!("{}{printed}{}", &text[..start], &text[end..]));
        }
        let Value::Object(next) = &property.value else { return None };
        object = next;
    }
    None
}

/// The text without one member; see [`members`].
pub fn remove(text: &str, path: &[&str]) -> String {
    match path.split_last() {
        Some((last, parents)) => members(text, parents, |key| key == *last),
        None => text.to_owned(),
    }
}

/// The line on which the member that a path leads to stands, counted from 1.
pub fn line_of(text: &str, path: &[&str]) -> Option<usize> {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
    let mut value = parsed.value?;
    let mut start = None;
    for key in path {
        let next = match value {
            Value::Object(object) => object.properties.into_iter().find(|property| property.name.as_str() == *key),
            _ => None,
        }?;
        start = Some(next.start());
        value = next.value;
    }
    Some(text[..start?].matches('\n').count() + 1)
}

fn member<'a, 'b>(object: &'a Object<'b>, key: &str) -> Option<&'a ObjectProp<'b>> {
    object.properties.iter().rev().find(|property| property.name.as_str() == key)
}

/// What stands in front of a member on its line, if it begins one.
fn own_line_indent<'a>(text: &'a str, object: &Object<'_>, property: &ObjectProp<'_>) -> Option<&'a str> {
    let before = &text[object.start()..property.start()];
    let newline = before.rfind('\n')?;
    let indent = &text[object.start() + newline + 1..property.start()];
    indent.trim().is_empty().then_some(indent)
}

fn pretty(value: &serde_json::Value, unit: &str, indent: &str) -> String {
    // No line end of a value's own: JSON escapes them.
    indented(value, unit).replace('\n', &format!("\n{indent}"))
}

fn insert(text: &str, object: &Object<'_>, key: &str, value: &serde_json::Value, place: Place, unit: &str) -> String {
    let name = serde_json::Value::from(key);
    let Some(first) = object.properties.first() else {
        let line = text[..object.start()].rfind('\n').map_or(0, |newline| newline + 1);
        let outer: String = text[line..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
        let inner = format!("{outer}{unit}");
        let member = format!("{{\n{inner}{name}: {}\n{outer}}}", pretty(value, unit, &inner));
        return format!("{}{member}{}", &text[..object.start()], &text[object.end()..]);
    };
    let (gap, printed) = match own_line_indent(text, object, first) {
        Some(indent) => (format!("\n{indent}"), pretty(value, unit, indent)),
        None => (" ".to_owned(), value.to_string()),
    };
    let names: Vec<&str> = object.properties.iter().map(|property| property.name.as_str()).collect();
    let greater = match place {
        Place::Sorted if names.is_sorted() => object.properties.iter().find(|property| property.name.as_str() > key),
        _ => None,
    };
    if let Some(next) = greater {
        let at = next.start();
        // The space that is there goes in front of the new member, and goes with it again: the same must stand behind.
        let space = text[..at].trim_end_matches([' ', '\t', '\n']).len();
        let is_all = matches!(text[..space].chars().next_back(), Some('{' | ','));
        let gap = if is_all { &text[space..at] } else { gap.as_str() };
        return format!("{}{name}: {printed},{gap}{}", &text[..at], &text[at..]);
    }
    let last = object.properties.last().expect("there is a first one");
    let tail = Tail::behind(&text[last.end()..object.end() - 1]);
    // With a comma there already, the new member stands behind it, and has one, too.
    let (at, comma, own) = match tail.comma {
        Some(_) => (last.end() + tail.length, "", ","),
        None => (last.end(), ",", ""),
    };
    format!("{}{comma}{gap}{name}: {printed}{own}{}", &text[..at], &text[at..])
}

/// The text without the members that `goes` names, in the object that `path` leads to. Their comments go with them:
/// those in front, and those behind on the same line. A text without such an object stays as it is.
pub fn members(text: &str, path: &[&str], goes: impl Fn(&str) -> bool) -> String {
    let (mark, text) = text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest));
    format!("{mark}{}", without(text, path, goes))
}

fn without(text: &str, path: &[&str], goes: impl Fn(&str) -> bool) -> String {
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
    fn what_is_set_and_removed_again_leaves_no_trace() {
        let value = serde_json::json!({"b": [], "c": {}, "d": [1, "x"]});
        let printed = "{\n    \"b\": [],\n    \"c\": {},\n    \"d\": [\n      1,\n      \"x\"\n    ]\n  }";
        for (before, place, after) in [
            ("{}", Place::End, format!("{{\n  \"k\": {printed}\n}}")),
            ("{\n  \"z\": 1.0\n}\n", Place::End, format!("{{\n  \"z\": 1.0,\n  \"k\": {printed}\n}}\n")),
            ("{\n  \"z\": 1.0\n}", Place::Sorted, format!("{{\n  \"k\": {printed},\n  \"z\": 1.0\n}}")),
            (
                "{\n  \"a\": 1e5,\n  \"z\": {}\n}",
                Place::Sorted,
                format!("{{\n  \"a\": 1e5,\n  \"k\": {printed},\n  \"z\": {{}}\n}}"),
            ),
            (
                "{\n  // c\n  \"a\": 1, // d\n}",
                Place::End,
                format!("{{\n  // c\n  \"a\": 1, // d\n  \"k\": {printed},\n}}"),
            ),
            (
                "{ \"a\": 1,\n\"z\": 2 }",
                Place::Sorted,
                "{ \"a\": 1,\n\"k\": {\"b\":[],\"c\":{},\"d\":[1,\"x\"]},\n\"z\": 2 }".to_owned(),
            ),
            ("\u{feff}{}", Place::End, format!("\u{feff}{{\n  \"k\": {printed}\n}}")),
            ("{\"a\":1}", Place::End, "{\"a\":1, \"k\": {\"b\":[],\"c\":{},\"d\":[1,\"x\"]}}".to_owned()),
        ] {
            let text = set(before, &["k"], &value, place).expect("an object");
            assert_eq!(text, after);
            assert_eq!(set(&text, &["k"], &value, place).as_ref(), Some(&text));
            assert_eq!(remove(&text, &["k"]), before);
        }
    }

    #[test]
    fn the_way_to_a_value_is_made() {
        let text = "{\n\t\"dev\": {\n\t\t\"x\": \"\\u00e9\"\n\t}\n}";
        let set = |text: &str, path: &[&str], value: serde_json::Value| set(text, path, &value, Place::End);
        let after = set(text, &["dev", "categories", "auth"], serde_json::json!({"p": 1})).expect("an object");
        assert_eq!(
            after,
            "{\n\t\"dev\": {\n\t\t\"x\": \"\\u00e9\",\n\t\t\"categories\": {\n\t\t\t\"auth\": {\n\t\t\t\t\"p\": 1\n\t\t\t}\n\t\t}\n\t}\n}"
        );
        assert_eq!(line_of(&after, &["dev", "categories", "auth"]), Some(5));
        let again = set(&after, &["dev", "categories", "auth", "p"], serde_json::json!([2])).expect("an object");
        assert_eq!(again, after.replace("\"p\": 1", "\"p\": [\n\t\t\t\t\t2\n\t\t\t\t]"));
        assert_eq!(set("[1]", &["a"], serde_json::json!(1)), None);
        assert_eq!(set("{\"a\": 1}", &["a", "b"], serde_json::json!(1)), None);
    }

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
