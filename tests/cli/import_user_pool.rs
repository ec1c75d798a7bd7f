//! `amplink import user-pool`: where the ids come from, what is refused, what is written.

use std::fs;

use insta::assert_snapshot;
use serde_json::json;

use crate::sandbox::Sandbox;
use crate::support::local_aws::LocalAws;
use crate::support::proxy::{Fault, Proxy};
use crate::support::scenarios::{REGION, Seeded, seed};

fn ids(seeded: &Seeded) -> [&str; 6] {
    [
        "--user-pool-id",
        &seeded.user_pool_id,
        "--web-client-id",
        &seeded.web_client_id,
        "--native-client-id",
        &seeded.native_client_id,
    ]
}

fn import<'a>(seeded: &'a Seeded, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", "user-pool", "--yes"], &ids(seeded)[..], more].concat()
}

#[test]
fn the_whole_story_of_an_import() {
    let (sandbox, _, seeded) = Sandbox::web("e5_oauth_oidc_saml");
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    + create src/aws-exports.js
    + create src/amplifyconfiguration.json
    + create amplink.json
    + create amplink.lock.json
    Linked environment dev to user pool pool-e5 (POOL).
    --- stderr
    JavaScript project (package.json)
    note[provider-has-no-place]: web client WEB: sign-in provider MyOidc has no place in the file
      remedy: call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name
    note[provider-has-no-place]: web client WEB: sign-in provider MySaml has no place in the file
      remedy: call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name
    2 notes: `amplink check` shows them
    Next: commit amplink.json and amplink.lock.json; `amplink pull` after a change in Cognito.
    --- exit code 0
    ");
    assert_snapshot!(sandbox.shown(sandbox.read("amplink.json").as_bytes()), @r#"
    {
      "$schema": "urn:amplink:schema:link:1",
      "version": 1,
      "currentEnvironment": "dev",
      "platform": "javascript",
      "files": [
        {
          "format": "aws-exports",
          "path": "src/aws-exports.js"
        },
        {
          "format": "amplifyconfiguration",
          "path": "src/amplifyconfiguration.json"
        }
      ],
      "environments": {
        "dev": {
          "account": "ACCOUNT",
          "region": "us-east-1",
          "userPoolId": "POOL",
          "webClientId": "WEB",
          "nativeClientId": "NATIVE"
        }
      }
    }
    "#);
    // Again: nothing to do, and not a byte is touched.
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    Environment dev is linked to user pool pool-e5 (POOL); every file is as it should be.
    --- stderr
    note[provider-has-no-place]: web client WEB: sign-in provider MyOidc has no place in the file
      remedy: call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name
    note[provider-has-no-place]: web client WEB: sign-in provider MySaml has no place in the file
      remedy: call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name
    2 notes: `amplink check` shows them
    --- exit code 0
    ");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn the_snapshot_holds_what_the_pool_is_and_no_secret() {
    let (sandbox, _, seeded) = Sandbox::web("e_oauth");
    sandbox.run(&import(&seeded, &[])).exits(0);
    // The files hold the ids of this run, so their hashes are this run's, too.
    let mut hashes = insta::Settings::clone_current();
    hashes.add_filter("[0-9a-f]{64}", "HASH");
    let _guard = hashes.bind_to_scope();
    assert_snapshot!(sandbox.shown(sandbox.read("amplink.lock.json").as_bytes()), @r#"
    {
      "version": 1,
      "files": [
        {
          "path": "src/aws-exports.js",
          "format": "aws-exports",
          "sha256": "HASH",
          "created": true
        },
        {
          "path": "src/amplifyconfiguration.json",
          "format": "amplifyconfiguration",
          "sha256": "HASH",
          "created": true
        }
      ],
      "environments": {
        "dev": {
          "linkedAt": "2026-11-23T02:13:20Z",
          "facts": {
            "userPool": {
              "id": "POOL",
              "name": "pool-e",
              "account": "ACCOUNT",
              "domain": "my-auth-domain",
              "usernameAttributes": [
                "email"
              ],
              "autoVerifiedAttributes": [
                "email"
              ],
              "requiredAttributes": [
                "email",
                "sub"
              ],
              "passwordPolicy": {
                "minimumLength": 8,
                "requireLowercase": true,
                "requireUppercase": true,
                "requireNumbers": true,
                "requireSymbols": true
              },
              "mfaConfiguration": "OFF"
            },
            "webClient": {
              "id": "WEB",
              "name": "web",
              "hasSecret": false,
              "identityProviders": [
                "COGNITO",
                "Facebook",
                "Google"
              ],
              "oauthEnabled": true,
              "oauthFlows": [
                "code"
              ],
              "oauthScopes": [
                "aws.cognito.signin.user.admin",
                "email",
                "openid",
                "phone",
                "profile"
              ],
              "callbackUrls": [
                "https://example.com/",
                "http://localhost:3000/"
              ],
              "logoutUrls": [
                "https://example.com/out/",
                "http://localhost:3000/out/"
              ],
              "revokesTokens": true
            },
            "nativeClient": {
              "id": "NATIVE",
              "name": "native",
              "hasSecret": true,
              "identityProviders": [
                "COGNITO",
                "Facebook",
                "Google"
              ],
              "oauthEnabled": true,
              "oauthFlows": [
                "code"
              ],
              "oauthScopes": [
                "aws.cognito.signin.user.admin",
                "email",
                "openid",
                "phone",
                "profile"
              ],
              "callbackUrls": [
                "https://example.com/",
                "http://localhost:3000/"
              ],
              "logoutUrls": [
                "https://example.com/out/",
                "http://localhost:3000/out/"
              ],
              "revokesTokens": true
            },
            "mfa": {
              "sms": false,
              "totp": false,
              "email": false
            },
            "identityProviders": [
              {
                "name": "Facebook",
                "type": "Facebook"
              },
              {
                "name": "Google",
                "type": "Google"
              }
            ]
          }
        }
      }
    }
    "#);
    let secret = seeded.clients["native"].1.as_ref().expect("a secret");
    assert!(!sandbox.read("amplink.lock.json").contains(secret));
}

#[test]
fn json_output_is_one_document() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let document = sandbox.run(&import(&seeded, &["--json"])).exits(0).document();
    assert_eq!(document["schemaVersion"], 1);
    assert_eq!(document["command"], "import user-pool");
    assert_eq!(document["status"], "done");
    assert_eq!(
        document["changes"],
        json!([
            {"path": "src/aws-exports.js", "action": "create"},
            {"path": "src/amplifyconfiguration.json", "action": "create"},
            {"path": "amplink.json", "action": "create"},
            {"path": "amplink.lock.json", "action": "create"},
        ])
    );
    assert_eq!(document["result"]["link"]["userPoolId"], "POOL");
}

/// The four variables that builds of the official CLI set; a flag wins over each.
#[test]
fn the_environment_can_give_the_ids() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.set("AMPLIFY_USERPOOL_ID", &seeded.user_pool_id);
    sandbox.set("AMPLIFY_WEBCLIENT_ID", "overruled");
    sandbox.set("AMPLIFY_NATIVECLIENT_ID", &seeded.native_client_id);
    let said = sandbox.run(&["import", "user-pool", "--yes", "-v", "--web-client-id", &seeded.web_client_id]).exits(0);
    assert!(said.stderr.contains("user-pool-id from the environment variable AMPLIFY_USERPOOL_ID: POOL"), "{said}");
    assert!(said.stderr.contains("web-client-id from `--web-client-id`: WEB"), "{said}");
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    assert_eq!(link["webClientId"], seeded.web_client_id);
    assert_eq!(link["nativeClientId"], seeded.native_client_id);
}

#[test]
fn the_official_headless_request_is_taken_as_text_file_or_stdin() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let request = json!({
        "version": 1, "userPoolId": seeded.user_pool_id, "webClientId": seeded.web_client_id,
        "nativeClientId": seeded.native_client_id, "identityPoolId": "", "somethingElse": true,
    });
    let lines = serde_json::to_string_pretty(&request).expect("JSON");
    sandbox.run(&["import", "user-pool", "--dry-run", "--input-json", &request.to_string()]).exits(0);
    sandbox.write("request.json", &lines);
    sandbox.run(&["import", "user-pool", "--dry-run", "--input-json", "@request.json"]).exits(0);
    sandbox.run_with_stdin(&["import", "user-pool", "--yes", "--input-json", "-"], &lines).exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"]["dev"]["nativeClientId"], seeded.native_client_id);
}

#[test]
fn a_headless_request_that_is_none_is_refused_with_its_place() {
    let sandbox = Sandbox::offline();
    let mut said = String::new();
    for request in [
        "",
        "nonsense",
        "[]",
        r#"{"userPoolId":"us-east-1_a"}"#,
        r#"{"version":"1"}"#,
        r#"{"version":2}"#,
        "{\"version\":1,\n \"userPoolId\":5}",
        r#"{"version":1,"userPoolId":"nonsense"}"#,
        "@missing.json",
    ] {
        let output = sandbox.run(&["import", "user-pool", "--yes", "--input-json", request]).exits(2);
        said.push_str(output.stderr.lines().next().unwrap_or_default());
        said.push('\n');
    }
    assert_snapshot!(said, @r#"
    error: --input-json: this is no JSON object
    error: --input-json: this is no JSON object
    error: --input-json: this is no JSON object
    error: --input-json: field `version` is missing; it has to be the number 1
    error: --input-json: invalid type: string "1", expected a JSON number at line 1 column 14
    error: --input-json: version 2 is not known; only 1 is
    error: --input-json: invalid type: integer `5`, expected a string at line 2 column 15
    error: `--input-json`, field `userPoolId`: `nonsense` is not a user pool id such as eu-west-1_AbCdEfGhI
    error: cannot read `missing.json`
    "#);
}

#[test]
fn without_a_terminal_one_error_lists_all_that_is_missing() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["import", "user-pool"]), @"
    --- stderr
    no build file here: taken for a JavaScript project (`--platform` says otherwise)
    error: missing, and nobody can be asked: --user-pool-id (or AMPLIFY_USERPOOL_ID), --web-client-id (or AMPLIFY_WEBCLIENT_ID), --yes
    hint: `amplink import user-pool --help` says what each flag is for
    --- exit code 2
    ");
    sandbox.write("build.gradle", "");
    assert_snapshot!(sandbox.run(&["import", "user-pool", "--json", "--yes"]), @r#"
    {
      "schemaVersion": 1,
      "command": "import user-pool",
      "status": "error",
      "findings": [],
      "changes": [],
      "result": {
        "error": {
          "kind": "usage",
          "exitCode": 2,
          "message": "missing, and nobody can be asked: --user-pool-id (or AMPLIFY_USERPOOL_ID), --native-client-id (or AMPLIFY_NATIVECLIENT_ID)",
          "causes": [],
          "hints": [
            "`amplink import user-pool --help` says what each flag is for"
          ]
        }
      },
      "next": []
    }
    --- stderr
    Android project (build.gradle)
    error: missing, and nobody can be asked: --user-pool-id (or AMPLIFY_USERPOOL_ID), --native-client-id (or AMPLIFY_NATIVECLIENT_ID)
    hint: `amplink import user-pool --help` says what each flag is for
    --- exit code 2
    "#);
}

#[test]
fn ids_of_the_wrong_shape_are_refused_before_anything_is_asked() {
    let sandbox = Sandbox::offline();
    let pool = ["import", "user-pool", "--yes", "--user-pool-id"];
    assert_snapshot!(sandbox.run(&[&pool[..], &["nonsense"]].concat()), @"
    --- stderr
    error: `--user-pool-id`: `nonsense` is not a user pool id such as eu-west-1_AbCdEfGhI
    --- exit code 2
    ");
    assert_snapshot!(sandbox.run(&[&pool[..], &["eu-west-1_a", "--web-client-id", "a b"]].concat()), @"
    --- stderr
    error: `--web-client-id`: `a b` is not an app client id (up to 128 letters and digits)
    --- exit code 2
    ");
    assert_snapshot!(sandbox.run(&[&pool[..], &["eu-west-1_a", "--region", "us-east-1"]].concat()), @"
    --- stderr
    error: user pool eu-west-1_a lives in eu-west-1, not in us-east-1
    hint: leave `--region` out: a user pool's region is part of its id
    --- exit code 2
    ");
}

#[test]
fn build_servers_are_not_asked() {
    let (mut sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let args = [&["import", "user-pool"], &ids(&seeded)[..]].concat();
    sandbox.run(&args).exits(2);
    sandbox.set("CI", "true");
    sandbox.run(&args).exits(0);
    assert!(sandbox.read("src/aws-exports.js").contains(&seeded.user_pool_id));
}

#[test]
fn a_dry_run_shows_the_files_and_writes_none() {
    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let before = sandbox.tree();
    let shown = sandbox.run(&import(&seeded, &["--dry-run"])).exits(0);
    assert!(shown.stdout.contains("+    \"aws_user_pools_id\": \"POOL\","), "{shown}");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn what_does_not_exist_is_named() {
    let (sandbox, _, seeded) = Sandbox::web("h05_bad_web_client");
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    --- stderr
    JavaScript project (package.json)
    error: app client WEB of user pool POOL does not exist in us-east-1
    hint: AWS said: Client WEB not found.
    hint: is this the right account? `aws sts get-caller-identity` shows it; another one: `--profile`
    --- exit code 5
    ");
    let pool = ["import", "user-pool", "--yes", "--user-pool-id", "us-east-1_NoSuchPoo", "--web-client-id", "x"];
    assert_snapshot!(sandbox.run(&pool), @"
    --- stderr
    JavaScript project (package.json)
    error: user pool us-east-1_NoSuchPoo does not exist in us-east-1
    hint: AWS said: User pool us-east-1_NoSuchPoo does not exist.
    hint: is this the right account? `aws sts get-caller-identity` shows it; another one: `--profile`
    --- exit code 5
    ");
    // The right id in the wrong account's other region.
    let elsewhere = seeded.user_pool_id.replace("us-east-1", "eu-west-1");
    let said = sandbox.run(&["import", "user-pool", "--yes", "--user-pool-id", &elsewhere, "--web-client-id", "x"]);
    assert!(said.exits(5).stderr.contains("does not exist in eu-west-1"));
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_web_client_with_a_secret_is_refused() {
    let (sandbox, _, seeded) = Sandbox::web("h07_web_has_secret");
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    --- stderr
    JavaScript project (package.json)
    error[web-client-has-secret]: web client WEB: it has a client secret, which no browser app can use
      remedy: choose a web client without a secret, or have one made: a secret cannot be taken off a client
    warning[one-client-for-both]: app client WEB: it is both the web client and the native client
      remedy: use a web client without a secret and a native client of its own
    error: 1 finding at error level; nothing was changed
    hint: `amplink explain RULE` says more; `amplink import ... --allow RULE` lets one pass
    --- exit code 6
    ");
    assert_eq!(sandbox.tree(), before);
}

/// Given only the pool, the client is chosen alone when exactly one is valid.
#[test]
fn the_only_valid_client_is_chosen_and_said() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let pool = ["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    let said = sandbox.run(&pool).exits(0);
    assert!(said.stderr.contains("web client: web (WEB), the only one without a secret"), "{said}");
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    assert_eq!((&link["webClientId"], &link["nativeClientId"]), (&json!(seeded.web_client_id), &json!(null)));
}

#[test]
fn a_pool_with_one_client_uses_it_for_both() {
    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let said = sandbox.run(&["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id]).exits(0);
    assert!(said.stderr.contains("only-client (WEB) is the pool's only app client: chosen"), "{said}");
    assert!(said.stderr.contains("warning[one-client-for-both]"), "{said}");
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    assert_eq!(link["webClientId"], link["nativeClientId"]);
}

#[test]
fn several_valid_clients_are_a_question_for_somebody() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "i_many");
    let mut sandbox = Sandbox::new(&account);
    sandbox.hide_ids(&seeded);
    let said = sandbox.run(&["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id]).exits(2);
    assert!(said.stderr.contains("missing, and nobody can be asked: --web-client-id"), "{said}");
    assert!(said.stderr.contains("(web-a)") && said.stderr.contains("(native-b)"), "{said}");
}

/// Every app client has a secret: no web app can use one, a mobile app can.
#[test]
fn a_pool_of_secrets_is_for_mobile_only() {
    let (sandbox, _, seeded) = Sandbox::web("h08_no_web_client");
    let pool = ["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    let refused = sandbox.run(&pool).exits(6);
    assert!(refused.stderr.contains("no app client without a secret"), "{refused}");
    let said = sandbox.run(&[&pool[..], &["--platform", "android"]].concat()).exits(0);
    assert!(said.stderr.contains("warning[native-secret-left-out]"), "{said}");
    let secret = seeded.clients["native"].1.as_ref().expect("a secret");
    let file = "app/src/main/res/raw/amplifyconfiguration.json";
    assert!(!sandbox.read(file).contains(secret));
    let said = sandbox.run(&[&pool[..], &["--platform", "android", "--include-client-secret"]].concat()).exits(0);
    assert!(said.stderr.contains("warning[client-secret-in-file]"), "{said}");
    assert!(sandbox.read(file).contains(secret));
    assert!(!format!("{said}").contains(secret));
    // The link remembers that it was asked for, until somebody says otherwise.
    let before = sandbox.tree();
    sandbox.run(&[&pool[..], &["--platform", "android"]].concat()).exits(0);
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&[&pool[..], &["--platform", "android", "--include-client-secret=false"]].concat()).exits(0);
    assert!(!sandbox.read(file).contains(secret));
}

#[test]
fn a_client_secret_is_for_mobile_files_only() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let said = sandbox.run(&import(&seeded, &["--include-client-secret"])).exits(2);
    assert!(said.stderr.contains("a JavaScript project's files never hold a secret"), "{said}");
}

/// Reading the second factors and the providers is a right that many roles lack.
#[test]
fn a_denied_optional_read_costs_a_warning_and_a_field() {
    let (mut sandbox, _, seeded) = Sandbox::web("f_mfa_optional");
    let denied = Fault::Error(400, "AccessDeniedException", "not authorized");
    let faults = [("GetUserPoolMfaConfig", denied), ("ListIdentityProviders", denied)];
    let proxy = Proxy::faulty(LocalAws::shared().endpoint(), faults);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let said = sandbox.run(&import(&seeded, &[])).exits(0);
    assert!(said.stderr.contains("warning[mfa-settings-unread]"), "{said}");
    assert!(said.stderr.contains("cognito-idp:GetUserPoolMfaConfig"), "{said}");
    assert!(said.stderr.contains("warning[identity-providers-unread]"), "{said}");
    let file = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(file["aws_cognito_mfa_configuration"], "OPTIONAL");
    assert!(file.get("aws_cognito_mfa_types").is_none());
}

#[test]
fn a_denied_required_read_names_the_right_to_grant() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    let message = "User: arn:aws:iam::1:user/x is not authorized to perform: cognito-idp:DescribeUserPool";
    let denied = Fault::Error(400, "AccessDeniedException", message);
    let proxy = Proxy::faulty(LocalAws::shared().endpoint(), [("DescribeUserPool", denied)]);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    --- stderr
    JavaScript project (package.json)
    error: these credentials may not read user pool POOL in us-east-1: User: arn:aws:iam::1:user/x is not authorized to perform: cognito-idp:DescribeUserPool
    hint: grant `cognito-idp:DescribeUserPool` to the user or role that runs this
    --- exit code 4
    ");
}

#[test]
fn no_network_and_no_credentials_are_told_apart() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.set("AWS_MAX_ATTEMPTS", "1");
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    --- stderr
    JavaScript project (package.json)
    error: could not reach AWS in us-east-1 for DescribeUserPool: Connection refused (os error 111)
    hint: check the network, HTTPS_PROXY, and AWS_ENDPOINT_URL or `--endpoint-url` if you set one
    --- exit code 1
    ");
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "");
    let said = sandbox.run(&import(&seeded, &[])).exits(4);
    assert!(said.stderr.contains("\nerror: no usable AWS credentials\nhint: set AWS_PROFILE"), "{said}");
}

/// Where each kind of project wants its files; its own setting comes first.
#[test]
fn files_go_where_the_platform_reads_them() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let setting = r#"{"frontend":"javascript","javascript":{"config":{"SourceDir":"./app/source/"}}}"#;
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[], "aws-exports.js"),
        (&[("package.json", "{}")], "aws-exports.js"),
        (&[("package.json", "{}"), ("src/index.js", "")], "src/aws-exports.js"),
        (
            &[("package.json", "{}"), ("src/x", ""), ("amplify/.config/project-config.json", setting)],
            "app/source/aws-exports.js",
        ),
        (&[("package.json", "{}"), ("android/build.gradle", ""), ("ios/Podfile", "")], "aws-exports.js"),
        (&[("app/build.gradle.kts", "")], "app/src/main/res/raw/amplifyconfiguration.json"),
        (&[("App.xcodeproj/project.pbxproj", "")], "amplifyconfiguration.json"),
        (&[("Package.swift", "")], "amplifyconfiguration.json"),
        (&[("pubspec.yaml", ""), ("ios/Podfile", ""), ("package.json", "{}")], "lib/amplifyconfiguration.dart"),
    ];
    for (files, expected) in cases {
        let sandbox = Sandbox::new(&account);
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox.run(&import(&seeded, &[])).exits(0);
        assert!(sandbox.root().join(expected).is_file(), "{files:?}: {:?}", sandbox.tree().keys());
    }
    let sandbox = Sandbox::new(&account);
    sandbox.run(&import(&seeded, &["--source-dir", "web/app"])).exits(0);
    sandbox.read("web/app/aws-exports.js");
    sandbox.run(&import(&seeded, &["--source-dir", "../outside"])).exits(2);
}

/// Each platform's OAuth comes from its own client; the official CLI refuses two clients that differ.
#[test]
fn oauth_is_each_platforms_own() {
    let (sandbox, account, seeded) = Sandbox::web("h13_oauth_mismatch");
    sandbox.run(&import(&seeded, &[])).exits(0);
    let web = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(web["oauth"]["redirectSignIn"], "https://example.com/,http://localhost:3000/");
    assert_eq!(web["aws_cognito_social_providers"], json!(["FACEBOOK"]));
    let sandbox = Sandbox::new(&account);
    sandbox.write("Podfile", "");
    sandbox.run(&import(&seeded, &[])).exits(0);
    let native = &sandbox.json("amplifyconfiguration.json")["auth"]["plugins"]["awsCognitoAuthPlugin"];
    assert_eq!(native["Auth"]["Default"]["OAuth"]["SignInRedirectURI"], "myapp://");
    assert_eq!(native["Auth"]["Default"]["socialProviders"], json!([]));
}

/// Amplify's Swift library takes the redirect for one URL: the one with the app's own scheme.
#[test]
fn an_ios_file_names_one_redirect() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "e_oauth");
    let urls = json!(["https://example.com/", "myapp://callback/", "other://"]);
    account.must(
        REGION,
        "cognito-idp",
        "UpdateUserPoolClient",
        json!({
            "UserPoolId": seeded.user_pool_id, "ClientId": seeded.native_client_id, "CallbackURLs": urls,
            "LogoutURLs": urls, "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthScopes": ["openid"], "SupportedIdentityProviders": ["COGNITO"],
        }),
    );
    for (build_file, path, expected) in [
        ("Podfile", "amplifyconfiguration.json", "myapp://callback/"),
        (
            "build.gradle",
            "app/src/main/res/raw/amplifyconfiguration.json",
            "https://example.com/,myapp://callback/,other://",
        ),
    ] {
        let sandbox = Sandbox::new(&account);
        sandbox.write(build_file, "");
        sandbox.run(&import(&seeded, &[])).exits(0);
        let plugin = &sandbox.json(path)["auth"]["plugins"]["awsCognitoAuthPlugin"];
        assert_eq!(plugin["Auth"]["Default"]["OAuth"]["SignInRedirectURI"], expected, "{build_file}");
        assert_eq!(plugin["Auth"]["Default"]["OAuth"]["SignOutRedirectURI"], expected, "{build_file}");
    }
}

/// A client that does not use the hosted UI gets no OAuth block, whatever domain the pool has.
#[test]
fn a_domain_alone_is_no_oauth() {
    let (sandbox, account, seeded) = Sandbox::web("a_pool_only");
    let domain = json!({"UserPoolId": seeded.user_pool_id, "Domain": "lonely"});
    account.must(REGION, "cognito-idp", "CreateUserPoolDomain", domain);
    sandbox.run(&import(&seeded, &[])).exits(0);
    let file = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!((&file["oauth"], file.get("federationTarget")), (&json!({}), None));
}

/// Only SAML and OIDC providers: the official CLI drops the whole OAuth block.
#[test]
fn oauth_survives_when_every_provider_is_saml_or_oidc() {
    let (sandbox, account, seeded) = Sandbox::web("e5_oauth_oidc_saml");
    account.must(REGION, "cognito-idp", "UpdateUserPoolClient", json!({
        "UserPoolId": seeded.user_pool_id, "ClientId": seeded.web_client_id, "SupportedIdentityProviders": ["MySaml", "MyOidc"],
        "AllowedOAuthFlows": ["implicit"], "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["https://example.com/"], "LogoutURLs": ["https://example.com/out/"],
    }));
    let said = sandbox.run(&import(&seeded, &[])).exits(0);
    let file = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(
        file["oauth"],
        json!({
            "domain": "my-auth-domain.auth.us-east-1.amazoncognito.com", "scope": ["openid"],
            "redirectSignIn": "https://example.com/", "redirectSignOut": "https://example.com/out/", "responseType": "token",
        })
    );
    assert_eq!(file["federationTarget"], "COGNITO_USER_POOLS");
    for name in ["MySaml", "MyOidc"] {
        assert!(said.stderr.contains(&format!("sign-in provider {name} has no place in the file")), "{said}");
    }
}

#[test]
fn keys_and_comments_of_a_person_survive() {
    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    sandbox.write(
        "src/aws-exports.js",
        "// our licence\nconst config = {\n  // ours\n  mine: ['a', 1], // see wiki\n};\nexport default config;\n",
    );
    sandbox.run(&import(&seeded, &[])).exits(0);
    let text = sandbox.read("src/aws-exports.js");
    assert!(
        text.starts_with("// our licence\nconst config = {\n    \"aws_project_region\": \"us-east-1\",\n"),
        "{text}"
    );
    assert!(text.ends_with(
        "    ],\n    // ours\n    \"mine\": [\n        \"a\",\n        1\n    ] // see wiki\n};\nexport default config;\n"
    ), "{text}");
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["mine"], json!(["a", 1]));
}

#[test]
fn a_file_that_would_have_to_be_run_is_refused_untouched() {
    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    sandbox
        .write("src/aws-exports.js", "const awsmobile = {\n    \"a\": process.env.A\n};\nexport default awsmobile;\n");
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    ~ update src/aws-exports.js
    + create src/amplifyconfiguration.json
    + create amplink.json
    + create amplink.lock.json
    --- stderr
    JavaScript project (package.json)
    warning[one-client-for-both]: app client WEB: it is both the web client and the native client
      remedy: use a web client without a secret and a native client of its own
    3 notes: `amplink check` shows them
    error: src/aws-exports.js:2:10: Unexpected token
    hint: mend `src/aws-exports.js`, or pass `--force` to replace it; it was left as it is
    --- exit code 7
    ");
    assert_eq!(sandbox.tree(), before);
}

/// Another generator's file is known by its header; a file of somebody's own with other ids is not overwritten unasked.
#[test]
fn a_file_of_somebodys_own_is_not_overwritten_unasked() {
    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    sandbox.write("src/aws-exports.js", "export default { aws_user_pools_id: 'eu-west-1_mine' };\n");
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&import(&seeded, &[])), @"
    ~ update src/aws-exports.js
    + create src/amplifyconfiguration.json
    + create amplink.json
    + create amplink.lock.json
    --- stderr
    JavaScript project (package.json)
    warning[one-client-for-both]: app client WEB: it is both the web client and the native client
      remedy: use a web client without a secret and a native client of its own
    3 notes: `amplink check` shows them
    error: edited by hand, or not written by amplink: src/aws-exports.js
    hint: `--dry-run` shows what would change; `--force` overwrites it; nothing was changed
    --- exit code 7
    ");
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&import(&seeded, &["--force"])).exits(0);
    assert!(sandbox.read("src/aws-exports.js").contains(&seeded.user_pool_id));

    let (sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/e_oauth/");
    for file in ["aws-exports.js", "amplifyconfiguration.json"] {
        fs::copy(format!("{golden}{file}"), sandbox.root().join("src").join(file)).expect("copied");
    }
    sandbox.run(&import(&seeded, &[])).exits(0);
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["oauth"], json!({}));
}

/// What other categories of Amplify have in the files stays.
#[test]
fn other_categories_stay() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    let api = r#"{"aws_project_region":"eu-west-1","aws_appsync_region":"eu-west-1","aws_appsync_graphqlEndpoint":"https://x"}"#;
    let pretty =
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(api).expect("JSON")).expect("JSON");
    sandbox.write("src/amplifyconfiguration.json", &pretty);
    sandbox.run(&import(&seeded, &[])).exits(0);
    let file = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(file["aws_appsync_graphqlEndpoint"], "https://x");
    assert_eq!((&file["aws_project_region"], &file["aws_cognito_region"]), (&json!("eu-west-1"), &json!("us-east-1")));

    let sandbox = Sandbox::new(&account);
    sandbox.write("build.gradle", "");
    let path = "app/src/main/res/raw/amplifyconfiguration.json";
    let before = json!({
        "UserAgent": "aws-amplify-cli/2.0", "Version": "1.0",
        "api": {"plugins": {"awsAPIPlugin": {}}},
        "auth": {"plugins": {"awsCognitoAuthPlugin": {
            "UserAgent": "aws-amplify-cli/0.1.0", "Version": "0.1.0", "AppSync": {"Default": {"ApiUrl": "https://x"}}, "CognitoUserPool": {},
        }}},
    });
    sandbox.write(path, &serde_json::to_string_pretty(&before).expect("JSON"));
    sandbox.run(&import(&seeded, &[])).exits(0);
    let plugin = &sandbox.json(path)["auth"]["plugins"]["awsCognitoAuthPlugin"];
    assert_eq!(plugin["AppSync"], json!({"Default": {"ApiUrl": "https://x"}}));
    assert_eq!(plugin["CognitoUserPool"]["Default"]["AppClientId"], seeded.native_client_id);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let mut rest = before.clone();
    let plugin = rest["auth"]["plugins"]["awsCognitoAuthPlugin"].as_object_mut().expect("an object");
    plugin.remove("CognitoUserPool");
    assert_eq!(sandbox.json(path), rest);
}

#[test]
fn an_identity_pool_comes_with_the_official_request() {
    let (sandbox, _, seeded) = Sandbox::web("c_identity_pool");
    let request = json!({
        "version": 1, "userPoolId": seeded.user_pool_id, "webClientId": seeded.web_client_id,
        "nativeClientId": seeded.native_client_id, "identityPoolId": seeded.identity_pool_id,
    });
    sandbox.run(&["import", "user-pool", "--yes", "--input-json", &request.to_string()]).exits(0);
    assert_eq!(
        sandbox.json("src/amplifyconfiguration.json")["aws_cognito_identity_pool_id"],
        json!(seeded.identity_pool_id)
    );
}

/// Flutter's library refuses a whole file whose OAuth block lacks the domain.
#[test]
fn a_mobile_file_without_a_domain_has_no_oauth() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "e4_oauth_nodomain");
    let sandbox = Sandbox::new(&account);
    sandbox.write("build.gradle", "");
    let said = sandbox.run(&import(&seeded, &[])).exits(0);
    assert!(said.stderr.contains("warning[oauth-no-domain]"), "{said}");
    let file = sandbox.json("app/src/main/res/raw/amplifyconfiguration.json");
    assert!(file["auth"]["plugins"]["awsCognitoAuthPlugin"]["Auth"]["Default"].get("OAuth").is_none());
}

#[test]
fn mfa_by_email_is_written_for_flutter_only() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    account.must(
        REGION,
        "cognito-idp",
        "SetUserPoolMfaConfig",
        json!({
            "UserPoolId": seeded.user_pool_id, "MfaConfiguration": "ON",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "EmailMfaConfiguration": {"Message": "{####}", "Subject": "Code"},
        }),
    );
    for (platform, path, types) in [
        ("android", "app/src/main/res/raw/amplifyconfiguration.json", "[\"TOTP\"]"),
        ("flutter", "lib/amplifyconfiguration.dart", "[\"TOTP\",\"EMAIL\"]"),
        ("javascript", "aws-exports.js", "[\"TOTP\"]"),
    ] {
        let sandbox = Sandbox::new(&account);
        let said = sandbox.run(&import(&seeded, &["--platform", platform])).exits(0);
        let text: String = sandbox.read(path).split_whitespace().collect();
        assert!(
            text.contains(&format!("mfaTypes\":{types}")) || text.contains(&format!("mfa_types\":{types}")),
            "{text}"
        );
        assert_eq!(said.stderr.contains("note[email-mfa-has-no-place]"), platform != "flutter", "{said}");
    }
}
