//! Several environments in one project: each complete in itself, and none taken for another.

use std::fs;

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::proxy::Proxy;
use crate::support::scenarios::{Seeded, seed};

fn ids(seeded: &Seeded) -> [&str; 6] {
    [
        "--user-pool-id",
        &seeded.user_pool_id,
        "--web-client-id",
        &seeded.web_client_id,
        "--native-client-id",
        &seeded.native_client_id,
    ]
}

/// A web project whose environment `dev` is linked, and the resources of another one in the same account.
fn two() -> (Sandbox, Account<'static>, Seeded, Seeded) {
    let (mut sandbox, account, dev) = Sandbox::web("b_web_native");
    let prod = seed(&account, "e_oauth");
    for (id, word) in [(&prod.user_pool_id, "PROD-POOL"), (&prod.web_client_id, "PROD-WEB")] {
        sandbox.hide(id, word);
    }
    sandbox.hide(&prod.native_client_id, "PROD-NATIVE");
    sandbox.run(&[&["import", "user-pool", "--yes"], &ids(&dev)[..]].concat()).exits(0);
    (sandbox, account, dev, prod)
}

fn count(proxy: &Proxy, operation: &str) -> usize {
    proxy.calls().iter().filter(|call| *call == operation).count()
}

fn add(sandbox: &Sandbox, prod: &Seeded, more: &[&str]) -> Output {
    sandbox.run(&[&["env", "add", "prod", "--yes"], &ids(prod)[..], more].concat())
}

#[test]
fn a_second_environment_is_linked_beside_the_first_and_shown_when_it_is_used() {
    let (mut sandbox, _, dev, prod) = two();
    let web = sandbox.read("src/aws-exports.js");
    insta::assert_snapshot!(add(&sandbox, &prod, &[]).exits(0));
    assert_eq!(sandbox.read("src/aws-exports.js"), web);
    let link = sandbox.json("amplink.json");
    assert_eq!(link["currentEnvironment"], "dev");
    assert_eq!(link["environments"]["prod"]["userPoolId"], json!(prod.user_pool_id));
    insta::assert_snapshot!(sandbox.run(&["env", "list"]).exits(0), @"
    * dev   POOL, account ACCOUNT
      prod  PROD-POOL, account ACCOUNT
    --- stderr
    --- exit code 0
    ");

    // From here on nobody can be asked.
    let before = sandbox.tree();
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    insta::assert_snapshot!(sandbox.run(&["env", "use", "prod"]).exits(0));
    let shown = sandbox.json("src/amplifyconfiguration.json");
    assert_eq!(shown["aws_user_pools_id"], json!(prod.user_pool_id));
    assert_eq!(shown["oauth"]["responseType"], "code");
    let again = sandbox.run(&["env", "use", "prod", "--json"]).exits(0).document();
    assert_eq!((again["status"].as_str(), again["changes"].as_array().map(Vec::len)), (Some("in-sync"), Some(0)));
    sandbox.run(&["env", "use", "dev"]).exits(0);
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["aws_user_pools_id"], json!(dev.user_pool_id));

    let refused = sandbox.run(&["env", "remove", "dev", "--yes"]).exits(2);
    assert!(refused.stderr.contains("amplink env use"), "{refused}");
    sandbox.run(&["env", "remove", "prod", "--yes"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"].as_object().map(serde_json::Map::len), Some(1));
    assert_eq!(sandbox.read("src/aws-exports.js"), web);
}

#[test]
fn ids_are_never_inherited_unasked() {
    let (sandbox, _, dev, prod) = two();
    insta::assert_snapshot!(sandbox.run(&["env", "add", "prod", "--yes"]).exits(2));
    sandbox.run(&["env", "add", "prod", "--same-as", "dev", "--yes"]).exits(0);
    let link = sandbox.json("amplink.json");
    assert_eq!(link["environments"]["prod"]["userPoolId"], json!(dev.user_pool_id));
    assert_eq!(link["environments"]["prod"]["nativeClientId"], json!(dev.native_client_id));
    let taken = add(&sandbox, &prod, &[]).exits(2);
    assert!(taken.stderr.contains("linked already"), "{taken}");
    let none = sandbox.run(&["env", "add", "other", "--same-as", "nowhere", "--yes"]).exits(2);
    assert!(none.stderr.contains("nowhere is not linked"), "{none}");
}

#[test]
fn a_protected_environment_changes_only_when_it_is_named() {
    let (sandbox, _, dev, prod) = two();
    add(&sandbox, &prod, &["--protected"]).exits(0);
    sandbox.run(&["env", "use", "prod"]).exits(0);
    let before = sandbox.tree();
    let import = |more: &[&str]| sandbox.run(&[&["import", "user-pool"], &ids(&dev)[..], more].concat());
    let refused = import(&["--yes"]).exits(2);
    assert!(refused.stderr.contains("--yes --env prod"), "{refused}");
    sandbox.run(&["unlink", "--yes"]).exits(2);
    assert_eq!(sandbox.tree(), before);
    // The same ids change nothing, and a pull is no change of the link.
    sandbox.run(&[&["import", "user-pool", "--yes"], &ids(&prod)[..]].concat()).exits(0);
    sandbox.run(&["pull"]).exits(0);
    sandbox.run(&["env", "set", "prod", "--protected=false"]).exits(2);
    import(&["--yes", "--env", "prod"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"]["prod"]["userPoolId"], json!(dev.user_pool_id));
    assert_eq!(sandbox.json("amplink.json")["environments"]["prod"]["protected"], json!(true));
    sandbox.run(&["env", "set", "prod", "--protected=false", "--yes"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
}

#[test]
fn another_account_is_stopped_before_anything_is_read() {
    let (mut sandbox, account, dev, _) = two();
    let other = LocalAws::shared().account();
    let proxy = Proxy::start(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    sandbox.set("AWS_ACCESS_KEY_ID", other.id());
    let before = sandbox.tree();
    for args in [
        &["pull"][..],
        &["pull", "--check"],
        &["check"],
        &["pull", "--check", "--all"],
        &["check", "--all"],
        &["diff", "--env", "dev", "--env", "dev", "--live"],
        &["export", "--live"],
        &["generate", "amplify-outputs", "--live"],
        &["env", "use", "dev", "--pull"],
        &["env", "add", "prod", "--same-as", "dev", "--yes"],
    ] {
        let refused = sandbox.run(args).exits(4);
        assert!(refused.stderr.contains("ACCOUNT") && refused.stderr.contains(other.id()), "{refused}");
    }
    let again = sandbox.run(&[&["import", "user-pool", "--yes"], &ids(&dev)[..]].concat()).exits(4);
    assert!(again.stderr.contains("ACCOUNT") && again.stderr.contains(other.id()), "{again}");
    assert_eq!(proxy.calls(), ["GetCallerIdentity"; 11]);
    assert_eq!(sandbox.tree(), before);
    sandbox.set("AWS_ACCESS_KEY_ID", account.id());
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(count(&proxy, "GetCallerIdentity"), 11);
}

/// Two accounts and two regions of one project: each environment is read as it remembers.
#[test]
fn an_environment_remembers_its_profile() {
    let (mut sandbox, dev_account, dev) = Sandbox::web("b_web_native");
    let prod_account = LocalAws::shared().account();
    let prod = seed(&prod_account, "e_oauth");
    sandbox.hide(prod_account.id(), "PROD-ACCOUNT");
    let profile = |name: &str, account: &Account<'_>| {
        format!("[profile {name}]\naws_access_key_id = {}\naws_secret_access_key = x\n", account.id())
    };
    sandbox.write("config", &(profile("dev", &dev_account) + &profile("prod", &prod_account)));
    let config = sandbox.root().join("config");
    sandbox.set("AWS_CONFIG_FILE", config.to_str().expect("a text"));
    sandbox.run(&[&["import", "user-pool", "--yes"], &ids(&dev)[..]].concat()).exits(0);
    add(&sandbox, &prod, &["--profile", "prod"]).exits(0);
    sandbox.run(&["env", "set", "dev", "--profile", "dev"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"]["prod"]["profile"], "prod");
    // The keys in the environment are nobody's.
    sandbox.set("AWS_ACCESS_KEY_ID", "999999999999");
    let all = sandbox.run(&["pull", "--check", "--all", "--json"]).exits(0).document();
    assert_eq!(all["result"]["inSync"], json!(true));
    let all = sandbox.run(&["check", "--all", "--json"]).exits(0).document();
    assert_eq!(all["result"]["environments"].as_array().map(Vec::len), Some(2));
    sandbox.run(&["pull", "--env", "prod"]).exits(0);
    // A variable of the caller's goes before what is remembered.
    sandbox.set("AWS_PROFILE", "dev");
    let refused = sandbox.run(&["pull", "--env", "prod"]).exits(4);
    assert!(refused.stderr.contains("PROD-ACCOUNT"), "{refused}");
    sandbox.set("AWS_PROFILE", "");
    // On a build server without such files, the credentials that are there count.
    sandbox.set("AWS_CONFIG_FILE", "/dev/null");
    sandbox.set("AWS_ACCESS_KEY_ID", prod_account.id());
    sandbox.run(&["pull", "--env", "prod"]).exits(0);
}

#[test]
fn an_environment_remembers_its_role() {
    let (mut sandbox, account, _, prod) = two();
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{}:root", account.id())}, "Action": "sts:AssumeRole",
    }]});
    let role = json!({"RoleName": "reader", "AssumeRolePolicyDocument": trust.to_string()});
    account.must("us-east-1", "iam", "CreateRole", role);
    let arn = format!("arn:aws:iam::{}:role/reader", account.id());
    let proxy = Proxy::start(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let refused = add(&sandbox, &prod, &["--role-arn", "reader"]).exits(2);
    assert!(refused.stderr.contains("not the ARN of a role"), "{refused}");
    assert!(proxy.calls().is_empty(), "{:?}", proxy.calls());
    add(&sandbox, &prod, &["--role-arn", &arn]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"]["prod"]["roleArn"], json!(arn));
    assert_eq!(count(&proxy, "AssumeRole"), 1);
    sandbox.run(&["pull", "--env", "prod", "--check"]).exits(0);
    assert_eq!(count(&proxy, "AssumeRole"), 2);
    sandbox.run(&["pull", "--env", "dev", "--check"]).exits(0);
    assert_eq!(count(&proxy, "AssumeRole"), 2);
}

#[test]
fn what_is_done_for_all_ends_with_one_summary() {
    let (sandbox, account, _, prod) = two();
    add(&sandbox, &prod, &[]).exits(0);
    insta::assert_snapshot!(sandbox.run(&["status", "--all"]).exits(0));
    insta::assert_snapshot!(sandbox.run(&["pull", "--check", "--all"]).exits(0));
    let change = json!({"UserPoolId": prod.user_pool_id, "ClientId": prod.web_client_id,
        "CallbackURLs": ["https://new.example.com/"]});
    account.must("us-east-1", "cognito-idp", "UpdateUserPoolClient", change);
    let path = sandbox.root().join("src/aws-exports.js");
    fs::write(&path, sandbox.read("src/aws-exports.js").replace("OFF", "ON")).expect("written");
    insta::assert_snapshot!(sandbox.run(&["pull", "--check", "--all"]).exits(3));
    account.must("us-east-1", "cognito-idp", "DeleteUserPool", json!({"UserPoolId": prod.user_pool_id}));
    let gone = sandbox.run(&["pull", "--check", "--all", "--json"]).exits(5).document();
    assert_eq!(gone["result"]["error"]["kind"], "not-found");
    sandbox.run(&["check", "--all"]).exits(5);
    sandbox.run(&["pull", "--all"]).exits(2);
}

#[test]
fn two_environments_are_compared_field_by_field() {
    let (mut sandbox, _, _, prod) = two();
    add(&sandbox, &prod, &[]).exits(0);
    sandbox.run(&["diff", "--env", "dev", "--env", "prod", "--live"]).exits(0);
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    insta::assert_snapshot!(sandbox.run(&["diff", "--env", "dev", "--env", "prod"]).exits(0));
    sandbox.run(&["diff", "--env", "dev", "--env", "prod", "--check"]).exits(3);
    let same = sandbox.run(&["diff", "--env", "dev", "--env", "dev", "--check", "--json"]).exits(0).document();
    assert_eq!(same["result"]["differences"], Value::Array(Vec::new()));
    sandbox.run(&["diff", "--env", "dev"]).exits(2);
}

/// The snapshot of before the file was kept holds no groups: without them the file would say that there are none.
#[test]
fn an_environment_is_shown_only_with_everything_that_its_files_name() {
    let (sandbox, account, _, prod) = two();
    account.must(
        "us-east-1",
        "cognito-idp",
        "CreateGroup",
        json!({"UserPoolId": prod.user_pool_id, "GroupName": "editors"}),
    );
    add(&sandbox, &prod, &[]).exits(0);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    let before = sandbox.tree();
    let refused = sandbox.run(&["env", "use", "prod"]).exits(1);
    assert!(refused.stderr.contains("groups") && refused.stderr.contains("env use prod --pull"), "{refused}");
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["env", "use", "prod", "--pull"]).exits(0);
    assert!(sandbox.read("amplify_outputs.json").contains("editors"));
    sandbox.run(&["env", "use", "dev"]).exits(0);
    sandbox.run(&["env", "use", "prod"]).exits(0);
    assert!(sandbox.read("amplify_outputs.json").contains("editors"));
}
