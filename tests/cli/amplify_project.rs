//! In an Amplify Gen 1 project, whose own files are the link.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{Seeded, replace_ids, seed};

/// Where the official CLI puts the configuration files.
const CONFIGURATION: [(&str, &[&str]); 4] = [
    ("javascript", &["src/aws-exports.js", "src/amplifyconfiguration.json"]),
    ("android", &["app/src/main/res/raw/awsconfiguration.json", "app/src/main/res/raw/amplifyconfiguration.json"]),
    ("ios", &["awsconfiguration.json", "amplifyconfiguration.json"]),
    ("flutter", &["lib/amplifyconfiguration.dart"]),
];

pub const STATE: [(&str, &str); 4] = [
    ("amplify/team-provider-info.json", "team-provider-info.json"),
    ("amplify/backend/amplify-meta.json", "amplify-meta.json"),
    ("amplify/backend/backend-config.json", "backend-config.json"),
    ("amplify/backend/auth/myproject/parameters.json", "parameters.json"),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn copy(from: &Path, sandbox: &Sandbox, inside: &str) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a text");
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if entry.path().is_dir() {
            copy(&entry.path(), sandbox, &path);
        } else {
            sandbox.write(&path, &fs::read_to_string(entry.path()).expect("a text"));
        }
    }
}

/// A project as `amplify init` leaves it in a fresh clone, with the scenario in an account of its own.
pub fn project(frontend: &str, scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, scenario);
    let mut sandbox = Sandbox::new(&account);
    sandbox.hide_ids(&seeded);
    copy(&fixtures().join("amplify_projects").join(frontend), &sandbox, "");
    (sandbox, account, seeded)
}

pub fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> Output {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    args.extend(more);
    sandbox.run(&args)
}

/// The official state file with the ids of this run. The stack's own roles are in the project's account.
fn expected(folder: &Path, file: &str, account: &Account<'_>, seeded: &Seeded) -> String {
    let read = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let golden_seed: Value = serde_json::from_str(&read(folder.join("seed.json"))).expect("JSON");
    let in_state = folder.join("state").join(file);
    let path = if in_state.is_file() { in_state } else { folder.join(file) };
    let mut text = replace_ids(&read(path), &golden_seed, seeded);
    for role in ["idpool", "sns-role", "ghost"] {
        let of = |account: &str| format!("arn:aws:iam::{account}:role/{role}");
        text = text.replace(&of("123456789012"), &of(account.id()));
    }
    text
}

#[test]
fn an_import_writes_the_official_state_files() {
    let mut compared = 0;
    for entry in fs::read_dir(fixtures().join("golden")).expect("a folder").flatten() {
        let scenario = entry.file_name().into_string().expect("a text");
        for frontend in ["javascript", "android", "ios", "flutter"] {
            let folder = if frontend == "javascript" { entry.path() } else { entry.path().join(frontend) };
            if !folder.join("state").is_dir() {
                continue;
            }
            let (sandbox, account, seeded) = project(frontend, &scenario);
            let before = sandbox.tree();
            let refused = [
                "role-not-assumable-by-signed-in",
                "role-not-assumable-by-guests",
                "role-does-not-exist",
                "native-client-not-in-identity-pool",
                "web-client-not-in-identity-pool",
                "provider-names-another-region",
            ];
            let allowed: Vec<&str> = refused.iter().flat_map(|rule| ["--allow", rule]).collect();
            import(&sandbox, &seeded, &[&["--include-client-secret"], &allowed[..]].concat()).exits(0);
            for (path, file) in STATE {
                let (ours, official) = (sandbox.read(path), expected(&folder, file, &account, &seeded));
                assert_eq!(ours, official, "{scenario}, {frontend}: {path}");
            }
            let (_, places) = CONFIGURATION.iter().find(|(of, _)| *of == frontend).expect("a frontend");
            // `golden.rs` says what the web files say instead.
            let deviates = frontend == "javascript" && crate::golden::DEVIATIONS.contains(&scenario.as_str());
            for path in places.iter().filter(|_| !deviates) {
                let file = path.rsplit('/').next().expect("a name");
                let mut official = expected(&folder, file, &account, &seeded);
                if frontend == "ios" {
                    // A deviation: Amplify's Swift library takes the text as one URL.
                    for (list, first) in crate::golden::IOS_REDIRECTS {
                        official = official.replace(list, first);
                    }
                }
                assert_eq!(sandbox.read(path), official, "{scenario}, {frontend}: {path}");
            }
            sandbox.run(&["unlink", "--yes"]).exits(0);
            assert_eq!(sandbox.tree(), before, "{scenario}, {frontend}: after unlink");
            compared += 1;
        }
    }
    assert!(compared >= 25, "only {compared} projects were compared");
}

/// Without the flag, the absence of the native client's secret is the one difference.
#[test]
fn no_secret_reaches_the_state_unasked() {
    let (sandbox, account, seeded) = project("javascript", "b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let folder = fixtures().join("golden/b_web_native");
    for (path, file) in STATE {
        let mut official: Value = serde_json::from_str(&expected(&folder, file, &account, &seeded)).expect("JSON");
        if let Some(output) = official.pointer_mut("/auth/myproject/output").and_then(Value::as_object_mut) {
            assert!(output.shift_remove("AppClientSecret").is_some());
        }
        assert_eq!(sandbox.read(path), serde_json::to_string_pretty(&official).expect("JSON"), "{path}");
    }
    // It is kept where it was asked for, and taken out where it is no longer wanted.
    import(&sandbox, &seeded, &["--include-client-secret"]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    let secret = |sandbox: &Sandbox| sandbox.read(STATE[1].0).contains("AppClientSecret");
    assert!(secret(&sandbox));
    assert!(!sandbox.read("amplink.lock.json").contains(&seeded.clients["native"].1.clone().expect("a secret")));
    import(&sandbox, &seeded, &["--include-client-secret=false"]).exits(0);
    assert!(!secret(&sandbox));
}

#[test]
fn auth_that_amplify_manages_is_never_touched() {
    let (sandbox, _, seeded) = project("javascript", "b_web_native");
    let managed = json!({"auth": {"shop1a2b": {"service": "Cognito", "providerPlugin": "awscloudformation"}}});
    sandbox.write(STATE[2].0, &managed.to_string());
    let before = sandbox.tree();
    insta::assert_snapshot!(import(&sandbox, &seeded, &[]).exits(1), @"
    --- stderr
    error: this Amplify project has an auth resource of its own, `shop1a2b`, which Amplify manages; nothing was changed
    hint: `amplify remove auth` and `amplify push` take it away, and its users with it; then import. To keep it, leave it as it is: `amplify pull` refreshes the files of `shop1a2b`
    --- exit code 1
    ");
    sandbox.run(&["pull"]).exits(2);
    let status = sandbox.run(&["status"]).exits(0);
    assert!(status.stdout.contains("Amplify itself manages this project's auth: `shop1a2b`"), "{status}");
    assert_eq!(sandbox.tree(), before);
}

/// Whatever wrote them, and however it laid them out.
#[test]
fn what_others_have_in_the_state_files_survives_byte_for_byte() {
    let (sandbox, _, seeded) = project("javascript", "e2_oauth_idpool_fed");
    let team = "{\r\n\t\"dev\": {\r\n\t\t\"awscloudformation\": { \"Region\": \"us-east-1\", \"n\": 1.0e2 },\r\n\t\t\"x\": \"\\u00e9\"\r\n\t},\r\n\t\"prod\": {}\r\n}\r\n";
    let meta = "{\"providers\": {\"awscloudformation\": {\"Region\": \"us-east-1\"}}, \"function\": {\"f\": {\"n\": 12345678901234567890123}}}";
    let config = "{\n    \"zzz\": [1,2 , 3],\n    \"api\": {}\n}\n";
    sandbox.write(STATE[0].0, team);
    sandbox.write(STATE[1].0, meta);
    sandbox.write(STATE[2].0, config);
    let before = sandbox.tree();
    import(&sandbox, &seeded, &["--env", "dev"]).exits(0);
    let team = sandbox.read(STATE[0].0);
    assert!(
        team.contains("{ \"Region\": \"us-east-1\", \"n\": 1.0e2 },\r\n\t\t\"x\": \"\\u00e9\",\r\n\t\t\"categories\""),
        "{team}"
    );
    assert!(sandbox.read(STATE[1].0).contains("{\"f\": {\"n\": 12345678901234567890123}}"));
    assert!(sandbox.read(STATE[2].0).starts_with("{\n    \"zzz\": [1,2 , 3],\n    \"api\": {},\n    \"auth\": {"));
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_state_file_that_cannot_be_read_is_named_with_the_place() {
    let (sandbox, _, seeded) = project("javascript", "b_web_native");
    for (path, text, place) in [
        (STATE[2].0, "{\n  \"api\": {,}\n}", "line 2 column 11"),
        (STATE[0].0, "[]", "it is no JSON object"),
        (STATE[0].0, "{\"dev\": []}", "something else than an object at `dev.categories.auth.myproject`"),
    ] {
        let was = sandbox.read(path);
        sandbox.write(path, text);
        let before = sandbox.tree();
        let said = import(&sandbox, &seeded, &["--env", "dev"]).exits(1);
        assert!(said.stderr.contains(path) && said.stderr.contains(place), "{said}");
        assert_eq!(sandbox.tree(), before);
        sandbox.write(path, &was);
    }
}

/// `unlink` says what would be left without its users, and where.
#[test]
fn what_depends_on_auth_is_listed_before_it_is_unlinked() {
    let (sandbox, _, seeded) = project("javascript", "b_web_native");
    let api = json!({"api": {"orders": {"service": "AppSync", "dependsOn": [
        {"category": "auth", "resourceName": "myproject", "attributes": ["UserPoolId"]},
    ]}}});
    sandbox.write(STATE[2].0, &serde_json::to_string_pretty(&api).expect("JSON"));
    sandbox.write(
        "amplify/backend/api/orders/schema.graphql",
        "type Order @model\n  @auth(rules: [{allow: owner}]) {\n  id: ID!\n}\n",
    );
    sandbox.write(
        "amplify/backend/function/hello/hello-cloudformation-template.json",
        "{\n \"Environment\": {\"P\": {\"Fn::GetAtt\": [\n   \"authmyproject\",\n   \"Outputs.UserPoolId\"\n ]}}\n}\n",
    );
    sandbox
        .write("amplify/backend/function/hello/src/index.js", "const pool = process.env.AUTH_MYPROJECT_USERPOOLID;\n");
    sandbox
        .write("amplify/backend/function/hello/src/node_modules/a/index.js", "process.env.AUTH_MYPROJECT_USERPOOLID\n");
    import(&sandbox, &seeded, &[]).exits(0);
    let before = sandbox.tree();
    insta::assert_snapshot!(sandbox.run(&["unlink", "--yes"]).exits(7));
    let document = sandbox.run(&["unlink", "--dry-run", "--json"]).exits(0).document();
    assert_eq!(document["result"]["dependents"].as_array().map(Vec::len), Some(4));
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["unlink", "--yes", "--force"]).exits(0);
    assert!(!sandbox.root().join("amplify/backend/auth").exists());
    assert_eq!(sandbox.json(STATE[2].0), api);
}

/// What another category contributes comes from `amplify-meta.json`, and a pull brings it up to it.
#[test]
fn the_files_hold_what_every_category_has() {
    let (sandbox, account, seeded) = project("javascript", "b_web_native");
    let mut meta = json!({
        "providers": {"awscloudformation": {"Region": "us-east-1"}},
        "api": {"orders": {"service": "AppSync", "providerPlugin": "awscloudformation", "lastPushTimeStamp": "now", "output": {
            "authConfig": {"defaultAuthentication": {"authenticationType": "AMAZON_COGNITO_USER_POOLS"}},
            "GraphQLAPIEndpointOutput": "https://old.example.com/graphql", "GraphQLAPIIdOutput": "a",
        }}},
    });
    sandbox.write(STATE[1].0, &serde_json::to_string_pretty(&meta).expect("JSON"));
    let pushed = json!({
        "aws_project_region": "us-east-1",
        "aws_appsync_graphqlEndpoint": "https://old.example.com/graphql",
        "aws_appsync_region": "us-east-1",
        "aws_appsync_authenticationType": "AMAZON_COGNITO_USER_POOLS",
    });
    sandbox.write("src/amplifyconfiguration.json", &serde_json::to_string_pretty(&pushed).expect("JSON"));
    import(&sandbox, &seeded, &[]).exits(0);
    let shown = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(shown["aws_appsync_graphqlEndpoint"], "https://old.example.com/graphql");
    assert_eq!(shown["aws_user_pools_id"], json!(seeded.user_pool_id));
    meta = sandbox.json(STATE[1].0);
    meta["api"]["orders"]["output"]["GraphQLAPIEndpointOutput"] = json!("https://new.example.com/graphql");
    meta["auth"]["myproject"]["lastPushTimeStamp"] = json!("2026-11-22T21:13:32.106Z");
    sandbox.write(STATE[1].0, &serde_json::to_string_pretty(&meta).expect("JSON"));
    let change = json!({"UserPoolId": seeded.user_pool_id, "PoolName": "renamed"});
    account.must("us-east-1", "cognito-idp", "UpdateUserPool", change);
    sandbox.run(&["pull"]).exits(0);
    let shown = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(shown["aws_appsync_graphqlEndpoint"], "https://new.example.com/graphql");
    let auth = sandbox.json(STATE[1].0)["auth"]["myproject"].clone();
    assert_eq!(auth["lastPushTimeStamp"], "2026-11-22T21:13:32.106Z");
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let mut left = pushed;
    left["aws_appsync_graphqlEndpoint"] = json!("https://new.example.com/graphql");
    assert_eq!(sandbox.read("src/amplifyconfiguration.json"), serde_json::to_string_pretty(&left).expect("JSON"));
}

#[test]
fn environments_are_those_of_the_project() {
    let (mut sandbox, account, dev) = project("javascript", "b_web_native");
    let prod = seed(&account, "e_oauth");
    sandbox.hide(&prod.user_pool_id, "PROD-POOL");
    sandbox.write(
        "amplify/.config/local-env-info.json",
        "{\n  \"projectPath\": \"/home/dev/myproject\",\n  \"envName\": \"dev\"\n}",
    );
    let mut team = sandbox.json(STATE[0].0);
    team["prod"] = json!({"awscloudformation": {"Region": "us-east-1", "StackName": "amplify-myproject-prod-1"}});
    sandbox.write(STATE[0].0, &serde_json::to_string_pretty(&team).expect("JSON"));
    let untouched = sandbox.tree();
    import(&sandbox, &dev, &[]).exits(0);
    let before = sandbox.tree();
    let listed = sandbox.run(&["env", "list"]).exits(0);
    assert!(listed.stdout.contains("* dev") && listed.stdout.contains("  prod  not linked"), "{listed}");
    sandbox
        .run(&[
            "env",
            "add",
            "prod",
            "--yes",
            "--user-pool-id",
            &prod.user_pool_id,
            "--web-client-id",
            &prod.web_client_id,
        ])
        .exits(0);
    assert_eq!(
        sandbox.json(STATE[0].0)["prod"]["categories"]["auth"]["myproject"]["userPoolId"],
        json!(prod.user_pool_id)
    );
    assert_eq!(sandbox.read(STATE[1].0), before[STATE[1].0]);
    assert!(!sandbox.root().join("amplink.json").exists());

    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.run(&["env", "use", "prod"]).exits(0);
    assert_eq!(sandbox.json("amplify/.config/local-env-info.json")["envName"], "prod");
    assert_eq!(sandbox.json("amplify/.config/local-env-info.json")["projectPath"], "/home/dev/myproject");
    let meta = sandbox.json(STATE[1].0);
    assert_eq!(meta["providers"]["awscloudformation"]["StackName"], "amplify-myproject-prod-1");
    assert_eq!(meta["auth"]["myproject"]["output"]["UserPoolId"], json!(prod.user_pool_id));
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["aws_user_pools_id"], json!(prod.user_pool_id));
    sandbox.run(&["env", "use", "dev"]).exits(0);
    for (path, _) in STATE.iter().skip(1) {
        assert_eq!(sandbox.read(path), before[*path], "{path}");
    }
    // What is a decision of a person's has a place of its own.
    sandbox.run(&["env", "set", "prod", "--protected"]).exits(0);
    insta::assert_snapshot!(sandbox.read("amplink.json"), @r#"
    {
      "$schema": "urn:amplink:schema:link:1",
      "version": 1,
      "environments": {
        "prod": {
          "protected": true
        }
      }
    }
    "#);
    sandbox.run(&["env", "remove", "prod", "--yes"]).exits(0);
    assert!(!sandbox.root().join("amplink.json").exists());
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), untouched);
}

/// The API and the storage of the other environment are for Amplify's own CLI to bring.
#[test]
fn auth_of_one_environment_is_not_shown_beside_the_api_of_another() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let meta = json!({
        "providers": {"awscloudformation": {"Region": "us-east-1"}},
        "storage": {"files": {"service": "S3", "providerPlugin": "awscloudformation", "lastPushTimeStamp": "now",
            "output": {"BucketName": "b", "Region": "us-east-1"}}},
    });
    sandbox.write(STATE[1].0, &meta.to_string());
    import(&sandbox, &dev, &[]).exits(0);
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    let before = sandbox.tree();
    for args in [&["env", "use", "prod"][..], &["pull", "--env", "prod"]] {
        let refused = sandbox.run(args).exits(7);
        assert!(
            refused.stderr.contains("storage/files") && refused.stderr.contains("amplify env checkout prod"),
            "{refused}"
        );
    }
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["env", "use", "prod", "--force"]).exits(0);
}

/// The official CLI has no place for it, and finds such a pool never again.
#[test]
fn a_pool_of_another_region_than_the_projects_is_linked_with_a_warning() {
    let (sandbox, _, seeded) = project("javascript", "b_web_native");
    let mut team = sandbox.json(STATE[0].0);
    team["dev"]["awscloudformation"]["Region"] = json!("eu-west-1");
    sandbox.write(STATE[0].0, &team.to_string());
    let said = import(&sandbox, &seeded, &[]).exits(0);
    assert!(said.stderr.contains("eu-west-1") && said.stderr.contains("warning"), "{said}");
    let shown = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(
        (&shown["aws_project_region"], &shown["aws_cognito_region"]),
        (&json!("eu-west-1"), &json!("us-east-1"))
    );
}

#[test]
fn one_client_stands_for_both_and_what_the_project_says_is_not_overruled() {
    let (sandbox, _, seeded) = project("android", "b_web_native");
    let web = ["--user-pool-id", &seeded.user_pool_id, "--native-client-id", &seeded.web_client_id, "--yes"];
    for more in [&["--platform", "ios"][..], &["--source-dir", "src"]] {
        sandbox.run(&[&["import", "user-pool"], &web[..], more].concat()).exits(2);
    }
    sandbox.run(&[&["import", "user-pool"], &web[..]].concat()).exits(0);
    let output = &sandbox.json(STATE[1].0)["auth"]["myproject"]["output"];
    assert_eq!(
        (&output["AppClientID"], &output["AppClientIDWeb"]),
        (&json!(seeded.web_client_id), &json!(seeded.web_client_id))
    );
    assert!(sandbox.root().join("app/src/main/res/raw/awsconfiguration.json").is_file());
    // From a folder inside, it is the same project.
    let status = sandbox.run(&["status", "-C", "app/src/main", "--json"]).exits(0).document();
    assert_eq!(status["status"], "linked");
}

/// What somebody asked for is kept beside the official files, rendered without AWS, and handed on; the official state is
/// the same with it and without.
#[test]
fn a_file_of_the_second_generation_is_kept_beside_the_official_ones() {
    let (mut sandbox, account, seeded) = project("javascript", "c_identity_pool");
    import(&sandbox, &seeded, &[]).exits(0);
    let before = sandbox.tree();
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    let kept = sandbox.tree();
    for (path, _) in STATE {
        assert_eq!(kept[path], before[path], "{path}");
    }
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["export", "--live", "-o", "cognito.json"]).exits(0);
    let export = sandbox.read("cognito.json");
    fs::remove_file(sandbox.root().join("cognito.json")).expect("removed");
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    for path in ["amplify_outputs.json", "src/aws-exports.js"] {
        fs::remove_file(sandbox.root().join(path)).expect("removed");
    }
    sandbox.run(&["pull", "--frozen", "--check"]).exits(3);
    sandbox.run(&["pull", "--frozen"]).exits(0);
    assert_eq!(sandbox.tree(), kept);
    for (format, path) in [("aws-exports", "src/aws-exports.js"), ("amplify-outputs", "amplify_outputs.json")] {
        let printed = sandbox.run(&["generate", format, "--frozen"]).exits(0);
        assert_eq!(printed.stdout, sandbox.shown(sandbox.read(path).as_bytes()), "{format}");
    }

    let mut colleague = Sandbox::offline();
    colleague.hide_ids(&seeded);
    colleague.hide(account.id(), "ACCOUNT");
    copy(&fixtures().join("amplify_projects/javascript"), &colleague, "");
    colleague.write("cognito.json", &export);
    colleague.run(&["import", "--from-file", "cognito.json", "--yes"]).exits(0);
    for path in ["src/aws-exports.js", "amplify/team-provider-info.json", "amplify/backend/amplify-meta.json"] {
        assert_eq!(colleague.read(path), kept[path], "{path}");
    }
}

/// Both files have the key, each in a place of its own.
#[test]
fn a_key_is_explained_for_each_file_that_has_it() {
    let (sandbox, _, seeded) = project("android", "e_oauth");
    import(&sandbox, &seeded, &[]).exits(0);
    let said = sandbox.run(&["explain", "CognitoUserPool.Default.AppClientId", "--json"]).exits(0).document();
    let here = said["result"]["keys"][0]["here"].as_array().expect("a list");
    let files: Vec<&Value> = here.iter().map(|one| &one["file"]).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for one in here {
        assert!(CONFIGURATION[1].1.contains(&one["file"].as_str().expect("a path")), "{one}");
        assert_eq!(one["value"], "NATIVE");
    }
}

/// `awsconfiguration.json` has it at another place than the file beside it.
#[test]
fn a_secret_that_two_files_show_stays_in_both_without_aws() {
    let (mut sandbox, _, seeded) = project("android", "b_web_native");
    import(&sandbox, &seeded, &["--include-client-secret"]).exits(0);
    let before = sandbox.tree();
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    sandbox.run(&["pull", "--frozen"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

/// What is printed is the file, for an environment other than the current one, too: nobody knows its other categories.
#[test]
fn a_file_of_another_environment_is_written_as_it_is_printed() {
    let (sandbox, _, seeded) = project("javascript", "b_web_native");
    let meta = json!({
        "providers": {"awscloudformation": {"Region": "us-east-1"}},
        "storage": {"files": {"service": "S3", "providerPlugin": "awscloudformation", "lastPushTimeStamp": "now",
            "output": {"BucketName": "b", "Region": "us-east-1"}}},
    });
    sandbox.write(STATE[1].0, &meta.to_string());
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    for (environment, has_bucket) in [("dev", true), ("prod", false)] {
        let printed = sandbox.run(&["generate", "aws-exports", "--env", environment]).exits(0);
        assert_eq!(printed.stdout.contains("aws_user_files_s3_bucket"), has_bucket, "{printed}");
        let path = format!("{environment}.js");
        sandbox.run(&["generate", "aws-exports", "--env", environment, "-o", &path, "--yes"]).exits(0);
        assert_eq!(sandbox.shown(sandbox.read(&path).as_bytes()), printed.stdout, "{environment}");
    }
}
