//! Two runs at once in one project: one waits, then works on what the first left.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::proxy::Proxy;
use crate::support::scenarios::{REGION, Seeded, seed};

/// What a run says when it waits.
const WAITING: &str = "waiting for another amplink that works on this project";

/// A web project, and two user pools to link it to.
fn project() -> (Sandbox, Account<'static>, [Seeded; 2]) {
    let (sandbox, account, first) = Sandbox::web("b_web_native");
    let second = seed(&account, "e_oauth");
    (sandbox, account, [first, second])
}

fn import(seeded: &Seeded) -> [&str; 9] {
    let ids = [&seeded.user_pool_id, &seeded.web_client_id, &seeded.native_client_id].map(String::as_str);
    let [pool, web, native] = ids;
    ["import", "user-pool", "--user-pool-id", pool, "--web-client-id", web, "--native-client-id", native, "--yes"]
}

/// A run that goes on while the test does. It dies with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("the binary starts"))
    }

    /// Returns once it has said this on stderr.
    #[track_caller]
    fn says(&mut self, what: &str) {
        let mut said = String::new();
        // Unbuffered: what comes after the line stays for `ends`.
        let mut stderr = BufReader::with_capacity(1, self.0.stderr.as_mut().expect("a pipe"));
        while !said.contains(what) {
            assert_ne!(stderr.read_line(&mut said).expect("a text"), 0, "it only said:\n{said}");
        }
    }

    /// How it ended, and what else it said.
    fn ends(mut self) -> Output {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.0.stdout.take().expect("a pipe").read_to_string(&mut stdout).expect("a text");
        self.0.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("a text");
        Output { stdout, stderr, code: self.0.wait().expect("it ends").code().unwrap_or(-1) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An import that has the project and waits for AWS.
fn holder(sandbox: &Sandbox, seeded: &Seeded) -> (Running, Proxy) {
    let proxy = Proxy::held(LocalAws::shared().endpoint());
    let running = Running::start(sandbox.command(&import(seeded)).env("AWS_ENDPOINT_URL", proxy.endpoint()));
    proxy.await_calls(1);
    (running, proxy)
}

/// Link, snapshot and files are of one pool and agree with the cloud.
#[track_caller]
fn is_whole(sandbox: &Sandbox, seeded: &Seeded) {
    let link = sandbox.json("amplink.json");
    assert_eq!(link["environments"]["dev"]["userPoolId"], seeded.user_pool_id.as_str());
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["aws_user_pools_id"], seeded.user_pool_id.as_str());
    let status = sandbox.run(&["status", "--json"]).exits(0).document();
    let states: Vec<&Value> =
        status["result"]["files"].as_array().expect("a list").iter().map(|f| &f["state"]).collect();
    assert_eq!(states, ["generated", "generated"], "{status:#}");
    let pulled = sandbox.run(&["pull", "--check", "--json"]).exits(0).document();
    assert_eq!(pulled["status"], "in-sync", "{pulled:#}");
    let strays: Vec<String> = sandbox.tree().into_keys().filter(|name| name.contains(".amplink")).collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn the_second_import_waits_and_works_on_what_the_first_left() {
    let (sandbox, _, [first, second]) = project();
    let (holder, held) = holder(&sandbox, &first);
    let seen = Proxy::start(LocalAws::shared().endpoint());
    let mut waiter = Running::start(
        sandbox.command(&[&import(&second)[..], &["--env", "prod"]].concat()).env("AWS_ENDPOINT_URL", seen.endpoint()),
    );
    waiter.says(WAITING);
    assert!(seen.calls().is_empty(), "{:?}", seen.calls());

    held.release();
    holder.ends().exits(0);
    waiter.ends().exits(0);
    let link = sandbox.json("amplink.json");
    assert_eq!(link["environments"]["dev"]["userPoolId"], first.user_pool_id.as_str());
    assert_eq!(link["environments"]["prod"]["userPoolId"], second.user_pool_id.as_str());
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["aws_user_pools_id"], second.user_pool_id.as_str());
    sandbox.run(&["pull", "--check"]).exits(0);
}

#[test]
fn two_imports_at_once_leave_one_of_the_two_links() {
    for _ in 0..5 {
        let (sandbox, _, both) = project();
        let running = both.each_ref().map(|seeded| Running::start(&mut sandbox.command(&import(seeded))));
        for run in running {
            run.ends().exits(0);
        }
        let linked = sandbox.json("amplink.json")["environments"]["dev"]["userPoolId"].clone();
        is_whole(&sandbox, both.iter().find(|seeded| linked == seeded.user_pool_id.as_str()).expect("one of them"));
    }
}

#[test]
fn of_many_pulls_at_once_one_has_something_to_do() {
    let (sandbox, account, [pool, _]) = project();
    sandbox.run(&import(&pool)).exits(0);
    let policy = json!({"PasswordPolicy": {"MinimumLength": 20}});
    account.must(REGION, "cognito-idp", "UpdateUserPool", json!({"UserPoolId": pool.user_pool_id, "Policies": policy}));

    let running = [(); 8].map(|()| Running::start(&mut sandbox.command(&["pull", "--json"])));
    let statuses = running.map(|run| run.ends().exits(0).document()["status"].clone());
    let count = |wanted: &str| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count("changed"), count("in-sync")), (1, 7), "{statuses:?}");
    is_whole(&sandbox, &pool);
}

/// The system lets go of the lock, so nobody has to delete a lock file by hand.
#[test]
fn a_killed_run_holds_up_nobody() {
    let (sandbox, _, [first, second]) = project();
    let (mut holder, _held) = holder(&sandbox, &first);
    let mut waiter = Running::start(&mut sandbox.command(&import(&second)));
    waiter.says(WAITING);
    holder.0.kill().expect("it runs");
    waiter.ends().exits(0);
    is_whole(&sandbox, &second);
}

#[test]
fn who_waits_can_be_interrupted() {
    let (sandbox, _, [first, second]) = project();
    let before = sandbox.tree();
    let (_holder, _held) = holder(&sandbox, &first);
    let mut waiter = Running::start(&mut sandbox.command(&import(&second)));
    waiter.says(WAITING);
    kill(Pid::from_raw(waiter.0.id().cast_signed()), Signal::SIGINT).expect("it runs");
    waiter.ends().exits(130);
    assert_eq!(sandbox.tree(), before);
}

/// What only reads must not wait for AWS on somebody else's behalf.
#[test]
fn who_only_reads_does_not_wait() {
    let (sandbox, _, [first, second]) = project();
    sandbox.run(&import(&second)).exits(0);
    let (_holder, _held) = holder(&sandbox, &first);
    for args in [&["status"][..], &["pull", "--check"], &["pull", "--dry-run"], &["unlink", "--dry-run"]] {
        let output = sandbox.run(args).exits(0);
        assert!(!output.stderr.contains(WAITING), "{output}");
    }
}
