//! Both layouts in the states that real projects are found in: whatever is missing, odd or somebody else's, the files of
//! others stay as they are, and letting go leaves no trace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::amplify_project::{STATE, import, project};
use crate::sandbox::Sandbox;
use crate::support::local_aws::LocalAws;
use crate::support::scenarios::{Seeded, seed};

const TEAM: &str = STATE[0].0;
const META: &str = STATE[1].0;
const CONFIG: &str = STATE[2].0;
const LOCAL: &str = "amplify/.config/local-env-info.json";

fn put(sandbox: &Sandbox, path: &str, value: &Value) {
    sandbox.write(path, &serde_json::to_string_pretty(value).expect("JSON"));
}

fn change(sandbox: &Sandbox, path: &str, change: impl FnOnce(&mut Value)) {
    let is_there = sandbox.root().join(path).is_file();
    let mut value = if is_there { sandbox.json(path) } else { json!({}) };
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
    sandbox.run(&["unlink", "--yes"]).exits(0);
    // Nor where another tool has switched the environment, and nothing else.
    put(&sandbox, LOCAL, &json!({"projectPath": "/home/dev/myproject", "envName": "fresh"}));
    import(&sandbox, &dev, &[]).exits(0);
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
    fs::create_dir(sandbox.root().join("src")).expect("a folder");
    let with_folder = sandbox.tree();
    for (loses_snapshot, left) in [(true, &with_folder), (false, &before)] {
        if !loses_snapshot {
            fs::remove_dir(sandbox.root().join("src")).expect("it is empty");
        }
        import(&sandbox, &dev, &[]).exits(0);
        put(&sandbox, LOCAL, &json!({"envName": "other"}));
        if loses_snapshot {
            fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("it is there");
            fs::remove_file(sandbox.root().join(META)).expect("it is there");
        }
        sandbox.run(&["unlink", "--env", "dev", "--yes"]).exits(0);
        fs::remove_file(sandbox.root().join(LOCAL)).expect("it is there");
        is_as_before(&sandbox, left, "unlinked");
    }
    // Where they were left before, they stay left.
    import(&sandbox, &dev, &[]).exits(0);
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    sandbox.run(&["unlink", "--keep-config", "--yes"]).exits(0);
    sandbox.run(&["unlink", "--env", "prod", "--yes"]).exits(0);
    assert!(sandbox.root().join("src/aws-exports.js").is_file());
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

/// One that was left behind by hand or by a merge has no ids.
#[test]
fn of_several_imported_resources_the_one_with_ids_is_it() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    import(&sandbox, &dev, &[]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    change(&sandbox, CONFIG, |config| {
        let ours = config["auth"]["myproject"].clone();
        config["auth"] = json!({"left0behind": ours, "myproject": ours});
    });
    fs::remove_file(sandbox.root().join(META)).expect("it is there");
    let document = sandbox.run(&["status", "--json"]).exits(0).document();
    assert_eq!(document["status"], "linked", "{document}");
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.json(CONFIG)["auth"].as_object().map(serde_json::Map::len), Some(1));
}

/// A person's key is no edit of what is generated, whichever environment another tool has switched to since.
#[test]
fn a_persons_key_stays_when_the_environment_was_switched_by_another_tool() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    import(&sandbox, &dev, &[]).exits(0);
    change(&sandbox, "src/amplifyconfiguration.json", |shown| shown["mine"] = json!(1));
    put(&sandbox, LOCAL, &json!({"envName": "other"}));
    sandbox.run(&["unlink", "--env", "dev", "--yes"]).exits(0);
    assert_eq!(sandbox.json("src/amplifyconfiguration.json"), json!({"mine": 1}));
}

/// The name in an export is that of the project where it was made.
#[test]
fn an_export_of_another_projects_environment_is_for_the_current_one() {
    let (sandbox, account, dev) = project("javascript", "b_web_native");
    let other = Sandbox::new(&account);
    other.write("package.json", "{}");
    import(&other, &dev, &["--env", "staging"]).exits(0);
    other.run(&["export", "-o", "cognito.json"]).exits(0);
    let path = other.root().join("cognito.json");
    let from = ["import", "user-pool", "--yes", "--from-file", path.to_str().expect("a text")];
    sandbox.run(&from).exits(0);
    let team = sandbox.json(TEAM);
    assert_eq!(team["dev"]["categories"]["auth"]["myproject"]["userPoolId"], json!(dev.user_pool_id));
    assert_eq!(team.get("staging"), None, "{team}");
}

/// A frontend that a newer or an older CLI names is no reason to take the files away.
#[test]
fn the_files_stay_where_the_frontend_is_not_known() {
    let (sandbox, _, dev) = project("javascript", "b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &dev, &[]).exits(0);
    let settings = sandbox.read("amplify/.config/project-config.json");
    change(&sandbox, "amplify/.config/project-config.json", |settings| settings["frontend"] = json!("windows"));
    let linked = sandbox.tree();
    for args in [&["pull"][..], &["pull", "--frozen"], &["env", "use", "dev"], &["pull", "--check"]] {
        let refused = sandbox.run(args).exits(1);
        assert!(refused.stderr.contains("names no frontend"), "{refused}");
    }
    is_as_before(&sandbox, &linked, "refused");
    // Letting go needs no frontend.
    sandbox.run(&["unlink", "--yes"]).exits(0);
    sandbox.write("amplify/.config/project-config.json", &settings);
    is_as_before(&sandbox, &before, "unlinked");
}

const ENVIRONMENTS: [&str; 3] = ["dev", "prod", "Qa"];

/// What somebody does to a project; numbers are those of an environment and of a pool.
#[derive(Debug, Clone)]
enum Step {
    Import {
        environment: usize,
        pool: usize,
        with_secret: bool,
    },
    Add {
        environment: usize,
        pool: usize,
    },
    SameAs {
        environment: usize,
        other: usize,
    },
    Use(usize),
    Remove(usize),
    Unlink(usize),
    Pull,
    PullOf(usize),
    Frozen,
    /// Another tool switches the environment.
    Switch(usize),
    /// Amplify's CLI adds a resource of another category, and pushes.
    Push(usize),
    /// A person protects an environment.
    Protect(usize),
    /// A person adds to what others have in the state.
    Note(usize),
    /// What git ignores is not there in a fresh clone.
    Clone,
    /// A merge has lost the snapshot.
    Lose,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (environment, pool) = (|| 0..ENVIRONMENTS.len(), || 0..2usize);
    let step = prop_oneof![
        4 => (environment(), pool(), proptest::bool::weighted(0.2))
            .prop_map(|(environment, pool, with_secret)| Step::Import { environment, pool, with_secret }),
        3 => (environment(), pool()).prop_map(|(environment, pool)| Step::Add { environment, pool }),
        1 => (environment(), environment()).prop_map(|(environment, other)| Step::SameAs { environment, other }),
        3 => environment().prop_map(Step::Use),
        2 => environment().prop_map(Step::Remove),
        2 => environment().prop_map(Step::Unlink),
        2 => Just(Step::Pull),
        2 => environment().prop_map(Step::PullOf),
        1 => Just(Step::Frozen),
        2 => environment().prop_map(Step::Switch),
        2 => (0..3usize).prop_map(Step::Push),
        1 => environment().prop_map(Step::Protect),
        1 => environment().prop_map(Step::Note),
        1 => Just(Step::Clone),
        1 => Just(Step::Lose),
    ];
    vec(step, 2..10)
}

/// The project, and what a twin without amplink would look like.
struct Walk<'a> {
    sandbox: &'a Sandbox,
    twin: Sandbox,
    pools: [&'a Seeded; 2],
    is_amplify: bool,
    with_secret: bool,
}

impl Walk<'_> {
    fn ids(&self, pool: usize) -> Vec<String> {
        let seeded = self.pools[pool];
        let flags = [
            ("--user-pool-id", &seeded.user_pool_id),
            ("--web-client-id", &seeded.web_client_id),
            ("--native-client-id", &seeded.native_client_id),
        ];
        let identity_pool = seeded.identity_pool_id.iter().map(|id| ("--identity-pool-id", id));
        flags.into_iter().chain(identity_pool).flat_map(|(flag, id)| [flag.to_owned(), id.clone()]).collect()
    }

    /// Whatever is refused leaves every byte as it is, and a dry run as well; JSON is one document.
    fn run(&self, words: &[&str], ids: &[String]) -> Result<bool, TestCaseError> {
        let mut args: Vec<&str> = words.to_vec();
        args.extend(ids.iter().map(String::as_str));
        let before = self.sandbox.tree();
        self.sandbox.run(&[&args[..], &["--dry-run"]].concat());
        is_same(&self.sandbox.tree(), &before, "dry run")?;
        args.push("--json");
        let output = self.sandbox.run(&args);
        let document: Value =
            serde_json::from_str(&output.stdout).map_err(|error| TestCaseError::fail(format!("{error}: {output}")))?;
        if !document["command"].is_string() || !document["status"].is_string() {
            return Err(TestCaseError::fail(format!("{output}")));
        }
        if output.code != 0 {
            is_same(&self.sandbox.tree(), &before, &format!("{args:?} was refused: {output}"))?;
        }
        // Nothing but a bug is a plain failure here, where everything can be reached and read.
        if output.code == 1 && !output.stderr.contains("snapshot") {
            return Err(TestCaseError::fail(format!("{args:?}: {output}")));
        }
        Ok(output.code == 0)
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let name = |index: &usize| ENVIRONMENTS[*index];
        match step {
            Step::Import { environment, pool, with_secret } => {
                let flag = *with_secret && self.is_amplify;
                self.with_secret |= flag;
                let secret = if flag { &["--include-client-secret"][..] } else { &[] };
                let words = [&["import", "user-pool", "--yes", "--env", name(environment)], secret].concat();
                self.run(&words, &self.ids(*pool))?;
            }
            Step::Add { environment, pool } => {
                self.run(&["env", "add", name(environment), "--yes"], &self.ids(*pool))?;
            }
            Step::SameAs { environment, other } => {
                self.run(&["env", "add", name(environment), "--yes", "--same-as", name(other)], &[])?;
            }
            Step::Use(environment) => {
                self.run(&["env", "use", name(environment)], &[])?;
            }
            Step::Remove(environment) => {
                self.run(&["env", "remove", name(environment), "--yes"], &[])?;
            }
            Step::Unlink(environment) => {
                self.run(&["unlink", "--env", name(environment), "--yes"], &[])?;
            }
            Step::Pull | Step::PullOf(_) | Step::Frozen => {
                let words: &[&str] = match step {
                    Step::PullOf(environment) => &["pull", "--env", name(environment)],
                    Step::Frozen => &["pull", "--frozen"],
                    _ => &["pull"],
                };
                if self.run(words, &[])? {
                    let after = self.sandbox.tree();
                    let again = self.sandbox.run(&[words, &["--check"]].concat());
                    if again.code != 0 {
                        return Err(TestCaseError::fail(format!("a second pull: {again}")));
                    }
                    self.run(words, &[])?;
                    is_same(&self.sandbox.tree(), &after, "a second pull")?;
                }
            }
            Step::Switch(environment) if self.is_amplify => {
                for sandbox in [self.sandbox, &self.twin] {
                    change(sandbox, LOCAL, |local| local["envName"] = json!(name(environment)));
                }
            }
            Step::Push(number) if self.is_amplify => {
                let resource = format!("f{number}");
                for sandbox in [self.sandbox, &self.twin] {
                    let entry = json!({"service": "Lambda", "build": true});
                    change(sandbox, META, |meta| meta["function"][&resource] = entry.clone());
                    change(sandbox, CONFIG, |config| {
                        config["function"][&resource] = entry.clone();
                        config["function"].as_object_mut().expect("an object").sort_keys();
                        config.as_object_mut().expect("an object").sort_keys();
                    });
                }
                change(self.sandbox, META, |meta| {
                    for auth in meta.get_mut("auth").and_then(Value::as_object_mut).into_iter().flatten() {
                        auth.1["lastPushTimeStamp"] = json!(format!("2026-01-0{number}T00:00:00Z"));
                    }
                });
            }
            Step::Protect(environment) => {
                self.run(&["env", "set", name(environment), "--protected"], &[])?;
            }
            Step::Note(number) if self.is_amplify => {
                for sandbox in [self.sandbox, &self.twin] {
                    change(sandbox, TEAM, |team| team["prod"]["note"] = json!(number));
                }
            }
            Step::Clone if self.is_amplify => {
                for sandbox in [self.sandbox, &self.twin] {
                    for path in [META, LOCAL, "src/aws-exports.js", "src/amplifyconfiguration.json"] {
                        fs::remove_file(sandbox.root().join(path)).ok();
                    }
                }
            }
            Step::Lose => {
                fs::remove_file(self.sandbox.root().join("amplink.lock.json")).ok();
            }
            Step::Switch(_) | Step::Push(_) | Step::Note(_) | Step::Clone => {}
        }
        let secrets = self.pools.iter().flat_map(|pool| pool.clients.values()).filter_map(|client| client.1.as_ref());
        for (path, text) in self.sandbox.tree() {
            for secret in secrets.clone() {
                if text.contains(secret) && !(self.with_secret && path == META) {
                    return Err(TestCaseError::fail(format!("a secret is in {path} after {step:?}")));
                }
            }
        }
        Ok(())
    }

    /// Whatever was done, letting go of every environment leaves what would be there without amplink.
    fn let_go(&self) -> Result<(), TestCaseError> {
        for environment in ENVIRONMENTS {
            let gone = self.sandbox.run(&["unlink", "--env", environment, "--yes"]);
            if gone.code != 0 {
                return Err(TestCaseError::fail(format!("{gone}")));
            }
        }
        if self.is_amplify {
            // Which environment is shown is the person's decision, and stays.
            for sandbox in [self.sandbox, &self.twin] {
                for (path, key) in [(LOCAL, "envName"), (META, "providers")] {
                    let drop = |value: &mut Value| drop(value.as_object_mut().expect("an object").shift_remove(key));
                    change(sandbox, path, drop);
                }
            }
        }
        is_same(&self.sandbox.tree(), &self.twin.tree(), "all let go")
    }
}

fn is_same(
    after: &BTreeMap<String, String>,
    before: &BTreeMap<String, String>,
    what: &str,
) -> Result<(), TestCaseError> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    match paths.into_iter().find(|path| after.get(*path) != before.get(*path)) {
        Some(path) => Err(TestCaseError::fail(format!(
            "{what}: {path}\n{:?}\ninstead of\n{:?}",
            after.get(path),
            before.get(path)
        ))),
        None => Ok(()),
    }
}

fn walk(is_amplify: bool) {
    let account = LocalAws::shared().account();
    let (one, two) = (seed(&account, "b_web_native"), seed(&account, "c_identity_pool"));
    let fill = |sandbox: &Sandbox| {
        sandbox.write("package.json", "{}");
        // Without the snapshot nobody knows who made it.
        fs::create_dir(sandbox.root().join("src")).expect("a folder");
        if !is_amplify {
            return;
        }
        put(
            sandbox,
            "amplify/.config/project-config.json",
            &json!({"projectName": "myProject", "frontend": "javascript", "javascript": {"config": {"SourceDir": "src"}}}),
        );
        let stack = |name: &str| json!({"Region": "us-east-1", "StackName": name});
        put(sandbox, LOCAL, &json!({"projectPath": "/home/dev/myproject", "envName": "dev"}));
        let function = json!({"function": {"hello": {"key": "a"}}});
        put(
            sandbox,
            TEAM,
            &json!({"dev": {"awscloudformation": stack("dev-1"), "categories": function}, "prod": {"awscloudformation": stack("prod-1")}}),
        );
        let hello = json!({"hello": {"service": "Lambda"}});
        put(sandbox, META, &json!({"providers": {"awscloudformation": stack("dev-1")}, "function": hello}));
        put(sandbox, CONFIG, &json!({"function": hello}));
    };
    // Nothing stands in the way of an import: most steps do what they say.
    for pool in [&one, &two] {
        let sandbox = Sandbox::new(&account);
        fill(&sandbox);
        import(&sandbox, pool, &["--env", "prod"]).exits(0);
    }
    let config = Config { cases: 10, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let walked = TestRunner::new(config).run(&steps(), |steps| {
        let (sandbox, twin) = (Sandbox::new(&account), Sandbox::offline());
        fill(&sandbox);
        fill(&twin);
        let mut walk = Walk { sandbox: &sandbox, twin, pools: [&one, &two], is_amplify, with_secret: false };
        for step in &steps {
            walk.take(step)?;
        }
        walk.let_go()
    });
    if let Err(error) = walked {
        panic!("{error}");
    }
}

#[test]
fn whatever_is_done_in_an_amplify_project_can_be_let_go() {
    walk(true);
}

#[test]
fn whatever_is_done_in_a_project_of_its_own_can_be_let_go() {
    walk(false);
}
