//! `amplink import` without ids: those that the project's files have already are found, shown and taken.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, replace_ids, seed};

const ADOPT: [&str; 3] = ["import", "--yes", "--json"];

/// A file of the official CLI's for a scenario, with the ids of this run.
pub fn official(scenario: &str, file: &str, seeded: &Seeded) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden").join(scenario);
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let golden_seed: Value = serde_json::from_str(&read(&folder.join("seed.json"))).expect("JSON");
    replace_ids(&read(&folder.join(file)), &golden_seed, seeded)
}

/// An empty project of a platform, in an account with the scenario in it.
fn project(scenario: &str, build_file: &str) -> (Sandbox, Account<'static>, Seeded) {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, scenario);
    let mut sandbox = Sandbox::new(&account);
    sandbox.hide_ids(&seeded);
    sandbox.write(build_file, "{}");
    (sandbox, account, seeded)
}

fn link(sandbox: &Sandbox, environment: &str) -> Value {
    sandbox.json("amplink.json")["environments"][environment].clone()
}

/// What `result.foundIn` says, a line a place.
fn found_in(output: &Output) -> Vec<String> {
    let places = output.document()["result"]["foundIn"].as_array().cloned().unwrap_or_default();
    let text = |place: &Value, key: &str| place[key].as_str().expect("a text").to_owned();
    places.iter().map(|place| format!("{}:{} {}", text(place, "path"), place["line"], text(place, "what"))).collect()
}

/// One file in a project: its ids are linked, and said to come from it.
#[track_caller]
fn adopts(sandbox: &Sandbox, seeded: &Seeded, web: bool, native: bool, expected: &[&str]) {
    let output = sandbox.run(&ADOPT).exits(0);
    assert_eq!(found_in(&output), expected, "{output}");
    let link = link(sandbox, "dev");
    assert_eq!(link["userPoolId"], seeded.user_pool_id);
    assert_eq!(link["webClientId"], if web { json!(seeded.web_client_id) } else { Value::Null });
    assert_eq!(link["nativeClientId"], if native { json!(seeded.native_client_id) } else { Value::Null });
    assert_eq!(link["identityPoolId"], json!(seeded.identity_pool_id));
}

#[test]
fn the_official_web_files_are_one_source_of_ids() {
    let (sandbox, _, seeded) = project("c_identity_pool", "package.json");
    sandbox.write("src/aws-exports.js", &official("c_identity_pool", "aws-exports.js", &seeded));
    let flat = official("c_identity_pool", "amplifyconfiguration.json", &seeded);
    sandbox.write("src/amplifyconfiguration.json", &flat);
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&["import", "--yes"]), @"
    + create amplink.json
    + create amplink.lock.json
    Linked environment dev to user pool pool-c (POOL).
    --- stderr
    JavaScript project (package.json)
    found in src/aws-exports.js:8, src/amplifyconfiguration.json:5: user pool POOL, web client WEB, identity pool IDENTITY
    3 notes: `amplink check` shows them
    Next: commit amplink.json and amplink.lock.json; `amplink pull` after a change in Cognito.
    --- exit code 0
    ");
    // The official CLI's own bytes: what amplink writes is the same.
    for path in ["src/aws-exports.js", "src/amplifyconfiguration.json"] {
        assert_eq!(sandbox.tree()[path], before[path], "{path}");
    }
    assert_eq!(link(&sandbox, "dev")["identityPoolId"], json!(seeded.identity_pool_id));
}

#[test]
fn every_place_is_in_the_json_document() {
    let (sandbox, _, seeded) = project("c_identity_pool", "package.json");
    sandbox.write("src/aws-exports.js", &official("c_identity_pool", "aws-exports.js", &seeded));
    let path = "src/aws-exports.js";
    adopts(
        &sandbox,
        &seeded,
        true,
        false,
        &[
            &format!("{path}:8 user pool POOL"),
            &format!("{path}:9 web client WEB"),
            &format!("{path}:6 identity pool IDENTITY"),
        ],
    );
}

#[test]
fn the_official_mobile_files_name_the_native_client() {
    for (platform, build_file, path) in [
        ("android", "build.gradle", "app/src/main/res/raw/amplifyconfiguration.json"),
        ("ios", "Podfile", "amplifyconfiguration.json"),
        ("flutter", "pubspec.yaml", "lib/amplifyconfiguration.dart"),
    ] {
        let (sandbox, _, seeded) = project("b_web_native", build_file);
        let name = path.rsplit('/').next().expect("a name");
        sandbox.write(path, &official(&format!("b_web_native/{platform}"), name, &seeded));
        let output = sandbox.run(&ADOPT).exits(0);
        let found = found_in(&output);
        assert_eq!(found.len(), 2, "{output}");
        assert!(found[0].starts_with(path) && found[0].ends_with("user pool POOL"), "{output}");
        assert!(found[1].ends_with("native client NATIVE"), "{output}");
        assert_eq!(link(&sandbox, "dev")["nativeClientId"], seeded.native_client_id);
    }
}

#[test]
fn the_forerunner_of_the_mobile_file_is_read_too() {
    let (sandbox, _, seeded) = project("c_identity_pool", "build.gradle");
    let text = json!({
        "CredentialsProvider": {"CognitoIdentity": {"Default": {"PoolId": seeded.identity_pool_id, "Region": REGION}}},
        "CognitoUserPool": {"Default": {
            "PoolId": seeded.user_pool_id, "AppClientId": seeded.native_client_id, "Region": REGION,
        }},
    });
    sandbox.write("app/src/main/res/raw/awsconfiguration.json", &text.to_string());
    let path = "app/src/main/res/raw/awsconfiguration.json:1";
    adopts(
        &sandbox,
        &seeded,
        false,
        true,
        &[
            &format!("{path} user pool POOL"),
            &format!("{path} native client NATIVE"),
            &format!("{path} identity pool IDENTITY"),
        ],
    );
}

#[test]
fn the_second_generations_outputs_name_a_client_for_the_platform() {
    let outputs = |client: &str, seeded: &Seeded| {
        json!({"version": "1.4", "auth": {
            "aws_region": REGION, "user_pool_id": seeded.user_pool_id, "user_pool_client_id": client,
        }})
        .to_string()
    };
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write("amplify_outputs.json", &outputs(&seeded.web_client_id, &seeded));
    let path = "amplify_outputs.json:1";
    let found = [&*format!("{path} user pool POOL"), &*format!("{path} app client WEB")];
    adopts(&sandbox, &seeded, true, false, &found);

    let (sandbox, _, seeded) = project("b_web_native", "pubspec.yaml");
    let text = format!("const amplifyConfig = r'''{}''';\n", outputs(&seeded.native_client_id, &seeded));
    sandbox.write("lib/amplify_outputs.dart", &text);
    let path = "lib/amplify_outputs.dart:1";
    let found = [&*format!("{path} user pool POOL"), &*format!("{path} app client NATIVE")];
    adopts(&sandbox, &seeded, false, true, &found);
}

/// What `amplify import auth` leaves in a project, the environment's name with it.
#[test]
fn amplifys_own_files_name_the_environment() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    let resource = |web: &str| json!({"userPoolId": seeded.user_pool_id, "webClientId": web, "nativeClientId": seeded.native_client_id});
    let info = json!({"staging": {
        "awscloudformation": {"Region": REGION},
        "categories": {"auth": {"app": resource(&seeded.web_client_id)}},
    }});
    sandbox.write("amplify/team-provider-info.json", &info.to_string());
    let meta = json!({"providers": {}, "auth": {"app": {"service": "Cognito", "output": {
        "UserPoolId": seeded.user_pool_id, "AppClientID": seeded.native_client_id,
        "AppClientIDWeb": seeded.web_client_id, "AppClientSecret": "never mind",
    }}}});
    sandbox.write("amplify/backend/amplify-meta.json", &meta.to_string());
    let output = sandbox.run(&ADOPT).exits(0);
    assert_eq!(found_in(&output).len(), 6, "{output}");
    let link = link(&sandbox, "staging");
    assert_eq!(link["nativeClientId"], seeded.native_client_id);
    assert_eq!(link["webClientId"], seeded.web_client_id);
}

#[test]
fn the_environment_that_is_asked_for_is_the_one_that_counts() {
    let (sandbox, account, seeded) = project("b_web_native", "package.json");
    let other = seed(&account, "a_pool_only");
    let auth =
        |pool: &str, web: &str| json!({"categories": {"auth": {"app": {"userPoolId": pool, "webClientId": web}}}});
    let info = json!({
        "dev": auth(&seeded.user_pool_id, &seeded.web_client_id),
        "prod": auth(&other.user_pool_id, &other.web_client_id),
    });
    sandbox.write("amplify/team-provider-info.json", &info.to_string());
    let refused = sandbox.run(&["import", "--yes"]).exits(2);
    assert!(refused.stderr.contains("2 sets of ids"), "{refused}");
    assert!(
        refused.stderr.contains(&format!(
            "--user-pool-id {} --web-client-id {} --env prod",
            other.user_pool_id, other.web_client_id
        )),
        "{refused}"
    );
    // The ids of another environment are not those of one that nobody knows.
    sandbox.run(&["import", "--yes", "--env", "test"]).exits(2);
    sandbox.run(&["import", "--yes", "--env", "prod"]).exits(0);
    assert_eq!(link(&sandbox, "prod")["userPoolId"], other.user_pool_id);
}

#[test]
fn variables_are_ids_by_their_values_and_clients_by_their_names() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write(".env", &format!("# ours\nAPI=https://example.com\nexport COGNITO=\"{}\"\n", seeded.user_pool_id));
    let local =
        format!("VITE_CLIENT_ID={}\nVITE_MOBILE_CLIENT_ID='{}'\n", seeded.web_client_id, seeded.native_client_id);
    sandbox.write(".env.local", &local);
    adopts(
        &sandbox,
        &seeded,
        true,
        true,
        &[".env:3 user pool POOL", ".env.local:1 web client WEB", ".env.local:2 native client NATIVE"],
    );
}

/// Nothing in the name says what the client is for; its secret does.
#[test]
fn a_client_with_a_secret_is_not_taken_for_the_web() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write(".env", &format!("POOL={}\nCLIENT_ID={}\n", seeded.user_pool_id, seeded.native_client_id));
    adopts(&sandbox, &seeded, true, true, &[".env:1 user pool POOL", ".env:2 app client NATIVE"]);
}

/// The user pool and the web client follow from the identity pool.
#[test]
fn an_identity_pool_alone_is_enough() {
    let (sandbox, _, seeded) = project("c_identity_pool", "package.json");
    sandbox.write(".env", &format!("IDENTITY_POOL={}\n", seeded.identity_pool_id.as_deref().expect("an id")));
    let output = sandbox.run(&ADOPT).exits(0);
    assert_eq!(found_in(&output), [".env:1 identity pool IDENTITY"]);
    assert_eq!(link(&sandbox, "dev")["webClientId"], seeded.web_client_id);
}

/// A folder that tools fill is looked into where the Amplify project says that the sources are there.
#[test]
fn the_source_folder_of_the_amplify_project_is_looked_into() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    let settings = json!({"frontend": "javascript", "javascript": {"config": {"SourceDir": "build"}}});
    sandbox.write("amplify/.config/project-config.json", &settings.to_string());
    sandbox.write("build/aws-exports.js", &official("b_web_native", "aws-exports.js", &seeded));
    let output = sandbox.run(&ADOPT).exits(0);
    let found = ["build/aws-exports.js:7 user pool POOL", "build/aws-exports.js:8 web client WEB"];
    assert_eq!(found_in(&output), found, "{output}");
    let team = sandbox.json("amplify/team-provider-info.json");
    assert_eq!(team["dev"]["categories"]["auth"]["auth"]["userPoolId"], seeded.user_pool_id);
}

/// A flag for one of the ids leaves the others to the file.
#[test]
fn what_is_given_overrules_what_is_found() {
    let (sandbox, account, seeded) = project("b_web_native", "package.json");
    let more = json!({"UserPoolId": seeded.user_pool_id, "ClientName": "other"});
    let made = account.must(REGION, "cognito-idp", "CreateUserPoolClient", more);
    let other = made["UserPoolClient"]["ClientId"].as_str().expect("an id");
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id));
    let output = sandbox.run(&[&ADOPT[..], &["--web-client-id", other]].concat()).exits(0);
    assert_eq!(found_in(&output), [".env:1 user pool POOL"]);
    assert_eq!(link(&sandbox, "dev")["webClientId"], other);
}

#[test]
fn an_example_counts_where_there_is_nothing_else() {
    let (sandbox, account, seeded) = project("b_web_native", "package.json");
    let other = seed(&account, "a_pool_only");
    sandbox.write(".env.example", &format!("POOL={}\nWEB_CLIENT={}\n", other.user_pool_id, other.web_client_id));
    let env = format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id);
    sandbox.write(".env", &env);
    let found = [".env:1 user pool POOL", ".env:2 web client WEB"];
    adopts(&sandbox, &seeded, true, false, &found);

    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    let env = format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id);
    sandbox.write(".env.example", &env);
    let found = [".env.example:1 user pool POOL", ".env.example:2 web client WEB"];
    adopts(&sandbox, &seeded, true, false, &found);
}

#[test]
fn a_deployments_outputs_are_read() {
    let (sandbox, _, seeded) = project("c_identity_pool", "package.json");
    let cdk = json!({
        "WebStack": {"BucketName": "b", "Url": "https://example.com"},
        "AuthStack": {
            "UserPoolIdOutput1A2B3C4D": seeded.user_pool_id, "WebClientId": seeded.web_client_id,
            "MobileClientId": seeded.native_client_id, "IdentityPoolId": seeded.identity_pool_id,
        },
    });
    sandbox.write("cdk-outputs.json", &cdk.to_string());
    let path = "cdk-outputs.json:1";
    adopts(
        &sandbox,
        &seeded,
        true,
        true,
        &[
            &format!("{path} user pool POOL"),
            &format!("{path} web client WEB"),
            &format!("{path} native client NATIVE"),
            &format!("{path} identity pool IDENTITY"),
        ],
    );

    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write("infra/tf-outputs.json", &terraform(&seeded));
    let found = ["infra/tf-outputs.json:4 user pool POOL", "infra/tf-outputs.json:9 web client WEB"];
    adopts(&sandbox, &seeded, true, false, &found);
}

/// As `terraform output -json` prints it.
fn terraform(seeded: &Seeded) -> String {
    let value = |value: &str| json!({"type": "string", "value": value, "sensitive": false});
    let outputs = json!({"pool": value(&seeded.user_pool_id), "spa_client_id": value(&seeded.web_client_id)});
    serde_json::to_string_pretty(&outputs).expect("it prints")
}

#[test]
fn from_takes_the_ids_of_one_file_or_of_stdin() {
    let (sandbox, account, seeded) = project("b_web_native", "package.json");
    let other = seed(&account, "a_pool_only");
    // What is found without being named, and what the variables say, is about another pool.
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", other.user_pool_id, other.web_client_id));
    let output = {
        let mut run = sandbox.command(&["import", "user-pool", "--yes", "--json", "--from", "-"]);
        run.env("AMPLIFY_USERPOOL_ID", &other.user_pool_id).env("AMPLIFY_NATIVECLIENT_ID", &other.web_client_id);
        run.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = run.spawn().expect("the binary starts");
        let text = terraform(&seeded);
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), text.as_bytes()).expect("written");
        let done = child.wait_with_output().expect("it ends");
        Output { stdout: sandbox.shown(&done.stdout), stderr: String::new(), code: done.status.code().unwrap_or(-1) }
    }
    .exits(0);
    assert_eq!(found_in(&output), ["stdin:4 user pool POOL", "stdin:9 web client WEB"]);
    assert_eq!(link(&sandbox, "dev")["nativeClientId"], Value::Null);

    // The headless request of Amplify's CLI is such a file, too.
    let request = json!({"version": 1, "userPoolId": seeded.user_pool_id, "webClientId": seeded.web_client_id});
    sandbox.write("headless.json", &request.to_string());
    sandbox.run(&["import", "--from", "headless.json", "--yes"]).exits(0);

    // An environment that is linked is linked anew: the file was named.
    sandbox
        .write("notes.txt", &format!("POOL = \"{}\"\nWEB_CLIENT = \"{}\"\n", other.user_pool_id, other.web_client_id));
    sandbox.run(&["import", "--from", "notes.txt", "--yes"]).exits(0);
    assert_eq!(link(&sandbox, "dev")["userPoolId"], other.user_pool_id);
}

#[test]
fn a_file_that_is_named_has_to_be_readable_and_to_have_ids() {
    let (sandbox, _, _) = project("b_web_native", "package.json");
    sandbox.write("empty.json", "{}");
    sandbox.write("broken.json", "{\n  \"a\": ");
    sandbox.write("placeholder.env", "POOL=us-east-1_XXXXXXXXX\n");
    fs::write(sandbox.root().join("binary"), [0xff, 0xfe, 0x00]).expect("written");
    fs::write(sandbox.root().join("huge"), vec![b' '; 3 * 1024 * 1024]).expect("written");
    for (file, why) in [
        ("absent.json", "No such file"),
        ("empty.json", "no id of a user pool"),
        ("broken.json", "line 2"),
        ("placeholder.env", "placeholder.env:1: `us-east-1_XXXXXXXXX` is a placeholder"),
        ("binary", "not UTF-8"),
        ("huge", "larger than"),
        (".", "irectory"),
    ] {
        let refused = sandbox.run(&["import", "user-pool", "--from", file, "--yes"]).exits(2);
        assert!(refused.stderr.contains(why), "{refused}");
    }
    let both = sandbox.run(&["import", "--from", "x", "--user-pool-id", "us-east-1_uZ3kP9qLm"]).exits(2);
    assert!(both.stderr.contains("cannot be used with"), "{both}");
}

#[test]
fn sources_that_disagree_are_listed_with_the_flags_to_pass() {
    let (mut sandbox, account, seeded) = project("b_web_native", "package.json");
    let other = seed(&account, "a_pool_only");
    sandbox.hide(&other.user_pool_id, "OTHER");
    sandbox.hide(&other.web_client_id, "THEIRS");
    sandbox.write("src/aws-exports.js", &official("b_web_native", "aws-exports.js", &seeded));
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", other.user_pool_id, other.web_client_id));
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&["import", "user-pool", "--yes"]), @"
    --- stderr
    JavaScript project (package.json)
    error: 2 sets of ids were found, and nobody can be asked which
    hint: src/aws-exports.js:7: `--user-pool-id POOL --web-client-id WEB`
    hint: .env:1: `--user-pool-id OTHER --web-client-id THEIRS`
    --- exit code 2
    ");
    assert_eq!(sandbox.tree(), before);
    // What is given decides, and nothing is looked for.
    let given = [
        "import",
        "user-pool",
        "--yes",
        "--user-pool-id",
        &seeded.user_pool_id,
        "--web-client-id",
        &seeded.web_client_id,
    ];
    let output = sandbox.run(&given).exits(0);
    assert!(!output.stderr.contains("found in"), "{output}");
}

#[test]
fn placeholders_are_no_ids() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write(".env.production", "POOL=us-east-1_XXXXXXXXX\nCLIENT_ID=xxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    sandbox.write(
        "old/aws-exports.js",
        "export default { aws_user_pools_id: 'YOUR_POOL_ID', aws_user_pools_web_client_id: '<id>' };",
    );
    sandbox.write(
        "amplify_outputs.json",
        r#"{"auth":{"user_pool_id":"us-east-1_EXAMPLE","user_pool_client_id":"1example23456789"}}"#,
    );
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id));
    let found = [".env:1 user pool POOL", ".env:2 web client WEB"];
    adopts(&sandbox, &seeded, true, false, &found);
}

#[test]
fn an_id_that_is_gone_in_the_cloud_is_told_with_its_place() {
    let (sandbox, account, seeded) = project("b_web_native", "package.json");
    sandbox.write("src/aws-exports.js", &official("b_web_native", "aws-exports.js", &seeded));
    let before = sandbox.tree();
    let client = json!({"UserPoolId": seeded.user_pool_id, "ClientId": seeded.web_client_id});
    account.must(REGION, "cognito-idp", "DeleteUserPoolClient", client);
    assert_snapshot!(sandbox.run(&["import", "--yes"]), @"
    --- stderr
    JavaScript project (package.json)
    found in src/aws-exports.js:7: user pool POOL, web client WEB
    error: app client WEB of user pool POOL does not exist in us-east-1
    hint: AWS said: Client WEB not found.
    hint: is this the right account? `aws sts get-caller-identity` shows it; another one: `--profile`
    hint: user pool POOL was found in src/aws-exports.js:7
    hint: web client WEB was found in src/aws-exports.js:8
    hint: `--user-pool-id` and the other flags name others
    --- exit code 5
    ");
    account.must(REGION, "cognito-idp", "DeleteUserPool", json!({"UserPoolId": seeded.user_pool_id}));
    let refused = sandbox.run(&["import", "--yes"]).exits(5);
    assert!(refused.stderr.contains("user pool POOL was found in src/aws-exports.js:"), "{refused}");
    assert_eq!(sandbox.tree(), before);
}

/// The rules see that an identity pool does not trust the client, and say where both come from.
#[test]
fn ids_that_do_not_belong_together_are_refused_with_their_places() {
    let (sandbox, _, seeded) = project("h01_idpool_other_client", "package.json");
    let identity = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let text = format!("POOL={}\nWEB_CLIENT={}\nIDENTITY={identity}\n", seeded.user_pool_id, seeded.web_client_id);
    sandbox.write(".env", &text);
    let refused = sandbox.run(&["import", "--yes"]).exits(6);
    for place in ["user pool POOL was found in .env:1", "web client WEB was found in .env:2", "was found in .env:3"] {
        assert!(refused.stderr.contains(place), "{refused}");
    }
}

#[test]
fn nothing_found_names_the_two_ways() {
    let (sandbox, _, _) = project("a_pool_only", "package.json");
    assert_snapshot!(sandbox.run(&["import", "--yes"]), @"
    --- stderr
    JavaScript project (package.json)
    error: no ids were found in this project, and nobody can be asked
    hint: `amplink import user-pool` links a user pool: pass its ids, or a file that has them with `--from`
    hint: `amplink import identity-pool` links an identity pool, with what it trusts
    --- exit code 2
    ");
    let document = sandbox.run(&ADOPT).exits(2).document();
    assert_eq!(document["command"], "import");
    // With a subcommand it is what it was.
    let missing = sandbox.run(&["import", "user-pool", "--yes"]).exits(2);
    assert!(missing.stderr.contains("--user-pool-id (or AMPLIFY_USERPOOL_ID)"), "{missing}");
}

/// `import` alone takes the flags of `import user-pool`; before a subcommand they would be lost.
#[test]
fn flags_are_fine_without_a_subcommand_and_refused_before_one() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let refused = sandbox.run(&[&["import"], &ids[..], &["user-pool", "--yes"]].concat()).exits(2);
    assert!(refused.stderr.contains("`amplink import user-pool ...`"), "{refused}");
    sandbox.run(&[&["import", "--yes"], &ids[..]].concat()).exits(0);
    assert_eq!(link(&sandbox, "dev")["userPoolId"], seeded.user_pool_id);
    // What is linked is read again, as by `import user-pool`; amplink's own files are no finds.
    let again = sandbox.run(&ADOPT).exits(0);
    assert_eq!(again.document()["status"], "in-sync");
    assert_eq!(again.document()["result"]["foundIn"], Value::Null);
    sandbox.run(&["import", "--yes", "--env", "prod"]).exits(2);
}

/// A build server confirms by itself; a run of which nobody knows who started it does not.
#[test]
fn ci_takes_what_was_found_and_others_need_yes() {
    let (mut sandbox, _, seeded) = project("b_web_native", "package.json");
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id));
    let refused = sandbox.run(&["import"]).exits(2);
    assert!(refused.stderr.contains("found in .env:1") && refused.stderr.contains("--yes"), "{refused}");
    let shown = sandbox.run(&["import", "--dry-run", "--json"]).exits(0);
    assert_eq!(found_in(&shown).len(), 2, "{shown}");
    assert!(!sandbox.tree().contains_key("amplink.json"));
    sandbox.set("CI", "true");
    let output = sandbox.run(&["import"]).exits(0);
    assert!(output.stderr.contains("found in .env:1: user pool POOL, web client WEB"), "{output}");
    assert_eq!(link(&sandbox, "dev")["userPoolId"], seeded.user_pool_id);
}

#[test]
fn a_variable_of_the_build_wins_over_a_file() {
    let (mut sandbox, account, seeded) = project("b_web_native", "package.json");
    let other = seed(&account, "a_pool_only");
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", other.user_pool_id, other.web_client_id));
    sandbox.set("AMPLIFY_USERPOOL_ID", &seeded.user_pool_id);
    sandbox.set("AMPLIFY_WEBCLIENT_ID", &seeded.web_client_id);
    let output = sandbox.run(&["import", "--yes", "-v"]).exits(0);
    assert!(output.stderr.contains("user-pool-id from the environment variable AMPLIFY_USERPOOL_ID"), "{output}");
    assert_eq!(link(&sandbox, "dev")["userPoolId"], seeded.user_pool_id);
}

/// Whatever lies in a project's folder, the search ends, passes over what it cannot read, and says so with `-v`.
#[cfg(unix)]
#[test]
fn hostile_files_are_passed_over() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    let root = sandbox.root();
    sandbox.write("src/aws-exports.js", &"const a = {\"a\":".repeat(100_000));
    sandbox.write("amplify_outputs.json", &"{\"a\":".repeat(100_000));
    sandbox.write("cdk-outputs.json", "{ not json");
    sandbox.write("lib/amplifyconfiguration.dart", "const amplifyconfig = '''{\"a\":");
    fs::write(root.join(".env.huge"), vec![b'A'; 3 * 1024 * 1024]).expect("written");
    fs::write(root.join("amplifyconfiguration.json"), [0x7b, 0xff, 0xfe]).expect("written");
    sandbox.write("amplify/team-provider-info.json", "[]");
    fs::create_dir(root.join(".env.folder")).expect("a folder");
    nix::unistd::mkfifo(&root.join(".env.fifo"), nix::sys::stat::Mode::S_IRWXU).expect("a fifo");
    std::os::unix::fs::symlink("/dev/zero", root.join(".env.zero")).expect("a link");
    std::os::unix::fs::symlink(".env.gone", root.join(".env.dangling")).expect("a link");
    // A loop of links, and a tree deeper than anybody looks.
    std::os::unix::fs::symlink("..", root.join("src/loop")).expect("a link");
    let decoy = format!("POOL={}\nWEB_CLIENT=1aaaaaaaaaaaaaaaaaaaaaaaa2\n", seeded.user_pool_id);
    for folder in
        ["node_modules/x", "build", ".next", "a/b/c/d/e/f/g/h/i/j/k", "ios/Pods", "amplify/#current-cloud-backend"]
    {
        sandbox.write(&format!("{folder}/.env"), &decoy);
    }
    // A folder that is linked by itself.
    sandbox.write("packages/other/amplink.json", "{}");
    sandbox.write("packages/other/.env", &decoy);
    sandbox.write("packages/app/.env", &format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id));
    let output = sandbox.run(&["import", "--yes", "--json", "-v", "--source-dir", "new"]).exits(0);
    assert_eq!(found_in(&output), ["packages/app/.env:1 user pool POOL", "packages/app/.env:2 web client WEB"]);
    for (file, why) in [
        ("src/aws-exports.js", "only plain data"),
        ("amplify_outputs.json", "nesting"),
        ("cdk-outputs.json", "line 1"),
        ("lib/amplifyconfiguration.dart", "no end"),
        (".env.huge", "larger than"),
        ("amplifyconfiguration.json", "not UTF-8"),
        ("amplify/team-provider-info.json", "no object"),
        (".env.fifo", "no file"),
        (".env.zero", "no file"),
    ] {
        let told = output
            .stderr
            .lines()
            .any(|line| line.starts_with(&format!("{file} was passed over")) && line.contains(why));
        assert!(told, "{file}: {why}\n{output}");
    }
}

/// A tree of more folders than are looked into: the search ends, and says where.
#[test]
fn the_search_ends_in_a_tree_without_end() {
    let (sandbox, _, seeded) = project("b_web_native", "package.json");
    for number in 0..5_100 {
        fs::create_dir(sandbox.root().join(format!("f{number}"))).expect("a folder");
    }
    sandbox.write("zzz/.env", &format!("POOL={}\n", seeded.user_pool_id));
    sandbox.write(".env", &format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id));
    let output = sandbox.run(&["import", "--yes", "--json", "-v"]).exits(0);
    assert_eq!(found_in(&output), [".env:1 user pool POOL", ".env:2 web client WEB"]);
    assert!(output.stderr.contains("the search for ids ended before `"), "{output}");
}

/// `amplink permissions` asks about what an import would take.
#[test]
fn permissions_are_for_the_pool_that_would_be_imported() {
    let sandbox = Sandbox::offline();
    sandbox.write(".env", "POOL=eu-west-1_uZ3kP9qLm\nWEB_CLIENT=3n4b5urk1ft4fl3mg5e62d9ado\n");
    let policy = sandbox.run(&["permissions", "import"]).exits(0).stdout;
    assert!(policy.contains("userpool/eu-west-1_uZ3kP9qLm") && !policy.contains("ListUserPools"), "{policy}");
}
