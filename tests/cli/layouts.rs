//! Both layouts in the states that real projects are found in: whatever is missing, odd or somebody else's, the files of
//! others stay as they are, and letting go leaves no trace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::amplify_project::{STATE, import, project};
use crate::sandbox::Sandbox;
use crate::support::scenarios::{Seeded, seed};

const TEAM: &str = STATE[0].0;
const META: &str = STATE[1].0;
const CONFIG: &str = STATE[2].0;
const LOCAL: &str = "amplify/.config/local-env-info.json";

fn put(sandbox: &Sandbox, path: &str, value: &Value) {
    sandbox.write(path, &serde_json::to_string_pretty(value).expect("JSON"));
}

fn change(sandbox: &Sandbox, path: &str, change: impl FnOnce(&mut Value)) {
    let mut value = sandbox.json(path);
    change(&mut value);
    put(sandbox, path, &value);
}

/// Fails with the files that are others than before, and nothing else.
#[track_caller]
fn is_as_before(sandbox: &Sandbox, before: &BTreeMap<String, String>, what: &str) {
    let after = sandbox.tree();
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths {
        assert_eq!(after.get(path), before.get(path), "{what}: {path}");
    }
}

/// What the official CLI's own import leaves: the state, and nothing of amplink's.
fn as_official(sandbox: &Sandbox, seeded: &Seeded) {
    import(sandbox, seeded, &[]).exits(0);
    for path in ["amplink.lock.json", "src/aws-exports.js", "src/amplifyconfiguration.json"] {
        fs::remove_file(sandbox.root().join(path)).expect("it is there");
    }
    fs::remove_dir(sandbox.root().join("src")).expect("it is empty");
}

/// Without a snapshot nothing is known of it, which is no reason to take it out.
#[test]
fn what_the_official_cli_imported_stays_when_something_else_is_written() {
    let (sandbox, account, dev) = project("javascript", "b_web_native");
    as_official(&sandbox, &dev);
    let before = sandbox.tree();
    sandbox.run(&["env", "set", "dev", "--protected"]).exits(0);
    let after = sandbox.tree();
    for (path, _) in STATE {
        assert_eq!(after[path], before[path], "{path}");
    }
    // Another environment is linked anew by a colleague's official CLI: a pull of this one does not take it back.
    let prod = seed(&account, "c_identity_pool");
    let ids = ["--user-pool-id", &prod.user_pool_id, "--web-client-id", &prod.web_client_id];
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&[&["env", "add", "prod", "--yes"], &ids[..]].concat()).exits(0);
    change(&sandbox, TEAM, |team| {
        let ids = &mut team["prod"]["categories"]["auth"]["myproject"];
        ids["webClientId"] = json!(prod.native_client_id);
        ids["userPoolName"] = json!("as the colleague read it");
    });
    let team = sandbox.read(TEAM);
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["env", "set", "dev", "--protected=false", "--yes"]).exits(0);
    assert_eq!(sandbox.read(TEAM), team);
}

/// `amplify push` goes to the stack that stands there.
#[test]
fn the_stack_of_one_environment_is_never_written_for_another() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    put(&sandbox, LOCAL, &json!({"projectPath": "/home/dev/myproject", "envName": "dev"}));
    let stack = json!({"Region": "us-east-1", "StackName": "amplify-myproject-dev-5ce70"});
    put(&sandbox, META, &json!({"providers": {"awscloudformation": stack, "other": {"n": 1}}}));
    change(&sandbox, TEAM, |team| team["dev"]["awscloudformation"] = stack.clone());
    import(&sandbox, &dev, &["--env", "fresh"]).exits(0);
    let team = sandbox.json(TEAM);
    assert_eq!(team["fresh"].get("awscloudformation"), None, "{team}");
    import(&sandbox, &dev, &["--env", "dev"]).exits(0);
    assert_eq!(sandbox.json(META)["providers"], json!({"awscloudformation": stack, "other": {"n": 1}}));
}

/// Where git ignores the ids, the copy of the stack that an import writes beside them goes with them.
#[test]
fn an_environment_that_an_import_made_goes_again() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    put(&sandbox, LOCAL, &json!({"projectPath": "/home/dev/myproject", "envName": "dev"}));
    put(&sandbox, META, &json!({"providers": {"awscloudformation": {"Region": "us-east-1", "StackName": "dev-1"}}}));
    put(&sandbox, TEAM, &json!({"prod": {}}));
    let before = sandbox.tree();
    import(&sandbox, &dev, &[]).exits(0);
    assert_eq!(sandbox.json(TEAM)["dev"]["awscloudformation"]["StackName"], "dev-1");
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    is_as_before(&sandbox, &before, "unlinked");
}

/// A fresh clone of a project whose ids git ignores: what was decided for an environment is there before its ids.
#[test]
fn what_is_decided_for_an_environment_waits_for_its_ids() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let mut decided = json!({"$schema": "urn:amplink:schema:link:1", "version": 1, "environments": {
        "dev": {"allow": ["oauth-no-domain"], "note": "a person's"},
        "prod": {"protected": true, "profile": "prod"},
    }});
    put(&sandbox, "amplink.json", &decided);
    fs::remove_file(sandbox.root().join(TEAM)).expect("it is there");
    put(&sandbox, LOCAL, &json!({"projectPath": "/home/dev/myproject", "envName": "dev"}));
    import(&sandbox, &dev, &[]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.json("amplink.json"), decided);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    decided["environments"].as_object_mut().expect("an object").shift_remove("dev");
    assert_eq!(sandbox.json("amplink.json"), decided);
    import(&sandbox, &dev, &["--env", "prod"]).exits(0);
    assert_eq!(sandbox.json("amplink.json"), decided);
    sandbox.run(&["unlink", "--yes"]).exits(2);
}

/// `local-env-info.json` is any other tool's to change.
#[test]
fn the_last_environment_takes_the_files_with_it_although_another_one_is_current() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &dev, &[]).exits(0);
    put(&sandbox, LOCAL, &json!({"envName": "other"}));
    sandbox.run(&["unlink", "--env", "dev", "--yes"]).exits(0);
    fs::remove_file(sandbox.root().join(LOCAL)).expect("it is there");
    is_as_before(&sandbox, &before, "unlinked");
}

/// An import into another environment shows it, as `env use` does; so it stops where that stops.
#[test]
fn an_import_does_not_mix_environments() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    put(
        &sandbox,
        META,
        &json!({
            "providers": {"awscloudformation": {"Region": "us-east-1"}},
            "storage": {"files": {"service": "S3", "output": {"BucketName": "b", "Region": "us-east-1"}}},
        }),
    );
    let before = sandbox.tree();
    let refused = import(&sandbox, &dev, &["--env", "prod"]).exits(7);
    assert!(refused.stderr.contains("storage/files"), "{refused}");
    assert!(refused.stderr.contains("no environment prod in this project, only dev"), "{refused}");
    is_as_before(&sandbox, &before, "unlinked");
    let forced = import(&sandbox, &dev, &["--env", "prod", "--force"]).exits(0);
    assert!(forced.stderr.contains("no environment prod"), "{forced}");
}

/// The snapshot may be lost, or the official CLI have linked the current one.
#[test]
fn a_new_environment_leaves_the_current_one_current_without_a_snapshot() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    as_official(&sandbox, &dev);
    let meta = sandbox.read(META);
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    assert_eq!(sandbox.read(META), meta);
    assert_eq!(sandbox.json(LOCAL)["envName"], "dev");
    assert!(!sandbox.root().join("src/aws-exports.js").exists());
}

/// Editors on Windows, hands and other tools lay the state out in their own ways.
#[test]
fn however_the_state_is_laid_out_it_is_as_before_after_unlinking() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let team = r#"{"dev": {"awscloudformation": {"Region": "us-east-1"}}}"#;
    let mixed = "{\r\n  \"dev\": {\r\n    \"a\": 1,\n    \"b\": 2\r\n  }\r\n}\r\n";
    let marked = format!("\u{feff}{team}");
    let commented = "{ // ours\n  /* and */ \"dev\": {\n\t\t\"n\": 1.0e2, // its own\n  }\n}\n";
    let mostly_unix = mixed.replace("\r\n", "\n").replacen(",\n", ",\r\n", 1);
    for text in [team, mixed, &mostly_unix, &marked, commented, "\u{feff}{}\r\n"] {
        sandbox.write(TEAM, text);
        let is_marked = text.starts_with('\u{feff}');
        sandbox.write(CONFIG, if is_marked { "\u{feff}{}" } else { "{\"api\": {},\r\n\"hosting\": {\n} }" });
        let before = sandbox.tree();
        import(&sandbox, &dev, &["--env", "dev"]).exits(0);
        assert_eq!(sandbox.read(TEAM).starts_with('\u{feff}'), is_marked);
        sandbox.run(&["pull", "--check"]).exits(0);
        sandbox.run(&["unlink", "--yes"]).exits(0);
        is_as_before(&sandbox, &before, text);
    }
}

/// The official CLI joins it to the project's folder, and reads its settings with comments.
#[test]
fn the_source_folder_is_the_one_that_the_official_cli_takes() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let path = "amplify/.config/project-config.json";
    let settings = sandbox.read(path);
    fs::create_dir_all(sandbox.root().join("src")).expect("a folder");
    let before = sandbox.tree();
    for (named, inside) in
        [("/app", "app/"), (".", ""), ("./", ""), ("/", ""), ("", ""), ("app\\\\web", "app/web/"), ("src/./", "src/")]
    {
        let named = settings.replace("\"SourceDir\": \"src\"", &format!("\"SourceDir\": \"{named}\""));
        sandbox.write(path, &named.replacen('{', "{ // a person's", 1));
        import(&sandbox, &dev, &[]).exits(0);
        let written = sandbox.root().join(format!("{inside}aws-exports.js"));
        assert!(written.is_file(), "{named}: {:?}", sandbox.tree().keys());
        sandbox.run(&["unlink", "--yes"]).exits(0);
    }
    sandbox.write(path, &settings);
    is_as_before(&sandbox, &before, "unlinked");
}

#[test]
fn a_project_without_a_name_gets_a_resource_that_has_one() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    change(&sandbox, "amplify/.config/project-config.json", |settings| settings["projectName"] = json!(""));
    let before = sandbox.tree();
    import(&sandbox, &dev, &[]).exits(0);
    assert!(sandbox.root().join("amplify/backend/auth/auth/parameters.json").is_file());
    sandbox.run(&["unlink", "--yes"]).exits(0);
    is_as_before(&sandbox, &before, "unlinked");
}

/// However often amplink has looked at it since.
#[test]
fn what_the_official_cli_imported_is_unlinked_in_one_way() {
    let (sandbox, account, dev) = project("javascript", "b_web_native");
    put(&sandbox, META, &json!({"providers": {"awscloudformation": {"Region": "us-east-1"}}}));
    let before = sandbox.tree();
    as_official(&sandbox, &dev);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    is_as_before(&sandbox, &before, "at once");
    as_official(&sandbox, &dev);
    sandbox.run(&["pull"]).exits(0);
    let change = json!({"UserPoolId": dev.user_pool_id, "PoolName": "renamed"});
    account.must("us-east-1", "cognito-idp", "UpdateUserPool", change);
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    is_as_before(&sandbox, &before, "after pulls");
}

/// A project that was on its own before it became an Amplify project, with the ids taken out by hand.
#[test]
fn a_list_of_files_from_the_other_layout_does_not_write_them_twice() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let files = json!([
        {"format": "aws-exports", "path": "src/aws-exports.js"},
        {"format": "amplify-outputs", "path": "amplify_outputs.json"},
    ]);
    put(&sandbox, "amplink.json", &json!({"version": 1, "files": files}));
    let document = import(&sandbox, &dev, &["--json"]).exits(0).document();
    assert_eq!(document["result"]["files"].as_array().map(Vec::len), Some(3));
    assert_eq!(sandbox.json("amplink.json")["files"], json!([files[1]]));
    sandbox.run(&["pull", "--check"]).exits(0);
}

/// A module of an Android app has a build file, and a function of the backend a `package.json`.
#[test]
fn from_a_part_of_the_project_the_project_is_found() {
    let (sandbox, _, dev) = project("android", "b_web_native");
    sandbox.write("app/build.gradle", "");
    sandbox.write("amplify/backend/function/hello/src/package.json", "{}");
    sandbox.write("site/package.json", "{}");
    import(&sandbox, &dev, &[]).exits(0);
    for (folder, status) in [
        ("app", "linked"),
        ("app/src/main/res", "linked"),
        ("amplify/backend/function/hello/src", "linked"),
        ("site", "not-linked"),
    ] {
        let document = sandbox.run(&["status", "-C", folder, "--json"]).exits(0).document();
        assert_eq!(document["status"], status, "{folder}");
    }
}
