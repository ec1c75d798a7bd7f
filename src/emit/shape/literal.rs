//! Data as source text: TypeScript and HCL.

use serde_json::Value;

/// A text as a literal of TypeScript, quotes included.
pub fn typescript_text(text: &str) -> String {
    quoted(text)
}

/// A text as a literal of HCL, quotes included; `${` and `%{` would begin a template.
pub fn hcl_text(text: &str) -> String {
    quoted(text).replace("${", "$${").replace("%{", "%%{")
}

/// A value as a literal of TypeScript, two spaces a level; `indent` is that of the line that it begins on.
pub fn typescript(value: &Value, indent: usize) -> String {
    let inner = " ".repeat(indent + 2);
    let outer = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let line =
                |(key, value): (&String, &Value)| format!("{inner}{}: {},\n", name(key), typescript(value, indent + 2));
            let lines: String = members.iter().map(line).collect();
            format!("{{\n{lines}{outer}}}")
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let lines: String =
                items.iter().map(|item| format!("{inner}{},\n", typescript(item, indent + 2))).collect();
            format!("[\n{lines}{outer}]")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| typescript(item, indent)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) => typescript_text(text),
        other => other.to_string(),
    }
}

/// A member's name: a plain word as it is, anything else quoted.
fn name(key: &str) -> String {
    match key {
        // As a name, quoted or not, it would set the object's prototype.
        "__proto__" => "[\"__proto__\"]".to_owned(),
        _ if is_word(key) => key.to_owned(),
        _ => typescript_text(key),
    }
}

fn is_word(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A text in double quotes, with the escapes that the two languages have in common. What would end a line, or show the
/// text in another order than a compiler reads it, is escaped too.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() || is_invisible(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_would_end_a_text_or_begin_a_template_is_escaped() {
        let text = "it's \"${x}\" %{y} $${z} \\ `\n\r\t\u{7}\u{2028}\u{202e}é🙂";
        assert_eq!(typescript_text(text), r#""it's \"${x}\" %{y} $${z} \\ `\n\r\t\u0007\u2028\u202eé🙂""#);
        assert_eq!(hcl_text(text), r#""it's \"$${x}\" %%{y} $$${z} \\ `\n\r\t\u0007\u2028\u202eé🙂""#);
    }

    #[test]
    fn names_are_quoted_where_they_are_no_words() {
        let value = json!({"a_1": 1, "1a": true, "b c": [], "__proto__": ["x", "y"], "d": {}, "e": [{"f": "g"}]});
        assert_eq!(
            typescript(&value, 2),
            "{\n    a_1: 1,\n    \"1a\": true,\n    \"b c\": [],\n    [\"__proto__\"]: [\"x\", \"y\"],\n    d: {},\n    \
             e: [\n      {\n        f: \"g\",\n      },\n    ],\n  }"
        );
    }
}
