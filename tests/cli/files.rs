//! What becomes of files that are not plain: modes, links, line ends, and what stands in the way.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use nix::errno::Errno;
use serde_json::json;
use tempfile::TempDir;

use crate::sandbox::{Output, Sandbox, binary, tree};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};
use crate::support::trace::{Injection, SUPPORTED, Status, run};

const OWN: &str = "const awsmobile = {\n    \"mine\": 1\n};\n\nexport default awsmobile;\n";

fn args<'a>(seeded: &'a Seeded, more: &[&'a str]) -> Vec<&'a str> {
    let pool = ["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    let clients = ["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id];
    [&pool[..], &clients, more].concat()
}

fn import(sandbox: &Sandbox, seeded: &Seeded) -> Output {
    sandbox.run(&args(seeded, &[]))
}

/// A change in the cloud that every generated web file shows.
fn change(account: &Account<'_>, seeded: &Seeded) {
    let policy = json!({"PasswordPolicy": {"MinimumLength": 20}});
    let change = json!({"UserPoolId": seeded.user_pool_id, "Policies": policy});
    account.must(REGION, "cognito-idp", "UpdateUserPool", change);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn modes_survive() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    let path = |name: &str| sandbox.root().join(name);
    sandbox.write("src/aws-exports.js", OWN);
    set_mode(&path("src/aws-exports.js"), 0o640);
    import(&sandbox, &seeded).exits(0);
    assert_eq!(mode(&path("src/aws-exports.js")), 0o640);

    let modes = [("src/aws-exports.js", 0o640), ("src/amplifyconfiguration.json", 0o600), ("amplink.lock.json", 0o664)];
    for (name, mode) in modes {
        set_mode(&path(name), mode);
    }
    change(&account, &seeded);
    let before = modes.map(|(name, _)| sandbox.read(name));
    sandbox.run(&["pull"]).exits(0);
    for ((name, wanted), before) in modes.into_iter().zip(before) {
        assert_ne!(sandbox.read(name), before, "{name} was to be written");
        assert_eq!(mode(&path(name)), wanted, "{name}");
    }
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(mode(&path("src/aws-exports.js")), 0o640);
}

#[test]
fn a_link_stays_and_the_file_that_it_leads_to_is_written() {
    let shared = tempfile::tempdir().expect("a folder");
    let inside = Path::new("../config/exports.js");
    let outside = shared.path().join("exports.js");
    for (target, real) in [(inside, None), (outside.as_path(), Some(&outside))] {
        let (sandbox, account, seeded) = Sandbox::web("b_web_native");
        let link = sandbox.root().join("src/aws-exports.js");
        fs::create_dir(sandbox.root().join("config")).expect("a folder");
        let real = real.cloned().unwrap_or_else(|| sandbox.root().join("config/exports.js"));
        fs::write(&real, OWN).expect("written");
        symlink(target, &link).expect("a link");

        import(&sandbox, &seeded).exits(0);
        change(&account, &seeded);
        sandbox.run(&["pull"]).exits(0);
        assert_eq!(fs::read_link(&link).expect("a link"), target);
        let text = fs::read_to_string(&real).expect("a file");
        assert!(text.contains(&seeded.user_pool_id) && text.contains("\"mine\": 1"), "{text}");

        sandbox.run(&["unlink", "--yes"]).exits(0);
        assert_eq!(fs::read_link(&link).expect("a link"), target);
        assert_eq!(fs::read_to_string(&real).expect("a file"), OWN);
        assert_eq!(fs::read_dir(real.parent().expect("a folder")).expect("a folder").count(), 1, "only the file");
    }
}

#[test]
fn a_link_into_the_void_gets_its_file() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let link = sandbox.root().join("src/aws-exports.js");
    symlink("../not/yet/there.js", &link).expect("a link");
    import(&sandbox, &seeded).exits(0);
    assert_eq!(fs::read_link(&link).expect("a link"), Path::new("../not/yet/there.js"));
    assert!(sandbox.read("not/yet/there.js").contains(&seeded.user_pool_id));
}

#[test]
fn a_link_to_itself_is_an_error_that_names_it() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    symlink("aws-exports.js", sandbox.root().join("src/aws-exports.js")).expect("a link");
    let before = sandbox.tree();
    let refused = import(&sandbox, &seeded).exits(1);
    assert!(refused.stderr.contains("src/aws-exports.js"), "{refused}");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_file_keeps_its_line_ends() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    sandbox.write("src/aws-exports.js", &OWN.replace('\n', "\r\n"));
    import(&sandbox, &seeded).exits(0);
    for name in ["src/amplifyconfiguration.json", "amplink.json", "amplink.lock.json"] {
        sandbox.write(name, &sandbox.read(name).replace('\n', "\r\n"));
    }
    // As a checkout on Windows leaves them: nothing to write.
    sandbox.run(&["pull", "--check"]).exits(0);

    change(&account, &seeded);
    sandbox.run(&["pull"]).exits(0);
    for name in ["src/aws-exports.js", "src/amplifyconfiguration.json", "amplink.json", "amplink.lock.json"] {
        let text = sandbox.read(name);
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{name}");
    }
    assert!(sandbox.read("src/aws-exports.js").contains("\"passwordPolicyMinLength\": 20"));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read("src/aws-exports.js"), OWN.replace('\n', "\r\n"));
}

/// Root may write everywhere, so the kernel's refusal is made up.
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    if !SUPPORTED {
        return;
    }
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    let args = args(&seeded, &[]);
    let source = sandbox.root().join("src");
    let refused = run(binary(), &args, &sandbox.env(), &sandbox.root(), &source, Injection::Fail(0, Errno::EACCES));
    assert_eq!(refused.status, Status::Exited(1), "{}", refused.stderr);
    let said = sandbox.shown(refused.stderr.as_bytes());
    assert!(said.contains("PROJECT/src/") && said.contains("Permission denied"), "{said}");
    assert!(said.contains("no file was changed"), "{said}");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_folder_in_a_files_place_is_named() {
    for place in ["src/aws-exports.js", "src/amplifyconfiguration.json", "amplink.lock.json", "amplink.json"] {
        let (sandbox, _, seeded) = Sandbox::web("b_web_native");
        sandbox.write(&format!("{place}/inside.txt"), "mine");
        let before = sandbox.tree();
        let refused = import(&sandbox, &seeded).exits(1);
        assert!(refused.stderr.contains(&format!("`{place}`")), "{refused}");
        assert!(refused.stderr.contains("directory"), "{refused}");
        assert_eq!(sandbox.tree(), before);
    }
}

#[test]
fn a_file_in_a_folders_place_is_named() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    sandbox.write("config", "a file");
    let before = sandbox.tree();
    let refused = sandbox.run(&args(&seeded, &["--source-dir", "config"])).exits(1);
    assert!(refused.stderr.contains("`config/aws-exports.js`"), "{refused}");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_file_that_is_no_text_is_left_alone() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let bytes = b"const awsmobile = { name: '\xe9' };\n";
    fs::write(sandbox.root().join("src/aws-exports.js"), bytes).expect("written");
    let refused = import(&sandbox, &seeded).exits(1);
    assert!(refused.stderr.contains("`src/aws-exports.js` is not UTF-8"), "{refused}");
    assert_eq!(fs::read(sandbox.root().join("src/aws-exports.js")).expect("a file"), bytes);
}

#[test]
fn an_unreadable_link_file_is_refused_by_every_command_with_its_place() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded).exits(0);
    sandbox.write("amplink.json", "{\n  \"version\": 1,\n  \"environments\": {,}\n}\n");
    let before = sandbox.tree();
    let import = args(&seeded, &[]);
    for args in [&["status"][..], &["pull"], &["pull", "--check"], &["unlink", "--yes"], &import] {
        let refused = sandbox.run(args).exits(1);
        let said = &refused.stderr;
        assert!(said.contains("amplink.json") && said.contains("line 3 column 20"), "{args:?}\n{refused}");
        assert_eq!(sandbox.tree(), before, "{args:?}");
    }
}

#[test]
fn an_unreadable_snapshot_is_refused_with_its_place() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded).exits(0);
    let whole = sandbox.read("amplink.lock.json");
    // As a merge leaves it.
    sandbox.write("amplink.lock.json", &whole.replacen("{\n", "{\n<<<<<<< HEAD\n", 1));
    let before = sandbox.tree();
    for args in [&["status"][..], &["pull"], &["unlink", "--yes"]] {
        let refused = sandbox.run(args).exits(1);
        let said = &refused.stderr;
        assert!(said.contains("amplink.lock.json") && said.contains("line 2 column 1"), "{args:?}\n{refused}");
        assert_eq!(sandbox.tree(), before, "{args:?}");
    }
    // What the error advises.
    fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("removed");
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["pull", "--check"]).exits(0);
}

#[test]
fn no_path_leads_out_of_the_project() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded).exits(0);
    let (link, snapshot) = (sandbox.read("amplink.json"), sandbox.read("amplink.lock.json"));
    let outside: TempDir = tempfile::tempdir().expect("a folder");
    let absolute = outside.path().join("aws-exports.js");
    for path in ["../aws-exports.js", "src/../../aws-exports.js", absolute.to_str().expect("a text"), ""] {
        for (name, text) in [("amplink.json", &link), ("amplink.lock.json", &snapshot)] {
            let quoted = |path: &str| format!("\"path\": \"{path}\"");
            sandbox.write("amplink.json", &link);
            sandbox.write("amplink.lock.json", &snapshot);
            sandbox.write(name, &text.replace(&quoted("src/aws-exports.js"), &quoted(path)));
            let before = sandbox.tree();
            for args in [&["status"][..], &["pull", "--force"], &["unlink", "--yes", "--force"]] {
                let refused = sandbox.run(args);
                assert_ne!(refused.code, 0, "{path:?} in {name}: {args:?}\n{refused}");
                assert!(refused.stderr.contains("not a path inside the project"), "{args:?}\n{refused}");
                assert!(refused.stderr.contains(name), "{args:?}\n{refused}");
            }
            assert_eq!(sandbox.tree(), before);
            assert!(tree(outside.path()).is_empty());
        }
    }
}

#[test]
fn a_source_folder_outside_the_project_is_refused() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let before = sandbox.tree();
    for folder in ["..", "../other", "/tmp", "src/../.."] {
        let refused = sandbox.run(&args(&seeded, &["--source-dir", folder])).exits(2);
        assert!(refused.stderr.contains("`--source-dir` leads outside"), "{refused}");
    }
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn the_project_is_found_from_below_and_by_its_folder() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let root = sandbox.root();
    let in_folder = |folder: &Path, args: &[&str]| {
        let done = sandbox.command(args).current_dir(folder).output().expect("it starts");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("a text")
    };
    let by_folder = ["-C", root.to_str().expect("a text")];
    in_folder(elsewhere.path(), &[&by_folder[..], &args(&seeded, &[])].concat());
    assert!(sandbox.read("src/aws-exports.js").contains(&seeded.user_pool_id));

    fs::create_dir_all(root.join("src/deep/er")).expect("a folder");
    let status = in_folder(&root, &["status", "--json"]);
    assert!(status.contains(&seeded.user_pool_id), "{status}");
    assert_eq!(in_folder(&root.join("src/deep/er"), &["status", "--json"]), status);
    assert_eq!(in_folder(elsewhere.path(), &[&by_folder[..], &["status", "--json"]].concat()), status);
    let below = root.join("src/deep");
    assert_eq!(in_folder(elsewhere.path(), &["-C", below.to_str().expect("a text"), "status", "--json"]), status);
    in_folder(&root.join("src/deep/er"), &["unlink", "--yes"]);
    assert!(!root.join("amplink.json").exists());
    assert!(tree(elsewhere.path()).is_empty());
}

#[test]
fn a_project_folder_that_is_not_there_is_a_usage_error() {
    let sandbox = Sandbox::offline();
    sandbox.write("a file", "");
    for folder in ["nowhere", "a file"] {
        let refused = sandbox.run(&["-C", folder, "status"]).exits(2);
        assert!(refused.stderr.contains(folder), "{refused}");
    }
}

/// A folder's name need not be text, and it need not be short of blanks, quotes or line ends.
#[test]
fn any_folder_can_be_a_project() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let names: [&[u8]; 3] = [b"a b'c\"d", b"line\nend", b"no\xfftext"];
    for name in names {
        let sandbox = Sandbox::new(&account);
        let root = sandbox.root().join(OsStr::from_bytes(name));
        fs::create_dir(&root).expect("a folder");
        fs::write(root.join("package.json"), "{}").expect("written");
        let json = args(&seeded, &["--json"]);
        for args in [&json[..], &["status"], &["pull", "--check"], &["unlink", "--yes"]] {
            let done = sandbox.command(args).current_dir(&root).output().expect("it starts");
            assert!(done.status.success(), "{name:?}: {args:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        assert_eq!(tree(&root).into_keys().collect::<Vec<_>>(), ["package.json"]);
    }
}
