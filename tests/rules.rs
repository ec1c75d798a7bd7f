//! Every rule has a case that makes it fire and a near miss that does not, runs over the cases of all others too, and
//! has its place on the reference page.
//!
//! A fixture is an RFC 7386 merge patch on `base.json`, in which all is as it should be.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use amplink::model::facts::{Checked, Facts};
use amplink::model::ids::Region;
use amplink::model::platform::Platform;
use amplink::model::role::Trust;
use amplink::model::user_pool::Group;
use amplink::validate::finding::{Finding, Severity};
use amplink::validate::policy::Policy;
use amplink::validate::rules::RULES;
use amplink::validate::{Case, check};
use serde::Deserialize;
use serde_json::Value;

const BLESS: &str = "AMPLINK_BLESS=1 cargo test --test rules";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/rules")
}

#[track_caller]
fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{} is missing: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `target` with `patch`, by RFC 7386.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let members = target.as_object_mut().expect("an object");
    for (key, value) in patch {
        if value.is_null() {
            members.shift_remove(&key);
        } else {
            merge(members.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fixture {
    platforms: Vec<Platform>,
    writes_secret: bool,
    #[serde(default = "yes")]
    writes_gen_1: bool,
    #[serde(default)]
    writes_outputs: bool,
    #[serde(default)]
    amplify_region: Option<Region>,
    facts: Value,
    #[serde(default)]
    roles: serde_json::Map<String, Value>,
    checked: Option<ReadByCheck>,
}

/// What a fixture says that says nothing of it.
fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReadByCheck {
    domain_status: Option<String>,
    groups: Option<Vec<ReadGroup>>,
    tagged_providers: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReadGroup {
    name: String,
    role_arn: Option<String>,
}

impl Fixture {
    #[track_caller]
    fn read(patch: Option<&Path>) -> Self {
        Self::of(patch.map_or_else(|| serde_json::json!({}), read), &format!("{patch:?}"))
    }

    #[track_caller]
    fn of(patch: Value, name: &str) -> Self {
        let mut case = read(&fixtures().join("base.json"));
        merge(&mut case, patch);
        let fixture: Self = serde_json::from_value(case).unwrap_or_else(|error| panic!("{name}: {error}"));
        // A misspelt field would be passed over, and the fixture would prove nothing.
        let facts: Facts = serde_json::from_value(fixture.facts.clone()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let known = serde_json::to_value(&facts).expect("facts print");
        every_member_is_known(&fixture.facts, &known, name);
        fixture
    }

    fn facts(&self) -> Facts {
        let mut facts: Facts = serde_json::from_value(self.facts.clone()).expect("read before");
        facts.roles = self.roles.iter().map(|(arn, trust)| (arn.clone(), read_trust(trust))).collect();
        facts.checked = self.checked.as_ref().map(|checked| Checked {
            domain_status: checked.domain_status.clone(),
            groups: checked.groups.as_ref().map(|groups| {
                let group = |group: &ReadGroup| Group {
                    name: group.name.clone(),
                    precedence: None,
                    role_arn: group.role_arn.clone(),
                };
                groups.iter().map(group).collect()
            }),
            tagged_providers: checked.tagged_providers.clone(),
            unread: Vec::new(),
        });
        facts
    }

    fn findings(&self) -> Vec<Finding> {
        let facts = self.facts();
        let (writes_secret, writes_gen_1, writes_outputs) =
            (self.writes_secret, self.writes_gen_1, self.writes_outputs);
        let (platforms, amplify_region) = (&self.platforms[..], self.amplify_region.as_ref());
        let case = Case { facts: &facts, platforms, writes_secret, writes_gen_1, writes_outputs, amplify_region };
        check(&case, &Policy::default())
    }

    fn fired(&self) -> BTreeSet<&'static str> {
        self.findings().iter().map(|finding| finding.rule).collect()
    }
}

/// What is empty or `false` is left out when facts are printed.
#[track_caller]
fn every_member_is_known(given: &Value, known: &Value, place: &str) {
    if let Value::Object(given) = given {
        for (key, value) in given {
            let is_left_out = matches!(value, Value::Bool(false)) || value == &serde_json::json!([]);
            match known.get(key) {
                Some(known) => every_member_is_known(value, known, &format!("{place}, {key}")),
                None => assert!(is_left_out, "{place}: the facts have no `{key}`"),
            }
        }
    }
}

#[track_caller]
fn read_trust(value: &Value) -> Trust {
    if let Some(document) = value.get("document") {
        let text = document.as_str().map_or_else(|| document.to_string(), str::to_owned);
        return Trust::Document(percent_encoded(&text));
    }
    if let Some(why) = value.get("unreadable").and_then(Value::as_str) {
        return Trust::Unreadable(why.to_owned());
    }
    match value.as_str() {
        Some("no-such-role") => Trust::NoSuchRole,
        Some("no-arn") => Trust::NoArn,
        _ => panic!("{value} says nothing of a role"),
    }
}

/// As IAM sends it.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[test]
fn nothing_fires_where_all_is_as_it_should_be() {
    assert_eq!(Fixture::read(None).findings(), []);
}

#[test]
fn every_rule_has_a_case_that_makes_it_fire_and_a_near_miss() {
    for rule in RULES {
        let folder = fixtures().join(rule.id);
        let firing = Fixture::read(Some(&folder.join("firing.json")));
        assert!(firing.fired().contains(rule.id), "{}: firing.json does not make it fire", rule.id);
        let quiet = folder.join("quiet.json");
        assert!(!Fixture::read(Some(&quiet)).fired().contains(rule.id), "{}: quiet.json makes it fire", rule.id);
        assert_ne!(read(&quiet), serde_json::json!({}), "{}: quiet.json is no near miss but the base", rule.id);
    }
}

#[test]
fn every_fixture_is_a_rules() {
    for entry in fs::read_dir(fixtures()).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a text");
        let is_known = name == "base.json" || RULES.iter().any(|rule| rule.id == name);
        assert!(is_known, "tests/fixtures/rules/{name} belongs to no rule");
    }
}

/// A rule that fires on another's fixture is right to do so, or is found out here.
#[test]
fn every_rule_runs_over_every_fixture() {
    let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let mut seen = String::new();
    for id in ids {
        for name in ["firing", "quiet"] {
            let fired = Fixture::read(Some(&fixtures().join(id).join(name).with_extension("json"))).fired();
            let fired: Vec<&str> = fired.into_iter().collect();
            let fired = if fired.is_empty() { "-".to_owned() } else { fired.join(", ") };
            let _ = writeln!(seen, "{id}/{name}: {fired}");
        }
    }
    insta::assert_snapshot!(seen, @"
    account-scope-off/firing: account-scope-off
    account-scope-off/quiet: -
    alias-attributes/firing: alias-attributes
    alias-attributes/quiet: -
    amplify-project-other-region/firing: amplify-project-other-region
    amplify-project-other-region/quiet: -
    callback-url-not-https/firing: callback-url-not-https
    callback-url-not-https/quiet: -
    client-credentials-flow/firing: client-credentials-flow
    client-credentials-flow/quiet: -
    client-provider-missing/firing: client-provider-missing
    client-provider-missing/quiet: provider-has-no-place
    client-secret-in-file/firing: client-secret-in-file
    client-secret-in-file/quiet: native-client-without-secret
    client-without-providers/firing: client-without-providers
    client-without-providers/quiet: -
    code-flow-off/firing: code-flow-off, implicit-flow, native-client-without-secret
    code-flow-off/quiet: implicit-flow
    custom-auth-flow-off/firing: custom-auth-flow-off
    custom-auth-flow-off/quiet: -
    custom-auth-has-no-place/firing: client-secret-in-file, custom-auth-has-no-place, no-mobile-callback-url, no-mobile-sign-out-url
    custom-auth-has-no-place/quiet: client-secret-in-file
    deletion-protection-off/firing: deletion-protection-off
    deletion-protection-off/quiet: -
    domain-not-active/firing: domain-not-active
    domain-not-active/quiet: -
    email-mfa-has-no-place/firing: email-mfa-has-no-place
    email-mfa-has-no-place/quiet: native-client-without-secret
    external-provider-without-oauth/firing: external-provider-without-oauth
    external-provider-without-oauth/quiet: -
    group-role-not-assumable/firing: group-role-not-assumable
    group-role-not-assumable/quiet: -
    groups-unread/firing: groups-unread
    groups-unread/quiet: -
    guest-role-without-guests/firing: guest-role-without-guests
    guest-role-without-guests/quiet: -
    guests-without-role/firing: guests-without-role
    guests-without-role/quiet: -
    identity-pool-classic-flow/firing: identity-pool-classic-flow
    identity-pool-classic-flow/quiet: -
    identity-pool-lacks-user-pool/firing: identity-pool-lacks-user-pool
    identity-pool-lacks-user-pool/quiet: -
    identity-pool-no-authenticated-role/firing: identity-pool-no-authenticated-role
    identity-pool-no-authenticated-role/quiet: identity-pool-roles-unread
    identity-pool-no-server-side-token-check/firing: identity-pool-no-server-side-token-check
    identity-pool-no-server-side-token-check/quiet: -
    identity-pool-other-region/firing: client-secret-in-file, identity-pool-other-region, no-mobile-callback-url, no-mobile-sign-out-url, role-not-assumable-by-guests, role-not-assumable-by-signed-in
    identity-pool-other-region/quiet: role-not-assumable-by-guests, role-not-assumable-by-signed-in
    identity-pool-roles-unread/firing: identity-pool-roles-unread
    identity-pool-roles-unread/quiet: -
    identity-providers-unread/firing: identity-providers-unread
    identity-providers-unread/quiet: -
    implicit-flow/firing: implicit-flow
    implicit-flow/quiet: -
    ios-single-redirect/firing: ios-single-redirect, native-client-without-secret
    ios-single-redirect/quiet: native-client-without-secret
    mfa-settings-unread/firing: mfa-settings-unread
    mfa-settings-unread/quiet: -
    mfa-without-factor/firing: mfa-without-factor
    mfa-without-factor/quiet: -
    native-client-not-in-identity-pool/firing: native-client-not-in-identity-pool
    native-client-not-in-identity-pool/quiet: -
    native-client-without-secret/firing: native-client-without-secret
    native-client-without-secret/quiet: native-secret-left-out
    native-secret-left-out/firing: native-secret-left-out
    native-secret-left-out/quiet: client-secret-in-file
    no-mobile-callback-url/firing: native-client-without-secret, no-mobile-callback-url
    no-mobile-callback-url/quiet: native-client-without-secret
    no-mobile-sign-out-url/firing: native-client-without-secret, no-mobile-sign-out-url
    no-mobile-sign-out-url/quiet: native-client-without-secret
    no-native-client/firing: no-native-client
    no-native-client/quiet: -
    no-public-client/firing: client-secret-in-file, no-public-client
    no-public-client/quiet: client-secret-in-file, no-mobile-callback-url, no-mobile-sign-out-url
    no-sign-in-flow/firing: no-sign-in-flow
    no-sign-in-flow/quiet: -
    no-web-callback-url/firing: no-web-callback-url
    no-web-callback-url/quiet: -
    no-web-client/firing: no-web-client
    no-web-client/quiet: native-secret-left-out
    no-web-sign-out-url/firing: no-web-sign-out-url
    no-web-sign-out-url/quiet: -
    nothing-verified/firing: nothing-verified
    nothing-verified/quiet: sign-in-attribute-unverified
    oauth-left-out/firing: oauth-left-out, oauth-no-sign-out-url
    oauth-left-out/quiet: -
    oauth-no-callback-url/firing: oauth-no-callback-url
    oauth-no-callback-url/quiet: -
    oauth-no-domain/firing: oauth-no-domain
    oauth-no-domain/quiet: -
    oauth-no-flow/firing: oauth-no-flow
    oauth-no-flow/quiet: -
    oauth-no-scope/firing: oauth-no-scope
    oauth-no-scope/quiet: -
    oauth-no-sign-out-url/firing: oauth-no-sign-out-url
    oauth-no-sign-out-url/quiet: client-credentials-flow
    one-client-for-both/firing: one-client-for-both
    one-client-for-both/quiet: -
    only-local-callback-urls/firing: only-local-callback-urls
    only-local-callback-urls/quiet: callback-url-not-https
    openid-scope-off/firing: openid-scope-off
    openid-scope-off/quiet: -
    passkeys-without-domain/firing: passkeys-without-domain
    passkeys-without-domain/quiet: -
    passwordless-has-no-place/firing: passwordless-has-no-place
    passwordless-has-no-place/quiet: -
    pool-provider-not-offered/firing: pool-provider-not-offered
    pool-provider-not-offered/quiet: -
    provider-has-no-place/firing: provider-has-no-place
    provider-has-no-place/quiet: -
    provider-names-another-region/firing: provider-names-another-region
    provider-names-another-region/quiet: -
    redirect-url-with-comma/firing: redirect-url-with-comma
    redirect-url-with-comma/quiet: -
    redirect-url-with-wildcard/firing: redirect-url-with-wildcard
    redirect-url-with-wildcard/quiet: -
    refresh-flow-off/firing: refresh-flow-off
    refresh-flow-off/quiet: -
    required-attribute-not-mutable/firing: required-attribute-not-mutable
    required-attribute-not-mutable/quiet: -
    required-attribute-not-writable/firing: required-attribute-not-writable
    required-attribute-not-writable/quiet: -
    role-any-pool/firing: role-any-pool
    role-any-pool/quiet: role-shared-with-another-pool
    role-cannot-tell/firing: role-cannot-tell
    role-cannot-tell/quiet: -
    role-does-not-exist/firing: role-does-not-exist
    role-does-not-exist/quiet: guest-role-without-guests
    role-everyone-principal/firing: role-cannot-tell, role-everyone-principal
    role-everyone-principal/quiet: -
    role-guests-could-assume/firing: guest-role-without-guests, role-guests-could-assume
    role-guests-could-assume/quiet: role-guests-may-assume
    role-guests-may-assume/firing: role-guests-may-assume
    role-guests-may-assume/quiet: guest-role-without-guests, role-guests-could-assume
    role-mapped-any-pool/firing: role-mapped-any-pool
    role-mapped-any-pool/quiet: guest-role-without-guests
    role-mapped-not-assumable/firing: role-mapped-not-assumable
    role-mapped-not-assumable/quiet: group-role-not-assumable
    role-mapping-denies/firing: role-mapping-denies
    role-mapping-denies/quiet: -
    role-mapping-no-resolution/firing: role-mapping-no-resolution
    role-mapping-no-resolution/quiet: role-mapping-denies
    role-no-arn/firing: role-no-arn
    role-no-arn/quiet: guest-role-without-guests
    role-not-assumable-by-guests/firing: role-not-assumable-by-guests
    role-not-assumable-by-guests/quiet: guest-role-without-guests
    role-not-assumable-by-signed-in/firing: role-not-assumable-by-signed-in
    role-not-assumable-by-signed-in/quiet: role-shared-with-another-pool
    role-other-partition/firing: role-not-assumable-by-signed-in, role-other-partition
    role-other-partition/quiet: -
    role-restricted/firing: role-restricted
    role-restricted/quiet: -
    role-same-for-both/firing: role-same-for-both
    role-same-for-both/quiet: guest-role-without-guests
    role-shared-with-another-pool/firing: role-shared-with-another-pool
    role-shared-with-another-pool/quiet: -
    role-tag-session-missing/firing: role-tag-session-missing
    role-tag-session-missing/quiet: -
    role-trust-invalid/firing: role-trust-invalid
    role-trust-invalid/quiet: guest-role-without-guests
    role-unreadable/firing: role-unreadable
    role-unreadable/quiet: guest-role-without-guests
    role-weak-condition/firing: role-weak-condition
    role-weak-condition/quiet: -
    short-passwords/firing: short-passwords
    short-passwords/quiet: -
    sign-in-attribute-unverified/firing: sign-in-attribute-unverified, username-attributes-first-only
    sign-in-attribute-unverified/quiet: -
    sign-out-url-not-https/firing: sign-out-url-not-https
    sign-out-url-not-https/quiet: -
    sms-mfa-without-phone-number/firing: sms-mfa-without-phone-number
    sms-mfa-without-phone-number/quiet: -
    srp-flow-off/firing: srp-flow-off
    srp-flow-off/quiet: -
    token-revocation-off/firing: token-revocation-off
    token-revocation-off/quiet: -
    user-auth-flow-off/firing: passwordless-has-no-place, user-auth-flow-off
    user-auth-flow-off/quiet: -
    user-existence-revealed/firing: user-existence-revealed
    user-existence-revealed/quiet: -
    username-attributes-first-only/firing: username-attributes-first-only
    username-attributes-first-only/quiet: -
    web-client-has-secret/firing: web-client-has-secret
    web-client-has-secret/quiet: -
    web-client-not-in-identity-pool/firing: web-client-not-in-identity-pool
    web-client-not-in-identity-pool/quiet: -
    ");
}

/// Findings at whatever level of a case, as `RULE: SUBJECT: MESSAGE`, with short names for the two roles.
#[track_caller]
fn told(patch: Value) -> Vec<String> {
    let findings = Fixture::of(patch, "a case").findings();
    let shown = findings.iter().map(|f| format!("{}: {}: {}", f.rule, f.subject, f.message));
    shown.map(|line| line.replace("arn:aws:iam::111122223333:role/", "")).collect()
}

const POOL: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
const SIGNED_IN: &str = "arn:aws:iam::111122223333:role/shop-signed-in";
const ADMIN: &str = "arn:aws:iam::111122223333:role/shop-admin";
const WEB: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI:1h57kf5cpq17m0eml12example";

fn trusting(amr: &str) -> Value {
    serde_json::json!({"document": {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": POOL},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr}}}]}})
}

fn mapped(provider: &str, role: &str, trust: Value) -> Value {
    let mapping =
        serde_json::json!({"type": "Rules", "ambiguousResolution": "AuthenticatedRole", "ruleRoles": [role, role]});
    serde_json::json!({"facts": {"identityPool": {"roles": {"mappings": {(provider): mapping}}}}, "roles": {(role): trust}})
}

#[test]
fn one_role_for_both_is_told_once() {
    let both = |trust: Value| {
        serde_json::json!({"facts": {"identityPool": {"roles": {"unauthenticated": SIGNED_IN}}},
            "roles": {(SIGNED_IN): trust}})
    };
    let same = "role-same-for-both: identity pool eu-west-1:11111111-2222-3333-4444-555555555555: shop-signed-in is both \
        its authenticated and its unauthenticated role";
    let with = |finding: &str| vec![finding.to_owned(), same.to_owned()];
    let unreadable = serde_json::json!({"document": null, "unreadable": "`iam:GetRole` is not granted"});
    assert_eq!(told(both(trusting("*authenticated"))), [same]);
    assert_eq!(
        told(both(trusting("authenticated"))),
        with(
            "role-not-assumable-by-guests: unauthenticated role shop-signed-in: its trust policy does not let guests of \
            this identity pool take it: it lets in signed-in users instead"
        )
    );
    assert_eq!(
        told(both("no-such-role".into())),
        with("role-does-not-exist: authenticated and unauthenticated role shop-signed-in: there is no such role")
    );
    let mut both = told(both(unreadable));
    both.reverse();
    assert_eq!(
        both,
        with(
            "role-unreadable: authenticated and unauthenticated role shop-signed-in: cannot tell who may take it: \
            `iam:GetRole` is not granted"
        )
    );
}

#[test]
fn a_mapped_role_is_judged_for_those_it_is_given_to() {
    let refused = format!(
        "role-mapped-not-assumable: role shop-admin: its trust policy does not let signed-in users of this identity pool \
        take it: only these sign-ins are let in: graph.facebook.com; given by: a role mapping of {WEB}"
    );
    assert_eq!(told(mapped(WEB, ADMIN, trusting("graph.facebook.com"))), [refused]);
    // People of Facebook bring another token.
    assert_eq!(told(mapped("graph.facebook.com", ADMIN, trusting("graph.facebook.com"))), [""; 0]);
    // Not read at import.
    let mut unread = mapped(WEB, ADMIN, Value::Null);
    unread["checked"] = Value::Null;
    assert_eq!(told(unread), [""; 0]);
    // The authenticated role is judged as such.
    let guests = "role-guests-may-assume: authenticated role shop-signed-in: its trust policy lets guests take it, too";
    assert_eq!(told(mapped(WEB, SIGNED_IN, trusting("*authenticated"))), [guests]);
}

#[test]
fn what_decides_is_told_for_everybody_it_decides_for() {
    let mut trust = trusting("authenticated");
    trust["document"]["Statement"][0]["Condition"] =
        serde_json::json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    let open = "role-cannot-tell: authenticated role shop-signed-in: cannot tell whether signed-in users, guests, users of \
        identity pools that it does not name may take it; aws:SourceIp decides";
    assert_eq!(told(serde_json::json!({"roles": {(SIGNED_IN): trust}})), [open]);
}

#[test]
fn every_rule_says_what_a_person_should_know() {
    let mut titles = BTreeSet::new();
    for rule in RULES {
        let id = rule.id;
        assert!(titles.insert(rule.title), "{id}: another rule has the same title");
        for (field, text) in [("title", rule.title), ("looks_at", rule.looks_at), ("remedy", rule.remedy)] {
            assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('\n'), "{id}: {field}");
        }
        let starts_low = |text: &str| text.starts_with("OAuth") || text.starts_with(|c: char| !c.is_uppercase());
        assert!(starts_low(rule.title) && starts_low(rule.looks_at), "{id}: a title is no sentence");
        assert!(rule.title.len() <= 80, "{id}: the title is too long for a list");
        assert!(rule.why.starts_with(|c: char| !c.is_lowercase()), "{id}: why is a sentence");
        assert!(rule.why.ends_with(['.', ')']), "{id}: why is a sentence");
        assert!(rule.reference.starts_with("https://"), "{id}: reference");
        // Only a note can be left to `check`.
        assert!(rule.shown_at_import || rule.severity == Severity::Note, "{id}: shown_at_import");
    }
}

#[test]
fn the_reference_page_says_what_the_rules_say() {
    let path = root().join("docs/rules.md");
    let page = page();
    if env::var_os("AMPLINK_BLESS").is_some() {
        fs::write(&path, &page).expect("the page is written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(there == page, "docs/rules.md is stale: `{BLESS}` writes it anew");
}

fn page() -> String {
    let mut page = format!(
        "# The rules\n\n\
        What amplink looks for in a user pool, its app clients, an identity pool and its roles, before it writes a file.\n\
        An error stops an import before anything is written; a warning and a note do not. `amplink explain RULE` prints\n\
        the same in a terminal.\n\n\
        This page is made from the rules themselves: `{BLESS}`.\n\n"
    );
    let by_severity = [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")];
    for (severity, heading) in by_severity {
        let _ = writeln!(page, "| {heading} | |\n|---|---|");
        for rule in RULES.iter().filter(|rule| rule.severity == severity) {
            let _ = writeln!(page, "| [`{0}`](#{0}) | {1} |", rule.id, rule.title);
        }
        page.push('\n');
    }
    for rule in RULES {
        let _ = write!(
            page,
            "## {}\n\n**{}**: {}.\n\n{}\n\n- Looks at: {}.\n- Remedy: {}.\n- See <{}>.\n\n",
            rule.id,
            rule.severity.name(),
            rule.title,
            rule.why,
            rule.looks_at,
            rule.remedy,
            rule.reference
        );
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// Tags go with the session whatever way the role was come by.
#[test]
fn a_mapped_role_without_tag_session_is_told() {
    let tagged = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";
    let mut case = mapped(WEB, ADMIN, trusting("authenticated"));
    merge(&mut case, serde_json::json!({"checked": {"taggedProviders": [tagged]}}));
    let lacks = "its trust policy does not allow `sts:TagSession`";
    assert_eq!(
        told(case),
        [
            format!("role-tag-session-missing: authenticated role shop-signed-in: {lacks}"),
            format!("role-tag-session-missing: role shop-admin: {lacks}; given by: a role mapping of {WEB}"),
        ]
    );
}

/// A mobile app that has only `amplify_outputs` has its web client, for want of a native client without a secret: what is
/// said is about that one, and not about a file of the first generation.
#[test]
fn a_mobile_app_of_the_second_generation_is_judged_by_its_web_client() {
    let case = |more: Value| {
        let mut case = serde_json::json!({
            "platforms": ["android"], "writesGen1": false, "writesOutputs": true,
            "facts": {"groups": [], "userPool": {"usernameAttributes": ["email", "phone_number"],
                "autoVerifiedAttributes": ["email", "phone_number"]}},
        });
        merge(&mut case, more);
        told(case)
    };
    let https = |what: &str| {
        format!(
            "no-mobile-{what}-url: web client 1h57kf5cpq17m0eml12example: its {what} URLs are all http or https; none has \
             a scheme of the app"
        )
    };
    let [callback, sign_out] = [https("callback"), https("sign-out")];
    assert_eq!(case(serde_json::json!({})), [callback.clone(), sign_out.clone()]);
    assert_eq!(case(serde_json::json!({"facts": {"nativeClient": null}})), [callback, sign_out]);
    let own_scheme = serde_json::json!({"callbackUrls": ["shop://in/,x"], "logoutUrls": ["shop://out/"]});
    assert_eq!(case(serde_json::json!({"facts": {"webClient": own_scheme}})), [""; 0]);
}
