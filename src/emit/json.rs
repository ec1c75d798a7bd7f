//! The one pretty-printer: byte for byte what JavaScript's `JSON.stringify(value, null, indent)` gives.

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

/// Prints with `indent` spaces a level and without a newline at the end.
pub fn pretty(value: &Value, indent: usize) -> String {
    indented(value, &" ".repeat(indent))
}

/// The same with any text for a level.
pub fn indented(value: &Value, indent: &str) -> String {
    let mut bytes = Vec::new();
    let formatter = PrettyFormatter::with_indent(indent.as_bytes());
    value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter)).expect("a JSON value prints into memory");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// A text as a JSON string literal, quotes included.
pub fn string(text: &str) -> String {
    serde_json::to_string(text).expect("a text prints as JSON")
}
