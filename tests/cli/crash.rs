//! All files or none: the process is ended, and the disk refuses, at every system call that touches the disk.
//!
//! Each run starts from a copy of the same folder, and the clock stands still, so there is one old state and one new
//! one. Whatever happens to a command, the folder must be one of the two after the next command ran, to the byte, the
//! mode and the link. What is kept for `undo` goes with it; only where the disk refuses to keep that, the folder goes on
//! without.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use nix::errno::Errno;
use serde_json::json;
use tempfile::TempDir;

use amplink::project::history::History;

use crate::sandbox::{Sandbox, binary};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};
use crate::support::trace::{DiskCall, Injection, SUPPORTED, Status, Traced, run};

/// A file, link or folder, as `ls -l` and `cat` would show it.
type Tree = BTreeMap<PathBuf, String>;

/// What a run leaves in a folder: the project, `shared` beside it, where links of the project lead, and the user's home.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["project", "shared", "home"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self { folder }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn project(&self) -> PathBuf {
        self.root().join("project")
    }

    fn write(&self, path: &str, mode: u32, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    /// Where what `undo` needs is kept of the project.
    fn kept(&self) -> PathBuf {
        let project = self.project().canonicalize().expect("it exists");
        History::of(&self.root().join(STATE), &project).folder().to_owned()
    }

    /// Also a copy of an interrupted change can be put in order. What is kept goes by the project's path.
    fn copy(&self) -> Self {
        fn copy(from: &Path, to: &Path) {
            for entry in fs::read_dir(from).expect("a folder").flatten() {
                let (from, to) = (entry.path(), to.join(entry.file_name()));
                let kind = entry.file_type().expect("a type");
                if kind.is_symlink() {
                    symlink(fs::read_link(from).expect("a link"), to).expect("a link");
                } else if kind.is_dir() {
                    fs::create_dir(&to).expect("a folder");
                    copy(&from, &to);
                } else {
                    fs::copy(from, to).expect("a copy");
                }
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        copy(self.root(), folder.path());
        let world = Self { folder };
        let (kept, copied) = (self.kept(), world.kept());
        if kept.is_dir() {
            let moved = world.root().join(kept.strip_prefix(self.root()).expect("below it"));
            fs::rename(moved, copied).expect("renamed");
        }
        // A journal names what is kept by its whole path, since that is not in the project.
        let journal = world.project().join(".amplink-journal");
        if let Ok(text) = fs::read_to_string(&journal) {
            let [from, to] = [&self, &&world].map(|world| world.kept().to_str().expect("a text").to_owned());
            fs::write(&journal, text.replace(&from, &to)).expect("written");
        }
        world
    }

    fn tree(&self) -> Tree {
        fn walk(root: &Path, folder: &Path, out: &mut Tree) {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                let kind = entry.file_type().expect("a type");
                let mode = entry.metadata().expect("metadata").permissions().mode() & 0o7777;
                let shown = if kind.is_symlink() {
                    format!("-> {}", fs::read_link(&path).expect("a link").display())
                } else if kind.is_dir() {
                    walk(root, &path, out);
                    format!("{mode:o}")
                } else {
                    format!("{mode:o} {}", String::from_utf8_lossy(&fs::read(&path).expect("a file")))
                };
                out.insert(path.strip_prefix(root).expect("below it").to_owned(), shown);
            }
        }
        let mut out = Tree::new();
        walk(self.root(), self.root(), &mut out);
        // An empty folder there says nothing.
        out.retain(|path, shown| !path.starts_with("home") || shown.contains(' '));
        let kept = self.kept();
        let kept = kept.strip_prefix(self.root()).expect("below it");
        out.into_iter()
            .map(|(path, shown)| match path.strip_prefix(kept) {
                Ok(file) => (Path::new("home").join(file), shown),
                Err(_) => (path, shown),
            })
            .collect()
    }
}

const STATE: &str = "home/.local/state";

/// A folder of the web project, from which commands find it.
const BELOW: &str = "project/src";

/// A command and the folder it starts from.
struct Case {
    start: World,
    env: Vec<(String, String)>,
    args: Vec<String>,
}

/// What both states are, and the disk calls on the way from one to the other.
struct Expected {
    old: Tree,
    new: Tree,
    calls: Vec<DiskCall>,
    /// The project's folder while the calls were recorded.
    project: PathBuf,
    /// The user's home, likewise.
    home: PathBuf,
}

impl Case {
    fn new(account: &Account<'_>, start: World, args: &[&str]) -> Self {
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        Self { start, env: Sandbox::new(account).env(), args }
    }

    fn env(&self, world: &World) -> Vec<(String, String)> {
        let home = world.root().join("home").to_str().expect("a text").to_owned();
        let others = self.env.iter().filter(|(name, _)| name != "HOME").cloned();
        others.chain([("HOME".to_owned(), home)]).collect()
    }

    fn traced(&self, world: &World, args: &[&str], injection: Injection) -> Traced {
        run(binary(), args, &self.env(world), &world.project(), world.root(), injection)
    }

    fn command(&self, world: &World, injection: Injection) -> Traced {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        self.traced(world, &args, injection)
    }

    /// The start of another case: this command, undisturbed.
    fn done(&self) -> World {
        let world = self.start.copy();
        let done = self.command(&world, Injection::None);
        assert_eq!(done.status, Status::Exited(0), "{}", done.stderr);
        world
    }

    fn undisturbed(&self) -> Expected {
        let world = self.start.copy();
        let done = self.command(&world, Injection::None);
        assert_eq!(done.status, Status::Exited(0), "{}", done.stderr);
        let (old, new) = (self.start.tree(), world.tree());
        assert_ne!(old, new);
        assert_eq!(strays(&new), Vec::<&Path>::new());
        let project = world.project().canonicalize().expect("it exists");
        let home = world.root().join("home").canonicalize().expect("it exists");
        Expected { old, new, calls: done.calls, project, home }
    }

    /// The next command: one that needs no AWS and changes nothing by itself.
    fn next(&self, world: &World) {
        self.next_in(world, "project");
    }

    fn next_in(&self, world: &World, folder: &str) {
        let said = Command::new(binary())
            .arg("status")
            .current_dir(world.root().join(folder))
            .env_clear()
            .envs(self.env(world))
            .output()
            .expect("it starts");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}

impl Expected {
    /// Whether it is the new state; a state that is neither fails.
    #[track_caller]
    fn is_new(&self, world: &World, what: &str) -> bool {
        let now = world.tree();
        if now == self.old || now == self.new {
            return now == self.new;
        }
        let names: BTreeSet<_> = now.keys().chain(self.old.keys()).chain(self.new.keys()).collect();
        let state = |name: &PathBuf| match (now.get(name), self.old.get(name), self.new.get(name)) {
            (now, old, new) if old == new => (if now == old { "as it was" } else { "changed, and should not" }, now),
            (now, old, _) if now == old => ("old", now),
            (now, _, new) if now == new => ("new", now),
            (now, ..) => ("neither", now),
        };
        let list: Vec<String> =
            names.into_iter().map(|name| format!("{}: {:?}", name.display(), state(name))).collect();
        panic!("{what}: neither the old state nor the new one:\n{}", list.join("\n"));
    }

    /// The new state of the project, and of what is kept for `undo` the old one.
    fn new_but_not_kept(&self) -> Tree {
        let of = |tree: &Tree, is_home: bool| -> Tree {
            let is_of = |path: &PathBuf| path.starts_with("home") == is_home;
            tree.iter().filter(|(path, _)| is_of(path)).map(|(path, shown)| (path.clone(), shown.clone())).collect()
        };
        of(&self.new, false).into_iter().chain(of(&self.old, true)).collect()
    }

    /// The rename from which on the new state is what will be.
    fn commit(&self) -> usize {
        let journal = self.project.join(".amplink-journal");
        let is_rename = |call: &DiskCall| call.name.starts_with("rename") && call.path == journal;
        let renames: Vec<usize> = (0..self.calls.len()).filter(|&n| is_rename(&self.calls[n])).collect();
        assert_eq!(renames.len(), 2, "one journal for the stage, one for the commit: {:#?}", self.calls);
        renames[1]
    }

    /// The end of the journal.
    fn forgotten(&self) -> usize {
        let journal = self.project.join(".amplink-journal");
        let last = self.calls.iter().rposition(|call| call.name == "unlink" && call.path == journal);
        last.expect("the journal goes at the end")
    }
}

fn strays(tree: &Tree) -> Vec<&Path> {
    tree.keys().map(PathBuf::as_path).filter(|path| path.to_string_lossy().contains("amplink-")).collect()
}

fn without_folders(tree: &Tree) -> Tree {
    tree.iter().filter(|(_, shown)| shown.contains(' ')).map(|(path, shown)| (path.clone(), shown.clone())).collect()
}

/// Calls `each` for every number below `count`, on every processor.
fn for_each(count: usize, each: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    each(number);
                }
            });
        }
    });
}

/// Ends the command at every call, and the next one, too, where it has most to do.
fn killed_anywhere(case: &Case) {
    let expected = case.undisturbed();
    let (last, commit) = (expected.calls.len() - 1, expected.commit());
    for_each(last + 2, |n| {
        let injection = if n > last { Injection::KillAfter(last) } else { Injection::KillBefore(n) };
        let what = format!("{injection:?} of {:?}, {:?}", case.args, expected.calls.get(n));
        let world = case.start.copy();
        let killed = case.command(&world, injection);
        assert!(matches!(killed.status, Status::Killed(_)), "{what}: {killed:?}");
        let below = if n % 2 == 1 && world.root().join(BELOW).is_dir() { BELOW } else { "project" };
        case.next_in(&world, below);
        assert_eq!(expected.is_new(&world, &what), n > commit, "{what}: on the wrong side of the commit");
    });

    // Before the commit all is to be cleared away, after it all is to be renamed; at the end little is left.
    for at in [commit, commit + 1, expected.forgotten()] {
        let left = case.start.copy();
        case.command(&left, Injection::KillBefore(at));
        let recovery = case.traced(&left.copy(), &["status"], Injection::None);
        assert_eq!(recovery.status, Status::Exited(0), "{}", recovery.stderr);
        assert!(!recovery.calls.is_empty());
        for_each(recovery.calls.len() * 2, |n| {
            let injection = match n % 2 {
                0 => Injection::KillBefore(n / 2),
                _ => Injection::FailFrom(n / 2, Errno::EIO),
            };
            let what = format!("{:?} left at {at}, then {injection:?} of {:?}", case.args, recovery.calls[n / 2]);
            let world = left.copy();
            let disturbed = case.traced(&world, &["status"], injection);
            assert_ne!(disturbed.status, Status::Exited(101), "{what}: {}", disturbed.stderr);
            case.next(&world);
            assert_eq!(expected.is_new(&world, &what), at > commit, "{what}: on the wrong side of the commit");
        });
    }
}

/// Lets every call fail: this one alone, with a full disk and with a right that is not there; and all from this one on,
/// as on a disk that went away.
fn refused_anywhere(case: &Case) {
    let expected = case.undisturbed();
    for_each(expected.calls.len() * 3, |n| {
        let at = n / 3;
        let (injection, cause) = match n % 3 {
            0 => (Injection::Fail(at, Errno::ENOSPC), "No space left on device"),
            1 => (Injection::Fail(at, Errno::EACCES), "Permission denied"),
            _ => (Injection::FailFrom(at, Errno::EROFS), "Read-only file system"),
        };
        let what = format!("{injection:?} of {:?}, {:?}", case.args, expected.calls[at]);
        let world = case.start.copy();
        let refused = case.command(&world, injection);
        match refused.status {
            Status::Exited(0) if expected.calls[at].name == "rmdir" => {
                // An empty folder is left. To fail for its sake would be worse, and again with each later command.
                case.next(&world);
                assert_eq!(without_folders(&world.tree()), without_folders(&expected.new), "{what}");
            }
            Status::Exited(0) if refused.stderr.contains("`amplink undo` will not be able to take this back") => {
                assert!(refused.stderr.contains(cause), "{what}: no cause\n{}", refused.stderr);
                assert!(expected.calls[at].path.starts_with(&expected.home), "{what}");
                case.next(&world);
                assert_eq!(world.tree(), expected.new_but_not_kept(), "{what}");
            }
            Status::Exited(0) => {
                case.next(&world);
                assert!(expected.is_new(&world, &what), "{what}: it said that all went well, and did nothing");
            }
            Status::Exited(1) => {
                assert!(refused.stderr.contains(cause), "{what}: no cause\n{}", refused.stderr);
                let said_so = refused.stderr.contains("no file was changed");
                let later = refused.stderr.contains("the next amplink command in this project");
                assert!(said_so != later, "{what}: how do the files stand now?\n{}", refused.stderr);
                // One refusal leaves nothing to the next command.
                assert!(said_so || matches!(injection, Injection::FailFrom(..)), "{what}\n{}", refused.stderr);
                if said_so {
                    assert!(!expected.is_new(&world, &what), "{what}: a file was changed");
                }
                case.next(&world);
                let is_new = expected.is_new(&world, &what);
                assert!(!(said_so && is_new), "{what}: the next command changed the files");
            }
            other => panic!("{what}: {other:?}\n{}", refused.stderr),
        }
    });
}

/// Lets each rename, removal and sync after the commit fail, and ends the command at every call on the way back. Files and
/// what is kept of them may stand on either side, but on the same.
fn killed_on_the_way_back(case: &Case) {
    let expected = case.undisturbed();
    let is_change = |n: &usize| matches!(expected.calls[*n].name, "rename" | "unlink" | "fsync");
    for at in (expected.commit() + 1..expected.forgotten()).filter(is_change) {
        let way_back = case.command(&case.start.copy(), Injection::Fail(at, Errno::EIO)).calls;
        for_each(way_back.len() - at - 1, |n| {
            let injection = Injection::FailThenKill(at, Errno::EIO, at + 1 + n);
            let what = format!("{injection:?} of {:?}, {:?}, {:?}", case.args, way_back[at], way_back[at + 1 + n]);
            let world = case.start.copy();
            case.command(&world, injection);
            case.next(&world);
            expected.is_new(&world, &what);
        });
    }
}

/// Through a power cut, too: what a journal refers to has reached the disk before the journal does, and what it leads to
/// before it is forgotten.
fn synced_in_order(case: &Case) {
    let expected = case.undisturbed();
    let commit = expected.commit();
    outlasts_a_power_cut(&expected.calls, &expected.project);

    // The same on a file system without hard links, and for a change that is taken back.
    let is_link = |n: &usize| expected.calls[*n].name.starts_with("link");
    let is_change = |n: &usize| matches!(expected.calls[*n].name, "rename" | "unlink");
    let link = (0..commit).find(is_link);
    let change = (commit + 1..expected.forgotten()).find(is_change);
    for at in link.into_iter().chain(change) {
        let world = case.start.copy();
        let run = case.command(&world, Injection::Fail(at, Errno::EPERM));
        outlasts_a_power_cut(&run.calls, &world.project().canonicalize().expect("it exists"));
    }
}

fn outlasts_a_power_cut(calls: &[DiskCall], project: &Path) {
    let is_journal = |n: usize| calls[n].path.to_string_lossy().contains(".amplink-journal");
    let synced = |path: &Path, before: usize, after: usize| {
        (after + 1..before).any(|n| calls[n].name == "fsync" && calls[n].path == path)
    };
    let folder = |n: usize| calls[n].path.parent().expect("a folder");
    let is_removed = |path: &Path, before: usize, after: usize| {
        (after + 1..before).any(|n| calls[n].name == "rmdir" && calls[n].path == path)
    };
    let journal = |name: &str| {
        let path = project.join(".amplink-journal");
        (0..calls.len()).filter(|&n| calls[n].name == name && calls[n].path == path).collect::<Vec<_>>()
    };
    let (committed, forgotten) = (journal("rename")[1], *journal("unlink").last().expect("it goes"));
    for n in 0..committed {
        let name = calls[n].name;
        if matches!(name, "write" | "fchmod" | "copy_file_range" | "sendfile") {
            assert!(synced(&calls[n].path, committed, n), "not synced before the commit: {n} of {calls:#?}");
        }
        if matches!(name, "mkdir" | "link" | "linkat" | "openat") && !is_journal(n) {
            assert!(synced(folder(n), committed, n), "its folder is not synced before the commit: {n} of {calls:#?}");
        }
    }
    for n in committed..forgotten {
        if calls[n].name == "rename" && is_journal(n) {
            let next = (n + 1..forgotten).find(|&n| matches!(calls[n].name, "rename" | "unlink"));
            let next = next.expect("files are renamed after the commit");
            assert!(synced(project, next, n), "the journal may come after what it announces: {n} of {calls:#?}");
        } else if matches!(calls[n].name, "rename" | "unlink") && !is_journal(n) {
            let lasts = synced(folder(n), forgotten, n) || is_removed(folder(n), forgotten, n);
            assert!(lasts, "not synced before the journal goes: {n} of {calls:#?}");
        }
    }
}

fn everything(case: &Case) {
    synced_in_order(case);
    killed_anywhere(case);
    refused_anywhere(case);
}

/// A web project with a person's keys in one file, whose mode is not the usual one, and a link that leads out of the
/// project in the place of the other.
fn web() -> World {
    let world = World::new();
    world.write("project/package.json", 0o644, "{}");
    world.write(
        "project/src/aws-exports.js",
        0o640,
        "const awsmobile = {\n    \"mine\": 1\n};\n\nexport default awsmobile;\n",
    );
    world.write("shared/config.json", 0o600, "{\n    \"mine\": 1\n}\n");
    symlink("../../shared/config.json", world.project().join("src/amplifyconfiguration.json")).expect("a link");
    world
}

/// An Android project, in which none of the file's folders is there.
fn android() -> World {
    let world = World::new();
    world.write("project/build.gradle", 0o644, "");
    world
}

fn import(start: World) -> (Account<'static>, Seeded, Case) {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.native_client_id, "--yes", "--force"];
    let case = Case::new(&account, start, &[&["import", "user-pool"], &ids[..], &native[..]].concat());
    (account, seeded, case)
}

#[test]
fn an_import_over_a_persons_files() {
    if SUPPORTED {
        let (_, _, case) = import(web());
        everything(&case);
    }
}

#[test]
fn an_import_into_new_folders() {
    if SUPPORTED {
        let (_, _, case) = import(android());
        everything(&case);
    }
}

#[test]
fn a_pull() {
    if SUPPORTED {
        let (account, seeded, imported) = import(web());
        let start = imported.done();
        let policy = json!({"PasswordPolicy": {"MinimumLength": 20}});
        let change = json!({"UserPoolId": seeded.user_pool_id, "Policies": policy});
        account.must(REGION, "cognito-idp", "UpdateUserPool", change);
        everything(&Case::new(&account, start, &["pull"]));
    }
}

#[test]
fn an_unlink_that_leaves_a_persons_keys() {
    if SUPPORTED {
        let (account, _, imported) = import(web());
        everything(&Case::new(&account, imported.done(), &["unlink", "--yes"]));
    }
}

#[test]
fn an_unlink_that_takes_folders_along() {
    if SUPPORTED {
        let (account, _, imported) = import(android());
        everything(&Case::new(&account, imported.done(), &["unlink", "--yes"]));
    }
}

#[test]
fn an_undo_of_an_import() {
    if SUPPORTED {
        let (account, _, imported) = import(web());
        everything(&Case::new(&account, imported.done(), &["undo", "--yes"]));
    }
}

#[test]
fn an_undo_of_an_import_that_made_folders() {
    if SUPPORTED {
        let (account, _, imported) = import(android());
        everything(&Case::new(&account, imported.done(), &["undo", "--yes"]));
    }
}

#[test]
fn an_undo_of_several_steps() {
    if SUPPORTED {
        let (account, _, imported) = import(android());
        let named = Case::new(&account, imported.done(), &["env", "set", "dev", "--profile", "a"]);
        let unlinked = Case::new(&account, named.done(), &["unlink", "--yes"]);
        let case = Case::new(&account, unlinked.done(), &["undo", "--yes", "--steps", "2"]);
        everything(&case);
        killed_on_the_way_back(&case);
    }
}

/// Who runs it again because it was interrupted does not mean the step before.
#[test]
fn an_interrupted_undo_is_finished_and_goes_no_further() {
    if !SUPPORTED {
        return;
    }
    let (account, _, imported) = import(web());
    let named = Case::new(&account, imported.done(), &["env", "set", "dev", "--profile", "a"]);
    let case = Case::new(&account, named.done(), &["undo", "--yes"]);
    let expected = case.undisturbed();
    for (at, is_new) in [(expected.commit() + 1, true), (expected.commit(), false)] {
        let world = case.start.copy();
        case.command(&world, Injection::KillBefore(at));
        let again = case.command(&world, Injection::None);
        assert_eq!(again.status, Status::Exited(1), "{}", again.stderr);
        assert!(again.stderr.contains("nothing more was taken back"), "{}", again.stderr);
        assert_eq!(expected.is_new(&world, "run again"), is_new);
        let once_more = case.command(&world, Injection::None);
        assert_eq!(once_more.status, Status::Exited(0), "{}", once_more.stderr);
    }
}

/// The oldest goes when a new one comes.
#[test]
fn a_change_set_when_enough_of_them_are_kept() {
    if SUPPORTED {
        let (account, _, imported) = import(web());
        let mut start = imported.done();
        for name in (0..19).map(|number| format!("profile-{number}")) {
            start = Case::new(&account, start, &["env", "set", "dev", "--profile", &name]).done();
        }
        let case = Case::new(&account, start, &["env", "set", "dev", "--profile", "last"]);
        let is_kept = |tree: &Tree| tree.keys().filter(|path| path.starts_with("home")).count();
        let Expected { old, new, .. } = case.undisturbed();
        assert_eq!((is_kept(&old), is_kept(&new)), (20, 20));
        everything(&case);
        killed_on_the_way_back(&case);
    }
}

/// Nothing points to them any more, and one of them is a second name of a person's file: to write to it would be to
/// write to the file.
#[test]
fn leftovers_without_a_journal_do_no_harm() {
    if !SUPPORTED {
        return;
    }
    let (_, _, case) = import(web());
    let Expected { old, new, .. } = case.undisturbed();
    let littered = || {
        let world = case.start.copy();
        let source = world.project().join("src");
        fs::hard_link(source.join("aws-exports.js"), source.join(".aws-exports.js.amplink-old")).expect("a link");
        fs::write(source.join(".aws-exports.js.amplink-new"), "stale").expect("written");
        world
    };

    let world = littered();
    let done = case.command(&world, Injection::None);
    assert_eq!(done.status, Status::Exited(0), "{}", done.stderr);
    assert_eq!(world.tree(), new);

    let is_change = |call: &DiskCall| call.name == "rename" && !call.path.to_string_lossy().contains(".amplink-");
    let change = done.calls.iter().position(is_change).expect("files are renamed");
    let world = littered();
    let refused = case.command(&world, Injection::Fail(change, Errno::EIO));
    assert_eq!(refused.status, Status::Exited(1), "{}", refused.stderr);
    assert_eq!(world.tree(), old);
}
