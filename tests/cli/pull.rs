//! `amplink pull`: what changed in the cloud, in words; the files brought up to it; hand edits respected.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded};

fn linked(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = Sandbox::web(scenario);
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let more = ["--native-client-id", &seeded.native_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &more[..]].concat()).exits(0);
    (sandbox, account, seeded)
}

/// Somebody works in the console: URLs, scopes and the password policy are no longer what they were.
fn change_the_cloud(account: &Account<'_>, seeded: &Seeded) {
    account.must(
        REGION,
        "cognito-idp",
        "UpdateUserPoolClient",
        json!({
            "UserPoolId": seeded.user_pool_id, "ClientId": seeded.web_client_id,
            "SupportedIdentityProviders": ["COGNITO", "Google"], "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": ["https://example.com/", "https://app.example.com/"],
            "LogoutURLs": ["https://example.com/out/", "http://localhost:3000/out/"],
        }),
    );
    account.must(
        REGION,
        "cognito-idp",
        "UpdateUserPool",
        json!({
            "UserPoolId": seeded.user_pool_id, "AutoVerifiedAttributes": ["email"],
            "Policies": {"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": true, "RequireLowercase": true,
                "RequireNumbers": true, "RequireSymbols": false}},
        }),
    );
}

#[test]
fn a_pull_says_what_changed_and_brings_the_files_up_to_it() {
    let (sandbox, account, seeded) = linked("e_oauth");
    change_the_cloud(&account, &seeded);
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&["pull", "--check"]), @"
    Changed in the cloud:
      user pool: password minimum length changed: 8 -> 12
      user pool: password rule: symbol switched off
      web client: sign-in provider removed: Facebook
      web client: OAuth scope removed: aws.cognito.signin.user.admin
      web client: OAuth scope removed: phone
      web client: OAuth scope removed: profile
      web client: callback URL removed: http://localhost:3000/
      web client: callback URL added: https://app.example.com/
    ~ update src/aws-exports.js
    ~ update src/amplifyconfiguration.json
    ~ update amplink.lock.json
    --- stderr
    4 notes: `amplink check` shows them
    nothing was changed; `amplink pull` brings it up to date
    --- exit code 3
    ");
    assert_eq!(sandbox.tree(), before, "a check writes nothing");
    assert_snapshot!(sandbox.run(&["pull", "--dry-run"]), @r#"
    Changed in the cloud:
      user pool: password minimum length changed: 8 -> 12
      user pool: password rule: symbol switched off
      web client: sign-in provider removed: Facebook
      web client: OAuth scope removed: aws.cognito.signin.user.admin
      web client: OAuth scope removed: phone
      web client: OAuth scope removed: profile
      web client: callback URL removed: http://localhost:3000/
      web client: callback URL added: https://app.example.com/
    ~ update src/aws-exports.js
        @@ -10,11 +10,8 @@
                 "domain": "my-auth-domain.auth.us-east-1.amazoncognito.com",
                 "scope": [
        -            "aws.cognito.signin.user.admin",
        -            "email",
                     "openid",
        -            "phone",
        -            "profile"
        +            "email"
                 ],
        -        "redirectSignIn": "https://example.com/,http://localhost:3000/",
        +        "redirectSignIn": "https://example.com/,https://app.example.com/",
                 "redirectSignOut": "https://example.com/out/,http://localhost:3000/out/",
                 "responseType": "code"
        @@ -25,5 +22,4 @@
             ],
             "aws_cognito_social_providers": [
        -        "FACEBOOK",
                 "GOOGLE"
             ],
        @@ -34,10 +30,9 @@
             "aws_cognito_mfa_types": [],
             "aws_cognito_password_protection_settings": {
        -        "passwordPolicyMinLength": 8,
        +        "passwordPolicyMinLength": 12,
                 "passwordPolicyCharacters": [
                     "REQUIRES_LOWERCASE",
                     "REQUIRES_UPPERCASE",
        -            "REQUIRES_NUMBERS",
        -            "REQUIRES_SYMBOLS"
        +            "REQUIRES_NUMBERS"
                 ]
             },
    ~ update src/amplifyconfiguration.json
        @@ -7,11 +7,8 @@
             "domain": "my-auth-domain.auth.us-east-1.amazoncognito.com",
             "scope": [
        -      "aws.cognito.signin.user.admin",
        -      "email",
               "openid",
        -      "phone",
        -      "profile"
        +      "email"
             ],
        -    "redirectSignIn": "https://example.com/,http://localhost:3000/",
        +    "redirectSignIn": "https://example.com/,https://app.example.com/",
             "redirectSignOut": "https://example.com/out/,http://localhost:3000/out/",
             "responseType": "code"
        @@ -22,5 +19,4 @@
           ],
           "aws_cognito_social_providers": [
        -    "FACEBOOK",
             "GOOGLE"
           ],
        @@ -31,10 +27,9 @@
           "aws_cognito_mfa_types": [],
           "aws_cognito_password_protection_settings": {
        -    "passwordPolicyMinLength": 8,
        +    "passwordPolicyMinLength": 12,
             "passwordPolicyCharacters": [
               "REQUIRES_LOWERCASE",
               "REQUIRES_UPPERCASE",
        -      "REQUIRES_NUMBERS",
        -      "REQUIRES_SYMBOLS"
        +      "REQUIRES_NUMBERS"
             ]
           },
    ~ update amplink.lock.json
    --- stderr
    4 notes: `amplink check` shows them
    dry run: nothing was changed
    --- exit code 0
    "#);
    assert_eq!(sandbox.tree(), before, "a dry run writes nothing");
    assert_snapshot!(sandbox.run(&["pull"]), @"
    Changed in the cloud:
      user pool: password minimum length changed: 8 -> 12
      user pool: password rule: symbol switched off
      web client: sign-in provider removed: Facebook
      web client: OAuth scope removed: aws.cognito.signin.user.admin
      web client: OAuth scope removed: phone
      web client: OAuth scope removed: profile
      web client: callback URL removed: http://localhost:3000/
      web client: callback URL added: https://app.example.com/
    ~ update src/aws-exports.js
    ~ update src/amplifyconfiguration.json
    ~ update amplink.lock.json
    Environment dev is up to date with user pool POOL.
    --- stderr
    4 notes: `amplink check` shows them
    --- exit code 0
    ");
    let file = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(file["oauth"]["redirectSignIn"], "https://example.com/,https://app.example.com/");
    assert_eq!(file["aws_cognito_password_protection_settings"]["passwordPolicyMinLength"], 12);
    assert_snapshot!(sandbox.run(&["pull"]), @"
    Environment dev is in sync with user pool POOL.
    --- stderr
    4 notes: `amplink check` shows them
    --- exit code 0
    ");
    sandbox.run(&["pull", "--check"]).exits(0);
}

#[test]
fn json_output_lists_the_differences() {
    let (sandbox, account, seeded) = linked("e_oauth");
    let document = sandbox.run(&["pull", "--json"]).exits(0).document();
    assert_eq!((&document["status"], &document["result"]["inSync"]), (&json!("in-sync"), &json!(true)));
    change_the_cloud(&account, &seeded);
    let document = sandbox.run(&["pull", "--check", "--json"]).exits(3).document();
    assert_eq!(document["status"], "difference");
    let said: Vec<Value> = document["result"]["differences"].as_array().expect("a list").clone();
    let expected = json!({
        "field": "webClient.callbackUrls", "subject": "web client",
        "message": "callback URL added: https://app.example.com/", "old": null, "new": "https://app.example.com/",
    });
    assert!(said.contains(&expected), "{said:#?}");
    assert_eq!(document["changes"][0], json!({"path": "src/aws-exports.js", "action": "update"}));
}

#[test]
fn a_generated_file_that_is_gone_comes_back() {
    let (sandbox, _, _) = linked("b_web_native");
    let before = sandbox.tree();
    std::fs::remove_file(sandbox.root().join("src/aws-exports.js")).expect("removed");
    sandbox.run(&["pull", "--check"]).exits(3);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn what_a_person_edited_is_not_overwritten_unasked() {
    let (sandbox, _, seeded) = linked("b_web_native");
    let generated = sandbox.tree();
    let edited = sandbox.read("src/aws-exports.js").replace(&seeded.user_pool_id, "us-east-1_other");
    sandbox.write("src/aws-exports.js", &edited);
    sandbox.run(&["pull", "--check"]).exits(3);
    assert_snapshot!(sandbox.run(&["pull"]), @"
    ~ update src/aws-exports.js
    --- stderr
    2 notes: `amplink check` shows them
    error: edited by hand, or not written by amplink: src/aws-exports.js
    hint: `--dry-run` shows what would change; `--force` overwrites it; nothing was changed
    --- exit code 7
    ");
    sandbox.run(&["pull", "--yes"]).exits(7);
    assert_eq!(sandbox.read("src/aws-exports.js"), edited);
    sandbox.run(&["pull", "--force"]).exits(0);
    assert_eq!(sandbox.tree(), generated);
}

/// A key or a comment of one's own is no edit of what is generated: it stays, and nobody is asked.
#[test]
fn additions_stay_through_a_change_in_the_cloud() {
    let (sandbox, account, seeded) = linked("e_oauth");
    let with_comment = sandbox.read("src/aws-exports.js").replace(
        "    \"oauth\": {\n",
        "    // asked the platform team, 2026-03\n    \"oauth\": {\n        // the hosted UI\n",
    );
    let with_key = with_comment.replace("\n};", ",\n    \"mine\": true // really\n};");
    sandbox.write("src/aws-exports.js", &with_key);
    change_the_cloud(&account, &seeded);
    sandbox.run(&["pull"]).exits(0);
    let text = sandbox.read("src/aws-exports.js");
    assert!(
        text.contains(
            "    // asked the platform team, 2026-03\n    \"oauth\": {\n        // the hosted UI\n        \"domain\""
        ),
        "{text}"
    );
    assert!(text.contains("    \"mine\": true // really\n};"), "{text}");
    assert!(text.contains("https://app.example.com/"), "{text}");
    // What goes from aws-exports.js goes from its JSON twin, too.
    sandbox.write("src/aws-exports.js", &text.replace(",\n    \"mine\": true // really", ""));
    sandbox.run(&["pull"]).exits(0);
    assert!(sandbox.json("src/amplifyconfiguration.json").get("mine").is_none());
}

#[test]
fn a_pool_that_is_gone_is_told_and_nothing_is_written() {
    let (sandbox, account, seeded) = linked("b_web_native");
    account.must(REGION, "cognito-idp", "DeleteUserPool", json!({"UserPoolId": seeded.user_pool_id}));
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&["pull"]), @"
    --- stderr
    error: user pool POOL does not exist in us-east-1
    hint: AWS said: User pool POOL does not exist.
    hint: is this the right account? `aws sts get-caller-identity` shows it; another one: `--profile`
    hint: environment dev is linked in account ACCOUNT; `amplink unlink` forgets the link
    --- exit code 5
    ");
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["unlink", "--yes"]).exits(0);
}

#[test]
fn an_unlinked_project_and_an_unknown_environment_are_told() {
    assert_snapshot!(Sandbox::offline().run(&["pull"]), @"
    --- stderr
    error: this project is not linked to anything
    hint: `amplink import user-pool` links it
    --- exit code 2
    ");
    let (sandbox, _, _) = linked("a_pool_only");
    assert_snapshot!(sandbox.run(&["pull", "--env", "prod"]), @"
    --- stderr
    error: environment prod is not linked
    hint: linked environments: dev
    hint: `amplink import user-pool --env prod` links it
    --- exit code 2
    ");
}

/// Each environment has ids of its own; the files show the current one.
#[test]
fn a_pull_of_another_environment_makes_it_the_current_one() {
    let (mut sandbox, account, dev) = linked("e_oauth");
    let prod = crate::support::scenarios::seed(&LocalAws::shared().account(), "a_pool_only");
    // The same account has to hold both for one set of credentials to read them.
    drop(prod);
    let pool = account.must(REGION, "cognito-idp", "CreateUserPool", json!({"PoolName": "prod-pool"}));
    let pool = pool["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let input = json!({"UserPoolId": pool, "ClientName": "prod-web"});
    account.must(REGION, "cognito-idp", "CreateUserPoolClient", input);
    sandbox.hide(&pool, "PROD");
    sandbox.run(&["import", "user-pool", "--env", "prod", "--user-pool-id", &pool, "--yes"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["currentEnvironment"], "prod");
    assert!(sandbox.read("src/aws-exports.js").contains(&pool));

    // A check of the other one looks at the cloud alone: the files are not its.
    sandbox.run(&["pull", "--env", "dev", "--check"]).exits(0);
    change_the_cloud(&account, &dev);
    sandbox.run(&["pull", "--env", "dev", "--check"]).exits(3);
    assert!(sandbox.read("src/aws-exports.js").contains(&pool));

    let said = sandbox.run(&["pull", "--env", "dev"]).exits(0);
    assert!(said.stdout.contains("Environment dev is the current one now."), "{said}");
    assert!(sandbox.read("src/aws-exports.js").contains(&dev.user_pool_id));

    // Forgetting the one that is not shown leaves the files; forgetting the last one takes them away.
    sandbox.run(&["unlink", "--env", "prod", "--yes"]).exits(0);
    assert!(sandbox.read("src/aws-exports.js").contains(&dev.user_pool_id));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree().into_keys().collect::<Vec<_>>(), ["package.json", "src/"]);
}

/// The link holds no secret, so the file's flag is what a pull goes by.
#[test]
fn a_secret_that_was_asked_for_stays_in_the_file_through_a_pull() {
    let account = LocalAws::shared().account();
    let seeded = crate::support::scenarios::seed(&account, "b_web_native");
    let sandbox = Sandbox::new(&account);
    sandbox.write("pubspec.yaml", "");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--native-client-id", &seeded.native_client_id];
    sandbox.run(&[&["import", "user-pool", "--yes", "--include-client-secret"], &ids[..]].concat()).exits(0);
    let before = sandbox.tree();
    let secret = seeded.clients["native"].1.clone().expect("a secret");
    assert!(before["lib/amplifyconfiguration.dart"].contains(&secret));
    sandbox.run(&["pull", "--check"]).exits(0);
    assert!(sandbox.run(&["status"]).stdout.contains("lib/amplifyconfiguration.dart  as generated\n"));
    // A rotated secret in the file is a difference, and is not shown.
    sandbox
        .write("lib/amplifyconfiguration.dart", &before["lib/amplifyconfiguration.dart"].replace(&secret, "old-one"));
    let shown = sandbox.run(&["pull", "--dry-run", "-vv"]).exits(0);
    let all = format!("{shown}");
    assert!(!all.contains(&secret) && !all.contains("old-one"), "{all}");
    for name in ["amplink.json", "amplink.lock.json"] {
        assert!(!before[name].contains(&secret));
    }
}
