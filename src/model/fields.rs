//! The names of what can differ in the cloud, and the parts of it that a project does not want to hear of.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::app_client::AppClient;
use super::facts::Facts;

/// Every field that two readings are compared by, as the path in the snapshot's facts; public for ever. A client or an
/// identity pool that came or went as a whole is a field, too.
pub const FIELDS: &[&str] = &[
    "userPool.id",
    "userPool.name",
    "userPool.account",
    "userPool.domain",
    "userPool.customDomain",
    "userPool.usernameAttributes",
    "userPool.aliasAttributes",
    "userPool.autoVerifiedAttributes",
    "userPool.requiredAttributes",
    "userPool.passwordPolicy.minimumLength",
    "userPool.passwordPolicy.requireLowercase",
    "userPool.passwordPolicy.requireUppercase",
    "userPool.passwordPolicy.requireNumbers",
    "userPool.passwordPolicy.requireSymbols",
    "userPool.mfaConfiguration",
    "userPool.allowedFirstAuthFactors",
    "userPool.customAuthChallenge",
    "userPool.immutableAttributes",
    "userPool.deletionProtection",
    "mfa.sms",
    "mfa.smsRole",
    "mfa.totp",
    "mfa.totpDisabled",
    "mfa.email",
    "mfa.passkeys.relyingPartyId",
    "mfa.passkeys.userVerification",
    "identityProviders",
    "groups",
    "webClient",
    "webClient.id",
    "webClient.name",
    "webClient.hasSecret",
    "webClient.identityProviders",
    "webClient.oauthEnabled",
    "webClient.oauthFlows",
    "webClient.oauthScopes",
    "webClient.callbackUrls",
    "webClient.logoutUrls",
    "webClient.explicitAuthFlows",
    "webClient.writeAttributes",
    "webClient.hidesUserExistence",
    "webClient.revokesTokens",
    "nativeClient",
    "nativeClient.id",
    "nativeClient.name",
    "nativeClient.hasSecret",
    "nativeClient.identityProviders",
    "nativeClient.oauthEnabled",
    "nativeClient.oauthFlows",
    "nativeClient.oauthScopes",
    "nativeClient.callbackUrls",
    "nativeClient.logoutUrls",
    "nativeClient.explicitAuthFlows",
    "nativeClient.writeAttributes",
    "nativeClient.hidesUserExistence",
    "nativeClient.revokesTokens",
    "identityPool",
    "identityPool.id",
    "identityPool.name",
    "identityPool.allowsGuests",
    "identityPool.loginProviders",
    "identityPool.userPoolProviders",
    "identityPool.classicFlow",
    "identityPool.roles.authenticated",
    "identityPool.roles.unauthenticated",
    "identityPool.roles.mappings",
];

/// Fields that a project does not want to hear of: each a field, the beginning of some (`webClient`, `mfa.passkeys`), or
/// either with `*` for one part (`*.name`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignored {
    patterns: Vec<String>,
}

impl Ignored {
    /// Takes the patterns.
    ///
    /// # Errors
    /// The first one that names nothing of [`FIELDS`]: somebody mistyped it, and would otherwise think it heeded.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a String>) -> Result<Self, String> {
        let patterns: Vec<String> = patterns.into_iter().cloned().collect();
        match patterns.iter().find(|pattern| !nodes().iter().any(|node| names(pattern, node))) {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(Self { patterns }),
        }
    }

    /// The facts as a comparison is to see them: what is ignored is as it was before.
    #[must_use]
    pub fn as_before(&self, old: &Facts, new: Facts) -> Facts {
        let nodes: Vec<&str> =
            nodes().into_iter().filter(|node| self.patterns.iter().any(|pattern| names(pattern, node))).collect();
        if nodes.is_empty() {
            return new;
        }
        let (before, mut seen) = (json!(old), json!(new));
        for node in nodes {
            let mut path: Vec<&str> = node.split('.').collect();
            let mut changed = seen.clone();
            put_back(&mut changed, &path, &before);
            // Whether the groups might be read stands beside them.
            if node == "groups" {
                path[0] = "groupsDenied";
                put_back(&mut changed, &path, &before);
            }
            // A part of something that has come or gone as a whole cannot be put back alone: then it stays.
            if serde_json::from_value::<Facts>(changed.clone()).is_ok() {
                seen = changed;
            }
        }
        let facts = serde_json::from_value(seen).expect("each step above was read");
        with_unwritten(facts, new)
    }
}

/// What may be named: the fields, and what they begin with.
pub fn nodes() -> BTreeSet<&'static str> {
    let beginnings = |field: &'static str| field.match_indices('.').map(move |(dot, _)| &field[..dot]).chain([field]);
    FIELDS.iter().copied().flat_map(beginnings).collect()
}

fn names(pattern: &str, node: &str) -> bool {
    let (mut pattern, mut node) = (pattern.split('.'), node.split('.'));
    loop {
        match (pattern.next(), node.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
}

/// Makes the value at `path` what it is in `before`; an object that was not there before and is empty now goes.
fn put_back(now: &mut Value, path: &[&str], before: &Value) {
    let [key, rest @ ..] = path else { return };
    let Value::Object(object) = now else { return };
    let old = before.get(key);
    match (rest, old) {
        ([], Some(old)) => {
            object.insert((*key).to_owned(), old.clone());
        }
        ([], None) => {
            object.shift_remove(*key);
        }
        (rest, old) => {
            let absent = Value::Null;
            let is_new = !object.contains_key(*key);
            let inner = object.entry(*key).or_insert_with(|| Value::Object(Map::new()));
            put_back(inner, rest, old.unwrap_or(&absent));
            let is_empty = inner.as_object().is_some_and(Map::is_empty);
            if is_empty && (is_new || old.is_none()) {
                object.shift_remove(*key);
            }
        }
    }
}

/// What no snapshot holds, such as a secret, as it has been read.
fn with_unwritten(mut facts: Facts, read: Facts) -> Facts {
    fn secret(client: &mut Option<AppClient>, read: Option<AppClient>) {
        if let (Some(client), Some(read)) = (client, read)
            && client.id == read.id
        {
            client.secret = read.secret;
        }
    }
    secret(&mut facts.web_client, read.web_client);
    secret(&mut facts.native_client, read.native_client);
    facts.user_pool.password_policy_absent = read.user_pool.password_policy_absent;
    if let (Some(roles), Some(read)) = (
        facts.identity_pool.as_mut().and_then(|pool| pool.roles.as_mut()),
        read.identity_pool.and_then(|pool| pool.roles),
    ) {
        roles.absent = read.absent;
    }
    Facts { roles: read.roles, checked: read.checked, ..facts }
}

#[cfg(test)]
mod tests {
    use super::super::compare::differences;
    use super::*;

    /// Something at every place that the snapshot has.
    fn full() -> Value {
        let client = |id: &str| {
            json!({
                "id": id, "name": "c", "hasSecret": true, "identityProviders": ["COGNITO"], "oauthEnabled": true,
                "oauthFlows": ["code"], "oauthScopes": ["openid"], "callbackUrls": ["a://"], "logoutUrls": ["b://"],
                "explicitAuthFlows": ["ALLOW_USER_AUTH"], "writeAttributes": ["email"], "hidesUserExistence": true,
                "revokesTokens": true,
            })
        };
        json!({
            "userPool": {
                "id": "eu-west-1_a", "name": "p", "account": "111122223333", "domain": "d", "customDomain": "c.example",
                "usernameAttributes": ["email"], "aliasAttributes": ["email"], "autoVerifiedAttributes": ["email"],
                "requiredAttributes": ["email"], "immutableAttributes": ["email"],
                "passwordPolicy": {"minimumLength": 8, "requireLowercase": true, "requireUppercase": true,
                    "requireNumbers": true, "requireSymbols": true},
                "mfaConfiguration": "OFF", "allowedFirstAuthFactors": ["PASSWORD"], "customAuthChallenge": true,
                "deletionProtection": true,
            },
            "webClient": client("web"),
            "nativeClient": client("native"),
            "mfa": {"sms": true, "smsRole": "r", "totp": true, "totpDisabled": true, "email": true,
                "passkeys": {"relyingPartyId": "x", "userVerification": "required"}},
            "identityProviders": [{"name": "G", "type": "Google"}],
            "identityPool": {
                "id": "eu-west-1:11111111-2222-3333-4444-555555555555", "name": "i", "allowsGuests": true,
                "loginProviders": {"host": "app"},
                "userPoolProviders": [{"providerName": "n", "clientId": "c", "serverSideTokenCheck": true}],
                "classicFlow": true,
                "roles": {"authenticated": "a", "unauthenticated": "u",
                    "mappings": {"p": {"type": "Rules", "ambiguousResolution": "Deny", "ruleRoles": ["r"]}}},
            },
            "groups": [{"name": "g", "precedence": 1, "roleArn": "r"}],
        })
    }

    fn facts(value: &Value) -> Facts {
        serde_json::from_value(value.clone()).expect("facts")
    }

    /// Every leaf of the snapshot by its path, lists among them.
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    leaves(value, &path, found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }

    fn changed(full: &Value, leaf: &str) -> Value {
        let mut changed = full.clone();
        let place = changed.pointer_mut(&format!("/{}", leaf.replace('.', "/"))).expect("a leaf");
        *place = match place.take() {
            Value::Bool(on) => json!(!on),
            Value::Number(_) => json!(99),
            Value::String(text) => json!(format!("{text}0")),
            Value::Array(items) if items.iter().all(Value::is_string) => json!(["other"]),
            _ => json!([]),
        };
        changed
    }

    /// A fact that is added to the snapshot and forgotten here would be a change that nobody is told of.
    #[test]
    fn every_fact_of_the_snapshot_has_its_field() {
        let full = full();
        // What the reading of the full facts leaves out would be an unknown key of this test's.
        assert_eq!(json!(facts(&full)), full);
        let mut found = Vec::new();
        leaves(&full, "", &mut found);
        for leaf in found {
            let is_within = |field: &&&str| leaf == **field || leaf.starts_with(&format!("{field}."));
            let field = FIELDS.iter().filter(is_within).max_by_key(|field| field.len());
            let field = *field.unwrap_or_else(|| panic!("FIELDS lacks `{leaf}`"));
            let new = facts(&changed(&full, &leaf));
            let seen = differences(&facts(&full), &new);
            let names: BTreeSet<&str> = seen.iter().map(|difference| difference.field.as_str()).collect();
            assert_eq!(names, BTreeSet::from([field]), "a change of `{leaf}`");
            for pattern in nodes().into_iter().filter(|node| *node == field || field.starts_with(&format!("{node}."))) {
                let ignored = Ignored::new([&pattern.to_owned()]).expect("a field");
                assert_eq!(ignored.as_before(&facts(&full), new.clone()), facts(&full), "`{pattern}` for `{leaf}`");
                assert_eq!(ignored.as_before(&new, facts(&full)), new, "`{pattern}` for `{leaf}`, back");
            }
        }
    }

    #[test]
    fn what_came_or_went_is_put_back() {
        let full = full();
        for path in ["userPool.domain", "mfa.passkeys", "webClient", "identityPool", "identityPool.roles.authenticated"]
        {
            let mut less = full.clone();
            let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
            let parent = if parent.is_empty() { String::new() } else { format!("/{}", parent.replace('.', "/")) };
            less.pointer_mut(&parent).and_then(Value::as_object_mut).expect("an object").shift_remove(key);
            let (full, less) = (facts(&full), facts(&less));
            let ignored = Ignored::new([&path.to_owned()]).expect("a field");
            assert_eq!(ignored.as_before(&full, less.clone()), full, "{path}");
            assert_eq!(ignored.as_before(&less, full.clone()), less, "{path}");
            assert_eq!(Ignored::default().as_before(&full, less.clone()), less);
        }
        // Of a client that is gone there is no name to put back.
        let mut less = full.clone();
        less.as_object_mut().expect("an object").shift_remove("webClient");
        let ignored = Ignored::new([&"webClient.name".to_owned(), &"mfa.passkeys.relyingPartyId".to_owned()]).unwrap();
        assert_eq!(ignored.as_before(&facts(&full), facts(&less)), facts(&less));
        assert_eq!(ignored.as_before(&facts(&less), facts(&full)), facts(&full));
    }

    #[test]
    fn a_star_is_one_part() {
        assert!(names("*.name", "webClient.name") && names("webClient", "webClient") && names("*.*.sms", "a.b.sms"));
        assert!(!names("*.name", "name") && !names("*", "webClient.name") && !names("webClient", "webClient.name"));
        assert_eq!(Ignored::new([&"*.nme".to_owned()]), Err("*.nme".to_owned()));
        assert_eq!(Ignored::new([&"userPool.".to_owned()]), Err("userPool.".to_owned()));
    }

    #[test]
    fn a_secret_stays_with_its_client() {
        let mut read = facts(&full());
        read.native_client.as_mut().unwrap().secret = Some(super::super::app_client::Secret::new("s".to_owned()));
        let ignored = Ignored::new([&"*.name".to_owned()]).unwrap();
        assert_eq!(ignored.as_before(&facts(&changed(&full(), "nativeClient.name")), read.clone()), {
            let mut expected = read;
            expected.native_client.as_mut().unwrap().name = "c0".to_owned();
            expected
        });
    }
}
