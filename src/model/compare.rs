//! What changed in the cloud between two readings, field by field, in words.

use serde::Serialize;

use super::app_client::AppClient;
use super::facts::Facts;
use super::identity_pool::UserPoolProvider;
use super::user_pool::{Group, MfaSettings, Passkeys, UserPool};

/// One thing that is no longer as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about: `user pool`, `web client`, `native client`, `identity pool`.
    pub subject: &'static str,
    /// One line: what changed, from what, to what. May hold text of the cloud's own.
    pub message: String,
}

/// All differences from `old` to `new`, in a fixed order; empty when the two say the same.
pub fn differences(old: &Facts, new: &Facts) -> Vec<Difference> {
    let mut changes = Changes::default();
    user_pool(changes.about("user pool"), &old.user_pool, &new.user_pool);
    second_factors(changes.about("user pool"), old, new);
    providers(changes.about("user pool"), old, new);
    groups(changes.about("user pool"), old, new);
    client(changes.about("web client"), old.web_client.as_ref(), new.web_client.as_ref());
    client(changes.about("native client"), old.native_client.as_ref(), new.native_client.as_ref());
    identity_pool(changes.about("identity pool"), old, new);
    changes.found
}

#[derive(Default)]
struct Changes {
    subject: &'static str,
    found: Vec<Difference>,
}

impl Changes {
    fn about(&mut self, subject: &'static str) -> &mut Self {
        self.subject = subject;
        self
    }

    fn say(&mut self, message: String) {
        self.found.push(Difference { subject: self.subject, message });
    }

    /// One value that is always there, or may be absent (then it reads `none`).
    fn value<T: PartialEq + ToString>(&mut self, what: &str, old: Option<T>, new: Option<T>) {
        if old != new {
            let text = |value: Option<T>| value.map_or_else(|| "none".to_owned(), |value| value.to_string());
            self.say(format!("{what} changed: {} -> {}", text(old), text(new)));
        }
    }

    fn switch(&mut self, what: &str, old: bool, new: bool) {
        if old != new {
            self.say(format!("{what} switched {}", if new { "on" } else { "off" }));
        }
    }

    /// A list whose order may mean something: members that came and went, else that only the order changed.
    fn list(&mut self, what: &str, old: &[String], new: &[String]) {
        let before = self.found.len();
        for gone in old.iter().filter(|item| !new.contains(item)) {
            self.say(format!("{what} removed: {gone}"));
        }
        for added in new.iter().filter(|item| !old.contains(item)) {
            self.say(format!("{what} added: {added}"));
        }
        if self.found.len() == before && old != new {
            self.say(format!("{what} order changed: {}", new.join(", ")));
        }
    }
}

fn user_pool(changes: &mut Changes, old: &UserPool, new: &UserPool) {
    let text = |pool: &UserPool, field: fn(&UserPool) -> &str| Some(field(pool).to_owned());
    changes.value("id", text(old, |p| p.id.as_str()), text(new, |p| p.id.as_str()));
    changes.value("name", text(old, |p| &p.name), text(new, |p| &p.name));
    changes.value("account", old.account.clone(), new.account.clone());
    changes.value("domain", old.domain.clone(), new.domain.clone());
    changes.value("custom domain", old.custom_domain.clone(), new.custom_domain.clone());
    changes.list("sign-in attribute", &old.username_attributes, &new.username_attributes);
    changes.list("alias attribute", &old.alias_attributes, &new.alias_attributes);
    changes.list("auto-verified attribute", &old.auto_verified_attributes, &new.auto_verified_attributes);
    changes.list("required attribute", &old.required_attributes, &new.required_attributes);
    let (was, is) = (&old.password_policy, &new.password_policy);
    changes.value("password minimum length", Some(was.minimum_length), Some(is.minimum_length));
    changes.switch("password rule: lower-case letter", was.require_lowercase, is.require_lowercase);
    changes.switch("password rule: upper-case letter", was.require_uppercase, is.require_uppercase);
    changes.switch("password rule: number", was.require_numbers, is.require_numbers);
    changes.switch("password rule: symbol", was.require_symbols, is.require_symbols);
    changes.value("MFA", text(old, |p| &p.mfa_configuration), text(new, |p| &p.mfa_configuration));
    changes.list("first sign-in factor", &old.allowed_first_auth_factors, &new.allowed_first_auth_factors);
    changes.switch("custom authentication challenge", old.custom_auth_challenge, new.custom_auth_challenge);
    changes.list("immutable attribute", &old.immutable_attributes, &new.immutable_attributes);
    changes.switch("deletion protection", old.deletion_protection, new.deletion_protection);
}

/// A reading that could not be made says nothing about a change.
fn second_factors(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(old), Some(new)) = (&old.mfa, &new.mfa) else { return };
    changes.switch("MFA by text message", old.sms, new.sms);
    changes.switch("MFA by authenticator app", old.totp, new.totp);
    changes.switch("MFA by e-mail", old.email, new.email);
    let passkeys = |mfa: &MfaSettings, field: fn(&Passkeys) -> &Option<String>| {
        mfa.passkeys.as_ref().and_then(|passkeys| field(passkeys).clone())
    };
    let party: fn(&Passkeys) -> &Option<String> = |passkeys| &passkeys.relying_party_id;
    let verification: fn(&Passkeys) -> &Option<String> = |passkeys| &passkeys.user_verification;
    changes.value("relying party of passkeys", passkeys(old, party), passkeys(new, party));
    changes.value("user verification of passkeys", passkeys(old, verification), passkeys(new, verification));
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
    let named = |groups: &[Group]| -> Vec<String> { groups.iter().map(text).collect() };
    changes.list("group", &named(old), &named(new));
}

fn providers(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(old), Some(new)) = (&old.identity_providers, &new.identity_providers) else { return };
    let named = |providers: &[super::user_pool::IdentityProvider]| -> Vec<String> {
        providers.iter().map(|provider| format!("{} ({})", provider.name, provider.kind)).collect()
    };
    changes.list("identity provider", &named(old), &named(new));
}

fn client(changes: &mut Changes, old: Option<&AppClient>, new: Option<&AppClient>) {
    let (Some(was), Some(is)) = (old, new) else {
        let id = |client: Option<&AppClient>| client.map(|client| client.id.clone());
        changes.value("id", id(old), id(new));
        return;
    };
    changes.value("id", Some(was.id.as_str()), Some(is.id.as_str()));
    changes.value("name", Some(&was.name), Some(&is.name));
    changes.switch("secret", was.has_secret, is.has_secret);
    changes.list("sign-in provider", &was.identity_providers, &is.identity_providers);
    changes.switch("OAuth", was.oauth_enabled, is.oauth_enabled);
    changes.list("OAuth flow", &was.oauth_flows, &is.oauth_flows);
    changes.list("OAuth scope", &was.oauth_scopes, &is.oauth_scopes);
    changes.list("callback URL", &was.callback_urls, &is.callback_urls);
    changes.list("sign-out URL", &was.logout_urls, &is.logout_urls);
    changes.list("auth flow", &was.explicit_auth_flows, &is.explicit_auth_flows);
    changes.list("writable attribute", &was.write_attributes, &is.write_attributes);
    changes.switch("hiding of unknown users", was.hides_user_existence, is.hides_user_existence);
    changes.switch("token revocation", was.revokes_tokens, is.revokes_tokens);
}

fn identity_pool(changes: &mut Changes, old: &Facts, new: &Facts) {
    let (Some(was), Some(is)) = (&old.identity_pool, &new.identity_pool) else {
        let id = |facts: &Facts| facts.identity_pool.as_ref().map(|pool| pool.id.clone());
        changes.value("id", id(old), id(new));
        return;
    };
    changes.value("id", Some(was.id.as_str()), Some(is.id.as_str()));
    changes.value("name", Some(&was.name), Some(&is.name));
    changes.switch("guest access", was.allows_guests, is.allows_guests);
    let logins = |pool: &super::identity_pool::IdentityPool| -> Vec<String> {
        pool.login_providers.iter().map(|(host, app)| format!("{host} ({app})")).collect()
    };
    changes.list("login provider", &logins(was), &logins(is));
    let trusted = |pool: &super::identity_pool::IdentityPool| -> Vec<String> {
        pool.user_pool_providers
            .iter()
            .map(|provider| format!("{} for client {}", provider.provider_name, provider.client_id))
            .collect()
    };
    changes.list("user pool provider", &trusted(was), &trusted(is));
    for provider in &is.user_pool_providers {
        let is_same = |old: &&UserPoolProvider| {
            old.provider_name == provider.provider_name && old.client_id == provider.client_id
        };
        if let Some(old) = was.user_pool_providers.iter().find(is_same) {
            let what = format!("server-side token check for client {}", provider.client_id);
            changes.switch(&what, old.server_side_token_check, provider.server_side_token_check);
        }
    }
    changes.switch("classic flow", was.classic_flow, is.classic_flow);
    let (Some(was), Some(is)) = (&was.roles, &is.roles) else { return };
    changes.value("authenticated role", was.authenticated.as_ref(), is.authenticated.as_ref());
    changes.value("unauthenticated role", was.unauthenticated.as_ref(), is.unauthenticated.as_ref());
    let mapped = |roles: &super::identity_pool::IdentityPoolRoles| -> Vec<String> {
        let text = |(provider, mapping): (&String, &super::identity_pool::RoleMapping)| {
            let unclear = match mapping.ambiguous_resolution.as_deref() {
                Some("Deny") => "deny",
                Some("AuthenticatedRole") => "the authenticated role",
                Some(other) => other,
                None => "unsaid",
            };
            let roles =
                if mapping.rule_roles.is_empty() { "no rule".to_owned() } else { mapping.rule_roles.join(", ") };
            format!("{provider} by {}: {roles}; when not clear: {unclear}", mapping.kind)
        };
        roles.mappings.iter().map(text).collect()
    };
    changes.list("role mapping", &mapped(was), &mapped(is));
}
