//! A repository from a stranger may hold a journal; nothing that it says reaches out of the folder.

use std::fs;

use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_strangers_journal_reaches_nothing_outside_the_project() {
    let outside = tempfile::tempdir().expect("a folder");
    let victim = outside.path().canonicalize().expect("it exists").join("victim");
    fs::create_dir(victim.with_file_name("empty")).expect("a folder");
    let other_name = |suffix: &str| victim.with_file_name(format!(".victim.amplink-{suffix}"));
    for phase in ["stage", "commit", "revert"] {
        let sandbox = Sandbox::offline();
        sandbox.write("evil", "evil");
        std::os::unix::fs::symlink(outside.path(), sandbox.root().join("link")).expect("a link");
        let evil = sandbox.root().join("evil");
        let through_link = sandbox.root().join("link/victim");
        for entry in [
            json!({ "target": victim, "staged": evil, "kept": null }),
            json!({ "target": victim, "staged": null, "kept": evil }),
            json!({ "target": victim, "staged": null, "kept": null }),
            json!({ "target": victim, "staged": other_name("new"), "kept": null }),
            json!({ "target": victim, "staged": null, "kept": other_name("old") }),
            json!({ "target": through_link, "staged": null, "kept": null }),
            json!({ "target": sandbox.root().join("../").join(victim.strip_prefix("/").expect("absolute")),
                "staged": null, "kept": null }),
        ] {
            fs::write(&victim, "precious").expect("written");
            let folders = [victim.with_file_name("empty")];
            let journal =
                json!({ "phase": phase, "madeFolders": folders, "emptyFolders": folders, "entries": [entry] });
            sandbox.write(".amplink-journal", &journal.to_string());
            let said = sandbox.run(&["status"]);
            assert!(fs::read(&victim).is_ok_and(|text| text == b"precious"), "{journal}\n{said}");
            assert!(folders[0].exists(), "{journal}\n{said}");
            assert!(said.code == 0 || said.stderr.contains("delete `PROJECT/.amplink-journal`"), "{said}");
        }
    }
}

#[test]
fn a_journal_that_cannot_be_read_says_how_to_go_on() {
    let sandbox = Sandbox::offline();
    sandbox.write(".amplink-journal", "x");
    let said = sandbox.run(&["status"]).exits(1);
    assert!(said.stderr.contains("delete `PROJECT/.amplink-journal`"), "{said}");
}

/// The snapshot comes with the repository as well.
#[test]
fn a_strangers_snapshot_names_no_file_outside_the_project() {
    let outside = tempfile::tempdir().expect("a folder");
    let victim = outside.path().canonicalize().expect("it exists").join("victim.json");
    fs::write(&victim, "{}").expect("written");
    let link = json!({
        "version": 1, "currentEnvironment": "dev",
        "environments": { "dev": { "region": "us-east-1", "userPoolId": "us-east-1_a" } },
    });
    let sandbox = Sandbox::offline();
    let sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    for (path, folder) in [(victim.to_str().expect("a text"), "a"), ("a", outside.path().to_str().expect("a text"))] {
        let record = json!({ "path": path, "format": "amplifyconfiguration", "sha256": sha256, "created": true,
            "createdFolders": [folder] });
        sandbox.write("amplink.json", &link.to_string());
        sandbox.write("amplink.lock.json", &json!({ "version": 1, "files": [record] }).to_string());
        let said = sandbox.run(&["unlink", "--yes"]);
        assert!(victim.exists(), "{said}");
        assert!(said.exits(2).stderr.contains("hint: delete `amplink.lock.json`"));
    }
}

#[test]
fn two_formats_in_one_file_are_refused_in_words() {
    for path in ["aws-exports.js", "./aws-exports.js", "amplink.json", "amplink.lock.json"] {
        let sandbox = Sandbox::offline();
        let files = [("aws-exports", "aws-exports.js"), ("amplifyconfiguration", path)];
        let files = files.map(|(format, path)| json!({ "format": format, "path": path }));
        sandbox.write("amplink.json", &json!({ "version": 1, "files": files }).to_string());
        let said = sandbox.run(&["status"]).exits(1);
        assert!(said.stderr.contains("cannot hold two things"), "{said}");
    }
}
