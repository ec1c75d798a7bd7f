//! The document of Amplify's second generation, `amplify_outputs.json`, as far as `auth` goes.
//!
//! Keys, their order and their values: the official schema 1.4, and what the decoders of the JavaScript, Android,
//! Swift and Flutter libraries take. One file may serve several platforms, and a decoder that meets a word it does not
//! know refuses the whole file; so a word is written only where every library that may read the file knows it.

use jsonc_parser::ast::{Object, ObjectProp, Value as Ast};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Value, json};

use crate::emit::{Syntax, json, json_object};
use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::platform::Platform;

use crate::model::json_text;

/// The lowest version of the schema that has a place for all that `auth` may hold.
pub const VERSION: &str = "1.4";
const MINOR: u32 = 4;

/// The section that is amplink's; `version` is everybody's.
const SECTION: &str = "auth";

/// What says nothing by itself.
const FRAME: [&str; 2] = ["version", "$schema"];

/// The `auth` section. Without a client (see [`Facts::public_client_for`]) it lacks `user_pool_client_id`, which no
/// library takes; whoever writes files looks first.
pub fn auth(facts: &Facts, platform: Platform) -> Map<String, Value> {
    let pool = &facts.user_pool;
    let client = facts.public_client_for(platform);
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("user_pool_id", json!(pool.id));
    put("aws_region", json!(pool.id.region()));
    if let Some(client) = client {
        put("user_pool_client_id", json!(client.id));
    }
    if let Some(identity_pool) = &facts.identity_pool {
        put("identity_pool_id", json!(identity_pool.id));
    }
    if let Some(mut methods) = facts.mfa_types() {
        if platform != Platform::Flutter {
            // Flutter's library alone does something with it, and Android's refuses the file.
            methods.retain(|name| *name != "EMAIL");
        }
        put("mfa_methods", json!(methods));
    }
    put("standard_required_attributes", json!(pool.standard_required_attributes()));
    // Never empty, which the schema forbids, and never `username`, which the Swift library refuses.
    let names = known(&pool.username_attributes);
    if !names.is_empty() {
        put("username_attributes", json!(names));
    }
    let verified = known(&pool.auto_verified_attributes);
    if !verified.is_empty() {
        put("user_verification_types", json!(verified));
    }
    if let Some(groups) = groups(facts) {
        put("groups", groups);
    }
    let mfa = match pool.mfa_configuration.as_str() {
        "OFF" => Some("NONE"),
        "OPTIONAL" => Some("OPTIONAL"),
        "ON" => Some("REQUIRED"),
        _ => None,
    };
    if let Some(mfa) = mfa {
        put("mfa_configuration", json!(mfa));
    }
    // All five, or the Swift and Android libraries refuse the file.
    let policy = &pool.password_policy;
    put(
        "password_policy",
        json!({
            "min_length": policy.minimum_length.clamp(6, 99),
            "require_lowercase": policy.require_lowercase,
            "require_numbers": policy.require_numbers,
            "require_symbols": policy.require_symbols,
            "require_uppercase": policy.require_uppercase,
        }),
    );
    if let Some(oauth) = client.and_then(|client| oauth(facts, client)) {
        put("oauth", oauth);
    }
    if let Some(passwordless) = passwordless(facts) {
        put("passwordless", passwordless);
    }
    if let Some(identity_pool) = &facts.identity_pool {
        // Said also where it is false: the mobile libraries take its absence for true.
        put("unauthenticated_identities_enabled", json!(identity_pool.allows_guests));
    }
    out
}

/// All six members or nothing: every library refuses a block that lacks one, and the schema an empty list of URLs.
fn oauth(facts: &Facts, client: &AppClient) -> Option<Value> {
    let has_urls = !client.callback_urls.is_empty() && !client.logout_urls.is_empty();
    if !client.uses_hosted_ui() || !has_urls {
        return None;
    }
    let domain = facts.user_pool.hosted_ui_host()?;
    let provider = |name: &'static str| match name {
        "AMAZON" => "LOGIN_WITH_AMAZON",
        "APPLE" => "SIGN_IN_WITH_APPLE",
        other => other,
    };
    let providers: Vec<&str> = client.social_providers().into_iter().map(provider).collect();
    // The mobile libraries know no other flow than the code's, whichever Cognito lists first.
    let has_code = client.oauth_flows.iter().any(|flow| flow == "code");
    Some(json!({
        "identity_providers": distinct(providers),
        "redirect_sign_in_uri": redirects(&client.callback_urls),
        "redirect_sign_out_uri": redirects(&client.logout_urls),
        "response_type": if has_code { "code" } else { "token" },
        "scopes": distinct(client.oauth_scopes.iter().map(String::as_str)),
        "domain": domain,
    }))
}

/// URLs with a scheme of the app's own first: the Swift library takes the first; the others search.
fn redirects(urls: &[String]) -> Vec<&str> {
    let is_web = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    let (web, own): (Vec<&str>, Vec<&str>) = urls.iter().map(String::as_str).partition(is_web);
    distinct(own.into_iter().chain(web))
}

/// Which first factors there are beside the password; absent where it is the only one.
fn passwordless(facts: &Facts) -> Option<Value> {
    let allows = |factor: &str| facts.user_pool.allowed_first_auth_factors.iter().any(|allowed| allowed == factor);
    if !["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"].into_iter().any(allows) {
        return None;
    }
    let mut out = json!({ "email_otp_enabled": allows("EMAIL_OTP"), "sms_otp_enabled": allows("SMS_OTP") });
    if let Some(party) = facts.relying_party_id().filter(|_| allows("WEB_AUTHN")) {
        let set = facts.mfa.as_ref().and_then(|mfa| mfa.passkeys.as_ref()?.user_verification.as_deref());
        // What the schema has a word for; Cognito's own default is the weaker one.
        let verification = if set == Some("required") { "required" } else { "preferred" };
        out["web_authn"] = json!({ "relying_party_id": party, "user_verification": verification });
    }
    Some(out)
}

/// The groups, those that count first in front; absent where they were not read.
fn groups(facts: &Facts) -> Option<Value> {
    let mut groups: Vec<_> = facts.groups.as_ref()?.iter().collect();
    groups.sort_by(|a, b| {
        let rank = |precedence: Option<i32>| (precedence.is_none(), precedence);
        (rank(a.precedence), &a.name).cmp(&(rank(b.precedence), &b.name))
    });
    let named = groups.into_iter().map(|group| {
        let settings = group.precedence.map_or_else(|| json!({}), |number| json!({ "precedence": number }));
        json!({ group.name.as_str(): settings })
    });
    Some(named.collect())
}

/// The attributes that users can sign in with, or that Cognito can verify: the libraries know no third.
fn known(attributes: &[String]) -> Vec<&str> {
    distinct(attributes.iter().map(String::as_str).filter(|name| ["email", "phone_number"].contains(name)))
}

/// The schema wants sets.
fn distinct<'a>(items: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// The document with this `auth` section: every other section keeps its bytes and its place, and `auth` too where it
/// already says the same in another layout.
///
/// # Errors
/// The existing text is no JSON object, is of another major version, or is a first generation's file.
pub fn document(existing: Option<&str>, auth: &Map<String, Value>) -> Result<String, Syntax> {
    let fresh = || {
        let mut out = Map::new();
        out.insert(SECTION.to_owned(), Value::Object(auth.clone()));
        out.insert(FRAME[0].to_owned(), json!(VERSION));
        json::pretty(&Value::Object(out), 2)
    };
    let Some(text) = existing else { return Ok(fresh()) };
    let members = parse(text)?;
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let end = if text.ends_with('\n') { "\n" } else { "" };
    let version = version(members.get(FRAME[0])).map_err(|message| Syntax::at(text, 0, message))?;
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    let root = match parsed.ok().and_then(|parsed| parsed.value) {
        Some(Ast::Object(root)) if !root.properties.is_empty() => root,
        _ => return Ok(format!("{mark}{}{end}", fresh())),
    };

    let layout = Layout::of(text, &root);
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let printed = layout.print(&Value::Object(auth.clone()));
    match last(&root, SECTION) {
        Some(_) if members.get(SECTION) == Some(&Value::Object(auth.clone())) => {}
        Some(place) => edits.push((place.value.start(), place.value.end(), printed)),
        None => {
            let at = root.start() + 1;
            edits.push((at, at, format!("{}\"{SECTION}\":{}{printed},", layout.line, layout.space)));
        }
    }
    match last(&root, FRAME[0]) {
        Some(_) if members.get(FRAME[0]) == Some(&json!(version)) => {}
        Some(place) => edits.push((place.value.start(), place.value.end(), json::string(&version))),
        None => {
            let at = root.properties.last().map_or(root.start() + 1, |property| property.end());
            let value = json::string(&version);
            edits.push((at, at, format!(",{}\"{}\":{}{value}", layout.line, FRAME[0], layout.space)));
        }
    }
    edits.sort_by_key(|(start, ..)| *start);
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, &new);
    }
    Ok(format!("{mark}{out}"))
}

/// The document without the `auth` section, every other byte as it is.
///
/// # Errors
/// The text is no JSON object.
pub fn without(text: &str) -> Result<String, Syntax> {
    json_object(text)?;
    Ok(crate::emit::cut_json(text, |text| json_text::members(text, &[], |key| key == SECTION)))
}

/// Whether another section than `auth` is in it.
pub fn holds_anything(members: &Map<String, Value>) -> bool {
    members.keys().any(|key| !FRAME.contains(&key.as_str()))
}

/// Reads a document.
///
/// # Errors
/// It is no JSON object, or one that the libraries take for a file of the first generation.
pub fn parse(text: &str) -> Result<Map<String, Value>, Syntax> {
    let members = json_object(text)?;
    match members.keys().find(|key| key.starts_with("aws_")) {
        None => Ok(members),
        Some(key) => {
            let at = text.find(&json::string(key)).unwrap_or_default();
            let message =
                format!("`{key}` belongs to a file of Amplify's first generation, which this would be taken for");
            Err(Syntax::at(text, at, message))
        }
    }
}

/// The version to write: the file's own where it is as high; a section of another generator's may need it.
fn version(existing: Option<&Value>) -> Result<String, String> {
    let Some(Value::String(text)) = existing else { return Ok(VERSION.to_owned()) };
    let mut parts = text.split('.');
    if parts.next() != Some("1") {
        return Err(format!("version {} is not known; amplink writes {VERSION}", json::string(text)));
    }
    let minor = parts.next().and_then(|minor| minor.parse::<u32>().ok()).unwrap_or_default();
    Ok(if minor > MINOR { text.clone() } else { VERSION.to_owned() })
}

fn last<'a, 'b>(object: &'b Object<'a>, key: &str) -> Option<&'b ObjectProp<'a>> {
    // As in JavaScript, the last of several equal keys is the one that counts.
    object.properties.iter().rev().find(|property| property.name.as_str() == key)
}

/// How a person's file is laid out.
struct Layout {
    /// What is in front of a member: a line end and its indentation; nothing where all is on one line.
    line: String,
    /// What is behind a colon.
    space: &'static str,
    indent: Option<String>,
}

impl Layout {
    fn of(text: &str, root: &Object<'_>) -> Self {
        if !text.trim_end().contains('\n') {
            return Self { line: String::new(), space: "", indent: None };
        }
        let in_front = |property: &ObjectProp<'_>| {
            let line = text[..property.start()].rsplit('\n').next().unwrap_or_default();
            (property.start() > line.len() && line.trim().is_empty()).then(|| line.to_owned())
        };
        let indent = root.properties.iter().find_map(in_front).unwrap_or_else(|| "  ".to_owned());
        Self { line: format!("\n{indent}"), space: " ", indent: Some(indent) }
    }

    /// A member's value, in the file's layout.
    fn print(&self, value: &Value) -> String {
        match &self.indent {
            None => value.to_string(),
            Some(indent) => json::indented(value, indent).replace('\n', &self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> Map<String, Value> {
        json_object(r#"{"user_pool_id":"p","mfa_methods":["SMS"]}"#).unwrap()
    }

    #[test]
    fn other_sections_keep_their_bytes_and_their_place() {
        for (existing, expected) in [
            (
                "{\n\t\"data\" : { \"n\": 1.50 },\n\t\"auth\": {\"old\": 1},\n\t\"version\": \"1.5\"\n}\n",
                "{\n\t\"data\" : { \"n\": 1.50 },\n\t\"auth\": {\n\t\t\"user_pool_id\": \"p\",\n\t\t\"mfa_methods\": [\n\t\t\t\"SMS\"\n\t\t]\n\t},\n\t\"version\": \"1.5\"\n}\n",
            ),
            (
                "{\"data\":{},\"version\":\"1\"}",
                "{\"auth\":{\"user_pool_id\":\"p\",\"mfa_methods\":[\"SMS\"]},\"data\":{},\"version\":\"1.4\"}",
            ),
            (
                "{\n  \"data\": {}\n}",
                "{\n  \"auth\": {\n    \"user_pool_id\": \"p\",\n    \"mfa_methods\": [\n      \"SMS\"\n    ]\n  },\n  \"data\": {},\n  \"version\": \"1.4\"\n}",
            ),
            // The same in another layout is left alone.
            (
                "{\n  \"version\": \"1.4\", \"auth\": { \"mfa_methods\": [\"SMS\"], \"user_pool_id\": \"p\" }\n}",
                "{\n  \"version\": \"1.4\", \"auth\": { \"mfa_methods\": [\"SMS\"], \"user_pool_id\": \"p\" }\n}",
            ),
        ] {
            let written = document(Some(existing), &section()).unwrap();
            assert_eq!(written, expected, "{existing}");
            assert_eq!(document(Some(&written), &section()).unwrap(), written);
        }
    }

    #[test]
    fn what_no_library_would_take_is_refused() {
        for text in [r#"{"aws_project_region": "eu-west-1"}"#, r#"{"version": "2.0"}"#, "[]", "{"] {
            assert!(document(Some(text), &section()).is_err(), "{text}");
        }
    }
}
