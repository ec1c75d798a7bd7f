//! `amplink explain`: what the rules look at and why, and where keys come from; without AWS.

use amplink::validate::rules::RULES;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::scenarios::REGION;

#[test]
fn a_rule_is_explained() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secret"]), @"
    web-client-has-secret: the web client has a secret
    severity: error
    looks at: whether the linked web client has a secret
    why:      A browser cannot keep a secret, and Amplify's JavaScript libraries send none: with such a client every sign-in fails.
    remedy:   choose a web client without a secret, or have one made: a secret cannot be taken off a client
    see:      https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
    --- stderr
    --- exit code 0
    ");
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secret", "--json"]), @r#"
    {
      "schemaVersion": 1,
      "command": "explain",
      "status": "done",
      "findings": [],
      "changes": [],
      "result": {
        "rule": {
          "id": "web-client-has-secret",
          "severity": "error",
          "title": "the web client has a secret",
          "looksAt": "whether the linked web client has a secret",
          "why": "A browser cannot keep a secret, and Amplify's JavaScript libraries send none: with such a client every sign-in fails.",
          "remedy": "choose a web client without a secret, or have one made: a secret cannot be taken off a client",
          "reference": "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html"
        }
      },
      "next": []
    }
    --- stderr
    --- exit code 0
    "#);
}

#[test]
fn without_a_rule_all_are_listed() {
    let sandbox = Sandbox::offline();
    let listed = sandbox.run(&["explain"]).exits(0).stdout;
    assert_eq!(listed.lines().count(), RULES.len());
    assert_snapshot!(listed.lines().take(3).collect::<Vec<_>>().join("\n"), @"
    error    web-client-has-secret                     the web client has a secret
    error    no-web-client                             no web client for a JavaScript project
    error    no-native-client                          no native client for a mobile project
    ");
    let document = sandbox.run(&["explain", "--json"]).exits(0).document();
    let rules = document["result"]["rules"].as_array().expect("a list");
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("a text")).collect();
    assert_eq!(ids, RULES.map(|rule| rule.id));
}

#[test]
fn a_mistyped_rule_is_guessed() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secrets"]), @"
    --- stderr
    error: there is no rule and no key `web-client-has-secrets`
    hint: did you mean `web-client-has-secret`?
    hint: `amplink explain` lists all rules, `amplink explain --keys` all keys
    --- exit code 2
    ");
    assert_snapshot!(sandbox.run(&["explain", "xyzzy"]), @"
    --- stderr
    error: there is no rule and no key `xyzzy`
    hint: `amplink explain` lists all rules, `amplink explain --keys` all keys
    --- exit code 2
    ");
}

/// Linked, with nobody to ask from now on.
fn linked(scenario: &str, more: &[&str]) -> Sandbox {
    let (mut sandbox, _, seeded) = Sandbox::web(scenario);
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.native_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..], more].concat()).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox
}

#[test]
fn a_key_is_explained_without_a_project() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["explain", "oauth.domain"]), @"
    oauth.domain
    in:       aws-exports, amplifyconfiguration, aws-exports-types
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   where the web client allows no OAuth flow of a user, or the pool has no domain

    auth.oauth.domain
    in:       amplify-outputs, amplify-outputs-dart, add-output, below auth
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   with the whole block: where the app client allows no OAuth flow of a user or has no callback or sign-out URL, or the pool has no domain
    --- stderr
    --- exit code 0
    ");
    assert_snapshot!(sandbox.run(&["explain", "password_policy"]), @"
    inside password_policy, in amplify-outputs, amplify-outputs-dart, add-output
      auth.password_policy.min_length
      auth.password_policy.require_lowercase
      auth.password_policy.require_numbers
      auth.password_policy.require_symbols
      auth.password_policy.require_uppercase
    --- stderr
    --- exit code 0
    ");
    let document = sandbox.run(&["explain", "WebDomain", "--json"]).exits(0).document();
    assert_eq!(document["result"]["keys"][0]["places"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["result"]["keys"][0]["here"], serde_json::Value::Null);
}

#[test]
fn in_a_project_a_keys_value_is_said_and_why_it_is_absent() {
    let sandbox = linked("e_oauth", &[]);
    assert_snapshot!(sandbox.run(&["explain", "oauth.domain"]), @r#"
    oauth.domain
    in:       aws-exports, amplifyconfiguration, aws-exports-types
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   where the web client allows no OAuth flow of a user, or the pool has no domain
    here:     dev, src/aws-exports.js, src/amplifyconfiguration.json: "my-auth-domain.auth.us-east-1.amazoncognito.com"

    auth.oauth.domain
    in:       amplify-outputs, amplify-outputs-dart, add-output, below auth
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   with the whole block: where the app client allows no OAuth flow of a user or has no callback or sign-out URL, or the pool has no domain
    here:     dev, in amplify-outputs, were it written: "my-auth-domain.auth.us-east-1.amazoncognito.com"
    --- stderr
    --- exit code 0
    "#);
    assert_snapshot!(sandbox.run(&["explain", "federationTarget", "--json"]), @r#"
    {
      "schemaVersion": 1,
      "command": "explain",
      "status": "done",
      "findings": [],
      "changes": [],
      "result": {
        "keys": [
          {
            "key": "federationTarget",
            "from": [
              "DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlows",
              "DescribeIdentityPool: SupportedLoginProviders"
            ],
            "value": "COGNITO_USER_POOLS with `oauth`, COGNITO_IDENTITY_POOLS with a social provider of the identity pool's own, COGNITO_USER_AND_IDENTITY_POOLS with both",
            "absent": "where `oauth` is empty and the identity pool trusts none of the four social providers by itself",
            "places": [
              {
                "path": "federationTarget",
                "formats": [
                  "aws-exports",
                  "amplifyconfiguration",
                  "aws-exports-types"
                ]
              }
            ],
            "here": [
              {
                "environment": "dev",
                "format": "aws-exports",
                "file": "src/aws-exports.js",
                "path": "federationTarget",
                "written": true,
                "value": "COGNITO_USER_POOLS",
                "absent": null
              },
              {
                "environment": "dev",
                "format": "amplifyconfiguration",
                "file": "src/amplifyconfiguration.json",
                "path": "federationTarget",
                "written": true,
                "value": "COGNITO_USER_POOLS",
                "absent": null
              }
            ]
          }
        ],
        "inside": []
      },
      "next": []
    }
    --- stderr
    --- exit code 0
    "#);
    let without = linked("b_web_native", &[]);
    assert_snapshot!(without.run(&["explain", "oauth.domain"]), @"
    oauth.domain
    in:       aws-exports, amplifyconfiguration, aws-exports-types
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   where the web client allows no OAuth flow of a user, or the pool has no domain
    here:     dev, src/aws-exports.js, src/amplifyconfiguration.json: absent: web client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)

    auth.oauth.domain
    in:       amplify-outputs, amplify-outputs-dart, add-output, below auth
    from:     DescribeUserPool: UserPool.CustomDomain
              DescribeUserPool: UserPool.Domain
    value:    the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)
    absent:   with the whole block: where the app client allows no OAuth flow of a user or has no callback or sign-out URL, or the pool has no domain
    here:     dev, in amplify-outputs, were it written: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
    --- stderr
    --- exit code 0
    ");
    assert_snapshot!(without.run(&["explain", "auth.oauth"]), @"
    inside auth.oauth, in amplify-outputs, amplify-outputs-dart, add-output
      auth.oauth.identity_providers: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
      auth.oauth.redirect_sign_in_uri: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
      auth.oauth.redirect_sign_out_uri: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
      auth.oauth.response_type: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
      auth.oauth.scopes: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
      auth.oauth.domain: absent: app client WEB allows no OAuth flow of a user (AllowedOAuthFlowsUserPoolClient is false)
    --- stderr
    --- exit code 0
    ");
}

/// Key by key: what is said of a file is what stands in it, and what is said to be absent is not there.
#[test]
fn what_is_said_is_what_the_file_says() {
    let files = ["amplifyconfiguration.json", "amplify_outputs.json"];
    for (scenario, more) in [("e_oauth", &[][..]), ("b_web_native", &["--platform", "android"])] {
        let (mut sandbox, _, seeded) = Sandbox::web(scenario);
        let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
        let native = ["--native-client-id", &seeded.native_client_id, "--source-dir", ".", "--yes"];
        sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..], more].concat()).exits(0);
        sandbox.run(&["generate", "amplify-outputs", "-o", files[1], "--keep"]).exits(0);
        sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        // Both with words instead of the ids.
        let documents = files
            .map(|file| serde_json::from_str::<Value>(&sandbox.shown(sandbox.read(file).as_bytes())).expect("JSON"));
        let (mut there, mut absent) = (0, 0);
        for standing in amplink::emit::keys::all() {
            let path = standing.path();
            let said = sandbox.run(&["explain", &path, "--json"]).exits(0).document();
            let keys = said["result"]["keys"].as_array().expect("a list");
            for here in keys.iter().flat_map(|key| key["here"].as_array().expect("a list")) {
                if here["path"] != *path {
                    continue;
                }
                let Some(at) = files.iter().position(|file| here["file"] == *file) else { continue };
                let found = path.split('.').try_fold(&documents[at], |value, name| value.get(name));
                if here["written"] == json!(true) {
                    assert_eq!(found.map(Value::to_string), Some(here["value"].to_string()), "{path}");
                    there += 1;
                } else {
                    assert_eq!((found, &here["value"]), (None, &Value::Null), "{path}");
                    assert!(here["absent"].as_str().is_some_and(|reason| !reason.is_empty()), "{path}");
                    absent += 1;
                }
            }
        }
        assert!(there > 20 && absent > 5, "{scenario}: {there} there, {absent} absent");
    }
}

#[test]
fn of_another_environment_too() {
    let (mut sandbox, _, seeded) = Sandbox::web("e_oauth");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.run(&["explain", "oauth.domain", "--env", "test"]).exits(2);
    let document = sandbox.run(&["explain", "aws_user_pools_id", "--env", "prod", "--json"]).exits(0).document();
    assert_eq!(document["result"]["keys"][0]["here"][0]["environment"], "prod");
    assert_eq!(document["result"]["keys"][0]["here"][0]["value"], "POOL");
}

#[test]
fn what_the_snapshot_cannot_say_is_not_said() {
    let sandbox = linked("e_oauth", &[]);
    std::fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("it was there");
    assert_snapshot!(sandbox.run(&["explain", "aws_user_pools_id"]), @"
    aws_user_pools_id
    in:       aws-exports, amplifyconfiguration, aws-exports-types
    from:     DescribeUserPool: UserPool.Id
    value:    as it is
    absent:   never
    --- stderr
    of environment dev nothing can be said: `amplink.lock.json` has no snapshot of environment dev
    `amplink pull --env dev` reads it; commit `amplink.lock.json` then
    --- exit code 0
    ");
}

/// Also of a file that shows it.
#[test]
fn a_secret_is_never_shown() {
    let (mut sandbox, account, seeded) = Sandbox::web("e_oauth");
    let client = json!({
        "UserPoolId": seeded.user_pool_id, "ClientName": "secret", "GenerateSecret": true,
        "SupportedIdentityProviders": ["COGNITO"], "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["shop://in/"], "LogoutURLs": ["shop://out/"],
    });
    let made = account.must(REGION, "cognito-idp", "CreateUserPoolClient", client);
    let text = |name: &str| made["UserPoolClient"][name].as_str().expect("a text").to_owned();
    let (native, secret) = (text("ClientId"), text("ClientSecret"));
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--native-client-id", &native];
    let more = ["--platform", "android", "--include-client-secret", "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &more[..]].concat()).exits(0);
    sandbox.hide(&native, "SECRET-CLIENT");
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let explained = sandbox.run(&["explain", "CognitoUserPool.Default.AppClientSecret"]);
    assert!(!explained.to_string().contains(&secret), "{explained}");
    assert_snapshot!(explained, @"
    CognitoUserPool.Default.AppClientSecret
    in:       amplifyconfiguration-android, amplifyconfiguration-ios, amplifyconfiguration-flutter, below auth.plugins.awsCognitoAuthPlugin
              awsconfiguration-android, awsconfiguration-ios
    from:     DescribeUserPoolClient: UserPoolClient.ClientSecret
    value:    the native client's; amplink keeps it nowhere else
    absent:   where the native client has no secret, or nobody asked for it with `--include-client-secret`
    here:     dev, app/src/main/res/raw/amplifyconfiguration.json: written
    --- stderr
    --- exit code 0
    ");
    let json = sandbox.run(&["explain", "AppClientSecret", "--json"]).exits(0);
    assert!(!json.stdout.contains(&secret), "{json}");
    assert_eq!(json.document()["result"]["keys"][0]["here"][0]["written"], true, "{json}");
}

#[test]
fn all_keys_are_listed() {
    let sandbox = Sandbox::offline();
    let listed = sandbox.run(&["explain", "--keys"]).exits(0).stdout;
    for path in ["  oauth.domain", "  auth.oauth.domain", "  COGNITO_REGION", "  data.aws_cognito_user_pool.this"] {
        assert!(listed.lines().any(|line| line == path), "{path}\n{listed}");
    }
    assert_snapshot!(sandbox.run(&["explain", "oauth.domains"]), @"
    --- stderr
    error: there is no rule and no key `oauth.domains`
    hint: did you mean `oauth.domain` or `auth.oauth.domain` or `oauth-no-domain`?
    hint: `amplink explain` lists all rules, `amplink explain --keys` all keys
    --- exit code 2
    ");
    let quiet = sandbox.run(&["explain", "-q"]).exits(0);
    assert_eq!(quiet.stderr, "");
}
