//! How many calls a command makes, and how many round trips deep: exact counts.

use crate::sandbox::Sandbox;
use crate::support::local_aws::LocalAws;
use crate::support::proxy::Proxy;
use crate::support::scenarios::many_clients;

const READS: [&str; 5] = [
    "DescribeUserPool",
    "DescribeUserPoolClient",
    "DescribeUserPoolClient",
    "GetUserPoolMfaConfig",
    "ListIdentityProviders",
];

/// The proxy answers nothing before all five calls are there, so a second round trip would never begin.
#[test]
fn an_import_by_ids_and_a_pull_are_one_round_trip_deep() {
    let (mut sandbox, _, seeded) = Sandbox::web("e_oauth");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.native_client_id, "--yes"];
    let proxy = Proxy::gated(LocalAws::shared().endpoint(), READS.len());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..]].concat()).exits(0);
    assert_eq!(proxy.calls(), READS);

    let proxy = Proxy::gated(LocalAws::shared().endpoint(), READS.len());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(proxy.calls(), READS);
}

#[test]
fn one_client_for_both_is_read_once() {
    let (mut sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let proxy = Proxy::start(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..]].concat()).exits(0);
    assert_eq!(
        proxy.calls(),
        ["DescribeUserPool", "DescribeUserPoolClient", "GetUserPoolMfaConfig", "ListIdentityProviders"]
    );
}

/// No address answers: whatever these commands say, they say it without AWS, and without credentials too.
#[test]
fn what_is_offline_asks_nobody() {
    let (mut sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
    let proxy = Proxy::start(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "");
    for args in [
        &["--help"][..],
        &["--version"],
        &["status"],
        &["schema"],
        &["formats"],
        &["export"],
        &["pull", "--frozen"],
        &["generate", "env", "--frozen"],
    ] {
        sandbox.run(args).exits(0);
    }
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert!(proxy.calls().is_empty(), "{:?}", proxy.calls());
}

/// MiniStack sends empty texts and lists where AWS sends nothing: both give the same files and the same snapshot.
#[test]
fn an_empty_answer_and_an_absent_one_mean_the_same() {
    for scenario in ["a_pool_only", "e_oauth", "e6_oauth_nologout", "f3_mfa_sms_totp_disabled", "e2_oauth_idpool_fed"] {
        let (mut sandbox, _, seeded) = Sandbox::web(scenario);
        let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
        let mut args = [&["import", "user-pool"], &ids[..]].concat();
        if let Some(id) = &seeded.identity_pool_id {
            args.extend(["--identity-pool-id", id]);
        }
        sandbox.run(&args).exits(0);
        let before = sandbox.tree();
        let proxy = Proxy::like_aws(LocalAws::shared().endpoint());
        sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
        sandbox.run(&["pull", "--check"]).exits(0);
        sandbox.run(&args).exits(0);
        assert_eq!(sandbox.tree(), before, "{scenario}");
    }
}

/// Every list asks for pages of a size that AWS gives, to the last of them.
#[test]
fn lists_ask_for_pages_that_aws_gives() {
    let (mut sandbox, account, seeded) = Sandbox::web("b_web_native");
    many_clients(&account, &seeded.user_pool_id, 130);
    let proxy = Proxy::like_aws(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let pool = ["import", "user-pool", "--yes", "--platform", "android", "--user-pool-id", &seeded.user_pool_id];
    let said = sandbox.run(&pool).exits(2);
    assert!(said.stderr.contains("and 122 more"), "{said}");
    assert_eq!(proxy.calls(), ["ListUserPoolClients"; 3]);
}

/// A rule that nobody knows is told before AWS is asked: no address answers here.
#[test]
fn a_mistyped_rule_is_told_before_aws_is_asked() {
    let (mut sandbox, _, seeded) = Sandbox::web("a_pool_only");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    let import = [&["import", "user-pool"], &ids[..]].concat();
    sandbox.run(&import).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let said = sandbox.run(&[&import[..], &["--allow", "no-web-clint"]].concat()).exits(2);
    assert!(said.stderr.contains("did you mean `no-web-client`?"), "{said}");
    sandbox.run(&[&import[..], &["--allow", ""]].concat()).exits(2);
    let mut link = sandbox.json("amplink.json");
    link["severities"] = serde_json::json!({"no-web-clint": "off"});
    sandbox.write("amplink.json", &link.to_string());
    for command in [&["check"][..], &["check", "--all"], &["pull"], &import] {
        sandbox.run(command).exits(2);
    }
}
