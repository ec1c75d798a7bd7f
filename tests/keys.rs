//! The tables of keys say what the renderers do: every key that a format writes is in its table, and a reason for an
//! absence is given exactly where the rendered file lacks the key.

#[path = "support/keys.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amplink::cloud::operations::Operation;
use amplink::emit::FORMATS;
use amplink::emit::keys::{self, Standing};
use amplink::model::app_client::Secret;
use amplink::model::facts::Facts;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{check, table};

/// `target` with `patch`, by RFC 7386.
fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    target.shift_remove(key);
                } else {
                    merge(target.entry(key).or_insert_with(|| json!({})), value);
                }
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

/// The pools of all rules' fixtures.
#[test]
fn the_tables_are_right_about_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules");
    let read =
        |path: &Path| -> Value { serde_json::from_str(&fs::read_to_string(path).expect("a fixture")).expect("JSON") };
    let base = read(&folder.join("base.json"));
    let mut count = 0;
    for rule in fs::read_dir(&folder).expect("a folder").flatten().filter(|entry| entry.path().is_dir()) {
        for name in ["firing.json", "quiet.json"] {
            let mut fixture = base.clone();
            merge(&mut fixture, &read(&rule.path().join(name)));
            check(&serde_json::from_value(fixture["facts"].clone()).expect("facts"));
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(words, 0..=words.len())
}

fn any_client(id: &'static str) -> impl Strategy<Value = Value> {
    (
        any::<[bool; 2]>(),
        some_of(&["client_credentials", "implicit", "code"]),
        some_of(&["COGNITO", "Google", "SignInWithApple", "corp"]),
        some_of(&["openid", "email"]),
        some_of(&["shop://in", "https://shop.example.com/"]),
        some_of(&["shop://out"]),
    )
        .prop_map(move |([secret, oauth], flows, providers, scopes, callbacks, logouts)| {
            json!({
                "id": id, "name": "c", "hasSecret": secret, "oauthEnabled": oauth, "oauthFlows": flows,
                "identityProviders": providers, "oauthScopes": scopes, "callbackUrls": callbacks, "logoutUrls": logouts,
            })
        })
}

fn any_identity_pool() -> impl Strategy<Value = Value> {
    let role = || prop::option::of(prop::sample::select(&["arn:aws:iam::123456789012:role/a", "no arn"][..]));
    let roles = prop::option::of((role(), role()));
    let hosts = some_of(&["graph.facebook.com", "accounts.google.com", "api.twitter.com"]);
    (any::<bool>(), hosts, roles).prop_map(|(guests, hosts, roles)| {
        let logins: Map<String, Value> = hosts.into_iter().map(|host| (host.to_owned(), json!("app"))).collect();
        let roles =
            roles.map(|(authenticated, guest)| json!({"authenticated": authenticated, "unauthenticated": guest}));
        json!({
            "id": "eu-west-1:00000000-0000-0000-0000-000000000001", "name": "i", "allowsGuests": guests,
            "loginProviders": logins, "roles": roles,
        })
    })
}

/// Pools of every kind that the tables tell apart.
fn any_facts() -> impl Strategy<Value = Facts> {
    let domain = prop::sample::select(&[None, Some("shop"), Some("login.example.com"), Some("it's")][..]);
    let pool = (
        (domain.clone(), domain),
        some_of(&["email", "phone_number", "preferred_username"]),
        some_of(&["email", "phone_number"]),
        prop::sample::select(&["OFF", "ON", "OPTIONAL", "SOON"][..]),
        some_of(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]),
    );
    let passkeys = prop::option::of(prop::option::of(Just("shop.example.com")));
    let mfa = prop::option::of((any::<[bool; 3]>(), passkeys));
    let group = (prop::option::of(0..5), prop::option::of(Just("arn:aws:iam::123456789012:role/g")));
    let groups = prop::option::of(prop::collection::vec(group, 0..3));
    let clients = (prop::option::of(any_client("web")), prop::option::of(any_client("native")));
    (pool, clients, mfa, groups, any::<bool>(), prop::option::of(any_identity_pool())).prop_map(
        |(((prefix, custom), names, verified, mode, factors), (web, native), mfa, groups, denied, identity_pool)| {
            let groups = groups.map(|groups| {
                let named = groups.into_iter().enumerate();
                let named = named
                    .map(|(n, (rank, role))| json!({"name": format!("g{n}"), "precedence": rank, "roleArn": role}));
                named.collect::<Value>()
            });
            let mfa = mfa.map(|([sms, totp, email], passkeys)| {
                let passkeys = passkeys.map(|party| json!({"relyingPartyId": party, "userVerification": "required"}));
                json!({"sms": sms, "totp": totp, "email": email, "passkeys": passkeys})
            });
            serde_json::from_value(json!({
                "userPool": {
                    "id": "eu-west-1_a", "name": "p", "domain": prefix, "customDomain": custom,
                    "usernameAttributes": names, "autoVerifiedAttributes": verified, "mfaConfiguration": mode,
                    "allowedFirstAuthFactors": factors, "requiredAttributes": names,
                    "passwordPolicy": {"minimumLength": 9, "requireLowercase": true, "requireUppercase": denied,
                        "requireNumbers": true, "requireSymbols": denied},
                },
                "webClient": web, "nativeClient": native, "mfa": mfa, "groups": groups, "groupsDenied": denied,
                "identityPool": identity_pool,
            }))
            .expect("facts")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_are_right_about_every_pool(facts in any_facts(), knows_secret in any::<bool>()) {
        let mut facts = facts;
        for client in facts.web_client.iter_mut().chain(facts.native_client.iter_mut()) {
            client.secret = Some(Secret::new("s".to_owned())).filter(|_| client.has_secret && knows_secret);
        }
        check(&facts);
    }
}

/// Each field is of an answer to an operation that amplink calls.
#[test]
fn every_field_is_of_a_known_operation() {
    for standing in keys::all() {
        for from in standing.key.from {
            let (operation, field) = from.split_once(": ").expect("`Operation: Field`");
            assert!(Operation::ALL.iter().any(|known| known.name() == operation), "{from}");
            assert!(field.starts_with(|first: char| first.is_ascii_uppercase()), "{from}");
        }
    }
}

#[test]
fn every_format_has_a_place_and_no_key_is_there_twice() {
    for format in FORMATS {
        let paths: Vec<String> = table(format).into_iter().map(|(path, _)| path).collect();
        assert!(!paths.is_empty(), "{} has no table of keys", format.id);
        assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "{}: {paths:?}", format.id);
    }
    for standing in keys::all() {
        for id in standing.place.formats {
            assert!(amplink::emit::format(id).is_some(), "{id}");
        }
    }
}

#[test]
fn a_key_is_found_by_the_end_of_its_path_and_a_mistyped_one_is_guessed() {
    let paths = |standings: &[Standing]| standings.iter().map(Standing::path).collect::<BTreeSet<_>>();
    let called = |name: &str| paths(&keys::find(name).0);
    assert_eq!(called("oauth.domain"), ["auth.oauth.domain", "oauth.domain"].map(str::to_owned).into());
    assert_eq!(
        called("WebDomain"),
        ["Auth.Default.OAuth.WebDomain", "auth.plugins.awsCognitoAuthPlugin.Auth.Default.OAuth.WebDomain"]
            .map(str::to_owned)
            .into()
    );
    assert_eq!(called("VITE_COGNITO_REGION"), ["COGNITO_REGION".to_owned()].into());
    assert!(called("omain").is_empty() && called("").is_empty());
    let (called, inside) = keys::find("auth.password_policy");
    assert_eq!((called.len(), inside.len()), (0, 5));
    assert_eq!(keys::nearest("OAUTH.Domain", &[]), ["oauth.domain"]);
    assert!(
        keys::nearest("aws_cognito_username_atributes", &[]).contains(&"aws_cognito_username_attributes".to_owned())
    );
    assert!(keys::nearest("xyzzy", &[]).is_empty());
}
