//! Whose credentials are used, and what is said when something else than AWS answers.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::sandbox::Sandbox;
use crate::support::local_aws::LocalAws;
use crate::support::proxy::{Fault, Proxy};

const IMPORT: [&str; 7] = ["import", "user-pool", "--yes", "--user-pool-id", "us-east-1_abc", "--web-client-id", "abc"];

#[test]
fn a_profile_that_is_named_wins_over_keys_in_the_environment() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    let account = sandbox.env().into_iter().find(|(name, _)| name == "AWS_ACCESS_KEY_ID").expect("set").1;
    let keys =
        |profile: &str, id: &str| format!("[profile {profile}]\naws_access_key_id={id}\naws_secret_access_key=x\n");
    sandbox.write("config", &format!("{}{}[profile bare]\n", keys("right", &account), keys("wrong", "999999999999")));
    sandbox.set("AWS_CONFIG_FILE", sandbox.root().join("config").to_str().expect("a text"));
    let run = |sandbox: &Sandbox, profile: &str| {
        let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
        sandbox.run(&[&["import", "user-pool", "--yes", "--dry-run", "--profile", profile], &ids[..]].concat())
    };
    run(&sandbox, "wrong").exits(5);
    let said = run(&sandbox, "missing").exits(4);
    assert!(said.stderr.contains("profile `missing` was not defined"), "{said}");
    let said = run(&sandbox, "bare").exits(4);
    assert!(said.stderr.contains("no credentials there"), "{said}");
    sandbox.set("AWS_ACCESS_KEY_ID", "999999999999");
    run(&sandbox, "right").exits(0);
}

#[test]
fn missing_credentials_are_told_in_words() {
    let mut sandbox = Sandbox::offline();
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_PROFILE", "missing");
    sandbox.write("config", "[profile other]\nregion=us-east-1\n");
    sandbox.set("AWS_CONFIG_FILE", sandbox.root().join("config").to_str().expect("a text"));
    let said = sandbox.run(&IMPORT).exits(4);
    assert!(said.stderr.contains("profile `missing` was not defined"), "{said}");
    assert!(!said.stderr.contains("{ ") && !said.stderr.contains("\\u{"), "{said}");
}

#[test]
fn what_is_not_aws_is_called_so_with_its_status_and_a_hint() {
    for (answer, status) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "HTTP 200"),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\n<html>", "HTTP 403"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let mut sandbox = Sandbox::offline();
        sandbox.set("AWS_ENDPOINT_URL", &format!("http://{}", listener.local_addr().expect("an address")));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 65536]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        let said = sandbox.run(&IMPORT).exits(1);
        assert!(said.stderr.contains(status) && said.stderr.contains("hint: check the network"), "{said}");
    }
}

#[test]
fn a_bundle_without_a_certificate_is_refused() {
    let mut sandbox = Sandbox::offline();
    sandbox.write("empty.pem", "nonsense");
    sandbox.set("AWS_CA_BUNDLE", sandbox.root().join("empty.pem").to_str().expect("a text"));
    let said = sandbox.run(&IMPORT).exits(1);
    assert!(said.stderr.contains("holds no certificate") && said.stderr.contains("hint: AWS_CA_BUNDLE"), "{said}");
}

/// A build server that may read less than the person who imported: the same bytes, and in sync.
#[test]
fn a_reader_with_fewer_rights_makes_the_project_forget_nothing() {
    let (mut sandbox, _, seeded) = Sandbox::web("f_mfa_optional");
    let import = ["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    let import = [&import[..], &["--web-client-id", &seeded.web_client_id]].concat();
    sandbox.run(&import).exits(0);
    let before = sandbox.tree();
    assert!(sandbox.read("src/aws-exports.js").contains("\"TOTP\""));
    let denied = Fault::Error(400, "AccessDeniedException", "no");
    let upstream = LocalAws::shared().endpoint();
    for command in [&["pull", "--check"][..], &["pull"][..], &import[..]] {
        let proxy = Proxy::faulty(upstream, [("GetUserPoolMfaConfig", denied), ("ListIdentityProviders", denied)]);
        sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
        let said = sandbox.run(command).exits(0);
        assert!(said.stderr.contains("mfa-settings-unread"), "{said}");
        assert_eq!(sandbox.tree(), before);
    }
}
