//! `amplink permissions`: the printed policy suffices, and each action in it is needed for what the page says.

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};

/// A user of the account, with keys of its own, that can do what a policy says.
struct User<'a> {
    account: &'a Account<'a>,
    keys: (String, String),
}

impl<'a> User<'a> {
    fn new(account: &'a Account<'a>) -> Self {
        account.must(REGION, "iam", "CreateUser", json!({"UserName": "ci"}));
        let key = account.must(REGION, "iam", "CreateAccessKey", json!({"UserName": "ci"}));
        let text = |name: &str| key["AccessKey"][name].as_str().expect("a key").to_owned();
        Self { account, keys: (text("AccessKeyId"), text("SecretAccessKey")) }
    }

    fn may(&self, policy: &Value) {
        let input = json!({"UserName": "ci", "PolicyName": "amplink", "PolicyDocument": policy.to_string()});
        self.account.must(REGION, "iam", "PutUserPolicy", input);
    }

    /// An empty project in which the binary runs with the user's keys.
    fn project(&self, seeded: &Seeded) -> Sandbox {
        let mut sandbox = Sandbox::new(self.account);
        sandbox.set("AWS_ACCESS_KEY_ID", &self.keys.0);
        sandbox.set("AWS_SECRET_ACCESS_KEY", &self.keys.1);
        sandbox.hide_ids(seeded);
        sandbox
    }
}

/// The policy without one action.
fn without(policy: &Value, action: &str) -> Value {
    let mut policy = policy.clone();
    let statements = policy["Statement"].as_array_mut().expect("statements");
    for statement in statements.iter_mut() {
        statement["Action"].as_array_mut().expect("actions").retain(|other| other != action);
    }
    statements.retain(|statement| statement["Action"] != json!([]));
    policy
}

fn actions(policy: &Value) -> Vec<String> {
    let statements = policy["Statement"].as_array().expect("statements").iter();
    statements
        .flat_map(|statement| statement["Action"].as_array().expect("actions"))
        .map(|action| action.as_str().expect("a text").to_owned())
        .collect()
}

#[track_caller]
fn prove(aws: &LocalAws, scenario: &str, command: &[&str], flags: fn(&Seeded) -> Vec<String>) {
    let account = aws.account();
    let seeded = seed(&account, scenario);
    let user = User::new(&account);
    let flags = flags(&seeded);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let command = [command, &flags].concat();

    let asked = [&["permissions", "--json", "--account", account.id()], &command[..]].concat();
    let printed = Sandbox::offline().run(&asked).exits(0).document();
    let policy = &printed["result"]["policy"];
    let optional: Vec<&str> = printed["result"]["optional"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["action"].as_str().expect("a text"))
        .collect();
    let run = || -> Output {
        let import = [&command[..], &["--yes"]].concat();
        user.project(&seeded).run(&import)
    };

    user.may(policy);
    let whole = run().exits(0);
    assert!(!whole.stderr.contains("may not"), "{scenario}: {whole}");
    let all = actions(policy);
    assert!(all.len() >= 4, "{all:?}");
    for action in all {
        user.may(&without(policy, &action));
        let said = run();
        if optional.contains(&action.as_str()) {
            let said = said.exits(0);
            assert!(said.stderr.contains(&action), "{scenario}: without {action} nothing is said of it: {said}");
        } else {
            let said = said.exits(4);
            assert!(said.stderr.contains(&format!("grant `{action}`")), "{scenario}: {said}");
        }
    }
}

#[test]
fn the_printed_policy_suffices_and_holds_nothing_in_vain() {
    let aws = LocalAws::start(true);
    prove(&aws, "e_oauth", &["import", "user-pool"], |seeded| {
        ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id].map(str::to_owned).to_vec()
    });
    prove(&aws, "a_pool_only", &["import", "user-pool"], |seeded| {
        ["--user-pool-id", &seeded.user_pool_id].map(str::to_owned).to_vec()
    });
    prove(&aws, "c_identity_pool", &["import", "identity-pool"], |seeded| {
        let identity_pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
        [
            "--identity-pool-id",
            identity_pool,
            "--user-pool-id",
            &seeded.user_pool_id,
            "--web-client-id",
            &seeded.web_client_id,
        ]
        .map(str::to_owned)
        .to_vec()
    });
}

#[test]
fn a_command_without_aws_needs_nothing() {
    for command in ["status", "unlink", "schema"] {
        let printed = Sandbox::offline().run(&["permissions", "--json", command]).exits(0).document();
        assert_eq!(printed["result"]["policy"]["Statement"], json!([]), "{command}");
    }
    Sandbox::offline().run(&["permissions", "nonsense"]).exits(2);
}
