//! The nested object of Amplify's first generation for Android, iOS and Flutter.
//!
//! Keys, their order and their sources: what Amplify's CLI writes for imported auth; deviations are in
//! `docs/deviations.md`.

use serde_json::{Map, Value, json};

use crate::emit::Request;
use crate::model::app_client::AppClient;
use crate::model::platform::Platform;

use super::categories::{Auth, aws_configuration, plugins};
use super::{upper_case, web};
use crate::model::json_text;

const PLUGIN: [&str; 3] = ["auth", "plugins", "awsCognitoAuthPlugin"];

/// Members of the plugin's object, and of `awsconfiguration.json`, that are auth's; other categories have members in
/// there too.
const AUTH: [&str; 5] = ["CredentialsProvider", "CognitoUserPool", "GoogleSignIn", "FacebookSignIn", "Auth"];

/// What that object begins with, whatever it holds.
const PLUGIN_HEAD: [&str; 3] = ["UserAgent", "Version", "IdentityManager"];

/// What the file begins with.
const HEAD: [&str; 2] = ["UserAgent", "Version"];

/// The whole object, and which of the plugin's members are copies of a person's from `awsconfiguration.json`.
///
/// Outside an Amplify project, other categories and their members in the plugin stay as they stand in the file. Inside,
/// they are what the backend has, and of the file there stays what the official generator does not write.
pub fn document(request: &Request<'_>, existing: Option<Map<String, Value>>) -> (Map<String, Value>, Vec<String>) {
    let mut existing = existing.unwrap_or_default();
    let mut plugin = aws_configuration(request);
    let mut copied = Vec::new();
    let mut out;
    if let Some(meta) = request.amplify_meta {
        let written = plugins::categories(request.platform);
        existing.retain(|key, _| !HEAD.contains(&key.as_str()) && !written.contains(&key.as_str()) || key == PLUGIN[0]);
        out = plugins::document(meta, request.platform, Some(Map::new()));
        out.extend(existing);
        for (key, value) in request.carried {
            if is_foreign(key, request, &plugin) {
                copied.push(key.clone());
                plugin.insert(key.clone(), value.clone());
            }
        }
    } else {
        out = plugins::head();
        out.extend(existing);
    }
    let place = PLUGIN.iter().fold(&mut out, |object, key| {
        let entry = object.entry(*key).or_insert_with(|| json!({}));
        if !entry.is_object() {
            *entry = json!({});
        }
        entry.as_object_mut().expect("made an object above")
    });
    for (key, value) in std::mem::take(place) {
        if !request.copied.contains(&key) && is_foreign(&key, request, &plugin) {
            plugin.insert(key, value);
        }
    }
    *place = plugin;
    (out, copied)
}

/// The object of `awsconfiguration.json`, which is the auth plugin's too.
pub fn aws_configuration(request: &Request<'_>) -> Map<String, Value> {
    let auth = auth_members(request);
    match request.amplify_meta {
        Some(meta) => aws_configuration::document(meta, request.platform, Auth::Linked(&auth)),
        None => aws_configuration::head(request.platform).into_iter().chain(auth).collect(),
    }
}

/// Whether a member of such an object, as it stands in a file, is neither auth's nor what the backend has, and stays.
pub fn is_foreign(key: &str, request: &Request<'_>, generated: &Map<String, Value>) -> bool {
    let is_of_backend = request.amplify_meta.is_some() && aws_configuration::RESERVED.contains(&key);
    !is_of_backend && !generated.contains_key(key) && !AUTH.contains(&key)
}

/// The JSON text of an `awsconfiguration.json` without auth's members, every other byte as it is.
pub fn aws_configuration_without(text: &str) -> String {
    json_text::members(text, &[], |key| AUTH.contains(&key))
}

/// What in an `awsconfiguration.json` is a person's by the official rule.
pub fn persons_members(existing: &Map<String, Value>) -> Map<String, Value> {
    let is_persons = |key: &str| !PLUGIN_HEAD.contains(&key) && !aws_configuration::RESERVED.contains(&key);
    existing.iter().filter(|(key, _)| is_persons(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Whether anything but what every `awsconfiguration.json` begins with is in it.
pub fn aws_configuration_holds_anything(existing: &Map<String, Value>) -> bool {
    existing.keys().any(|key| !PLUGIN_HEAD.contains(&key.as_str()))
}

/// The JSON text without amplink's part, every other byte as it is.
pub fn without(text: &str, existing: &Map<String, Value>) -> String {
    let Some(auth) = existing.get("auth").and_then(Value::as_object) else { return text.to_owned() };
    let Some(plugins) = auth.get("plugins").and_then(Value::as_object) else { return text.to_owned() };
    let Some(plugin) = plugins.get(PLUGIN[2]).and_then(Value::as_object) else { return text.to_owned() };
    if plugin.keys().any(|key| !AUTH.contains(&key.as_str()) && !PLUGIN_HEAD.contains(&key.as_str())) {
        // The plugin's own head stays as long as another category has members in it; `IdentityManager` is for auth.
        json_text::members(text, &PLUGIN, |key| AUTH.contains(&key) || key == PLUGIN_HEAD[2])
    } else if plugins.len() > 1 {
        json_text::members(text, &PLUGIN[..2], |key| key == PLUGIN[2])
    } else if auth.len() > 1 {
        json_text::members(text, &PLUGIN[..1], |key| key == PLUGIN[1])
    } else {
        json_text::members(text, &[], |key| key == PLUGIN[0])
    }
}

/// Whether anything but the generator's signature is in it.
pub fn holds_anything(existing: &Map<String, Value>) -> bool {
    existing.keys().any(|key| !HEAD.contains(&key.as_str()))
}

/// A generator signs its files with a user agent.
pub fn is_generated(existing: &Map<String, Value>) -> bool {
    existing.get("UserAgent").and_then(Value::as_str).is_some_and(|agent| agent.starts_with("aws-amplify"))
}

/// Auth's members of the object.
fn auth_members(request: &Request<'_>) -> Map<String, Value> {
    let facts = request.facts;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    if let Some(pool) = &facts.identity_pool {
        let default = json!({ "PoolId": pool.id, "Region": pool.id.region() });
        put("CredentialsProvider", json!({ "CognitoIdentity": { "Default": default } }));
    }
    if let Some(client) = &facts.native_client {
        let default = user_pool(request, client);
        put("CognitoUserPool", json!({ "Default": default }));
    }
    let login = |host: &str| facts.identity_pool.as_ref()?.login_providers.get(host);
    if let Some(app) = login("accounts.google.com") {
        put("GoogleSignIn", json!({ "Permissions": "email,profile,openid", "ClientId-WebApp": app }));
    }
    if let Some(app) = login("graph.facebook.com") {
        put("FacebookSignIn", json!({ "AppId": app, "Permissions": "public_profile" }));
    }
    put("Auth", json!({ "Default": auth(request) }));
    out
}

fn secret<'a>(request: &Request<'_>, client: &'a AppClient) -> Option<&'a str> {
    let secret = client.secret.as_ref().filter(|_| request.include_secret)?;
    Some(secret.reveal())
}

fn user_pool(request: &Request<'_>, client: &AppClient) -> Map<String, Value> {
    let pool = &request.facts.user_pool;
    let secret = secret(request, client).map(|secret| ("AppClientSecret", json!(secret)));
    let region = Some(("Region", json!(pool.id.region())));
    // Flutter's generator puts the secret before the region, the others behind it.
    let [third, fourth] = if request.platform == Platform::Flutter { [secret, region] } else { [region, secret] };
    [Some(("PoolId", json!(pool.id))), Some(("AppClientId", json!(client.id))), third, fourth]
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn auth(request: &Request<'_>) -> Map<String, Value> {
    let facts = request.facts;
    let client = facts.native_client.as_ref();
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    if let Some(oauth) = client.and_then(|client| oauth(request, client)) {
        put("OAuth", Value::Object(oauth));
    }
    let flow = if facts.user_pool.custom_auth_challenge { "CUSTOM_AUTH" } else { "USER_SRP_AUTH" };
    put("authenticationFlowType", json!(flow));
    put("socialProviders", json!(client.map(AppClient::social_providers).unwrap_or_default()));
    put("usernameAttributes", web::username_attributes(facts));
    put("signupAttributes", web::sign_up_attributes(facts));
    put("passwordProtectionSettings", web::password_settings(facts));
    put("mfaConfiguration", json!(facts.user_pool.mfa_configuration));
    if let Some(mut types) = facts.mfa_types() {
        if request.platform != Platform::Flutter {
            // Only Flutter's library knows the factor.
            types.retain(|name| *name != "EMAIL");
        }
        put("mfaTypes", json!(types));
    }
    put("verificationMechanisms", upper_case(&facts.user_pool.auto_verified_attributes));
    out
}

/// All or nothing: without a domain or a redirect the libraries take the whole block for absent or refuse the file.
fn oauth(request: &Request<'_>, client: &AppClient) -> Option<Map<String, Value>> {
    if !client.uses_hosted_ui() {
        return None;
    }
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("WebDomain", json!(request.facts.user_pool.hosted_ui_host()?));
    put("AppClientId", json!(client.id));
    if let Some(secret) = secret(request, client) {
        put("AppClientSecret", json!(secret));
    }
    put("SignInRedirectURI", json!(redirect(&client.callback_urls, request.platform)));
    put("SignOutRedirectURI", json!(redirect(&client.logout_urls, request.platform)));
    put("Scopes", json!(client.oauth_scopes));
    Some(out)
}

/// Android and Flutter split a list on its commas; iOS takes the text as one URL, so it gets one: the first with a
/// scheme of the app's own, else the first.
fn redirect(urls: &[String], platform: Platform) -> String {
    if platform != Platform::Ios {
        return urls.join(",");
    }
    let is_web = |url: &&String| url.starts_with("http://") || url.starts_with("https://");
    let of_the_app = urls.iter().find(|url| !is_web(url));
    of_the_app.or_else(|| urls.first()).cloned().unwrap_or_default()
}
