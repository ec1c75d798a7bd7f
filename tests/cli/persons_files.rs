//! What a person has in a generated file is still there after every command.

use crate::sandbox::Sandbox;
use crate::support::scenarios::Seeded;

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> crate::sandbox::Output {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    args.extend(more);
    sandbox.run(&args)
}

/// In the layout that amplink itself prints, so that nothing has to be confirmed.
#[test]
fn a_key_that_only_the_json_file_has_outlives_pulls_and_the_link() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let own = "{\n  \"mine\": {\n    \"a\": 1\n  }\n}";
    sandbox.write("src/amplifyconfiguration.json", own);
    import(&sandbox, &seeded, &[]).exits(0);
    for _ in 0..2 {
        let said = sandbox.run(&["pull"]).exits(0);
        assert!(said.stdout.contains("in sync"), "{said}");
        assert_eq!(sandbox.json("src/amplifyconfiguration.json")["mine"]["a"], 1);
    }
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read("src/amplifyconfiguration.json"), own);
}

#[test]
fn a_key_added_to_the_json_file_outlives_pulls_and_a_copied_one_goes_with_its_original() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let add = |path: &str, key: &str, end: &str| {
        let text = sandbox.read(path);
        let at = text.rfind(end).expect("an end");
        sandbox.write(path, &format!("{},\n  \"{key}\": 1{}", &text[..at], &text[at..]));
    };
    add("src/amplifyconfiguration.json", "mine", "\n}");
    let clean = sandbox.read("src/aws-exports.js");
    sandbox.write("src/aws-exports.js", &clean.replace("\n};", ",\n    \"copied\": 1\n};"));
    for _ in 0..2 {
        sandbox.run(&["pull"]).exits(0);
        let json = sandbox.json("src/amplifyconfiguration.json");
        assert_eq!((&json["mine"], &json["copied"]), (&1.into(), &1.into()));
    }
    sandbox.write("src/aws-exports.js", &clean);
    sandbox.run(&["pull"]).exits(0);
    let json = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!((json.get("mine"), json.get("copied")), (Some(&1.into()), None));
}

/// What `prettier --write .` makes of the files: nothing is lost, so nothing has to be forced.
#[test]
fn a_formatters_layout_is_no_edit_by_hand() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let (js, json) = (sandbox.read("src/aws-exports.js"), sandbox.read("src/amplifyconfiguration.json"));
    let format = || {
        sandbox.write("src/aws-exports.js", &js.replace("    ", "  ").replace('"', "'").replace("\n};", ",\n};"));
        sandbox.write("src/amplifyconfiguration.json", &format!("{json}\n"));
    };
    format();
    let status = sandbox.run(&["status", "--json"]).exits(0).document();
    for file in status["result"]["files"].as_array().expect("a list") {
        assert_eq!(file["state"], "extended", "{status}");
    }
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.read("src/aws-exports.js"), js);
    assert_eq!(sandbox.read("src/amplifyconfiguration.json"), json);
    format();
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert!(!sandbox.root().join("src/aws-exports.js").exists());

    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.write("src/aws-exports.js", &js.replace("\"OFF\"", "'ON'"));
    sandbox.run(&["pull"]).exits(7);
}

/// A merge conflict in the snapshot is answered by deleting it; the link alone has to be enough to let go.
#[test]
fn a_link_whose_snapshot_is_lost_still_takes_its_files_away() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.write("amplink.lock.json", "<<<<<<< HEAD");
    let said = sandbox.run(&["unlink", "--yes"]).exits(1);
    assert!(said.stderr.contains("hint: delete `amplink.lock.json`"), "{said}");
    std::fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("deleted");
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_lost_snapshot_is_no_licence_to_touch_what_is_a_persons() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    std::fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("deleted");
    sandbox.write("src/aws-exports.js", "export default { mine: foo() };\n");
    sandbox.run(&["unlink", "--yes"]).exits(7);
    assert!(sandbox.root().join("src/amplifyconfiguration.json").exists());
}

#[test]
fn what_other_categories_have_in_the_auth_plugin_stays_as_it_was() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("pubspec.yaml", "");
    let own = r#"const amplifyconfig = '''{
    "UserAgent": "aws-amplify-cli/2.0",
    "Version": "1.0",
    "auth": {
        "plugins": {
            "awsCognitoAuthPlugin": {
                "UserAgent": "aws-amplify-cli/0.1.0",
                "Version": "0.1.0",
                "AppSync": {
                    "Default": {
                        "ApiUrl": "https://api.example.com"
                    }
                }
            }
        }
    }
}''';
"#;
    sandbox.write("lib/amplifyconfiguration.dart", own);
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read("lib/amplifyconfiguration.dart"), own);
}

/// A person's part in a layout of their own, before, between and behind the generated keys.
#[test]
fn letting_go_leaves_the_layout_of_what_stays() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let js = sandbox.read("src/aws-exports.js");
    let js = js.replace("= {\n", "= {\n  // mine\n  mine: [1,2], // stays\n");
    sandbox.write("src/aws-exports.js", &js.replace("\n};", ",\n  more: { a: 'x' },\n};"));
    let json = sandbox.read("src/amplifyconfiguration.json");
    sandbox.write("src/amplifyconfiguration.json", &json.replace("\n}", ",\n  \"other\": [1, 2e3]\n}\n"));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let js = sandbox.read("src/aws-exports.js");
    let object = &js[js.find('{').expect("an object")..=js.rfind('}').expect("its end")];
    assert_eq!(object, "{\n  // mine\n  mine: [1,2], // stays\n  more: { a: 'x' },\n}");
    assert_eq!(sandbox.read("src/amplifyconfiguration.json"), "{\n  \"other\": [1, 2e3]\n}\n");
}

/// A formatter runs over everything in the folder, amplink's own two files too.
#[test]
fn a_formatters_layout_is_no_difference_to_a_check() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    for file in ["amplink.json", "amplink.lock.json"] {
        sandbox.write(file, &format!("\u{feff}{}", sandbox.json(file)));
    }
    let before = sandbox.tree();
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.tree(), before);
    let js = sandbox.read("src/aws-exports.js");
    sandbox.write("src/aws-exports.js", &js.replace("\n\n\n", "\n\n").replace("    ", "\t"));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert!(!sandbox.root().join("src/aws-exports.js").exists());
}

#[test]
fn a_file_in_another_encoding_says_what_to_do() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    std::fs::write(sandbox.root().join("src/aws-exports.js"), b"\xff\xfe{\0}\0").expect("written");
    let said = import(&sandbox, &seeded, &["--force"]).exits(1);
    assert!(said.stderr.contains("hint: save `src/aws-exports.js` as UTF-8"), "{said}");
}

#[test]
fn a_file_that_mixes_its_line_ends_keeps_them_as_long_as_it_says_the_same() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let mixed = sandbox.read("src/aws-exports.js").replacen('\n', "\r\n", 2) + "// mine\r\n";
    sandbox.write("src/aws-exports.js", &mixed);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.read("src/aws-exports.js"), mixed);
}

#[test]
fn an_unlink_says_that_forcing_it_deletes_the_whole_file() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.write("src/aws-exports.js", "export default { mine: foo() };\n");
    let said = sandbox.run(&["unlink", "--yes"]).exits(7);
    assert!(said.stderr.contains("`--force` to delete it as a whole"), "{said}");
    let said = sandbox.run(&["pull"]).exits(7);
    assert!(said.stderr.contains("`--force` to replace it"), "{said}");
}
