//! What the official CLI's state files say of an imported auth resource, in its own shapes and orders.
//!
//! Where the official CLI is wrong, its state is followed all the same (a switched-off authenticator app is listed, an
//! app client without sign-out URLs has no `OAuthMetadata`): its next pull would write that again. The configuration
//! files are rendered from the facts, not from here.

use serde_json::{Map, Value, json};

use crate::model::app_client::{AppClient, SOCIAL_PROVIDERS};
use crate::model::facts::Facts;
use crate::model::ids::Region;
use crate::model::platform::Platform;
use crate::project::link_file::Link;

/// Providers of an identity pool: host, key in `amplify-meta.json`'s output. The SDK's answer has no order, so this
/// one stands in for AWS's.
const LOGINS: [(&str, &str); 4] = [
    ("graph.facebook.com", "FacebookWebClient"),
    ("accounts.google.com", "GoogleWebClient"),
    ("www.amazon.com", "AmazonWebClient"),
    ("appleid.apple.com", "AppleWebClient"),
];

/// One imported auth resource: what was read, what is linked, and for which kind of app.
#[derive(Debug, Clone, Copy)]
pub(super) struct Imported<'a> {
    pub(super) name: &'a str,
    pub(super) facts: &'a Facts,
    pub(super) link: &'a Link,
    pub(super) platform: Platform,
}

impl Imported<'_> {
    /// The one set of OAuth settings that the state has: that of the client whose files the project has.
    fn client(&self) -> Option<&AppClient> {
        let facts = self.facts;
        facts.client_for(self.platform).or(facts.web_client.as_ref()).or(facts.native_client.as_ref())
    }

    fn mfa_types(&self) -> Vec<&'static str> {
        let pool = &self.facts.user_pool;
        let Some(mfa) = self.facts.mfa.as_ref().filter(|_| pool.mfa_configuration != "OFF") else { return Vec::new() };
        [(mfa.sms, "SMS"), (mfa.totp || mfa.totp_disabled, "TOTP")]
            .into_iter()
            .filter_map(|(is_there, name)| is_there.then_some(name))
            .collect()
    }

    /// `backend/auth/NAME/parameters.json`. An empty list of AWS's is an absent key, as AWS leaves it out, too.
    pub(super) fn parameters(&self, project_region: &Region) -> Map<String, Value> {
        let pool = &self.facts.user_pool;
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        let has_identity_pool = self.facts.identity_pool.is_some();
        put("authSelections", json!(if has_identity_pool { "identityPoolAndUserPool" } else { "userPoolOnly" }));
        put("resourceName", json!(self.name));
        put("serviceType", json!("imported"));
        put("region", json!(project_region));
        for (key, list) in
            [("aliasAttributes", &pool.alias_attributes), ("usernameAttributes", &pool.username_attributes)]
        {
            if !list.is_empty() {
                put(key, json!(list));
            }
        }
        let providers = self.client().map(|client| &client.identity_providers[..]).unwrap_or_default();
        if !providers.is_empty() {
            let known = |name: &&String| SOCIAL_PROVIDERS.iter().any(|(provider, _)| provider == name);
            put("authProvidersUserPool", json!(providers.iter().filter(known).collect::<Vec<_>>()));
        }
        put("requiredAttributes", json!(pool.standard_required_attributes()));
        put("passwordPolicyMinLength", json!(pool.password_policy.minimum_length));
        let characters = pool.password_policy.required_characters();
        put("passwordPolicyCharacters", characters.iter().map(|word| format!("Requires {word}")).collect());
        put("mfaConfiguration", json!(pool.mfa_configuration));
        if !pool.auto_verified_attributes.is_empty() {
            put("autoVerifiedAttributes", json!(pool.auto_verified_attributes));
        }
        let types = self.mfa_types();
        put("mfaTypes", types.iter().map(|name| if *name == "SMS" { "SMS Text Message" } else { name }).collect());
        out
    }

    /// The entry in `amplify-meta.json`, without the time of a push. `secret`: the native client's.
    pub(super) fn meta(&self, secret: Option<&str>) -> Map<String, Value> {
        let mut out = self.entry();
        out.insert("output".to_owned(), Value::Object(self.output(secret)));
        out.insert("frontendAuthConfig".to_owned(), Value::Object(self.frontend_auth_config()));
        out
    }

    /// What `amplify-meta.json` and `backend-config.json` both say of the resource.
    pub(super) fn entry(&self) -> Map<String, Value> {
        let entry = json!({
            "service": "Cognito",
            "serviceType": "imported",
            "providerPlugin": "awscloudformation",
            "dependsOn": [],
            "customAuth": self.facts.user_pool.custom_auth_challenge,
        });
        entry.as_object().cloned().unwrap_or_default()
    }

    fn output(&self, secret: Option<&str>) -> Map<String, Value> {
        let (facts, link) = (self.facts, self.link);
        let pool = &facts.user_pool;
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        put("UserPoolId", json!(pool.id));
        put("UserPoolName", json!(pool.name));
        if let Some(id) = &link.native_client_id {
            put("AppClientID", json!(id));
        }
        if let Some(secret) = secret {
            put("AppClientSecret", json!(secret));
        }
        if let Some(id) = &link.web_client_id {
            put("AppClientIDWeb", json!(id));
        }
        // The official CLI reads `Domain` alone, where some peers put a custom domain, too.
        if let Some(domain) = pool.domain.as_ref().or(pool.custom_domain.as_ref()) {
            put("HostedUIDomain", json!(domain));
        }
        if let Some(identity) = &facts.identity_pool {
            put("IdentityPoolId", json!(identity.id));
            put("IdentityPoolName", json!(identity.name));
            for (host, key) in LOGINS {
                if let Some(app) = identity.login_providers.get(host) {
                    put(key, json!(app));
                }
            }
        }
        let mfa = facts.mfa.as_ref().filter(|_| pool.mfa_configuration != "OFF");
        if let Some(role) = mfa.and_then(|mfa| mfa.sms_role.as_ref()) {
            put("CreatedSNSRole", json!(role));
        }
        if let Some(metadata) = self.client().and_then(oauth_metadata) {
            put("OAuthMetadata", Value::String(metadata));
        }
        out
    }

    fn frontend_auth_config(&self) -> Map<String, Value> {
        let pool = &self.facts.user_pool;
        let upper = |words: &[&str]| words.iter().map(|word| word.to_uppercase()).collect::<Vec<_>>();
        let verified: Vec<&str> = pool.auto_verified_attributes.iter().map(String::as_str).collect();
        // The first only, as the official CLI does.
        let username: Vec<&str> = pool.username_attributes.iter().take(1).map(String::as_str).collect();
        let characters = pool.password_policy.required_characters_in_files();
        let config = json!({
            "socialProviders": self.client().map(AppClient::social_providers).unwrap_or_default(),
            "usernameAttributes": upper(&username),
            "signupAttributes": upper(&pool.standard_required_attributes()),
            "passwordProtectionSettings": {
                "passwordPolicyMinLength": pool.password_policy.minimum_length,
                "passwordPolicyCharacters": characters,
            },
            "mfaConfiguration": pool.mfa_configuration,
            "mfaTypes": self.mfa_types(),
            "verificationMechanisms": upper(&verified),
        });
        config.as_object().cloned().unwrap_or_default()
    }

    /// The environment's block in `team-provider-info.json`.
    pub(super) fn environment(&self) -> Map<String, Value> {
        let (facts, link) = (self.facts, self.link);
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        put("userPoolId", json!(facts.user_pool.id));
        put("userPoolName", json!(facts.user_pool.name));
        if let Some(id) = &link.web_client_id {
            put("webClientId", json!(id));
        }
        if let Some(id) = &link.native_client_id {
            put("nativeClientId", json!(id));
        }
        let Some(identity) = &facts.identity_pool else { return out };
        put("identityPoolId", json!(identity.id));
        put("identityPoolName", json!(identity.name));
        put("allowUnauthenticatedIdentities", json!(identity.allows_guests));
        let roles = identity.roles.as_ref();
        let roles = [
            ("auth", roles.and_then(|roles| roles.authenticated.as_ref())),
            ("unauth", roles.and_then(|roles| roles.unauthenticated.as_ref())),
        ];
        for (word, arn) in roles {
            if let Some(arn) = arn {
                put(&format!("{word}RoleArn"), json!(arn));
                put(&format!("{word}RoleName"), json!(arn.rsplit('/').next()));
            }
        }
        for (host, _) in LOGINS {
            let key = match (host, self.platform) {
                ("graph.facebook.com", _) => "facebookAppId",
                ("www.amazon.com", _) => "amazonAppId",
                ("appleid.apple.com", _) => "appleAppId",
                (_, Platform::Android) => "googleAndroid",
                (_, Platform::Ios) => "googleIos",
                (_, Platform::JavaScript | Platform::Flutter) => "googleClientId",
            };
            if let Some(app) = identity.login_providers.get(host) {
                put(key, json!(app));
            }
        }
        out
    }
}

/// All four lists or nothing, and only with a provider that the official CLI knows.
fn oauth_metadata(client: &AppClient) -> Option<String> {
    let is_known = |name: &String| name == "COGNITO" || SOCIAL_PROVIDERS.iter().any(|(provider, _)| provider == name);
    let lists = [
        ("AllowedOAuthFlows", &client.oauth_flows),
        ("AllowedOAuthScopes", &client.oauth_scopes),
        ("CallbackURLs", &client.callback_urls),
        ("LogoutURLs", &client.logout_urls),
    ];
    if !client.identity_providers.iter().any(is_known) || lists.iter().any(|(_, list)| list.is_empty()) {
        return None;
    }
    let object: Map<String, Value> = lists.into_iter().map(|(key, list)| (key.to_owned(), json!(list))).collect();
    Some(Value::Object(object).to_string())
}
