//! Where an environment stands in the file that links it.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged as _;
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
        let key = member(environments, environment)?.name.range();
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
    fn what_is_not_there_has_no_place() {
        for text in ["", "{", "[]", "{}", r#"{"environments": []}"#, r#"{"environments": {"other": {}}}"#] {
            assert_eq!(Place::of_environment(text, "dev"), None, "{text}");
        }
    }
}
