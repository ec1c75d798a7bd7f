//! The nested object of Amplify's first generation for Android, iOS and Flutter.
//!
//! Keys, their order and their sources: what Amplify's CLI writes for imported auth; deviations are in
//! `docs/deviations.md`.

use serde_json::{Map, Value, json};

use crate::emit::Request;
use crate::model::app_client::AppClient;
use crate::model::platform::Platform;

use super::{upper_case, web};
use crate::model::json_text;

const PLUGIN: [&str; 3] = ["auth", "plugins", "awsCognitoAuthPlugin"];

/// Members of the plugin's object that are amplink's; other categories have members in there too.
const OWNED: [&str; 8] = [
    "UserAgent",
    "Version",
    "IdentityManager",
    "CredentialsProvider",
    "CognitoUserPool",
    "GoogleSignIn",
    "FacebookSignIn",
    "Auth",
];

/// What the file and every plugin's object begin with.
const HEAD: [&str; 2] = ["UserAgent", "Version"];

/// The whole object over what stands in the file: other categories, and their members in the plugin, stay.
pub fn document(request: &Request<'_>, existing: Option<Map<String, Value>>) -> Map<String, Value> {
    let existing = existing.unwrap_or_default();
    let mut out = Map::new();
    out.insert("UserAgent".to_owned(), json!("aws-amplify-cli/2.0"));
    out.insert("Version".to_owned(), json!("1.0"));
    out.extend(existing);

    let mut plugin = plugin(request);
    let place = PLUGIN.iter().fold(&mut out, |object, key| {
        let entry = object.entry(*key).or_insert_with(|| json!({}));
        if !entry.is_object() {
            *entry = json!({});
        }
        entry.as_object_mut().expect("made an object above")
    });
    plugin.extend(std::mem::take(place).into_iter().filter(|(key, _)| !OWNED.contains(&key.as_str())));
    *place = plugin;
    out
}

/// The JSON text without amplink's part, every other byte as it is.
pub fn without(text: &str, existing: &Map<String, Value>) -> String {
    let Some(auth) = existing.get("auth").and_then(Value::as_object) else { return text.to_owned() };
    let Some(plugins) = auth.get("plugins").and_then(Value::as_object) else { return text.to_owned() };
    let Some(plugin) = plugins.get(PLUGIN[2]).and_then(Value::as_object) else { return text.to_owned() };
    let is_owned = |key: &str| OWNED.contains(&key);
    if plugin.keys().any(|key| !is_owned(key)) {
        // The plugin's own head stays as long as another category has members in it.
        json_text::members(text, &PLUGIN, |key| is_owned(key) && !HEAD.contains(&key))
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

fn plugin(request: &Request<'_>) -> Map<String, Value> {
    let facts = request.facts;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    let agent = if request.platform == Platform::Ios { "aws-amplify/cli" } else { "aws-amplify-cli/0.1.0" };
    put("UserAgent", json!(agent));
    put("Version", json!("0.1.0"));
    put("IdentityManager", json!({ "Default": {} }));
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
