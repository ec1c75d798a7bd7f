//! Where an environment stands in the file that links it, and a fact in `amplink.lock.json`.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged as _};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// A key in a text; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The line.
    pub line: usize,
    /// The key's first column, its quote.
    pub column: usize,
    /// The column behind the key.
    pub end_column: usize,
}

impl Place {
    /// The file as a whole: every reader wants a line, so it is the first.
    pub const START: Self = Self { line: 1, column: 1, end_column: 2 };

    /// The environment's key below `environments`, or at the top where there is no such member. Of two with one name the last counts, as it does for the reader
    /// of the link.
    pub fn of_environment(text: &str, environment: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
        let Value::Object(root) = parsed.value? else { return None };
        // An Amplify project's `team-provider-info.json` has its environments at the top.
        let environments = match member(&root, "environments").map(|member| &member.value) {
            Some(Value::Object(environments)) => environments,
            Some(_) => return None,
            None => &root,
        };
        Self::of_range(text, member(environments, environment)?.name.range())
    }

    /// The key at the end of `path`, or the last one on the way to it that is there; in a list the item that is `item`.
    pub fn of_path(text: &str, path: &[&str], item: &serde_json::Value) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
        let mut value = parsed.value.as_ref()?;
        let mut found = None;
        let mut depth = 0;
        for key in path {
            let Value::Object(object) = value else { break };
            let Some(next) = member(object, key) else { break };
            found = Some(next.name.range());
            value = &next.value;
            depth += 1;
        }
        if let (Value::Array(items), true) = (value, depth == path.len()) {
            let is_item = |range: &Range| {
                let text = text.get(range.start..range.end);
                text.and_then(|text| serde_json::from_str(text).ok())
                    .is_some_and(|value: serde_json::Value| value == *item)
            };
            found = items.elements.iter().map(|element| element.range()).find(is_item).or(found);
        }
        Self::of_range(text, found?)
    }

    fn of_range(text: &str, key: Range) -> Option<Self> {
        let before = text.get(..key.start)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..)?.chars().count() + 1;
        let width = text.get(key.start..key.end)?.chars().count();
        Some(Self { line: before.matches('\n').count() + 1, column, end_column: column + width })
    }
}

fn member<'a, 'b>(object: &'a Object<'b>, name: &str) -> Option<&'a ObjectProp<'b>> {
    object.properties.iter().rev().find(|member| member.name.as_str() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amplify_projects_environments_stand_at_the_top() {
        let place = Place::of_environment("{\n  \"dev\": {},\n  \"prod\": {}\n}", "prod");
        assert_eq!(place, Some(Place { line: 3, column: 3, end_column: 9 }));
    }

    #[test]
    fn an_environment_is_found_below_environments_only() {
        let text = "{\n  \"dev\": 1,\r\n  \"environments\": {\n    \"prod\": {},\n    \"dev\": {}\n  }\n}\n";
        let place = Place::of_environment(text, "dev");
        assert_eq!(place, Some(Place { line: 5, column: 5, end_column: 10 }));
    }

    #[test]
    fn columns_count_characters_and_not_the_byte_order_mark() {
        let text = "\u{feff}{\"é漢\": 1, \"environments\": {\"d\\u0065v\": {}}}";
        let place = Place::of_environment(text, "dev");
        assert_eq!(place, Some(Place { line: 1, column: 28, end_column: 38 }));
    }

    #[test]
    fn a_fact_is_found_or_what_is_around_it() {
        let text = "{\n\"a\": {\n\"b\": [\n\"x\",\n{\"n\":\n1}\n]\n}\n}";
        let line = |path: &[&str], item| Place::of_path(text, path, &item).map(|place| place.line);
        let null = serde_json::Value::Null;
        assert_eq!(line(&["a", "b"], null.clone()), Some(3));
        assert_eq!(line(&["a", "b"], serde_json::json!("x")), Some(4));
        assert_eq!(line(&["a", "b"], serde_json::json!({"n": 1})), Some(5));
        assert_eq!(line(&["a", "b", "c"], serde_json::json!("x")), Some(3));
        assert_eq!(line(&["a", "c", "b"], null.clone()), Some(2));
        assert_eq!(line(&["c"], null), None);
    }

    #[test]
    fn what_is_not_there_has_no_place() {
        for text in ["", "{", "[]", "{}", r#"{"environments": []}"#, r#"{"environments": {"other": {}}}"#] {
            assert_eq!(Place::of_environment(text, "dev"), None, "{text}");
        }
    }
}
