//! `amplink undo`: the last change sets taken back, byte for byte, from what is kept in the user's state folder.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox, tree};
use crate::support::local_aws::Account;
use crate::support::scenarios::{REGION, Seeded};
use crate::terminal::{CTRL_C, ENTER, ESCAPE, Terminal};

const OWN: &str = "const awsmobile = {\r\n    \"mine\": 1\r\n};\r\n\r\nexport default awsmobile;\r\n";

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> Output {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    args.extend(more);
    sandbox.run(&args)
}

/// A change in the cloud that every generated file shows.
fn change(account: &Account<'_>, seeded: &Seeded, length: u8) {
    let policy = json!({"PasswordPolicy": {"MinimumLength": length}});
    let change = json!({"UserPoolId": seeded.user_pool_id, "Policies": policy});
    account.must(REGION, "cognito-idp", "UpdateUserPool", change);
}

fn cut_off(sandbox: &mut Sandbox) {
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "");
}

fn state(sandbox: &Sandbox) -> PathBuf {
    sandbox.root().join(".home/.local/state/amplink/undo")
}

/// What is kept of all projects of this home, oldest first.
fn kept(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folders = fs::read_dir(state(sandbox)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        folders.flat_map(|folder| fs::read_dir(folder.path()).expect("a folder").flatten()).map(|f| f.path()).collect();
    files.sort();
    files
}

fn listed(sandbox: &Sandbox) -> Vec<Value> {
    let document = sandbox.run(&["undo", "--list", "--json"]).exits(0).document();
    document["result"]["steps"].as_array().expect("a list").clone()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

#[test]
fn an_import_is_taken_back() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("src/aws-exports.js", OWN);
    let before = sandbox.tree();
    import(&sandbox, &seeded, &["--force"]).exits(0);
    let linked = sandbox.tree();
    cut_off(&mut sandbox);

    sandbox.run(&["undo"]).exits(2);
    let dry = sandbox.run(&["undo", "--dry-run"]).exits(0);
    assert!(dry.stdout.contains("    -    \"aws_project_region\""), "{dry}");
    assert_eq!(sandbox.tree(), linked);
    assert_snapshot!(sandbox.run(&["undo", "--list"]), @"
     1  `amplink import user-pool` of 2026-11-23T02:13:20Z
          update src/aws-exports.js
          create src/amplifyconfiguration.json
          create amplink.json
          create amplink.lock.json
    --- stderr
    --- exit code 0
    ");
    assert_snapshot!(sandbox.run(&["undo", "--yes"]), @"
    ~ update src/aws-exports.js
    - delete src/amplifyconfiguration.json
    - delete amplink.json
    - delete amplink.lock.json
    Took back `amplink import user-pool` of 2026-11-23T02:13:20Z.
    --- stderr
    --- exit code 0
    ");
    assert_eq!(sandbox.tree(), before);
    assert_snapshot!(sandbox.run(&["undo", "--yes"]), @"
    --- stderr
    error: there is nothing to take back in `PROJECT`
    hint: what is kept goes by the folder's path: a clone, or a project that was moved, starts anew; `-C` names another folder
    --- exit code 1
    ");
    assert!(kept(&sandbox).is_empty());
}

#[test]
fn each_undo_goes_one_further_back() {
    let (mut sandbox, account, seeded) = Sandbox::web("b_web_native");
    let mut states = vec![sandbox.tree()];
    import(&sandbox, &seeded, &[]).exits(0);
    states.push(sandbox.tree());
    change(&account, &seeded, 20);
    sandbox.run(&["pull"]).exits(0);
    states.push(sandbox.tree());
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), states[0]);
    cut_off(&mut sandbox);

    for expected in states.iter().rev() {
        sandbox.run(&["undo", "--yes"]).exits(0);
        assert_eq!(sandbox.tree(), *expected);
    }
    sandbox.run(&["undo", "--yes"]).exits(1);
}

#[test]
fn whatever_a_command_wrote_comes_back() {
    let (mut sandbox, account, seeded) = Sandbox::web("b_web_native");
    let mut states = vec![(sandbox.tree(), "the start")];
    import(&sandbox, &seeded, &[]).exits(0);
    states.push((sandbox.tree(), "import user-pool"));
    for (command, args) in [
        ("generate", "generate amplify-outputs -o once/amplify_outputs.json"),
        ("generate", "generate amplify-outputs -o amplify_outputs.json --keep"),
        ("env set", "env set dev --profile reader"),
        ("pull", "pull"),
        ("unlink", "unlink --yes --keep-config"),
    ] {
        if command == "pull" {
            change(&account, &seeded, 20);
        }
        sandbox.run(&args.split(' ').collect::<Vec<_>>()).exits(0);
        states.push((sandbox.tree(), command));
    }
    let commands: Vec<Value> = listed(&sandbox).into_iter().map(|step| step["command"].clone()).collect();
    assert!(commands.iter().eq(states[1..].iter().rev().map(|(_, command)| command)), "{commands:?}");
    cut_off(&mut sandbox);
    for pair in states.windows(2).rev() {
        let [(before, _), (after, command)] = pair else { unreachable!("pairs") };
        assert_ne!(before, after, "{command}");
        sandbox.run(&["undo", "--yes"]).exits(0);
        assert_eq!(sandbox.tree(), *before, "{command}");
    }
}

#[test]
fn environments_come_back() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let mut states = vec![sandbox.tree()];
    import(&sandbox, &seeded, &[]).exits(0);
    states.push(sandbox.tree());
    for args in ["env add prod --same-as dev --yes", "env use prod", "env remove dev --yes", "unlink --yes"] {
        sandbox.run(&args.split(' ').collect::<Vec<_>>()).exits(0);
        states.push(sandbox.tree());
    }
    let commands: Vec<Value> = listed(&sandbox).into_iter().map(|step| step["command"].clone()).collect();
    assert_eq!(commands, ["unlink", "env remove", "env use", "env add", "import user-pool"]);
    for before in states.iter().rev().skip(1) {
        sandbox.run(&["undo", "--yes"]).exits(0);
        assert_eq!(sandbox.tree(), *before);
    }
}

#[test]
fn several_steps_are_one_change() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    let linked = sandbox.tree();
    for length in [20, 21] {
        change(&account, &seeded, length);
        sandbox.run(&["pull"]).exits(0);
    }
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let commands = |steps: &[Value]| steps.iter().map(|step| step["command"].clone()).collect::<Vec<_>>();
    assert_eq!(commands(&listed(&sandbox)), ["unlink", "pull", "pull", "import user-pool"]);

    let refused = sandbox.run(&["undo", "--yes", "--steps", "5"]).exits(2);
    assert!(refused.stderr.contains("only 4 commands"), "{refused}");
    sandbox.run(&["undo", "--steps", "0"]).exits(2);
    let done = sandbox.run(&["undo", "--yes", "--json", "--steps", "3"]).exits(0).document();
    assert_eq!(commands(done["result"]["undone"].as_array().expect("a list")), ["unlink", "pull", "pull"]);
    assert_eq!(done["result"]["left"], 1);
    assert_eq!(sandbox.tree(), linked);
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn after_another_command_what_was_taken_back_is_gone() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    change(&account, &seeded, 20);
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["undo", "--yes"]).exits(0);
    let linked = sandbox.tree();
    sandbox.run(&["env", "set", "dev", "--protected"]).exits(0);
    let steps = listed(&sandbox);
    assert_eq!(steps.len(), 2, "{steps:?}");
    assert_eq!(steps[0]["command"], "env set");
    assert_eq!(steps[0]["files"], json!([{ "path": "amplink.json", "action": "update" }]));
    // Taking the protection away is what a protected environment is to be named for.
    sandbox.run(&["undo", "--yes"]).exits(2);
    sandbox.run(&["undo", "--yes", "--env", "dev"]).exits(0);
    assert_eq!(sandbox.tree(), linked);
}

#[test]
fn what_has_changed_since_is_not_lost_unasked() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.write("src/aws-exports.js", &(sandbox.read("src/aws-exports.js") + "// mine\n"));
    fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("removed");
    let edited = sandbox.tree();
    assert_snapshot!(sandbox.run(&["undo", "--yes"]), @"
    - delete src/aws-exports.js
    - delete src/amplifyconfiguration.json
    - delete amplink.json
    --- stderr
    error: changed since `amplink import user-pool` of 2026-11-23T02:13:20Z; nothing was taken back: src/aws-exports.js
    hint: `amplink undo --dry-run` shows what would change
    hint: `--force` takes it back all the same; what has changed since is lost
    --- exit code 7
    ");
    let dry = sandbox.run(&["undo", "--dry-run"]).exits(0);
    assert!(dry.stderr.contains("changed since: src/aws-exports.js;"), "{dry}");
    assert_eq!(sandbox.tree(), edited);
    sandbox.run(&["undo", "--yes", "--force"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn undoing_is_asked_for_and_not_by_default() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    let linked = sandbox.tree();
    for answer in [ENTER, "n", ESCAPE, CTRL_C] {
        let mut run = Terminal::run(&sandbox, &["undo"]);
        run.shows("Taking back `amplink import user-pool`")
            .shows("aws_user_pools_id")
            .asks("Take this back")
            .types(answer);
        run.ends().exits(130).leaves_the_cursor().says("nothing was changed");
        assert_eq!(sandbox.tree(), linked);
    }
    let mut run = Terminal::run(&sandbox, &["undo"]);
    let ended = run.asks("Take this back").types("y").ends().exits(0);
    assert_eq!(ended.equivalent(), "amplink undo --yes");
    assert_eq!(sandbox.tree(), before);
}

/// As `git checkout` leaves it: nobody loses anything.
#[test]
fn a_file_that_is_as_before_already_stops_nothing() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("src/aws-exports.js", OWN);
    let before = sandbox.tree();
    import(&sandbox, &seeded, &["--force"]).exits(0);
    sandbox.write("src/aws-exports.js", OWN);
    let done = sandbox.run(&["undo", "--yes", "--json"]).exits(0).document();
    assert!(!done["changes"].to_string().contains("aws-exports"), "{done:#}");
    assert_eq!(sandbox.tree(), before);

    import(&sandbox, &seeded, &["--force"]).exits(0);
    for name in ["amplink.json", "amplink.lock.json", "src/amplifyconfiguration.json"] {
        fs::remove_file(sandbox.root().join(name)).expect("removed");
    }
    sandbox.write("src/aws-exports.js", OWN);
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
    assert!(kept(&sandbox).is_empty());
}

#[test]
fn folders_that_were_made_go_and_come_again() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("app/src/AndroidManifest.xml", "");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &["--platform", "android"]).exits(0);
    let linked = sandbox.tree();
    sandbox.run(&["unlink", "--yes"]).exits(0);
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), linked);
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);

    import(&sandbox, &seeded, &["--platform", "android"]).exits(0);
    sandbox.write("app/src/main/res/raw/song.txt", "mine");
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.read("app/src/main/res/raw/song.txt"), "mine");
}

#[test]
fn a_secret_stays_as_private_as_its_file() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let more = ["--platform", "android", "--include-client-secret"];
    import(&sandbox, &seeded, &more).exits(0);
    let file = sandbox.root().join("app/src/main/res/raw/amplifyconfiguration.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("it is ours");
    let bytes = fs::read(&file).expect("a file");
    sandbox.run(&["unlink", "--yes"]).exits(0);

    let secret = seeded.clients.values().find_map(|(_, secret)| secret.clone()).expect("a secret");
    assert!(String::from_utf8_lossy(&bytes).contains(&secret));
    let files = kept(&sandbox);
    let holding: Vec<&PathBuf> =
        files.iter().filter(|file| fs::read_to_string(file).expect("a text").contains(&secret)).collect();
    assert_eq!(holding, [&files[1]], "only the bytes before the unlink hold it");
    for file in &files {
        assert_eq!(mode(file), 0o600);
    }
    for folder in files[0].ancestors().skip(1).take_while(|folder| **folder != sandbox.root().join(".home")) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    let done = sandbox.run(&["undo", "--dry-run"]).exits(0);
    assert!(!done.stdout.contains(&secret), "{done}");
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(fs::read(&file).expect("a file"), bytes);
    assert_eq!(mode(&file), 0o600);
    assert_eq!(kept(&sandbox).len(), 1);
}

#[test]
fn a_link_stays_a_link() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    sandbox.write("config/exports.js", OWN);
    symlink("../config/exports.js", sandbox.root().join("src/aws-exports.js")).expect("a link");
    symlink("../not/yet/there.json", sandbox.root().join("src/amplifyconfiguration.json")).expect("a link");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &["--force"]).exits(0);
    change(&account, &seeded, 20);
    sandbox.run(&["pull"]).exits(0);
    assert!(sandbox.root().join("not/yet/there.json").is_file());
    sandbox.run(&["undo", "--yes", "--steps", "2"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn an_amplify_projects_own_files_are_taken_back_too() {
    let (sandbox, _, seeded) = crate::amplify_project::project("javascript", "b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    let linked = sandbox.tree();
    assert_ne!(before["amplify/team-provider-info.json"], linked["amplify/team-provider-info.json"]);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), linked);
    sandbox.run(&["env", "set", "dev", "--protected"]).exits(0);
    sandbox.run(&["undo", "--yes", "--steps", "2"]).exits(2);
    sandbox.run(&["undo", "--yes", "--steps", "2", "--env", "dev"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn nothing_is_kept_where_nothing_changes_nor_in_ci() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &["--dry-run"]).exits(0);
    assert!(!sandbox.root().join(".home").exists());
    import(&sandbox, &seeded, &[]).exits(0);
    let one = kept(&sandbox);
    assert_eq!(one.len(), 1);
    for args in [&["pull"][..], &["pull", "--check"], &["status"], &["unlink", "--dry-run"], &["undo", "--dry-run"]] {
        sandbox.run(args).exits(0);
        assert_eq!(kept(&sandbox), one, "{args:?}");
    }
    sandbox.set("CI", "true");
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(kept(&sandbox), one);
    let refused = sandbox.run(&["undo", "--yes"]).exits(1);
    assert!(refused.stderr.contains("`CI`"), "{refused}");
}

#[test]
fn two_projects_share_nothing() {
    let (first, _, seeded) = Sandbox::web("b_web_native");
    import(&first, &seeded, &[]).exits(0);
    let linked = first.tree();
    let clone = first.root().join("clone");
    let run = |args: &[&str]| {
        let done = first.command(args).current_dir(&clone).output().expect("it starts");
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    fs::create_dir_all(clone.join("src")).expect("a folder");
    for name in
        ["package.json", "amplink.json", "amplink.lock.json", "src/aws-exports.js", "src/amplifyconfiguration.json"]
    {
        fs::copy(first.root().join(name), clone.join(name)).expect("a copy");
    }
    let copied = tree(&clone);
    let (code, said) = run(&["undo", "--yes"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nothing to take back") && said.contains("goes by the folder's path"), "{said}");
    assert_eq!(run(&["unlink", "--yes"]).0, Some(0));
    assert_eq!(run(&["undo", "--yes"]).0, Some(0));
    assert_eq!(tree(&clone), copied);
    assert_eq!(run(&["undo", "--yes"]).0, Some(1));
    fs::remove_dir_all(&clone).expect("removed");
    assert_eq!(first.tree(), linked);
    first.run(&["undo", "--yes"]).exits(0);
}

/// After an unlink no file says which folder the project is.
#[test]
fn the_project_is_found_from_below() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let linked = sandbox.tree();
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let done = sandbox.command(&["undo", "--yes"]).current_dir(sandbox.root().join("src")).output().expect("it starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(sandbox.tree(), linked);
}

#[test]
fn of_many_at_once_each_takes_back_another() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    for length in 20..23 {
        change(&account, &seeded, length);
        sandbox.run(&["pull"]).exits(0);
    }
    let start = || {
        let mut command = sandbox.command(&["undo", "--yes"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let codes = [(); 4].map(|()| start()).map(|mut child| child.wait().expect("it ends").code());
    assert_eq!(codes, [Some(0); 4]);
    assert_eq!(sandbox.tree(), before);
    assert!(kept(&sandbox).is_empty());
}

#[test]
fn the_oldest_go() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let set = |number: usize| {
        let profile = format!("profile-{number}");
        sandbox.run(&["env", "set", "dev", "--profile", &profile]).exits(0);
    };
    (0..21).for_each(set);
    assert_eq!(kept(&sandbox).len(), 20);
    let steps = listed(&sandbox);
    assert!(steps.iter().all(|step| step["command"] == "env set"), "{steps:?}");
    sandbox.run(&["undo", "--yes", "--steps", "20"]).exits(0);
    assert!(sandbox.read("amplink.json").contains("profile-0"));

    // By size: what is too much for all goes, but never the last one.
    set(1);
    set(2);
    let files = kept(&sandbox);
    assert_eq!(files.len(), 2);
    let padded = fs::read_to_string(&files[0]).expect("a text") + &" ".repeat(8 * 1024 * 1024);
    fs::write(&files[0], padded).expect("written");
    set(3);
    let left = kept(&sandbox);
    assert_eq!(left.len(), 2);
    assert!(!left.contains(&files[0]), "{left:?}");
}

#[test]
fn what_cannot_be_read_stops_undo_alone_and_says_how_to_go_on() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.run(&["env", "set", "dev", "--profile", "one"]).exits(0);
    let last = kept(&sandbox).pop().expect("it is kept");
    for text in ["", "{\"version\": 1", "{}", r#"{"version": 2, "command": "pull", "time": "", "files": []}"#] {
        fs::write(&last, text).expect("written");
        let refused = sandbox.run(&["undo", "--yes"]).exits(1);
        assert!(refused.stderr.contains(&sandbox.shown(last.to_string_lossy().as_bytes())), "{refused}");
        assert!(refused.stderr.contains("hint: delete that file"), "{refused}");
        let list = listed(&sandbox);
        assert!(list[0]["error"].is_string() && list[1]["command"] == "import user-pool", "{list:?}");
    }
    let outside = r#"{"version": 1, "command": "pull", "time": "", "files": [{"path": "../x", "before": "evil"}]}"#;
    fs::write(&last, outside).expect("written");
    assert!(sandbox.run(&["undo", "--yes"]).exits(1).stderr.contains("not a path inside the project"));

    change(&account, &seeded, 20);
    for args in [&["status"][..], &["pull"]] {
        sandbox.run(args).exits(0);
    }
    sandbox.run(&["undo", "--yes"]).exits(0);
    // What the hint says.
    fs::remove_file(&last).expect("removed");
    sandbox.run(&["undo", "--yes"]).exits(7);
    sandbox.run(&["undo", "--yes", "--force"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_place_that_cannot_be_written_costs_the_undo_alone() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    sandbox.write(".home/.local", "a file");
    let done = import(&sandbox, &seeded, &[]).exits(0);
    let said = "`amplink undo` will not be able to take this back: `PROJECT/.home/.local/state`";
    assert_eq!(done.stderr.matches(said).count(), 1, "{done}");
    assert!(sandbox.root().join("amplink.json").is_file());
    sandbox.run(&["undo", "--yes"]).exits(1);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);

    // Another place does.
    let elsewhere = tempfile::tempdir().expect("a folder");
    sandbox.set("XDG_STATE_HOME", elsewhere.path().to_str().expect("a text"));
    import(&sandbox, &seeded, &[]).exits(0);
    assert!(elsewhere.path().join("amplink/undo").is_dir());
    sandbox.run(&["undo", "--yes"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

/// A journal of a folder that cannot be read stops commands, and `undo` of files that are broken mends them.
#[test]
fn broken_files_of_amplinks_own_are_taken_back() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    import(&sandbox, &seeded, &[]).exits(0);
    sandbox.write("amplink.lock.json", "<<<<<<< HEAD\n");
    sandbox.write("amplink.json", "{");
    sandbox.run(&["status"]).exits(1);
    sandbox.run(&["undo", "--yes"]).exits(7);
    sandbox.run(&["undo", "--yes", "--force"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}
