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

use crate::model::user_pool::PasswordPolicy;

/// A rule of the password policy, and its name in both generations of files.
type PasswordRule = (fn(&PasswordPolicy) -> bool, &'static str);

const PASSWORD_RULES: [PasswordRule; 4] = [
    (|policy| policy.require_lowercase, "REQUIRES_LOWERCASE"),
    (|policy| policy.require_uppercase, "REQUIRES_UPPERCASE"),
    (|policy| policy.require_numbers, "REQUIRES_NUMBERS"),
    (|policy| policy.require_symbols, "REQUIRES_SYMBOLS"),
];

fn upper_case(words: impl IntoIterator<Item = impl AsRef<str>>) -> Value {
    words.into_iter().map(|word| Value::String(word.as_ref().to_uppercase())).collect()
}
