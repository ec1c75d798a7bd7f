//! `amplink unlink`: local, offline, idempotent; leaves every byte that is not amplink's.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;
use crate::support::scenarios::Seeded;

fn linked(prepare: impl FnOnce(&Sandbox)) -> (Sandbox, Seeded) {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    prepare(&sandbox);
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    (sandbox, seeded)
}

#[test]
fn an_unlink_leaves_the_project_as_it_was_before_the_import() {
    let mut before = None;
    let (sandbox, _) = linked(|sandbox| {
        sandbox.write("README.md", "mine");
        sandbox.write("src/index.js", "import './aws-exports';");
        before = Some(sandbox.tree());
    });
    let linked = sandbox.tree();
    sandbox.run(&["unlink"]).exits(2);
    sandbox.run(&["unlink", "--yes", "--dry-run"]).exits(0);
    assert_eq!(sandbox.tree(), linked);
    assert_snapshot!(sandbox.run(&["unlink", "--yes"]), @"
    - delete src/aws-exports.js
    - delete src/amplifyconfiguration.json
    - delete amplink.json
    - delete amplink.lock.json
    Unlinked environment dev. Nothing in AWS was touched: user pool POOL, web client WEB.
    --- stderr
    --- exit code 0
    ");
    assert_eq!(Some(sandbox.tree()), before);
    assert_snapshot!(sandbox.run(&["unlink", "--yes"]), @"
    Not linked: there is nothing to forget.
    --- stderr
    --- exit code 0
    ");
}

#[test]
fn folders_that_the_import_made_go_and_others_stay() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("app/src/main/AndroidManifest.xml", "");
    let before = sandbox.tree();
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--native-client-id", &seeded.native_client_id];
    sandbox.run(&[&["import", "user-pool", "--yes", "--platform", "android"], &ids[..]].concat()).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn the_files_can_be_kept() {
    let (sandbox, _) = linked(|_| {});
    let exports = sandbox.read("src/aws-exports.js");
    sandbox.run(&["unlink", "--yes", "--keep-config"]).exits(0);
    assert_eq!(sandbox.read("src/aws-exports.js"), exports);
    assert!(!sandbox.root().join("amplink.json").exists() && !sandbox.root().join("amplink.lock.json").exists());
}

#[test]
fn keys_and_comments_of_a_person_stay() {
    let own = "// ours\nconst config = {\n    // a note\n    \"mine\": 1\n};\nexport default config;\n";
    let (sandbox, _) = linked(|sandbox| sandbox.write("src/aws-exports.js", own));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read("src/aws-exports.js"), own);
    // Its JSON twin was amplink's, and holds only copies.
    assert!(!sandbox.root().join("src/amplifyconfiguration.json").exists());
}

#[test]
fn a_persons_own_key_keeps_the_link_file() {
    let (sandbox, _) = linked(|_| {});
    let text = sandbox.read("amplink.json").replacen('{', "{\n  \"team\": \"payments\",", 1);
    sandbox.write("amplink.json", &text);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["team"], "payments");
    assert!(sandbox.run(&["status"]).exits(0).stdout.starts_with("Not linked."));
}

#[test]
fn what_a_person_edited_is_not_removed_unasked() {
    let (sandbox, seeded) = linked(|_| {});
    let edited = sandbox.read("src/aws-exports.js").replace(&seeded.user_pool_id, "us-east-1_other");
    sandbox.write("src/aws-exports.js", &edited);
    let before = sandbox.tree();
    assert_snapshot!(sandbox.run(&["unlink", "--yes"]), @"
    - delete src/aws-exports.js
    - delete src/amplifyconfiguration.json
    - delete amplink.json
    - delete amplink.lock.json
    --- stderr
    error: edited by hand, or not written by amplink: src/aws-exports.js
    hint: `--dry-run` shows what would change; `--force` overwrites it; nothing was changed
    hint: `--keep-config` forgets the link and leaves the files
    --- exit code 7
    ");
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["unlink", "--yes", "--force"]).exits(0);
    assert!(!sandbox.root().join("src/aws-exports.js").exists());
}
