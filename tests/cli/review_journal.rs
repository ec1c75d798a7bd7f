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
