//! Values as JavaScript takes them: what counts as true, what a value is as a text, in which order members stand.
//!
//! The official generators hand on whatever is in `amplify-meta.json`; these rules decide on the bytes.

use serde_json::{Map, Number, Value};

/// Whether `if (value)` goes on.
pub fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The value of a member, where it is one that counts as true.
pub fn truthy<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| is_truthy(value))
}

/// A value put into a text.
pub fn text(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => join(items),
        Some(Value::Object(_)) => "[object Object]".to_owned(),
        Some(other) => other.to_string(),
    }
}

/// `items.join(',')`.
pub fn join(items: &[Value]) -> String {
    let one = |item: &Value| if item.is_null() { String::new() } else { text(Some(item)) };
    items.iter().map(one).collect::<Vec<_>>().join(",")
}

/// `parseInt(value, 10)` as JSON has it: what is no number is `null` there.
pub fn integer(value: Option<&Value>) -> Value {
    let text = text(value);
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let parsed = format!("{sign}{}", &digits[..end]).parse::<f64>().ok().and_then(Number::from_f64);
    parsed.map_or(Value::Null, |number| Value::Number(as_printed(&number)))
}

/// An object of those members that have a value; an undefined one is not printed.
pub fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Map<String, Value> {
    members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// A value as it is after `JSON.parse`: members whose names are whole numbers come first, by number, and numbers are
/// printed as doubles.
pub fn in_order(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(in_order).collect(),
        Value::Object(members) => Value::Object(members_in_order(members)),
        Value::Number(number) => Value::Number(as_printed(number)),
        leaf => leaf.clone(),
    }
}

/// The members of an object, and all below them, as [`in_order`] has them.
pub fn members_in_order(members: &Map<String, Value>) -> Map<String, Value> {
    let mut numbered: Vec<(u32, &String, &Value)> =
        members.iter().filter_map(|(key, value)| Some((index(key)?, key, value))).collect();
    numbered.sort_by_key(|(index, ..)| *index);
    let named = members.iter().filter(|(key, _)| index(key).is_none());
    let numbered = numbered.into_iter().map(|(_, key, value)| (key, value));
    numbered.chain(named).map(|(key, value)| (key.clone(), in_order(value))).collect()
}

fn index(key: &str) -> Option<u32> {
    let index: u32 = key.parse().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

/// A double without a fraction is printed without one.
fn as_printed(number: &Number) -> Number {
    let Some(double) = number.as_f64() else { return number.clone() };
    let digits = double.to_string();
    let whole = digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from));
    match whole {
        Ok(whole) => whole,
        Err(_) if double == 0.0 => Number::from(0),
        Err(_) => Number::from_f64(double).unwrap_or_else(|| number.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_members_stand_as_javascript_prints_them() {
        let parsed: Value =
            serde_json::from_str(r#"{"b":1.0,"10":-0.0,"9":1.5,"01":12345678901234567890,"a":{"2":1,"1":2}}"#).unwrap();
        let printed = serde_json::to_string(&in_order(&parsed)).unwrap();
        assert_eq!(printed, r#"{"9":1.5,"10":0,"b":1,"01":12345678901234567000,"a":{"1":2,"2":1}}"#);
    }

    #[test]
    fn a_text_is_parsed_up_to_the_first_thing_that_is_no_digit() {
        for (value, expected) in [
            (Some(json!("50")), json!(50)),
            (Some(json!(" -7x")), json!(-7)),
            (Some(json!(3.9)), json!(3)),
            (Some(json!("x")), json!(null)),
            (Some(json!(null)), json!(null)),
            (None, json!(null)),
        ] {
            assert_eq!(integer(value.as_ref()), expected, "{value:?}");
        }
    }

    #[test]
    fn a_list_is_joined_with_nothing_for_null() {
        assert_eq!(text(Some(&json!(["a", null, [1, true], {}]))), "a,,1,true,[object Object]");
    }
}
