//! What changed in the cloud between two readings, field by field, in words.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::app_client::AppClient;
use super::facts::Facts;
use super::identity_pool::UserPoolProvider;
use super::user_pool::{Group, IdentityProvider, MfaSettings, Passkeys, UserPool};

/// One thing that is no longer as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its name for ever, one of [`FIELDS`](super::fields::FIELDS): the path in the snapshot's facts.
    pub field: String,
    /// What it is about: `user pool`, `web client`, `native client`, `identity pool`.
    pub subject: &'static str,
    /// One line: what changed, from what, to what. May hold text of the cloud's own.
    pub message: String,
    /// What was there, as the snapshot has it; of a list the member that went. `null` where nothing was.
    pub old: Value,
    /// What is there; of a list the member that came, and the whole list where only its order changed.
    pub new: Value,
}

/// All differences from `old` to `new`, in a fixed order; empty when the two say the same.
pub fn differences(old: &Facts, new: &Facts) -> Vec<Difference> {
    let mut changes = Changes::default();
    user_pool(changes.about("user pool", "userPool"), &old.user_pool, &new.user_pool);
    second_factors(changes.about("user pool", "mfa"), old, new);
    providers(changes.about("user pool", ""), old, new);
    groups(changes.about("user pool", ""), old, new);
    client(changes.about("web client", "webClient"), old.web_client.as_ref(), new.web_client.as_ref());
    client(changes.about("native client", "nativeClient"), old.native_client.as_ref(), new.native_client.as_ref());
    identity_pool(changes.about("identity pool", "identityPool"), old, new);
    changes.found
}

/// A member of a list: what a person reads, and what the snapshot has.
type Member = (String, Value);

fn plain(words: &[String]) -> Vec<Member> {
    words.iter().map(|word| (word.clone(), json!(word))).collect()
}

#[derive(Default)]
struct Changes {
    subject: &'static str,
    object: &'static str,
    found: Vec<Difference>,
}

impl Changes {
    /// `object` is where the fields stand in the facts.
    fn about(&mut self, subject: &'static str, object: &'static str) -> &mut Self {
        self.subject = subject;
        self.object = object;
        self
    }

    fn say(&mut self, field: &str, message: String, old: Value, new: Value) {
        let parts: Vec<&str> = [self.object, field].into_iter().filter(|part| !part.is_empty()).collect();
        self.found.push(Difference { field: parts.join("."), subject: self.subject, message, old, new });
    }

    /// One value that is always there, or may be absent (then it reads `none`).
    fn value<T: PartialEq + ToString + Serialize>(&mut self, field: &str, what: &str, old: Option<T>, new: Option<T>) {
        if old != new {
            let text = |value: &Option<T>| value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
            self.say(field, format!("{what} changed: {} -> {}", text(&old), text(&new)), json!(old), json!(new));
        }
    }

    fn switch(&mut self, field: &str, what: &str, old: bool, new: bool) {
        if old != new {
            self.say(field, format!("{what} switched {}", if new { "on" } else { "off" }), json!(old), json!(new));
        }
    }

    /// A list whose order means nothing: members that came and went.
    fn set(&mut self, field: &str, what: &str, old: &[Member], new: &[Member]) {
        let is_in = |list: &[Member], text: &String| list.iter().any(|(listed, _)| listed == text);
        for (text, value) in old.iter().filter(|(text, _)| !is_in(new, text)) {
            self.say(field, format!("{what} removed: {text}"), value.clone(), Value::Null);
        }
        for (text, value) in new.iter().filter(|(text, _)| !is_in(old, text)) {
            self.say(field, format!("{what} added: {text}"), Value::Null, value.clone());
        }
    }

    /// A list whose order means something: members that came and went, else that only the order changed.
    fn list(&mut self, field: &str, what: &str, old: &[String], new: &[String]) {
        let before = self.found.len();
        self.set(field, what, &plain(old), &plain(new));
        if self.found.len() == before && old != new {
            self.say(field, format!("{what} order changed: {}", new.join(", ")), json!(old), json!(new));
        }
    }
}

fn user_pool(changes: &mut Changes, old: &UserPool, new: &UserPool) {
    let text = |pool: &UserPool, field: fn(&UserPool) -> &str| Some(field(pool).to_owned());
    changes.value("id", "id", text(old, |p| p.id.as_str()), text(new, |p| p.id.as_str()));
    changes.value("name", "name", text(old, |p| &p.name), text(new, |p| &p.name));
    changes.value("account", "account", old.account.clone(), new.account.clone());
    changes.value("domain", "domain", old.domain.clone(), new.domain.clone());
    changes.value("customDomain", "custom domain", old.custom_domain.clone(), new.custom_domain.clone());
    let set = |changes: &mut Changes, field, what, of: fn(&UserPool) -> &Vec<String>| {
        changes.set(field, what, &plain(of(old)), &plain(of(new)));
    };
    set(changes, "usernameAttributes", "sign-in attribute", |p| &p.username_attributes);
    set(changes, "aliasAttributes", "alias attribute", |p| &p.alias_attributes);
    set(changes, "autoVerifiedAttributes", "auto-verified attribute", |p| &p.auto_verified_attributes);
    set(changes, "requiredAttributes", "required attribute", |p| &p.required_attributes);
    let (was, is) = (&old.password_policy, &new.password_policy);
    let (was_length, is_length) = (Some(was.minimum_length), Some(is.minimum_length));
    changes.value("passwordPolicy.minimumLength", "password minimum length", was_length, is_length);
    for (field, what, was, is) in [
        ("requireLowercase", "lower-case letter", was.require_lowercase, is.require_lowercase),
        ("requireUppercase", "upper-case letter", was.require_uppercase, is.require_uppercase),
        ("requireNumbers", "number", was.require_numbers, is.require_numbers),
        ("requireSymbols", "symbol", was.require_symbols, is.require_symbols),
    ] {
        changes.switch(&format!("passwordPolicy.{field}"), &format!("password rule: {what}"), was, is);
    }
    let mfa = |pool| text(pool, |p| &p.mfa_configuration);
    changes.value("mfaConfiguration", "MFA", mfa(old), mfa(new));
    set(changes, "allowedFirstAuthFactors", "first sign-in factor", |p| &p.allowed_first_auth_factors);
    let (had, has) = (old.custom_auth_challenge, new.custom_auth_challenge);
    changes.switch("customAuthChallenge", "custom authentication challenge", had, has);
    set(changes, "immutableAttributes", "immutable attribute", |p| &p.immutable_attributes);
    changes.switch("deletionProtection", "deletion protection", old.deletion_protection, new.deletion_protection);
}

/// A reading that could not be made says nothing about a change.
fn second_factors(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(old), Some(new)) = (&old.mfa, &new.mfa) else { return };
    changes.switch("sms", "MFA by text message", old.sms, new.sms);
    changes.value("smsRole", "role that sends text messages", old.sms_role.as_ref(), new.sms_role.as_ref());
    changes.switch("totp", "MFA by authenticator app", old.totp, new.totp);
    changes.switch("totpDisabled", "authenticator app that nobody may use", old.totp_disabled, new.totp_disabled);
    changes.switch("email", "MFA by e-mail", old.email, new.email);
    let passkeys = |mfa: &MfaSettings, field: fn(&Passkeys) -> &Option<String>| {
        mfa.passkeys.as_ref().and_then(|passkeys| field(passkeys).clone())
    };
    let party: fn(&Passkeys) -> &Option<String> = |passkeys| &passkeys.relying_party_id;
    let verification: fn(&Passkeys) -> &Option<String> = |passkeys| &passkeys.user_verification;
    let mut value = |field, what, of| changes.value(field, what, passkeys(old, of), passkeys(new, of));
    value("passkeys.relyingPartyId", "relying party of passkeys", party);
    value("passkeys.userVerification", "user verification of passkeys", verification);
}

/// What no file names is not read, which says nothing about a change.
fn groups(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(old), Some(new)) = (&old.groups, &new.groups) else { return };
    let text = |group: &Group| {
        let precedence = group.precedence.map(|number| format!("precedence {number}"));
        let role = group.role_arn.as_ref().map(|role| format!("role {role}"));
        let more: Vec<String> = [precedence, role].into_iter().flatten().collect();
        if more.is_empty() { group.name.clone() } else { format!("{} ({})", group.name, more.join(", ")) }
    };
    let named = |groups: &[Group]| -> Vec<Member> { groups.iter().map(|group| (text(group), json!(group))).collect() };
    changes.set("groups", "group", &named(old), &named(new));
}

fn providers(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(old), Some(new)) = (&old.identity_providers, &new.identity_providers) else { return };
    let text = |provider: &IdentityProvider| format!("{} ({})", provider.name, provider.kind);
    let named = |providers: &[IdentityProvider]| -> Vec<Member> {
        providers.iter().map(|provider| (text(provider), json!(provider))).collect()
    };
    changes.set("identityProviders", "identity provider", &named(old), &named(new));
}

fn client(changes: &mut Changes, old: Option<&AppClient>, new: Option<&AppClient>) {
    let (Some(was), Some(is)) = (old, new) else {
        let id = |client: Option<&AppClient>| client.map(|client| client.id.clone());
        // The client as a whole has come or gone.
        changes.value("", "id", id(old), id(new));
        return;
    };
    changes.value("id", "id", Some(was.id.as_str()), Some(is.id.as_str()));
    changes.value("name", "name", Some(&was.name), Some(&is.name));
    changes.switch("hasSecret", "secret", was.has_secret, is.has_secret);
    let set = |changes: &mut Changes, field, what, of: fn(&AppClient) -> &Vec<String>| {
        changes.set(field, what, &plain(of(was)), &plain(of(is)));
    };
    set(changes, "identityProviders", "sign-in provider", |client| &client.identity_providers);
    changes.switch("oauthEnabled", "OAuth", was.oauth_enabled, is.oauth_enabled);
    changes.list("oauthFlows", "OAuth flow", &was.oauth_flows, &is.oauth_flows);
    set(changes, "oauthScopes", "OAuth scope", |client| &client.oauth_scopes);
    changes.list("callbackUrls", "callback URL", &was.callback_urls, &is.callback_urls);
    changes.list("logoutUrls", "sign-out URL", &was.logout_urls, &is.logout_urls);
    set(changes, "explicitAuthFlows", "auth flow", |client| &client.explicit_auth_flows);
    set(changes, "writeAttributes", "writable attribute", |client| &client.write_attributes);
    let (hid, hides) = (was.hides_user_existence, is.hides_user_existence);
    changes.switch("hidesUserExistence", "hiding of unknown users", hid, hides);
    changes.switch("revokesTokens", "token revocation", was.revokes_tokens, is.revokes_tokens);
}

fn identity_pool(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(was), Some(is)) = (&old.identity_pool, &new.identity_pool) else {
        let id = |facts: &Facts| facts.identity_pool.as_ref().map(|pool| pool.id.clone());
        changes.value("", "id", id(old), id(new));
        return;
    };
    changes.value("id", "id", Some(was.id.as_str()), Some(is.id.as_str()));
    changes.value("name", "name", Some(&was.name), Some(&is.name));
    changes.switch("allowsGuests", "guest access", was.allows_guests, is.allows_guests);
    let logins = |pool: &super::identity_pool::IdentityPool| -> Vec<Member> {
        pool.login_providers.iter().map(|(host, app)| (format!("{host} ({app})"), member(host, json!(app)))).collect()
    };
    changes.set("loginProviders", "login provider", &logins(was), &logins(is));
    let trusted = |pool: &super::identity_pool::IdentityPool| -> Vec<Member> {
        let text =
            |provider: &UserPoolProvider| format!("{} for client {}", provider.provider_name, provider.client_id);
        pool.user_pool_providers.iter().map(|provider| (text(provider), json!(provider))).collect()
    };
    changes.set("userPoolProviders", "user pool provider", &trusted(was), &trusted(is));
    for provider in &is.user_pool_providers {
        let is_same = |old: &&UserPoolProvider| {
            old.provider_name == provider.provider_name && old.client_id == provider.client_id
        };
        if let Some(old) = was.user_pool_providers.iter().find(is_same)
            && old.server_side_token_check != provider.server_side_token_check
        {
            let switched = if provider.server_side_token_check { "on" } else { "off" };
            let message = format!("server-side token check for client {} switched {switched}", provider.client_id);
            changes.say("userPoolProviders", message, json!(old), json!(provider));
        }
    }
    changes.switch("classicFlow", "classic flow", was.classic_flow, is.classic_flow);
    let (Some(was), Some(is)) = (&was.roles, &is.roles) else { return };
    changes.value("roles.authenticated", "authenticated role", was.authenticated.as_ref(), is.authenticated.as_ref());
    let (guests_was, guests_is) = (was.unauthenticated.as_ref(), is.unauthenticated.as_ref());
    changes.value("roles.unauthenticated", "unauthenticated role", guests_was, guests_is);
    let mapped = |roles: &super::identity_pool::IdentityPoolRoles| -> Vec<Member> {
        let text = |(provider, mapping): (&String, &super::identity_pool::RoleMapping)| {
            let unclear = match mapping.ambiguous_resolution.as_deref() {
                Some("Deny") => "deny",
                Some("AuthenticatedRole") => "the authenticated role",
                Some(other) => other,
                None => "unsaid",
            };
            let roles =
                if mapping.rule_roles.is_empty() { "no rule".to_owned() } else { mapping.rule_roles.join(", ") };
            let text = format!("{provider} by {}: {roles}; when not clear: {unclear}", mapping.kind);
            (text, member(provider, json!(mapping)))
        };
        roles.mappings.iter().map(text).collect()
    };
    changes.set("roles.mappings", "role mapping", &mapped(was), &mapped(is));
}

fn member(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}
