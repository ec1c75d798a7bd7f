//! `amplify/backend.ts` of a Gen 2 backend: the client configuration by `backend.addOutput`, for pools that
//! `referenceAuth` refuses.
//!
//! It gives the apps their configuration and no more: data and storage know nothing of the roles.

use serde_json::{Map, Value, json};

use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::platform::Platform;
use crate::model::reference_auth::ReferenceAuth;

use super::shape::{literal, whole};
use super::{Format, Generation, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "add-output",
    summary: "The auth configuration of a Gen 2 backend by addOutput, for pools that referenceAuth refuses",
    platforms: &Platform::ALL,
    generation: Generation::Two,
    written: When::Asked,
    file_name: "amplify/backend.ts",
    holds_secret: false,
    write,
    remove: whole::remove,
    data: whole::data,
    is_generated: whole::is_generated,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    // The place to call the renderer of `amplify_outputs.json` for its auth object, instead of `auth` below.
    let auth = auth(request.facts);
    let output = literal::typescript(&json!({ "version": "1.4", "auth": auth }), 0);
    let body = format!(
        "import {{ defineBackend }} from \"@aws-amplify/backend\";\n\n\
         // To a backend that exists add the call of addOutput alone.\n\
         const backend = defineBackend({{}});\n\n\
         backend.addOutput({output});\n"
    );
    Ok(whole::written("//", FORMAT.id, &body))
}

/// The names of the standard attributes in the schema of `amplify_outputs`, without `sub`, which no form asks for.
const STANDARD_ATTRIBUTES: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The four social providers, as Cognito and as `amplify_outputs` name them.
const SOCIAL_PROVIDERS: [(&str, &str); 4] = [
    ("Google", "GOOGLE"),
    ("Facebook", "FACEBOOK"),
    ("LoginWithAmazon", "LOGIN_WITH_AMAZON"),
    ("SignInWithApple", "SIGN_IN_WITH_APPLE"),
];

/// The `auth` object of `amplify_outputs` 1.4.
fn auth(facts: &Facts) -> Map<String, Value> {
    let pool = &facts.user_pool;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    let lower = |words: &[String]| words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>();

    put("aws_region", json!(pool.id.region()));
    put("user_pool_id", json!(pool.id));
    let client = ReferenceAuth::client(facts);
    if let Some(client) = client {
        put("user_pool_client_id", json!(client.id));
    }
    if let Some(identity_pool) = &facts.identity_pool {
        put("identity_pool_id", json!(identity_pool.id));
        put("unauthenticated_identities_enabled", json!(identity_pool.allows_guests));
    }
    let policy = &pool.password_policy;
    let rules = json!({
        "min_length": policy.minimum_length,
        "require_lowercase": policy.require_lowercase,
        "require_uppercase": policy.require_uppercase,
        "require_numbers": policy.require_numbers,
        "require_symbols": policy.require_symbols,
    });
    put("password_policy", rules);
    let is_required = |name: &&&str| pool.required_attributes.iter().any(|required| required.to_lowercase() == **name);
    put("standard_required_attributes", json!(STANDARD_ATTRIBUTES.iter().filter(is_required).collect::<Vec<_>>()));
    // Empty lists of these two are refused by the schema, or say nothing.
    if !pool.username_attributes.is_empty() {
        put("username_attributes", json!(lower(&pool.username_attributes)));
    }
    if !pool.auto_verified_attributes.is_empty() {
        put("user_verification_types", json!(lower(&pool.auto_verified_attributes)));
    }
    let mfa = match pool.mfa_configuration.as_str() {
        "ON" => "REQUIRED",
        "OPTIONAL" => "OPTIONAL",
        _ => "NONE",
    };
    put("mfa_configuration", json!(mfa));
    if let Some(types) = facts.mfa_types() {
        put("mfa_methods", json!(types));
    }
    if let Some(oauth) = client.and_then(|client| oauth(facts, client)) {
        put("oauth", oauth);
    }
    let groups = facts.checked.iter().flat_map(|checked| checked.groups.iter().flatten());
    let groups: Vec<Value> = groups.map(|group| json!({ group.name.clone(): {} })).collect();
    if !groups.is_empty() {
        put("groups", json!(groups));
    }
    out
}

/// All or nothing: the schema requires each of its members.
fn oauth(facts: &Facts, client: &AppClient) -> Option<Value> {
    let domain = facts.user_pool.hosted_ui_host()?;
    let is_whole = client.uses_hosted_ui() && !client.callback_urls.is_empty() && !client.logout_urls.is_empty();
    let is_listed = |cognito: &str| client.identity_providers.iter().any(|name| name == cognito);
    let providers: Vec<&str> =
        SOCIAL_PROVIDERS.iter().filter(|(cognito, _)| is_listed(cognito)).map(|(_, name)| *name).collect();
    // `response_type` takes the first flow; where both are on, the code flow is the one to use.
    let response_type = if client.oauth_flows.iter().any(|flow| flow == "code") { "code" } else { "token" };
    is_whole.then(|| {
        json!({
            "identity_providers": providers,
            "domain": domain,
            "scopes": client.oauth_scopes,
            "redirect_sign_in_uri": client.callback_urls,
            "redirect_sign_out_uri": client.logout_urls,
            "response_type": response_type,
        })
    })
}
