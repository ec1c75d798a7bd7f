//! The official CLI on MiniStack writes what it wrote on the emulator of the golden files.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::local_aws::LocalAws;
use crate::support::official::{AmplifyProject, ENVIRONMENT, RESOURCE};
use crate::support::proxy::Proxy;
use crate::support::scenarios::{REGION, seed};
use crate::{Golden, assert_same, client_files};

/// An import, `status`, a `push`, `status`: the state files and the client files are the golden ones, byte for byte.
fn imports_as_in_the_golden_files(scenario: &str, frontend: &str) {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, scenario);
    let mut project = AmplifyProject::new(&account, frontend);
    let golden = Golden::new(scenario, frontend, &project, &seeded).state();
    let before = project.state();

    // MiniStack answers with empty lists where AWS answers with nothing, and the CLI writes what it is given.
    let like_aws = Proxy::like_aws(LocalAws::shared().endpoint());
    project.through(like_aws.endpoint());
    let imported = project.import_auth(&seeded).exits(0);
    assert_eq!((imported.stdout.as_str(), imported.stderr.as_str()), ("", ""));
    project.through(LocalAws::shared().endpoint());
    let mut expected = before.clone();
    expected.extend(golden);
    assert_same("after the import", &project.state(), &expected);
    assert_eq!(project.client_files(), BTreeMap::new());
    let status = project.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [["Auth", RESOURCE, "Import"]], "{status}");

    project.amplify(&["push", "--yes"]).exits(0);
    let golden = Golden::new(scenario, frontend, &project, &seeded);
    let files = client_files(frontend).iter().map(|(name, path)| ((*path).to_owned(), golden.file(name))).collect();
    assert_same("after the push", &project.client_files(), &files);
    // All that a push adds is its time.
    let (path, mut state) = ("amplify/backend/amplify-meta.json", project.state());
    let stamp = &project.json(path)["auth"][RESOURCE]["lastPushTimeStamp"];
    state.insert(path.to_owned(), state[path].replace(&format!(",\n      \"lastPushTimeStamp\": {stamp}"), ""));
    assert_same("after the push", &state, &expected);
}

#[test]
fn a_web_import_with_everything_is_the_golden_one() {
    imports_as_in_the_golden_files("e2_oauth_idpool_fed", "javascript");
}

#[test]
fn an_android_import_is_the_golden_one() {
    imports_as_in_the_golden_files("e2_oauth_idpool_fed", "android");
}

#[test]
fn an_ios_import_is_the_golden_one() {
    imports_as_in_the_golden_files("e2_oauth_idpool_fed", "ios");
}

#[test]
fn a_flutter_import_is_the_golden_one() {
    imports_as_in_the_golden_files("e2_oauth_idpool_fed", "flutter");
}

/// Another kind of link, and MFA: only the state files, since the rest is the same.
#[test]
fn other_imports_are_the_golden_ones() {
    for scenario in ["a_pool_only", "f_mfa_optional"] {
        let account = LocalAws::shared().account();
        let seeded = seed(&account, scenario);
        let mut project = AmplifyProject::new(&account, "javascript");
        let mut expected = project.state();
        expected.extend(Golden::new(scenario, "javascript", &project, &seeded).state());
        let like_aws = Proxy::like_aws(LocalAws::shared().endpoint());
        project.through(like_aws.endpoint());
        project.import_auth(&seeded).exits(0);
        assert_same(scenario, &project.state(), &expected);
    }
}

/// What the golden files of a life were made with, in one life: pull, another environment's name, remove, push.
#[test]
fn a_project_lives_its_life_on_the_local_aws() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "e_oauth");
    let project = AmplifyProject::new(&account, "javascript");
    let before = project.state();
    project.import_auth(&seeded).exits(0);
    project.amplify(&["push", "--yes"]).exits(0);
    let files = project.client_files();

    let listed = project.amplify(&["env", "list"]).exits(0);
    assert!(listed.stdout.contains(&format!("*{ENVIRONMENT}")), "{listed}");
    // A change in the cloud reaches the client files by a pull, with the same state.
    account.must(
        REGION,
        "cognito-idp",
        "UpdateUserPool",
        json!({"UserPoolId": seeded.user_pool_id, "AutoVerifiedAttributes": ["email", "phone_number"]}),
    );
    project.amplify(&["pull", "--yes"]).exits(0);
    let pulled = project.client_files();
    for (path, text) in &pulled {
        assert_ne!(*text, files[path], "{path}");
        assert!(text.contains("PHONE_NUMBER"), "{path}: {text}");
    }
    // A checkout does the same from the environment's ids.
    project.write("src/aws-exports.js", &files["src/aws-exports.js"]);
    project.amplify(&["env", "checkout", ENVIRONMENT]).exits(0);
    assert_same("after the checkout", &project.client_files(), &pulled);

    project.amplify(&["remove", "auth", RESOURCE, "--yes"]).exits(0);
    let status = project.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [["Auth", RESOURCE, "Unlink"]], "{status}");
    // It leaves a trace or two.
    let mut expected = before;
    let meta = "amplify/backend/amplify-meta.json";
    expected.insert(meta.to_owned(), expected[meta].replace("\n  }\n}", "\n  },\n  \"auth\": {}\n}"));
    expected.insert("amplify/backend/backend-config.json".to_owned(), "{\n  \"auth\": {}\n}".to_owned());
    assert_same("after the removal", &project.state(), &expected);
    project.amplify(&["push", "--yes"]).exits(0);
    assert_same("after the removal's push", &project.state(), &expected);
    for (path, text) in project.client_files() {
        assert!(text.contains("aws_project_region") && !text.contains("aws_user_pools_id"), "{path}: {text}");
    }
}
