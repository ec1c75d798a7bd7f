//! What an import says of an identity pool's roles: each trust policy of the shared vectors in place of both roles of a
//! live identity pool, and the scenarios with right, wrong and missing roles.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::scenarios::{REGION, Seeded};

fn dry_run(sandbox: &Sandbox, seeded: &Seeded) -> Output {
    let identity_pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let mut args = vec!["import", "identity-pool", "--dry-run", "--json", "--identity-pool-id", identity_pool];
    args.extend(["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id]);
    args.extend(["--native-client-id", &seeded.native_client_id]);
    sandbox.run(&args)
}

/// Findings at error and at warning level, as `error RULE: SUBJECT: MESSAGE`.
fn told(output: &Output) -> Vec<String> {
    let document = output.document();
    let findings = document["findings"].as_array().expect("a list").iter().filter(|f| f["severity"] != "note");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    findings
        .map(|f| {
            let [severity, rule, subject, message] =
                ["severity", "rule", "subject", "message"].map(|member| text(&f[member]));
            format!("{severity} {rule}: {subject}: {message}")
        })
        .collect()
}

/// The rules that have to fire on a role with a vector's document, by what the vector expects: as the authenticated role
/// and as the guest role of a pool that lets guests in.
fn expected(vector: &Value) -> BTreeSet<String> {
    let verdict = vector["verdict"].as_str().expect("a text");
    let (signed_in, guest) = (&vector["expected"]["authenticated"], &vector["expected"]["guest"]);
    let mut rules = BTreeSet::new();
    let mut add = |role: &str, level: &str, rule: &str, fires: bool| {
        if fires {
            rules.insert(format!("{level} {rule}: {role}"));
        }
    };
    let is_invalid = verdict.starts_with("INVALID");
    // The vectors' third request comes from a pool that a document may name.
    let is_open = verdict.starts_with("DANGER ") && !verdict.starts_with("DANGER guests");
    let speaks_of_everyone = verdict.starts_with("DANGER/indeterminate");
    for role in ["authenticated", "unauthenticated"] {
        add(role, "error", "role-trust-invalid", is_invalid);
        add(role, "error", "role-any-pool", is_open);
        add(role, "warning", "role-everyone-principal", speaks_of_everyone);
    }
    let [auth, unauth] = ["authenticated", "unauthenticated"];
    add(auth, "error", "role-not-assumable-by-signed-in", *signed_in == json!(0) && !is_invalid);
    add(auth, "error", "role-guests-may-assume", *guest == json!(1));
    add(auth, "warning", "role-cannot-tell", signed_in.is_null());
    add(unauth, "error", "role-not-assumable-by-guests", *guest == json!(0) && !is_invalid);
    add(unauth, "warning", "role-cannot-tell", guest.is_null());
    rules
}

#[test]
fn every_vector_as_both_roles_of_an_identity_pool() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let vectors = include_str!("../fixtures/trust_vectors.json")
        .replace("{POOLUP}", &pool.to_uppercase())
        .replace("{POOL}", pool)
        .replace("{OTHER}", "us-east-1:00f1d2c3-1111-4222-8333-444455556666")
        .replace("{UP}", &seeded.user_pool_id);
    let vectors: Vec<Value> = serde_json::from_str(&vectors).expect("vectors");
    let mut wrong = Vec::new();
    for (number, vector) in vectors.iter().enumerate() {
        let role = |kind: &str| {
            let document = vector["document"].to_string();
            let role = json!({"RoleName": format!("{kind}-{number}"), "AssumeRolePolicyDocument": document});
            account.must(REGION, "iam", "CreateRole", role)["Role"]["Arn"].clone()
        };
        let roles = json!({"authenticated": role("auth"), "unauthenticated": role("unauth")});
        let input = json!({"IdentityPoolId": pool, "Roles": roles});
        account.must(REGION, "cognito-identity", "SetIdentityPoolRoles", input);

        let expected = expected(vector);
        let output = dry_run(&sandbox, &seeded);
        let fired: BTreeSet<String> =
            told(&output).iter().map(|line| line.split(" role ").next().expect("a subject").to_owned()).collect();
        let code = if expected.iter().any(|rule| rule.starts_with("error")) { 6 } else { 0 };
        if fired != expected || output.code != code {
            wrong.push(format!("{}: {fired:?} and {}, not {expected:?} and {code}", vector["name"], output.code));
        }
    }
    assert_eq!(vectors.len(), 40);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Right roles: no error and no warning.
#[test]
fn right_roles_raise_nothing() {
    for scenario in ["c_identity_pool", "d_auth_role_only", "d2_noguest_both_roles", "e2_oauth_idpool_fed"] {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        assert_eq!(told(&dry_run(&sandbox, &seeded).exits(0)), [""; 0], "{scenario}");
    }
}

/// Failures that the official CLI finds late or never: each is told before anything is written, with its cause.
#[test]
fn wrong_roles_are_told_with_their_cause() {
    let mut seen = String::new();
    for scenario in ["c3_bad_trust", "c4_missing_roles", "h15_idpool_no_roles", "h18_role_arn_bad"] {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        let _ = writeln!(seen, "{scenario}:");
        for line in told(&dry_run(&sandbox, &seeded).exits(6)) {
            let _ = writeln!(seen, "  {line}");
        }
    }
    insta::assert_snapshot!(seen, @"
    c3_bad_trust:
      error role-not-assumable-by-signed-in: authenticated role arn:aws:iam::ACCOUNT:role/idpool_c-auth: its trust policy does not let signed-in users of this identity pool take it: it lets in those of identity pool us-east-1:00000000-0000-0000-0000-000000000000 instead
      error role-not-assumable-by-guests: unauthenticated role arn:aws:iam::ACCOUNT:role/idpool_c-unauth: its trust policy does not let guests of this identity pool take it: it does not name cognito-identity.amazonaws.com
    c4_missing_roles:
      error role-does-not-exist: authenticated role arn:aws:iam::ACCOUNT:role/ghost-auth: there is no such role
      error role-does-not-exist: unauthenticated role arn:aws:iam::ACCOUNT:role/ghost-unauth: there is no such role
    h15_idpool_no_roles:
      error identity-pool-no-authenticated-role: identity pool IDENTITY: it has no authenticated role
      error guests-without-role: identity pool IDENTITY: it lets guests in, but has no unauthenticated role
    h18_role_arn_bad:
      error role-no-arn: authenticated and unauthenticated role not-an-arn-not-an-arn: this is not the ARN of a role
      warning role-same-for-both: identity pool IDENTITY: not-an-arn-not-an-arn is both its authenticated and its unauthenticated role
    ");
}

/// IAM is asked by name, and Cognito by ARN: a role that was made anew under another path is not the one it takes.
#[test]
fn a_role_of_that_name_under_another_path_is_not_the_role() {
    let (sandbox, account, seeded) = Sandbox::web("d_auth_role_only");
    let pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": pool},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
    }]});
    let role = json!({"RoleName": "moved", "Path": "/new/", "AssumeRolePolicyDocument": trust.to_string()});
    let arn = account.must(REGION, "iam", "CreateRole", role)["Role"]["Arn"].as_str().expect("an ARN").to_owned();
    let set = |arn: &str| {
        let input = json!({"IdentityPoolId": pool, "Roles": {"authenticated": arn}});
        account.must(REGION, "cognito-identity", "SetIdentityPoolRoles", input);
    };
    set(&arn);
    assert_eq!(told(&dry_run(&sandbox, &seeded).exits(0)), [""; 0]);
    for path in ["/old/", "/"] {
        set(&arn.replace("/new/", path));
        let told = told(&dry_run(&sandbox, &seeded).exits(6));
        assert!(told[0].starts_with("error role-does-not-exist: authenticated role "), "{path}: {told:?}");
    }
}
