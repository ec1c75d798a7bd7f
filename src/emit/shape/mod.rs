//! What several formats share: the two objects, and the frames that they stand in.

pub mod aws_configuration_json;
pub mod categories;
pub mod commented;
pub mod dart;
pub mod dotenv;
pub mod js_module;
pub mod literal;
pub mod mobile;
pub mod mobile_json;
pub mod outputs;
pub mod web;
pub mod whole;

use serde_json::Value;

fn upper_case(words: impl IntoIterator<Item = impl AsRef<str>>) -> Value {
    words.into_iter().map(|word| Value::String(word.as_ref().to_uppercase())).collect()
}
