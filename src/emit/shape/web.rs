//! The flat object of Amplify's first generation for JavaScript: `aws-exports.js`, and `amplifyconfiguration.json`
//! beside it.
//!
//! Keys, their order and their sources: what Amplify's CLI writes for imported auth. Where that is wrong, this
//! deviates; `docs/deviations.md` lists each place.

use serde_json::{Map, Value, json};

use crate::emit::Request;
use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::identity_pool::IdentityPool;

use super::categories::{Auth, flat};
use super::upper_case;

/// Needed by every category, so it stays as long as another category's key does.
const PROJECT_REGION: &str = "aws_project_region";

/// Written only where an identity pool lets no guests in; elsewhere it is a person's own.
const MANDATORY_SIGN_IN: &str = "aws_mandatory_sign_in";

/// Keys that are amplink's wherever they stand.
const OWNED: [&str; 14] = [
    PROJECT_REGION,
    "aws_cognito_identity_pool_id",
    "aws_cognito_region",
    "aws_user_pools_id",
    "aws_user_pools_web_client_id",
    "oauth",
    "federationTarget",
    "aws_cognito_username_attributes",
    "aws_cognito_social_providers",
    "aws_cognito_signup_attributes",
    "aws_cognito_mfa_configuration",
    "aws_cognito_mfa_types",
    "aws_cognito_password_protection_settings",
    "aws_cognito_verification_mechanisms",
];

/// The generated object: auth's members, in an Amplify Gen 1 project among those of the other categories.
pub fn document(request: &Request<'_>) -> Map<String, Value> {
    let mut members = members(request.facts);
    let Some(meta) = request.amplify_meta else { return members };
    let own_region = members.shift_remove(PROJECT_REGION);
    let mut out = flat::document(meta, Auth::Linked(&members));
    if let Some(region) = own_region.filter(|_| !out.contains_key(PROJECT_REGION)) {
        out.shift_insert(0, PROJECT_REGION.to_owned(), region);
    }
    out
}

/// Auth's members, in the official order.
fn members(facts: &Facts) -> Map<String, Value> {
    let pool = &facts.user_pool;
    let region = pool.id.region();
    let client = facts.web_client.as_ref();
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);

    put(PROJECT_REGION, json!(region));
    if let Some(identity_pool) = &facts.identity_pool {
        put("aws_cognito_identity_pool_id", json!(identity_pool.id));
        if !identity_pool.allows_guests {
            // Without it the library takes guests for allowed.
            put(MANDATORY_SIGN_IN, json!("enable"));
        }
    }
    put("aws_cognito_region", json!(region));
    put("aws_user_pools_id", json!(pool.id));
    if let Some(client) = client {
        put("aws_user_pools_web_client_id", json!(client.id));
    }
    let oauth = client.map(|client| oauth(facts, client)).unwrap_or_default();
    let has_oauth = !oauth.is_empty();
    put("oauth", Value::Object(oauth));
    if let Some(target) = federation_target(has_oauth, facts.identity_pool.as_ref()) {
        put("federationTarget", json!(target));
    }
    put("aws_cognito_username_attributes", username_attributes(facts));
    put("aws_cognito_social_providers", json!(client.map(AppClient::social_providers).unwrap_or_default()));
    put("aws_cognito_signup_attributes", sign_up_attributes(facts));
    put("aws_cognito_mfa_configuration", json!(pool.mfa_configuration));
    if let Some(mut types) = facts.mfa_types() {
        // The library knows no factor EMAIL in this format.
        types.retain(|name| *name != "EMAIL");
        put("aws_cognito_mfa_types", json!(types));
    }
    put("aws_cognito_password_protection_settings", password_settings(facts));
    put("aws_cognito_verification_mechanisms", upper_case(&pool.auto_verified_attributes));
    out
}

/// The OAuth block with all that the client has; empty when users do not sign in through the hosted UI.
fn oauth(facts: &Facts, client: &AppClient) -> Map<String, Value> {
    let mut out = Map::new();
    if !client.uses_hosted_ui() {
        return out;
    }
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    if let Some(host) = facts.user_pool.hosted_ui_host() {
        put("domain", json!(host));
    }
    // A key without a value is left out: the library takes an empty text for one URL.
    if !client.oauth_scopes.is_empty() {
        put("scope", json!(client.oauth_scopes));
    }
    if !client.callback_urls.is_empty() {
        put("redirectSignIn", json!(client.callback_urls.join(",")));
    }
    if !client.logout_urls.is_empty() {
        put("redirectSignOut", json!(client.logout_urls.join(",")));
    }
    put("responseType", json!(client.response_type()));
    out
}

fn federation_target(has_oauth: bool, identity_pool: Option<&IdentityPool>) -> Option<&'static str> {
    // Of the providers that an identity pool may trust by itself, the official CLI knows these four.
    const KNOWN: [&str; 4] = ["graph.facebook.com", "accounts.google.com", "www.amazon.com", "appleid.apple.com"];
    let has_logins =
        identity_pool.is_some_and(|pool| pool.login_providers.keys().any(|host| KNOWN.contains(&host.as_str())));
    match (has_oauth, has_logins) {
        (true, true) => Some("COGNITO_USER_AND_IDENTITY_POOLS"),
        (true, false) => Some("COGNITO_USER_POOLS"),
        (false, true) => Some("COGNITO_IDENTITY_POOLS"),
        (false, false) => None,
    }
}

/// Only the first: that is what Amplify's CLI hands on, and what its UI can show a field for.
pub(super) fn username_attributes(facts: &Facts) -> Value {
    upper_case(facts.user_pool.username_attributes.iter().take(1))
}

pub(super) fn sign_up_attributes(facts: &Facts) -> Value {
    upper_case(facts.user_pool.standard_required_attributes())
}

pub(super) fn password_settings(facts: &Facts) -> Value {
    let policy = &facts.user_pool.password_policy;
    let characters = policy.required_characters_in_files();
    json!({ "passwordPolicyMinLength": policy.minimum_length, "passwordPolicyCharacters": characters })
}

/// Whether a key of an existing file is a person's, which stays behind the generated ones. In an Amplify Gen 1 project
/// the official generator's rule decides on the other categories' keys.
pub fn is_foreign(key: &str, request: &Request<'_>, generated: &Map<String, Value>) -> bool {
    let is_of_backend =
        request.amplify_meta.is_some() && (generated.contains_key(key) || flat::RESERVED.contains(&key));
    !is_of_backend && !is_owned(key, Some(request.facts), request.previous)
}

/// Whether a key of an existing file is amplink's to replace or to remove.
pub fn is_owned(key: &str, current: Option<&Facts>, previous: Option<&Facts>) -> bool {
    let guests_off = |facts: Option<&Facts>| {
        facts.and_then(|facts| facts.identity_pool.as_ref()).is_some_and(|pool| !pool.allows_guests)
    };
    OWNED.contains(&key) || (key == MANDATORY_SIGN_IN && (guests_off(current) || guests_off(previous)))
}

/// Another category of Amplify has keys here: then the project's region is not auth's alone.
pub fn other_category<'a>(keys: impl IntoIterator<Item = &'a str>) -> bool {
    const WITHOUT_PREFIX: [&str; 4] = ["Analytics", "Notifications", "predictions", "geo"];
    let is_category = |key: &str| key.starts_with("aws_") || WITHOUT_PREFIX.contains(&key);
    keys.into_iter().any(|key| is_category(key) && key != MANDATORY_SIGN_IN)
}

/// Keeps the project's region as it was where another category shares it; an Amplify Gen 1 project has a region of its
/// own.
pub fn keep_project_region(
    members: &mut Map<String, Value>,
    request: &Request<'_>,
    existing: Option<&Value>,
    kept: &Map<String, Value>,
) {
    let is_shared = || request.amplify_meta.is_none() && other_category(kept.keys().map(String::as_str));
    if let Some(region) = existing.filter(|_| is_shared()) {
        members.insert(PROJECT_REGION.to_owned(), region.clone());
    }
}

/// Whether a key goes when the link goes, given that `kept` stays.
pub fn goes(key: &str, previous: Option<&Facts>, kept: &Map<String, Value>) -> bool {
    is_owned(key, None, previous) && !(key == PROJECT_REGION && other_category(kept.keys().map(String::as_str)))
}

/// The key that every generated file starts with.
pub fn first_key() -> &'static str {
    PROJECT_REGION
}
