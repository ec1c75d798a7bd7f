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
    for command in ["status", "unlink", "undo", "schema"] {
        let printed = Sandbox::offline().run(&["permissions", "--json", command]).exits(0).document();
        assert_eq!(printed["result"]["policy"]["Statement"], json!([]), "{command}");
    }
    Sandbox::offline().run(&["permissions", "nonsense"]).exits(2);
}

/// Every resource of a printed policy, without an order.
fn resources(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let printed = sandbox.run(&[&["permissions", "--json"], args].concat()).exits(0).document();
    let statements = printed["result"]["policy"]["Statement"].as_array().expect("statements").clone();
    let mut found: Vec<String> = statements
        .iter()
        .flat_map(|statement| statement["Resource"].as_array().expect("resources").clone())
        .map(|resource| resource.as_str().expect("a text").to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// A user pool that is not named yet is looked for in the identity pool's partition, and the other way round.
#[test]
fn a_pool_that_is_not_named_is_in_the_partition_of_the_other() {
    let sandbox = Sandbox::offline();
    let gov = "us-gov-west-1:11111111-1111-4111-8111-111111111111";
    let of_gov: [&[&str]; 3] = [
        &["import", "identity-pool", "--identity-pool-id", gov],
        &["import", "identity-pool", "--user-pool-id", "us-gov-west-1_AbCdEfGhI"],
        &["import", "user-pool", "--region", "us-gov-west-1"],
    ];
    for args in of_gov {
        let found = resources(&sandbox, args);
        assert!(found.iter().all(|resource| resource == "*" || resource.starts_with("arn:aws-us-gov:")), "{found:?}");
    }
    sandbox.run(&["permissions", "--account", "12*", "pull"]).exits(2);
}

/// The policy is for the environment, and the project, that the command's own flags name.
#[test]
fn the_flags_behind_the_command_count() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let identity_pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    sandbox.run(&["import", "identity-pool", "--identity-pool-id", identity_pool, "--yes"]).exits(0);
    let other = seed(&account, "a_pool_only");
    let ids = ["--user-pool-id", &other.user_pool_id, "--web-client-id", &other.web_client_id];
    sandbox.run(&[&["import", "user-pool", "--yes", "--env", "prod"], &ids[..]].concat()).exits(0);

    let names = |args: &[&str], id: &str| resources(&sandbox, args).iter().any(|found| found.ends_with(id));
    let (dev, prod) = ("/POOL", other.user_pool_id.as_str());
    for (args, has_dev, has_prod) in [
        (&["pull"][..], false, true),
        (&["pull", "--env", "dev"], true, false),
        (&["check", "--env=dev"], true, false),
        (&["check", "--all"], true, true),
        (&["import", "user-pool", "--env", "dev"], true, false),
    ] {
        assert_eq!((names(args, dev), names(args, prod)), (has_dev, has_prod), "{args:?}");
    }
    // The identity pool comes along from the link, as it does in the import.
    let import = ["import", "user-pool", "--env", "dev", "--user-pool-id", &seeded.user_pool_id];
    assert!(names(&import, "identitypool/IDENTITY"));
    sandbox.run(&["permissions", "pull", "--env", "nowhere"]).exits(2);
}

/// What Cognito has for a role may be no ARN, which IAM would refuse in a policy.
#[test]
fn a_role_that_is_no_arn_is_not_in_the_policy() {
    let (sandbox, _, seeded) = Sandbox::web("h18_role_arn_bad");
    let identity_pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let ids = ["--identity-pool-id", identity_pool, "--allow", "role-no-arn", "--yes"];
    sandbox.run(&[&["import", "identity-pool"], &ids[..]].concat()).exits(0);
    let found = resources(&sandbox, &["pull"]);
    assert!(found.iter().all(|resource| resource.starts_with("arn:")), "{found:?}");
}

/// The policy of a check suffices, and each right that is lacking is told: a check that looked at less is not a quiet one.
#[test]
fn a_check_tells_each_right_that_it_lacks() {
    let aws = LocalAws::start(true);
    let account = aws.account();
    let seeded = seed(&account, "c_identity_pool");
    let user = User::new(&account);
    let identity_pool = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let root = Sandbox::new(&account);
    root.run(&["import", "identity-pool", "--identity-pool-id", identity_pool, "--yes"]).exits(0);
    let project = user.project(&seeded);
    for file in ["amplink.json", "amplink.lock.json"] {
        project.write(file, &root.read(file));
    }
    let policy_for = |command: &[&str]| -> Value {
        let printed = project.run(&[&["permissions", "--json"], command].concat()).exits(0).document();
        let policy = printed["result"]["policy"].to_string();
        let policy = policy.replace("IDENTITY", identity_pool).replace("POOL", &seeded.user_pool_id);
        serde_json::from_str(&policy.replace("ACCOUNT", account.id())).expect("JSON")
    };
    let policy = policy_for(&["check"]);
    user.may(&policy);
    let whole = project.run(&["check"]).exits(0);
    assert!(!whole.stderr.contains("is not granted") && !whole.stdout.contains("not granted"), "{whole}");
    // This pool has no domain, so nobody asks after one.
    for action in actions(&policy).iter().filter(|action| !action.ends_with(":DescribeUserPoolDomain")) {
        user.may(&without(&policy, action));
        let said = project.run(&["check"]);
        let told = format!("{}{}", said.stdout, said.stderr);
        assert!(told.contains(action), "without {action} nothing is said of it: {said}");
    }
    // What the deployment would look at must all be seen.
    let check = ["check", "--for", "reference-auth"];
    let policy = policy_for(&check);
    user.may(&policy);
    project.run(&check).exits(0);
    for action in actions(&policy) {
        user.may(&without(&policy, &action));
        let said = project.run(&check).exits(4);
        assert!(said.stderr.contains(&format!("grant `{action}`")), "{said}");
    }
}

/// Without a link the policy is wide, which is told, and it leaves out nothing that a link could ask for.
#[test]
fn a_project_without_a_link_gets_a_wide_policy_and_is_told() {
    let sandbox = Sandbox::offline();
    let said = sandbox.run(&["permissions", "pull"]).exits(0);
    assert!(said.stderr.contains("not linked"), "{said}");
    assert!(said.stdout.contains("cognito-identity:DescribeIdentityPool"), "{said}");
    assert!(said.stdout.contains("arn:aws:iam::*:role/*"), "{said}");
    for asked in [&["import", "user-pool", "--help"][..], &["--version"]] {
        let said = sandbox.run(&[&["permissions"], asked].concat()).exits(2);
        assert!(said.stderr.contains("is no command that asks AWS for something"), "{said}");
    }
}
