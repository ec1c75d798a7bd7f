//! `amplink check`: the rules on what is linked, live, for people and for machines.

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::Account;
use crate::support::scenarios::{REGION, Seeded};

const BAD_TRUST: [&str; 4] = ["--allow", "role-not-assumable-by-signed-in", "--allow", "role-not-assumable-by-guests"];

fn linked(scenario: &str, more: &[&str]) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = Sandbox::web(scenario);
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    args.extend(more);
    sandbox.run(&args).exits(0);
    (sandbox, account, seeded)
}

fn rules(output: &Output, severity: &str) -> Vec<String> {
    let findings = output.document()["findings"].as_array().expect("a list").clone();
    let of_severity = findings.into_iter().filter(|finding| finding["severity"] == severity);
    of_severity.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn a_good_link_has_no_errors() {
    for scenario in ["b_web_native", "e_oauth", "c_identity_pool", "d_auth_role_only", "e2_oauth_idpool_fed"] {
        let (sandbox, ..) = linked(scenario, &[]);
        let checked = sandbox.run(&["check", "--json"]).exits(0);
        assert_eq!(rules(&checked, "error"), Vec::<String>::new(), "{scenario}");
        let shown = sandbox.run(&["check"]).exits(0);
        assert!(shown.stdout.contains("1 environment checked: 0 errors"), "{shown}");
    }
}

/// The cloud changes after the import: what was fine then is an error now.
#[test]
fn an_error_is_told_with_its_remedy_and_exits_with_6() {
    let (sandbox, account, seeded) = linked("c_identity_pool", &[]);
    let empty = json!({
        "IdentityPoolId": seeded.identity_pool_id, "IdentityPoolName": "idpool_c",
        "AllowUnauthenticatedIdentities": true, "CognitoIdentityProviders": [],
    });
    account.must(REGION, "cognito-identity", "UpdateIdentityPool", empty);
    let shown = sandbox.run(&["check"]).exits(6);
    for part in [
        "environment dev (amplink.json:",
        "error[identity-pool-lacks-user-pool]: the identity pool does not trust the user pool\n",
        "  where:  identity pool IDENTITY\n",
        "  why:    Nobody who signs in",
        "  remedy: add the user pool and its app clients",
    ] {
        assert!(shown.stdout.contains(part), "{part}: {shown}");
    }
    let checked = sandbox.run(&["check", "--json"]).exits(6);
    assert_eq!(checked.document()["status"], "errors");
    assert_eq!(rules(&checked, "error"), ["identity-pool-lacks-user-pool"]);
}

#[test]
fn an_allowed_error_stops_nothing_and_is_said() {
    let (sandbox, ..) = linked("c3_bad_trust", &BAD_TRUST);
    assert_eq!(
        sandbox.json("amplink.json")["environments"]["dev"]["allow"],
        json!(["role-not-assumable-by-signed-in", "role-not-assumable-by-guests"])
    );
    let shown = sandbox.run(&["check"]).exits(0);
    assert!(shown.stdout.contains("0 errors (2 more allowed)"), "{shown}");
    let said = sandbox.run(&["pull"]).exits(0);
    assert!(said.stderr.contains("error[role-not-assumable-by-signed-in] (allowed): "), "{said}");
}

#[test]
fn severities_are_the_projects_own() {
    let (sandbox, ..) = linked("b_web_native", &[]);
    let set = |severities: Value| {
        let mut link = sandbox.json("amplink.json");
        link["severities"] = severities;
        sandbox.write("amplink.json", &link.to_string());
    };
    set(json!({"deletion-protection-off": "error", "user-existence-revealed": "off"}));
    let checked = sandbox.run(&["check", "--json"]).exits(6);
    assert_eq!(rules(&checked, "error"), ["deletion-protection-off"]);
    assert!(!rules(&checked, "note").contains(&"user-existence-revealed".to_owned()));
    set(json!({"deletion-protection-of": "error"}));
    let refused = sandbox.run(&["check"]).exits(2);
    assert!(refused.stderr.contains("there is no rule `deletion-protection-of`"), "{refused}");
    assert!(refused.stderr.contains("did you mean `deletion-protection-off`?"), "{refused}");
    assert!(refused.stderr.contains("`amplink.json` names it"), "{refused}");
    set(json!({"deletion-protection-off": "fatal"}));
    assert!(sandbox.run(&["check"]).exits(2).stderr.contains("`fatal` is no severity"));
}

#[test]
fn machines_get_their_formats() {
    let (sandbox, ..) = linked("c3_bad_trust", &BAD_TRUST);
    sandbox.write(".git/HEAD", "");
    let format = |name: &str| sandbox.run(&["check", "--format", name]).exits(0);
    let sarif: Value = serde_json::from_str(&format("sarif").stdout).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), amplink::validate::rules::RULES.len());
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|result| result["ruleId"] == "role-not-assumable-by-signed-in"));
    assert!(format("github").stdout.contains("::warning file=amplink.json,line="));
    assert!(format("junit").stdout.starts_with("<?xml"));
    assert_eq!(format("json").document()["command"], "check");
}

/// What is right in the present policy stays: here a statement for another identity pool.
#[test]
fn the_corrected_trust_policy_makes_the_check_pass() {
    let (sandbox, account, seeded) = linked("c3_bad_trust", &BAD_TRUST);
    let printed = sandbox.run(&["check", "--fix-as", "aws-cli"]).exits(0);
    assert_eq!(printed.stdout.matches("aws iam update-assume-role-policy --role-name").count(), 2, "{printed}");
    for format in ["json", "cloudformation", "terraform"] {
        let printed = sandbox.run(&["check", "--fix-as", format]).exits(0);
        assert!(printed.stdout.contains("IDENTITY"), "{printed}");
    }
    let document = sandbox.run(&["check", "--json"]).exits(0).document();
    let fixes = document["result"]["environments"][0]["fixes"].as_array().expect("fixes").clone();
    for fix in &fixes {
        let role = fix["role"].as_str().expect("an ARN").rsplit('/').next().expect("a name");
        let policy = fix["trustPolicy"].to_string();
        let policy = policy.replace("IDENTITY", seeded.identity_pool_id.as_deref().expect("an id"));
        let input = json!({"RoleName": role, "PolicyDocument": policy});
        account.must(REGION, "iam", "UpdateAssumeRolePolicy", input);
    }
    let checked = sandbox.run(&["check", "--json"]).exits(0);
    assert_eq!(rules(&checked, "error"), Vec::<String>::new());
    assert_eq!(checked.document()["result"]["environments"][0]["fixes"], json!([]));
}

/// Roles that users reach through a mapping or a group are judged, too.
#[test]
fn mapped_and_grouped_roles_are_judged() {
    let (sandbox, account, seeded) = linked("c_identity_pool", &[]);
    let nobody = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    let role = |name: &str| {
        let input = json!({"RoleName": name, "AssumeRolePolicyDocument": nobody.to_string()});
        let made = account.must(REGION, "iam", "CreateRole", input);
        made["Role"]["Arn"].as_str().expect("an ARN").to_owned()
    };
    account.must(
        REGION,
        "cognito-idp",
        "CreateGroup",
        json!({
            "UserPoolId": seeded.user_pool_id, "GroupName": "admins", "RoleArn": role("admins"),
        }),
    );
    let provider = format!("cognito-idp.{REGION}.amazonaws.com/{}:{}", seeded.user_pool_id, seeded.web_client_id);
    account.must(
        REGION,
        "cognito-identity",
        "SetIdentityPoolRoles",
        json!({
            "IdentityPoolId": seeded.identity_pool_id, "Roles": seeded.roles_of_identity_pool(),
            "RoleMappings": {provider: {"Type": "Rules", "RulesConfiguration": {"Rules": [
                {"Claim": "custom:team", "MatchType": "Equals", "Value": "x", "RoleARN": role("mapped")},
            ]}}},
        }),
    );
    let checked = sandbox.run(&["check", "--json"]).exits(6);
    assert_eq!(rules(&checked, "error"), ["role-mapped-not-assumable"]);
    // The group's role counts only once a mapping takes roles from tokens.
    for warning in ["role-mapping-no-resolution", "group-role-not-assumable"] {
        assert!(rules(&checked, "warning").contains(&warning.to_owned()), "{checked}");
    }
}

#[test]
fn all_environments_are_checked_together() {
    let (sandbox, account, _) = linked("b_web_native", &[]);
    let other = crate::support::scenarios::seed(&account, "a_pool_only");
    let ids = ["--user-pool-id", &other.user_pool_id, "--web-client-id", &other.web_client_id];
    sandbox.run(&[&["import", "user-pool", "--yes", "--env", "prod"], &ids[..]].concat()).exits(0);
    let shown = sandbox.run(&["check", "--all"]).exits(0);
    assert!(shown.stdout.contains("2 environments checked: 0 errors"), "{shown}");
    // One that is gone is told, and the other one is told all the same.
    account.must(REGION, "cognito-idp", "DeleteUserPool", json!({"UserPoolId": other.user_pool_id}));
    let shown = sandbox.run(&["check", "--all"]).exits(5);
    assert!(shown.stdout.contains("1 environment checked"), "{shown}");
    assert!(shown.stderr.contains("environment prod could not be checked"), "{shown}");
}

#[test]
fn an_unlinked_project_has_nothing_to_check() {
    Sandbox::offline().run(&["check"]).exits(2);
}

/// A document that is right for guests would shut out whoever signs in, and the other way round: none is printed.
#[test]
fn a_role_for_guests_and_signed_in_users_has_no_corrected_trust_policy() {
    let (sandbox, account, seeded) = linked("c_identity_pool", &[]);
    let roles = seeded.roles_of_identity_pool();
    let set = |roles: Value, mappings: Value| {
        let input = json!({"IdentityPoolId": seeded.identity_pool_id, "Roles": roles, "RoleMappings": mappings});
        account.must(REGION, "cognito-identity", "SetIdentityPoolRoles", input);
    };
    let has_none = || {
        let said = sandbox.run(&["check", "--fix-as", "aws-cli"]).exits(6);
        assert_eq!(said.stdout, "", "{said}");
        assert!(said.stderr.contains("no trust policy is right for both"), "{said}");
        let document = sandbox.run(&["check", "--json"]).exits(6).document();
        assert_eq!(document["result"]["environments"][0]["fixes"], json!([]));
    };
    set(json!({"authenticated": roles["authenticated"], "unauthenticated": roles["authenticated"]}), json!({}));
    has_none();
    let provider = format!("cognito-idp.{REGION}.amazonaws.com/{}:{}", seeded.user_pool_id, seeded.web_client_id);
    let rule = json!({
        "Claim": "custom:team", "MatchType": "Equals", "Value": "x", "RoleARN": roles["unauthenticated"],
    });
    set(
        roles.clone(),
        json!({(provider): {
            "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole", "RulesConfiguration": {"Rules": [rule]},
        }}),
    );
    has_none();
}

/// The remedy names `check`, which an import that was refused leaves nothing to look at: the way there is said.
#[test]
fn a_refused_import_says_how_to_see_the_corrected_trust_policy() {
    let (sandbox, _, seeded) = Sandbox::web("c3_bad_trust");
    let id = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let import = ["import", "identity-pool", "--yes", "--identity-pool-id", id];
    let said = sandbox.run(&import).exits(6);
    assert!(said.stderr.contains("`amplink check --fix-as` wants a link: import with `--allow RULE`"), "{said}");
    sandbox.run(&[&import[..], &BAD_TRUST].concat()).exits(0);
    assert!(sandbox.run(&["check", "--fix-as", "json"]).exits(0).stdout.contains("IDENTITY"));
}

/// A Deny of everybody is left in the corrected trust policy, which is said: with it the document mends nothing.
#[test]
fn a_corrected_trust_policy_that_still_denies_is_said_to() {
    let (sandbox, account, seeded) = linked("d_auth_role_only", &[]);
    let arn = seeded.roles_of_identity_pool()["authenticated"].as_str().expect("an ARN").to_owned();
    let name = arn.rsplit('/').next().expect("a name");
    let set = |document: &str| {
        let input = json!({"RoleName": name, "PolicyDocument": document});
        account.must(REGION, "iam", "UpdateAssumeRolePolicy", input);
    };
    set(r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}]}"#);
    // Also once the printed document is there.
    for _ in 0..2 {
        let said = sandbox.run(&["check", "--fix-as", "json"]).exits(6);
        assert!(said.stderr.contains("still forbids it"), "{said}");
        set(&said.stdout.replace("IDENTITY", seeded.identity_pool_id.as_deref().expect("an id")));
    }
}
