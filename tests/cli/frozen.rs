//! Without AWS: `--frozen`, and what one exports for others.

use serde_json::json;

use crate::sandbox::Sandbox;
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};

/// Nobody answers from now on, and there are no credentials.
fn cut_off(sandbox: &mut Sandbox) {
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "");
}

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    args.extend(more);
    sandbox.run(&args).exits(0);
}

/// A project of a platform, with `amplify_outputs.json` kept.
fn linked(account: &Account, seeded: &Seeded, build_file: &str, more: &[&str]) -> Sandbox {
    let mut sandbox = Sandbox::new(account);
    sandbox.hide_ids(seeded);
    sandbox.write(build_file, "");
    import(&sandbox, seeded, more);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    sandbox
}

fn keep(sandbox: &Sandbox, format: &str, path: &str) {
    let mut link = sandbox.json("amplink.json");
    link["files"].as_array_mut().expect("a list").push(json!({"format": format, "path": path}));
    sandbox.write("amplink.json", &link.to_string());
}

#[test]
fn every_file_comes_back_byte_for_byte() {
    for build_file in ["package.json", "build.gradle", "Podfile", "pubspec.yaml"] {
        let account = LocalAws::shared().account();
        let seeded = seed(&account, "e2_oauth_idpool_fed");
        let mut sandbox = linked(&account, &seeded, build_file, &[]);
        let before = sandbox.tree();
        cut_off(&mut sandbox);
        sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
        for file in sandbox.json("amplink.json")["files"].as_array().expect("a list") {
            let path = sandbox.root().join(file["path"].as_str().expect("a path"));
            std::fs::remove_file(path).expect("removed");
        }
        let differs = sandbox.run(&["pull", "--frozen", "--check"]).exits(3);
        assert!(differs.stderr.contains("`amplink pull --frozen` brings it up to date"), "{differs}");
        sandbox.run(&["pull", "--frozen"]).exits(0);
        assert_eq!(sandbox.tree(), before, "{build_file}");
        sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    }
}

#[test]
fn an_edit_is_found_and_protected() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]);
    let before = sandbox.tree();
    let edited = sandbox.read("src/aws-exports.js").replace("OFF", "ON");
    sandbox.write("src/aws-exports.js", &edited);
    cut_off(&mut sandbox);
    sandbox.run(&["pull", "--frozen", "--check"]).exits(3);
    sandbox.run(&["pull", "--frozen"]).exits(7);
    assert_eq!(sandbox.read("src/aws-exports.js"), edited);
    sandbox.run(&["pull", "--frozen", "--force"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

/// Each time the command that helps is named, and nothing is written.
#[test]
fn what_was_not_pulled_since_is_refused() {
    let (mut sandbox, account, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]);
    let link = sandbox.read("amplink.json");
    let lock = sandbox.read("amplink.lock.json");
    let environment: Vec<_> = account.env().into_iter().map(|(name, value)| (name, value.clone())).collect();
    cut_off(&mut sandbox);
    let other = link.replace(&seeded.web_client_id, &seeded.native_client_id);
    for (link, lock, why) in [
        (other.as_str(), lock.as_str(), "was changed and not pulled since"),
        (&link, r#"{"version": 1}"#, "has no snapshot of environment dev"),
    ] {
        sandbox.write("amplink.json", link);
        sandbox.write("amplink.lock.json", lock);
        let before = sandbox.tree();
        for command in
            [&["pull", "--frozen"][..], &["pull", "--frozen", "--check"], &["generate", "aws-exports", "--frozen"]]
        {
            let refused = sandbox.run(command).exits(1);
            assert!(refused.stderr.contains(why), "{refused}");
            assert!(refused.stderr.contains("`amplink pull --env dev` reads it"), "{refused}");
        }
        assert_eq!(sandbox.tree(), before);
    }
    // The snapshot was made for files that name no groups.
    sandbox.write("amplink.json", &link);
    sandbox.write("amplink.lock.json", &lock);
    keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
    let refused = sandbox.run(&["pull", "--frozen"]).exits(1);
    assert!(refused.stderr.contains("does not hold the pool's groups"), "{refused}");
    for (name, value) in environment {
        sandbox.set(&name, &value);
    }
    sandbox.run(&["pull"]).exits(0);
    cut_off(&mut sandbox);
    sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
}

/// The other environment's files come out of its snapshot.
#[test]
fn environments_are_switched_without_aws() {
    let (mut sandbox, _, seeded) = Sandbox::web("i_many");
    import(&sandbox, &seeded, &["--env", "dev"]);
    let dev = sandbox.tree();
    let (web, _) = &seeded.clients["web-a"];
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", web, "--yes"];
    sandbox.run(&[&["import", "user-pool", "--env", "prod"], &ids[..]].concat()).exits(0);
    cut_off(&mut sandbox);
    sandbox.run(&["pull", "--frozen", "--env", "dev"]).exits(0);
    let now = sandbox.tree();
    for path in ["src/aws-exports.js", "src/amplifyconfiguration.json"] {
        assert_eq!(now[path], dev[path]);
    }
    assert_eq!(sandbox.json("amplink.json")["currentEnvironment"], "dev");
}

/// No snapshot holds a secret: the file keeps the one it shows, and without the file there is none.
#[test]
fn a_secret_that_a_file_shows_stays() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let mut sandbox = linked(&account, &seeded, "build.gradle", &["--include-client-secret"]);
    let path = "app/src/main/res/raw/amplifyconfiguration.json";
    let (_, secret) = &seeded.clients["native"];
    let secret = secret.as_deref().expect("a secret");
    let shown = sandbox.read(path);
    assert!(shown.contains(secret) && !sandbox.read("amplink.lock.json").contains(secret));
    cut_off(&mut sandbox);
    sandbox.write(path, &shown.replace("USER_SRP_AUTH", "CUSTOM_AUTH"));
    sandbox.run(&["pull", "--frozen", "--force"]).exits(0);
    assert_eq!(sandbox.read(path), shown);
    std::fs::remove_file(sandbox.root().join(path)).expect("removed");
    let refused = sandbox.run(&["pull", "--frozen"]).exits(1);
    assert!(refused.stderr.contains("no snapshot holds"), "{refused}");
}

/// One fact a line, and nothing in it that changes without a change in the cloud: the order in which Cognito lists what
/// has none, or the time.
#[test]
fn the_snapshot_changes_with_the_cloud_only() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "e2_oauth_idpool_fed");
    let mut sandbox = linked(&account, &seeded, "package.json", &[]);
    let lock = sandbox.read("amplink.lock.json");
    let described = account.must(
        REGION,
        "cognito-identity",
        "DescribeIdentityPool",
        json!({"IdentityPoolId": seeded.identity_pool_id}),
    );
    let mut turned = described.clone();
    turned["CognitoIdentityProviders"].as_array_mut().expect("a list").reverse();
    assert_ne!(turned, described);
    account.must(REGION, "cognito-identity", "UpdateIdentityPool", turned);
    sandbox.set("SOURCE_DATE_EPOCH", "1895400000");
    sandbox.run(&["pull", "--check"]).exits(0);

    let group = |name: &str| {
        let input = json!({"UserPoolId": seeded.user_pool_id, "GroupName": name, "Precedence": 3});
        account.must(REGION, "cognito-idp", "CreateGroup", input);
    };
    group("writers");
    group("admins");
    sandbox.run(&["pull"]).exits(0);
    let now = sandbox.read("amplink.lock.json");
    // What came is a line a fact, by name, and the rest is as it was, but for the hash of the file that names them.
    let new: Vec<&str> = now.lines().filter(|line| !lock.lines().any(|old| old == *line)).map(str::trim).collect();
    let facts: Vec<&str> = new.iter().copied().filter(|line| !line.starts_with("\"sha256\"")).collect();
    assert_eq!(
        facts,
        ["\"name\": \"admins\",", "\"precedence\": 3", "\"name\": \"writers\",", "\"precedence\": 3"],
        "{now}"
    );
    assert_eq!(new.len(), facts.len() + 1, "{new:?}");
}

#[test]
fn an_export_is_enough_for_somebody_without_rights() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "c_identity_pool");
    let sandbox = linked(&account, &seeded, "package.json", &[]);
    let (_, secret) = &seeded.clients["native"];
    let mut link = sandbox.json("amplink.json");
    link["environments"]["dev"]["profile"] = json!("own-profile");
    link["environments"]["dev"]["allow"] = json!(["no-sign-in-flow"]);
    let plain = sandbox.read("amplink.json");
    sandbox.write("amplink.json", &link.to_string());
    let printed = sandbox.run(&["export"]).exits(0);
    assert!(!printed.stdout.contains("own-profile") && !printed.stdout.contains("allow\""), "{printed}");
    assert!(!sandbox.run(&["export", "--json"]).exits(0).stdout.contains("own-profile"));
    sandbox.write("amplink.json", &plain);
    assert!(!printed.stdout.contains(secret.as_deref().expect("a secret")), "{printed}");
    let written = sandbox.run(&["export", "-o", "cognito.json"]).exits(0);
    assert_eq!(written.stdout, "+ create cognito.json\n");
    let export = sandbox.read("cognito.json");
    assert_eq!(sandbox.shown(export.as_bytes()), printed.stdout);
    assert_eq!(sandbox.json("cognito.json")["version"], 1);
    // The same facts give the same bytes, and another version is amplink's to overwrite.
    sandbox.run(&["export", "-o", "cognito.json"]).exits(0);
    sandbox.write("cognito.json", &export.replace("\"dev\"", "\"old\""));
    sandbox.run(&["export", "-o", "cognito.json"]).exits(0);
    assert_eq!(sandbox.read("cognito.json"), export);
    sandbox.write("cognito.json", "{}");
    sandbox.run(&["export", "-o", "cognito.json"]).exits(7);
    for path in ["amplink.json", "amplink.lock.json", "aws-exports.js", "../cognito.json"] {
        sandbox.run(&["export", "-o", path, "--force"]).exits(2);
    }

    let colleague = Sandbox::offline();
    colleague.write("package.json", "{}");
    colleague.write("cognito.json", &export);
    for format in ["aws-exports", "amplify-outputs"] {
        let theirs = colleague.run(&["generate", format, "--from-file", "cognito.json"]).exits(0);
        let ours = sandbox.run(&["generate", format, "--json"]).exits(0).document();
        assert_eq!(
            sandbox.shown(theirs.stdout.as_bytes()),
            ours["result"]["text"].as_str().expect("a text"),
            "{format}"
        );
    }
    colleague.run(&["import", "user-pool", "--from-file", "cognito.json", "--yes"]).exits(0);
    assert_eq!(colleague.json("amplink.json")["environments"], sandbox.json("amplink.json")["environments"]);
    assert_eq!(colleague.read("aws-exports.js"), sandbox.read("aws-exports.js"));
    colleague.run(&["pull", "--frozen", "--check"]).exits(0);
    colleague.run(&["generate", "amplify-outputs", "-o", "o.json", "--keep", "--frozen"]).exits(0);
    assert_eq!(colleague.read("o.json"), sandbox.read("amplify_outputs.json"));
}

#[test]
fn what_is_no_export_is_refused() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]);
    sandbox.run(&["export", "-o", "e.json"]).exits(0);
    let before = sandbox.tree();
    let refused = sandbox.run(&["import", "user-pool", "--from-file", "amplink.lock.json", "--yes"]).exits(1);
    assert!(refused.stderr.contains("a project's own file"), "{refused}");
    // The groups were not read, for no file of this project names them.
    let refused = sandbox.run(&["generate", "amplify-outputs", "--from-file", "e.json"]).exits(1);
    assert!(refused.stderr.contains("amplink export --live"), "{refused}");
    sandbox.run(&["import", "user-pool", "--from-file", "nowhere.json", "--yes"]).exits(2);
    sandbox.run(&["import", "user-pool", "--from-file", "e.json", "--user-pool-id", "us-east-1_a"]).exits(2);
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["export", "--live", "-o", "e.json"]).exits(0);
    sandbox.run(&["generate", "amplify-outputs", "--from-file", "e.json"]).exits(0);
}

/// A file of version 1 is read for ever, with all that it may hold; and what links from it exports it again.
#[test]
fn an_export_stays_readable() {
    let export = include_str!("../fixtures/export.json");
    let sandbox = Sandbox::offline();
    sandbox.write("export.json", export);
    sandbox.run(&["import", "user-pool", "--from-file", "export.json", "--yes"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["currentEnvironment"], "prod");
    assert_eq!(sandbox.run(&["export"]).exits(0).stdout, export);
    let printed = sandbox.run(&["generate", "amplify-outputs", "--from-file", "export.json"]).exits(0).stdout;
    insta::assert_snapshot!(printed, @r#"
    {
      "auth": {
        "user_pool_id": "eu-west-1_AbCdEfGhI",
        "aws_region": "eu-west-1",
        "user_pool_client_id": "1h57kf5cpq17m0eml12example",
        "identity_pool_id": "eu-west-1:11111111-2222-3333-4444-555555555555",
        "mfa_methods": [
          "TOTP"
        ],
        "standard_required_attributes": [
          "email"
        ],
        "username_attributes": [
          "email"
        ],
        "user_verification_types": [
          "email"
        ],
        "groups": [
          {
            "admins": {
              "precedence": 1
            }
          },
          {
            "readers": {}
          }
        ],
        "mfa_configuration": "OPTIONAL",
        "password_policy": {
          "min_length": 12,
          "require_lowercase": true,
          "require_numbers": true,
          "require_symbols": false,
          "require_uppercase": true
        },
        "oauth": {
          "identity_providers": [
            "GOOGLE"
          ],
          "redirect_sign_in_uri": [
            "https://shop.example.com/"
          ],
          "redirect_sign_out_uri": [
            "https://shop.example.com/out/"
          ],
          "response_type": "code",
          "scopes": [
            "email",
            "openid"
          ],
          "domain": "shop.auth.eu-west-1.amazoncognito.com"
        },
        "passwordless": {
          "email_otp_enabled": true,
          "sms_otp_enabled": false,
          "web_authn": {
            "relying_party_id": "shop.example.com",
            "user_verification": "required"
          }
        },
        "unauthenticated_identities_enabled": false
      },
      "version": "1.4"
    }
    "#);
}
