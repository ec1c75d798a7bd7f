//! `amplink import identity-pool`: what follows from an identity pool, what is refused, how deep it asks.

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::LocalAws;
use crate::support::proxy::Proxy;
use crate::support::scenarios::{REGION, Seeded, seed};

fn identity_pool(seeded: &Seeded) -> &str {
    seeded.identity_pool_id.as_deref().expect("an identity pool")
}

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> Output {
    let id = ["import", "identity-pool", "--yes", "--identity-pool-id", identity_pool(seeded)];
    sandbox.run(&[&id[..], more].concat())
}

fn all_ids(seeded: &Seeded) -> [&str; 6] {
    [
        "--user-pool-id",
        &seeded.user_pool_id,
        "--web-client-id",
        &seeded.web_client_id,
        "--native-client-id",
        &seeded.native_client_id,
    ]
}

/// The roles' names are known only after the first round, and nothing else waits for anything.
#[test]
fn with_all_ids_it_is_two_round_trips_deep() {
    let (mut sandbox, _, seeded) = Sandbox::web("c_identity_pool");
    let proxy = Proxy::in_rounds(LocalAws::shared().endpoint(), &[7, 9]);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    import(&sandbox, &seeded, &all_ids(&seeded)).exits(0);
    assert_eq!(
        proxy.calls(),
        [
            "DescribeIdentityPool",
            "DescribeUserPool",
            "DescribeUserPoolClient",
            "DescribeUserPoolClient",
            "GetIdentityPoolRoles",
            "GetRole",
            "GetRole",
            "GetUserPoolMfaConfig",
            "ListIdentityProviders",
        ]
    );
}

/// First the identity pool, then its clients, then everything else; nothing is read twice.
#[test]
fn with_its_own_id_alone_it_is_three_round_trips_deep() {
    let (mut sandbox, _, seeded) = Sandbox::web("c_identity_pool");
    let proxy = Proxy::in_rounds(LocalAws::shared().endpoint(), &[2, 4, 9]);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let said = import(&sandbox, &seeded, &[]).exits(0);
    assert!(said.stderr.contains("user pool POOL is the only one that the identity pool trusts: chosen"), "{said}");
    assert_eq!(proxy.calls().len(), 9, "{:?}", proxy.calls());
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    let expected = json!({
        "account": link["account"], "region": REGION, "userPoolId": seeded.user_pool_id,
        "webClientId": seeded.web_client_id, "nativeClientId": seeded.native_client_id,
        "identityPoolId": seeded.identity_pool_id,
    });
    assert_eq!(link, &expected);
}

#[test]
fn several_trusted_user_pools_are_a_question_for_somebody() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let other = seed(&account, "a_pool_only");
    let provider = |pool: &str, client: &str| json!({"ProviderName": format!("cognito-idp.{REGION}.amazonaws.com/{pool}"), "ClientId": client});
    let both = json!({
        "IdentityPoolId": seeded.identity_pool_id, "IdentityPoolName": "two", "AllowUnauthenticatedIdentities": true,
        "CognitoIdentityProviders": [
            provider(&seeded.user_pool_id, &seeded.web_client_id),
            provider(&other.user_pool_id, &other.web_client_id),
        ],
    });
    account.must(REGION, "cognito-identity", "UpdateIdentityPool", both);
    let said = import(&sandbox, &seeded, &[]).exits(2);
    assert!(said.stderr.contains("missing, and nobody can be asked: --user-pool-id"), "{said}");
    assert!(said.stderr.contains(&other.user_pool_id), "{said}");
    import(&sandbox, &seeded, &["--user-pool-id", &other.user_pool_id, "--web-client-id", &other.web_client_id])
        .exits(0);
}

#[test]
fn without_a_terminal_the_identity_pool_has_to_be_named() {
    let sandbox = Sandbox::offline();
    let said = sandbox.run(&["import", "identity-pool", "--yes"]).exits(2);
    assert!(said.stderr.contains("--identity-pool-id (or AMPLIFY_IDENTITYPOOL_ID), --user-pool-id"), "{said}");
}

/// The official CLI demands a guest role even where no guests are allowed.
#[test]
fn a_guest_role_is_needed_only_for_guests() {
    let (sandbox, _, seeded) = Sandbox::web("d_auth_role_only");
    import(&sandbox, &seeded, &[]).exits(0);
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["aws_mandatory_sign_in"], "enable");
}

/// What the official CLI refuses in riddles, or takes although it cannot work, is refused by name.
#[test]
fn what_cannot_work_is_refused_by_name() {
    for (scenario, code, name) in [
        ("h01_idpool_other_client", 6, "web-client-not-in-identity-pool"),
        ("h02_idpool_web_only", 6, "native-client-not-in-identity-pool"),
        ("h03_idpool_native_only", 6, "web-client-not-in-identity-pool"),
        ("h10_idpool_unknown", 5, "identity pool IDENTITY"),
        ("h11_idpool_unlinked", 6, "identity-pool-lacks-user-pool"),
        ("h12_no_idpool_at_all", 5, "identity pool IDENTITY"),
        ("h15_idpool_no_roles", 6, "identity-pool-no-authenticated-role"),
        ("h18_role_arn_bad", 6, "role-no-arn"),
        ("h19_idpool_disabled_provider_region", 6, "provider-names-another-region"),
    ] {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        let before = sandbox.tree();
        let said = import(&sandbox, &seeded, &all_ids(&seeded)).exits(code);
        assert!(said.stderr.contains(name), "{scenario}: {said}");
        assert_eq!(sandbox.tree(), before, "{scenario}");
    }
}

/// An identity pool may live in another region than the user pool; each id says its own.
#[test]
fn the_identity_pool_may_live_in_another_region() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let provider = |client: &str| json!({"ProviderName": format!("cognito-idp.{REGION}.amazonaws.com/{}", seeded.user_pool_id), "ClientId": client});
    let made = account.must(
        "eu-west-1",
        "cognito-identity",
        "CreateIdentityPool",
        json!({
            "IdentityPoolName": "elsewhere", "AllowUnauthenticatedIdentities": false,
            "CognitoIdentityProviders": [provider(&seeded.web_client_id), provider(&seeded.native_client_id)],
        }),
    );
    let id = made["IdentityPoolId"].as_str().expect("an id").to_owned();
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": id},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
    }]});
    let role = account.must(
        "us-east-1",
        "iam",
        "CreateRole",
        json!({
            "RoleName": "app-auth", "Path": "/team/app/", "AssumeRolePolicyDocument": trust.to_string(),
        }),
    );
    let arn = role["Role"]["Arn"].as_str().expect("an ARN");
    let roles = json!({"IdentityPoolId": id, "Roles": {"authenticated": arn}});
    account.must("eu-west-1", "cognito-identity", "SetIdentityPoolRoles", roles);
    let sandbox = Sandbox::new(&account);
    sandbox.write("build.gradle", "");
    sandbox.run(&["import", "identity-pool", "--yes", "--identity-pool-id", &id]).exits(0);
    let file = sandbox.json("app/src/main/res/raw/amplifyconfiguration.json");
    let plugin = &file["auth"]["plugins"]["awsCognitoAuthPlugin"];
    assert_eq!(
        plugin["CredentialsProvider"]["CognitoIdentity"]["Default"],
        json!({"PoolId": id, "Region": "eu-west-1"})
    );
    assert_eq!(plugin["CognitoUserPool"]["Default"]["Region"], REGION);
    sandbox.run(&["pull", "--check"]).exits(0);
}

/// Every change of an identity pool that the snapshot holds is told in words, and a change that nobody could read is none.
#[test]
fn a_pull_says_what_changed_in_the_identity_pool() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let id = seeded.identity_pool_id.as_deref().expect("an identity pool");
    sandbox.run(&["import", "identity-pool", "--identity-pool-id", id, "--yes"]).exits(0);
    let provider = format!("cognito-idp.{REGION}.amazonaws.com/{}", seeded.user_pool_id);
    let map = |resolution: &str| {
        let mappings = json!({(format!("{provider}:{}", seeded.web_client_id)): {
            "Type": "Token", "AmbiguousRoleResolution": resolution,
        }});
        let input = json!({"IdentityPoolId": id, "Roles": seeded.roles_of_identity_pool(), "RoleMappings": mappings});
        account.must(REGION, "cognito-identity", "SetIdentityPoolRoles", input);
    };
    map("Deny");
    sandbox.run(&["pull"]).exits(0);
    map("AuthenticatedRole");
    let providers: Vec<Value> = [(&seeded.web_client_id, true), (&seeded.native_client_id, false)]
        .iter()
        .map(|(client, check)| json!({"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": check}))
        .collect();
    let pool = json!({
        "IdentityPoolId": id, "IdentityPoolName": "idpool_c", "AllowUnauthenticatedIdentities": true,
        "CognitoIdentityProviders": providers,
    });
    account.must(REGION, "cognito-identity", "UpdateIdentityPool", pool);
    let said = sandbox.run(&["pull", "--check"]).exits(3);
    for part in [
        "identity pool: server-side token check for client WEB switched on\n",
        "WEB by Token: no rule; when not clear: deny\n",
        "WEB by Token: no rule; when not clear: the authenticated role\n",
    ] {
        assert!(said.stdout.contains(part), "{part}: {said}");
    }
}

/// Without the right to read the roles, a pull keeps what the snapshot knows of them.
#[test]
fn a_pull_with_fewer_rights_forgets_no_role() {
    let aws = LocalAws::start(true);
    let account = aws.account();
    let seeded = seed(&account, "c_identity_pool");
    let id = seeded.identity_pool_id.as_deref().expect("an identity pool");
    let mut sandbox = Sandbox::new(&account);
    sandbox.run(&["import", "identity-pool", "--identity-pool-id", id, "--yes"]).exits(0);
    account.must(REGION, "iam", "CreateUser", json!({"UserName": "ci"}));
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
        "Action": ["cognito-idp:*", "cognito-identity:DescribeIdentityPool"]}]});
    let input = json!({"UserName": "ci", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    account.must(REGION, "iam", "PutUserPolicy", input);
    let key = account.must(REGION, "iam", "CreateAccessKey", json!({"UserName": "ci"}));
    for (name, member) in [("AWS_ACCESS_KEY_ID", "AccessKeyId"), ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey")] {
        sandbox.set(name, key["AccessKey"][member].as_str().expect("a key"));
    }
    let before = sandbox.tree();
    let said = sandbox.run(&["pull", "--check"]).exits(0);
    assert!(said.stderr.contains("identity-pool-roles-unread"), "{said}");
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.tree(), before);
}

/// A client that was deleted stays among the providers; the others are there all the same.
#[test]
fn a_deleted_client_among_the_providers_is_passed_over() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let id = identity_pool(&seeded);
    let provider = format!("cognito-idp.{REGION}.amazonaws.com/{}", seeded.user_pool_id);
    let trust = |clients: &[&str]| {
        let providers: Vec<Value> =
            clients.iter().map(|client| json!({"ProviderName": provider, "ClientId": client})).collect();
        let pool = json!({
            "IdentityPoolId": id, "IdentityPoolName": "idpool_c", "AllowUnauthenticatedIdentities": true,
            "CognitoIdentityProviders": providers,
        });
        account.must(REGION, "cognito-identity", "UpdateIdentityPool", pool);
    };
    let gone = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
    trust(&[gone, &seeded.web_client_id, &seeded.native_client_id]);
    let said = import(&sandbox, &seeded, &[]).exits(0);
    assert!(
        said.stderr.contains(&format!("app client {gone}, which the identity pool trusts, does not exist")),
        "{said}"
    );
    let (sandbox, other) = (Sandbox::new(&account), [gone]);
    trust(&other);
    let said = sandbox.run(&["import", "identity-pool", "--identity-pool-id", id, "--yes"]).exits(5);
    assert!(said.stderr.contains(gone), "{said}");
}

#[test]
fn an_identity_pool_that_is_gone_is_named_as_such() {
    let sandbox = Sandbox::new(&LocalAws::shared().account());
    let id = "us-east-1:11111111-1111-4111-8111-111111111111";
    for _ in 0..3 {
        let said = sandbox.run(&["import", "identity-pool", "--identity-pool-id", id, "--yes"]).exits(5);
        assert!(said.stderr.contains(&format!("error: identity pool {id} does not exist")), "{said}");
    }
}

#[test]
fn what_is_missing_is_told_with_this_commands_own_help() {
    let said = Sandbox::offline().run(&["import", "identity-pool", "--yes"]).exits(2);
    assert!(said.stderr.contains("--identity-pool-id"), "{said}");
    assert!(said.stderr.contains("`amplink import identity-pool --help`"), "{said}");
}
