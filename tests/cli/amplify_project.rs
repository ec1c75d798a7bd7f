//! In an Amplify Gen 1 project, whose own files are the link.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

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

const STATE: [(&str, &str); 4] = [
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

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> Output {
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
                if scenario == "g_attributes" {
                    // The local AWS lists the attributes of a pool in another order.
                    let data = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
                    let mut pair = [data(&ours), data(&official)];
                    for value in &mut pair {
                        value.sort_all_objects();
                        sort_lists(value);
                    }
                    assert_eq!(pair[0], pair[1], "{scenario}, {frontend}: {path}");
                } else {
                    assert_eq!(ours, official, "{scenario}, {frontend}: {path}");
                }
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

fn sort_lists(value: &mut Value) {
    match value {
        Value::Array(list) => list.sort_by_key(ToString::to_string),
        Value::Object(object) => object.values_mut().for_each(sort_lists),
        _ => {}
    }
}
