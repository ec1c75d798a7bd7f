//! From IAM's text to statements; whatever the policy grammar does not allow is refused, and named.
//!
//! Grammar: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>. The checks that hold for
//! role trust policies only (no `Resource`):
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::condition::{Condition, Operator};

/// Why a document is no trust policy; IAM would not have stored it, and nobody is trusted because of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidPolicy(String);

impl InvalidPolicy {
    pub(super) fn new(what: impl fmt::Display) -> Self {
        Self(what.to_string())
    }
}

/// `Allow` or `Deny`; IAM takes no other spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Principal {
    /// `"*"`.
    Everyone,
    /// `{"Federated": ..., "AWS": ..., ...}`.
    Parties(Vec<(PartyKind, String)>),
    /// `NotPrincipal`, which IAM's reference forbids in a trust policy.
    Not,
}

/// The member of `Principal` that names a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartyKind {
    Federated,
    Aws,
    Service,
    CanonicalUser,
}

/// `Action`, or `NotAction` when negated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Actions {
    pub(super) negated: bool,
    pub(super) patterns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) effect: Effect,
    pub(super) principal: Principal,
    pub(super) actions: Actions,
    pub(super) conditions: Vec<Condition>,
}

/// The document as JSON, decoded first where IAM has percent-encoded it.
///
/// `GetRole` sends the policy encoded after RFC 3986; a text that begins with `{` is not encoded.
pub(super) fn document(text: &str) -> Result<Value, InvalidPolicy> {
    let decoded;
    let json = if text.trim_start().starts_with('{') {
        text
    } else {
        decoded = percent_decode(text)?;
        &decoded
    };
    // serde_json's own recursion limit stands between a deeply nested text and the stack.
    let strict: Strict =
        serde_json::from_str(json).map_err(|error| InvalidPolicy::new(format!("bad JSON: {error}")))?;
    Ok(strict.0)
}

fn percent_decode(text: &str) -> Result<String, InvalidPolicy> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit =
            || rest.next().and_then(|digit| char::from(digit).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        match (digit(), digit()) {
            (Some(high), Some(low)) => bytes.push(high * 16 + low),
            _ => return Err(InvalidPolicy::new("a `%` that no two hexadecimal digits follow")),
        }
    }
    String::from_utf8(bytes).map_err(|_| InvalidPolicy::new("percent-encoded bytes that are not UTF-8"))
}

/// JSON in which no object has a member twice: which of the two counts is nowhere written.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::from(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::from(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(Value::from(value))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(Value::from(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(Value::from(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut list = Vec::new();
                while let Some(Strict(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Value::Array(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
                let mut map = Map::new();
                while let Some(name) = members.next_key::<String>()? {
                    let Strict(value) = members.next_value()?;
                    if map.contains_key(&name) {
                        return Err(A::Error::custom(format!("`{name}` stands twice in one object")));
                    }
                    map.insert(name, value);
                }
                Ok(Value::Object(map))
            }
        }

        deserializer.deserialize_any(Reader).map(Self)
    }
}

/// The version, and the statements with the JSON each was read from.
pub(super) fn statements(document: &Value) -> Result<(bool, Vec<Statement>), InvalidPolicy> {
    let members = document.as_object().ok_or_else(|| InvalidPolicy::new("it is no JSON object"))?;
    only(members, &["Version", "Id", "Statement"], "the policy")?;
    let has_variables = match members.get("Version") {
        None => false,
        Some(Value::String(version)) if version == "2008-10-17" => false,
        Some(Value::String(version)) if version == "2012-10-17" => true,
        Some(other) => return Err(InvalidPolicy::new(format!("`Version` is {other}"))),
    };
    let statements = raw_statements(document)?;
    let parsed = (1..)
        .zip(statements)
        .map(|(number, value)| {
            statement(value).map_err(|InvalidPolicy(what)| InvalidPolicy::new(format!("statement {number}: {what}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok((has_variables, parsed))
}

/// The statements as they stand; a single one needs no list around it.
pub(super) fn raw_statements(document: &Value) -> Result<&[Value], InvalidPolicy> {
    match document.get("Statement") {
        Some(Value::Array(statements)) => Ok(statements),
        Some(one @ Value::Object(_)) => Ok(std::slice::from_ref(one)),
        Some(_) => Err(InvalidPolicy::new("`Statement` is neither an object nor a list")),
        None => Err(InvalidPolicy::new("`Statement` is missing")),
    }
}

fn only(members: &Map<String, Value>, known: &[&str], whose: &str) -> Result<(), InvalidPolicy> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) if ["Resource", "NotResource"].contains(&name.as_str()) => {
            Err(InvalidPolicy::new(format!("`{name}` has no place in a trust policy")))
        }
        Some(name) => Err(InvalidPolicy::new(format!("{whose} has no element `{name}`"))),
        None => Ok(()),
    }
}

fn statement(value: &Value) -> Result<Statement, InvalidPolicy> {
    let members = value.as_object().ok_or_else(|| InvalidPolicy::new("it is no JSON object"))?;
    let known = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"];
    only(members, &known, "a statement of a trust policy")?;
    let effect = match members.get("Effect") {
        Some(Value::String(effect)) if effect == "Allow" => Effect::Allow,
        Some(Value::String(effect)) if effect == "Deny" => Effect::Deny,
        Some(other) => return Err(InvalidPolicy::new(format!("`Effect` is {other}, neither \"Allow\" nor \"Deny\""))),
        None => return Err(InvalidPolicy::new("`Effect` is missing")),
    };
    let (negated, value) = one_of(members, "Principal", "NotPrincipal")?;
    let principal = match (principal(value)?, negated) {
        (_, true) => Principal::Not,
        (principal, false) => principal,
    };
    let (negated, value) = one_of(members, "Action", "NotAction")?;
    let patterns = texts(value, "Action")?;
    let conditions = match members.get("Condition") {
        None => Vec::new(),
        Some(Value::Object(operators)) => conditions(operators)?,
        Some(_) => return Err(InvalidPolicy::new("`Condition` is no JSON object")),
    };
    Ok(Statement { effect, principal, actions: Actions { negated, patterns }, conditions })
}

/// The element that is there of two that exclude each other, and whether it is the negated one.
fn one_of<'a>(members: &'a Map<String, Value>, plain: &str, negated: &str) -> Result<(bool, &'a Value), InvalidPolicy> {
    match (members.get(plain), members.get(negated)) {
        (Some(value), None) => Ok((false, value)),
        (None, Some(value)) => Ok((true, value)),
        (Some(_), Some(_)) => Err(InvalidPolicy::new(format!("`{plain}` and `{negated}` exclude each other"))),
        (None, None) => Err(InvalidPolicy::new(format!("`{plain}` is missing"))),
    }
}

fn principal(value: &Value) -> Result<Principal, InvalidPolicy> {
    match value {
        Value::String(everyone) if everyone == "*" => Ok(Principal::Everyone),
        Value::Object(kinds) => {
            let mut parties = Vec::new();
            for (name, value) in kinds {
                let kind = match name.as_str() {
                    "Federated" => PartyKind::Federated,
                    "AWS" => PartyKind::Aws,
                    "Service" => PartyKind::Service,
                    "CanonicalUser" => PartyKind::CanonicalUser,
                    _ => return Err(InvalidPolicy::new(format!("there is no kind of principal `{name}`"))),
                };
                parties.extend(texts(value, name)?.into_iter().map(|party| (kind, party)));
            }
            Ok(Principal::Parties(parties))
        }
        _ => Err(InvalidPolicy::new("`Principal` is neither \"*\" nor a JSON object")),
    }
}

fn conditions(operators: &Map<String, Value>) -> Result<Vec<Condition>, InvalidPolicy> {
    let mut conditions = Vec::new();
    for (name, keys) in operators {
        let operator = Operator::parse(name)
            .ok_or_else(|| InvalidPolicy::new(format!("there is no condition operator `{name}`")))?;
        let keys = keys.as_object().ok_or_else(|| InvalidPolicy::new(format!("`{name}` holds no condition keys")))?;
        let mut seen: Vec<String> = Vec::new();
        for (key, value) in keys {
            // Condition keys know no case, so this is one key twice; IAM's own check refuses it too.
            if seen.contains(&key.to_lowercase()) {
                return Err(InvalidPolicy::new(format!("`{name}` has the key `{key}` twice, in different case")));
            }
            seen.push(key.to_lowercase());
            let values = condition_values(value)
                .ok_or_else(|| InvalidPolicy::new(format!("`{name}` of `{key}` has a value that is no text")))?;
            let condition = Condition { operator: operator.clone(), key: key.clone(), values };
            if condition.has_bad_null_value() {
                return Err(InvalidPolicy::new(format!("`{name}` of `{key}` is neither \"true\" nor \"false\"")));
            }
            conditions.push(condition);
        }
    }
    Ok(conditions)
}

/// Texts; numbers and booleans count as theirs.
fn condition_values(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(on) => Some(on.to_string()),
        _ => None,
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => Some(vec![one(value)?]),
    }
}

fn texts(value: &Value, whose: &str) -> Result<Vec<String>, InvalidPolicy> {
    let bad = || InvalidPolicy::new(format!("`{whose}` is neither a text nor a list of texts"));
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Array(values) => values.iter().map(|value| Ok(value.as_str().ok_or_else(bad)?.to_owned())).collect(),
        _ => Err(bad()),
    }
}
