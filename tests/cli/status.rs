//! `amplink status`: what is linked and how the files stand, without AWS.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn each_way_a_file_can_stand_is_told() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    assert_snapshot!(sandbox.run(&["status"]), @"
    Not linked. `amplink import user-pool` links this project to a user pool.
    --- stderr
    --- exit code 0
    ");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    assert_snapshot!(sandbox.run(&["status"]), @"
    Environment dev (current)
      user pool      POOL  pool-b
      web client     WEB
      region         us-east-1
      account        ACCOUNT
      linked         2026-11-23T02:13:20Z
    Generated files
      src/aws-exports.js             as generated
      src/amplifyconfiguration.json  as generated
    --- stderr
    --- exit code 0
    ");

    let text = sandbox.read("src/aws-exports.js");
    sandbox.write("src/aws-exports.js", &text.replace("\n};", ",\n    \"mine\": 1\n};"));
    std::fs::remove_file(sandbox.root().join("src/amplifyconfiguration.json")).expect("removed");
    let states = |sandbox: &Sandbox| {
        let document = sandbox.run(&["status", "--json"]).exits(0).document();
        document["result"]["files"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|file| file["state"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&sandbox), ["extended", "missing"]);
    sandbox.write("src/aws-exports.js", &text.replace(&seeded.web_client_id, "another"));
    assert_eq!(states(&sandbox), ["edited", "missing"]);
    sandbox.write("src/aws-exports.js", "export default {");
    assert_snapshot!(sandbox.run(&["status"]), @"
    Environment dev (current)
      user pool      POOL  pool-b
      web client     WEB
      region         us-east-1
      account        ACCOUNT
      linked         2026-11-23T02:13:20Z
    Generated files
      src/aws-exports.js             edited by hand: `amplink pull --force` writes it anew
        src/aws-exports.js:1:16: this object has no end
      src/amplifyconfiguration.json  missing: `amplink pull` writes it
    --- stderr
    --- exit code 0
    ");
    // Another's line ends are nobody's edit.
    sandbox.write("src/aws-exports.js", &text.replace('\n', "\r\n"));
    assert_eq!(states(&sandbox), ["generated", "missing"]);
}

#[test]
fn a_snapshot_of_other_ids_is_told() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
    let edited = sandbox.read("amplink.json").replace(&seeded.web_client_id, &seeded.native_client_id);
    sandbox.write("amplink.json", &edited);
    let said = sandbox.run(&["status"]).exits(0);
    assert!(said.stdout.contains("of other ids, or none: run `amplink pull`"), "{said}");
}
