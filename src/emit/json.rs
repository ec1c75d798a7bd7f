//! The one pretty-printer: byte for byte what JavaScript's `JSON.stringify(value, null, indent)` gives.

use serde_json::Value;

pub use crate::model::json_text::indented;

/// Prints with `indent` spaces a level and without a newline at the end.
pub fn pretty(value: &Value, indent: usize) -> String {
    indented(value, &" ".repeat(indent))
}

/// A text as a JSON string literal, quotes included.
pub fn string(text: &str) -> String {
    serde_json::to_string(text).expect("a text prints as JSON")
}
