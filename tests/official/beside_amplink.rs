//! One project, two tools: what the official CLI makes of amplink's work, and amplink of the official CLI's.
//!
//! Both see AWS through a proxy that leaves out the empty lists which MiniStack answers with and AWS does not.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::local_aws::{Account, LocalAws};
use crate::support::official::{AmplifyProject, Output, RESOURCE};
use crate::support::proxy::Proxy;
use crate::support::scenarios::{REGION, Seeded, seed};
use crate::{assert_same, client_files};

/// A scenario in an account of its own, and a project there.
fn project(scenario: &str, frontend: &str) -> (AmplifyProject, Account<'static>, Seeded, Proxy) {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, scenario);
    let like_aws = Proxy::like_aws(LocalAws::shared().endpoint());
    let mut project = AmplifyProject::new(&account, frontend);
    project.through(like_aws.endpoint());
    (project, account, seeded, like_aws)
}

/// What a person types to import what `amplify import auth` imports.
fn import(project: &AmplifyProject, seeded: &Seeded) -> Output {
    let mut args = vec!["import", "user-pool", "--yes", "--include-client-secret"];
    args.extend(["--user-pool-id", &seeded.user_pool_id]);
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    project.amplink(&args).exits(0)
}

/// The files of Amplify's libraries, and nothing else of the app's.
fn configuration(project: &AmplifyProject, frontend: &str) -> BTreeMap<String, String> {
    client_files(frontend).iter().map(|(_, path)| ((*path).to_owned(), project.read(path))).collect()
}

/// amplink's import leaves the project as the official import does; the official CLI takes it for its own, and generates
/// the files that amplink wrote. Then amplink lets go, of what the official CLI has pushed meanwhile, too.
fn both_import_the_same(frontend: &str) {
    let (official, account, seeded, like_aws) = project("e2_oauth_idpool_fed", frontend);
    let mut ours = official.teammate(&account);
    ours.through(like_aws.endpoint());
    let before = ours.tree();

    import(&ours, &seeded);
    official.import_auth(&seeded).exits(0);
    assert_same("the state after both imports", &ours.state(), &official.state());
    let status = ours.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [["Auth", RESOURCE, "Import"]], "{status}");

    let written = configuration(&ours, frontend);
    official.amplify(&["push", "--yes"]).exits(0);
    let mut generated = configuration(&official, frontend);
    if frontend == "ios" {
        // docs/deviations.md: an iOS file names one redirect URI.
        for text in generated.values_mut() {
            *text = text
                .replace("https://example.com/,http://localhost:3000/", "https://example.com/")
                .replace("https://example.com/out/,http://localhost:3000/out/", "https://example.com/out/");
        }
    }
    assert_same("the client files", &written, &generated);

    ours.amplink(&["unlink", "--yes"]).exits(0);
    assert_same("after unlink", &ours.tree(), &before);
}

#[test]
fn both_import_the_same_into_a_web_project() {
    both_import_the_same("javascript");
}

#[test]
fn both_import_the_same_into_an_android_project() {
    both_import_the_same("android");
}

#[test]
fn both_import_the_same_into_an_ios_project() {
    both_import_the_same("ios");
}

#[test]
fn both_import_the_same_into_a_flutter_project() {
    both_import_the_same("flutter");
}

/// One client for both; MFA. (Required attributes stand in AWS's order in every answer but the local AWS's; amplink
/// writes them in that order, whoever answers.)
#[test]
fn both_leave_the_same_state_of_other_pools() {
    for scenario in ["a_pool_only", "f_mfa_optional"] {
        let (official, account, seeded, like_aws) = project(scenario, "javascript");
        let mut ours = official.teammate(&account);
        ours.through(like_aws.endpoint());
        import(&ours, &seeded);
        official.import_auth(&seeded).exits(0);
        assert_same(scenario, &ours.state(), &official.state());
    }
}

/// The official CLI has a link that amplink made: it pushes it, pulls it, and removes it.
#[test]
fn the_official_cli_works_on_with_what_amplink_imported() {
    let (project, _, seeded, _like_aws) = project("e2_oauth_idpool_fed", "javascript");
    import(&project, &seeded);
    let imported = configuration(&project, "javascript");
    project.amplify(&["push", "--yes"]).exits(0);
    assert_same("its own generation", &configuration(&project, "javascript"), &imported);
    project.amplify(&["pull", "--yes"]).exits(0);
    assert_same("its pull", &configuration(&project, "javascript"), &imported);
    let status = project.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [["Auth", RESOURCE, "No Change"]], "{status}");
    // And what it pushed is in sync for amplink, which reads the cloud itself.
    project.amplink(&["pull", "--check"]).exits(0);
    project.amplify(&["remove", "auth", RESOURCE, "--yes"]).exits(0);
    let status = project.amplink(&["status"]);
    assert!(!status.stdout.contains(&seeded.user_pool_id), "{status}");
}

/// amplink has a link that the official CLI made and pushed: it shows it, checks it, brings a change of the cloud's into
/// the same files as the official pull does, and lets go of it so that the official CLI's next push clears up.
#[test]
fn amplink_works_on_with_what_the_official_cli_imported() {
    let (official, account, seeded, like_aws) = project("e2_oauth_idpool_fed", "javascript");
    let before = official.state();
    official.import_auth(&seeded).exits(0);
    official.amplify(&["push", "--yes"]).exits(0);
    let mut ours = official.teammate(&account);
    ours.through(like_aws.endpoint());

    let status = ours.amplink(&["status"]).exits(0);
    assert!(status.stdout.contains(&seeded.user_pool_id), "{status}");
    ours.amplink(&["check"]).exits(0);
    let (state, files) = (ours.state(), configuration(&ours, "javascript"));
    ours.amplink(&["pull"]).exits(0);
    assert_same("a pull of nothing new: the state", &ours.state(), &state);
    assert_same("a pull of nothing new: the files", &configuration(&ours, "javascript"), &files);

    let changed = json!({"UserPoolId": seeded.user_pool_id, "AutoVerifiedAttributes": ["email", "phone_number"]});
    account.must(REGION, "cognito-idp", "UpdateUserPool", changed);
    ours.amplink(&["pull", "--check"]).exits(3);
    ours.amplink(&["pull"]).exits(0);
    official.amplify(&["pull", "--yes"]).exits(0);
    assert_same("a pull of a change: the state", &ours.state(), &official.state());
    assert_same(
        "a pull of a change: the files",
        &configuration(&ours, "javascript"),
        &configuration(&official, "javascript"),
    );

    ours.amplink(&["unlink", "--yes"]).exits(0);
    let status = ours.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [["Auth", RESOURCE, "Unlink"]], "{status}");
    let team = "amplify/team-provider-info.json";
    assert_eq!(ours.state()[team], before[team]);
    ours.amplify(&["push", "--yes"]).exits(0);
    let status = ours.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [[""; 3]; 0], "{status}");
}

/// Linked and let go by amplink alone, the project is for the official CLI as it was.
#[test]
fn after_an_unlink_the_official_cli_sees_no_auth() {
    let (project, _, seeded, _like_aws) = project("b_web_native", "javascript");
    let before = project.tree();
    import(&project, &seeded);
    project.amplink(&["unlink", "--yes"]).exits(0);
    assert_same("after unlink", &project.tree(), &before);
    let status = project.amplify(&["status"]).exits(0);
    assert_eq!(status.resources(), [[""; 3]; 0], "{status}");
}
