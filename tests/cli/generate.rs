//! `amplink generate` and `amplink formats`: any format, from a link, from ids, or from what somebody exported.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};

/// Linked, with `amplify_outputs.json` kept.
fn linked(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = Sandbox::web(scenario);
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.native_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..]].concat()).exits(0);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    (sandbox, account, seeded)
}

/// Nobody answers from now on, and there are no credentials.
fn cut_off(sandbox: &mut Sandbox) {
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    sandbox.set("AWS_ACCESS_KEY_ID", "");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "");
}

fn formats(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.run(&["formats", "--json"]).exits(0).document()["result"]["formats"].as_array().expect("a list").clone()
}

fn group(account: &Account, seeded: &Seeded, name: &str) {
    let input = json!({"UserPoolId": seeded.user_pool_id, "GroupName": name, "Precedence": 1});
    account.must(REGION, "cognito-idp", "CreateGroup", input);
}

#[test]
fn every_format_is_listed_with_whom_it_is_for() {
    let sandbox = Sandbox::offline();
    let shown = sandbox.run(&["formats"]).exits(0);
    for format in formats(&sandbox) {
        let id = format["format"].as_str().expect("an id");
        assert!(shown.stdout.lines().any(|line| line.starts_with(id)), "{id}: {shown}");
        assert!(!format["platforms"].as_array().expect("a list").is_empty(), "{id}");
        assert!(["1", "2", "any"].contains(&format["generation"].as_str().expect("a text")), "{id}");
    }
}

#[test]
fn every_format_is_printed_from_the_snapshot_without_aws() {
    let (mut sandbox, ..) = linked("e_oauth");
    cut_off(&mut sandbox);
    let before = sandbox.tree();
    for format in formats(&sandbox) {
        let id = format["format"].as_str().expect("an id");
        if id == "reference-auth" {
            // It takes no pool without an identity pool; see below.
            sandbox.run(&["generate", id]).exits(6);
            continue;
        }
        for more in [&[][..], &["--frozen"]] {
            let printed = sandbox.run(&[&["generate", id], more].concat()).exits(0);
            assert!(printed.stdout.contains("POOL") || id == "aws-exports-types", "{id}: {printed}");
            let document = sandbox.run(&[&["generate", id, "--json"], more].concat()).exits(0).document();
            assert_eq!(document["result"]["text"], json!(printed.stdout), "{id}");
            assert_eq!(document["result"]["source"], "snapshot", "{id}");
        }
    }
    assert_eq!(sandbox.tree(), before);
}

/// The checks that its deployment would make are made before it is written.
#[test]
fn reference_auth_is_written_where_its_deployment_takes_it() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let ids = [
        "--user-pool-id",
        &seeded.user_pool_id,
        "--web-client-id",
        &seeded.web_client_id,
        "--identity-pool-id",
        seeded.identity_pool_id.as_ref().expect("an id"),
    ];
    sandbox.run(&[&["import", "user-pool", "--yes"], &ids[..]].concat()).exits(0);
    let printed = sandbox.run(&["generate", "reference-auth"]).exits(0);
    assert!(printed.stdout.contains("referenceAuth({") && printed.stdout.contains("authRoleArn"), "{printed}");
    sandbox.run(&["generate", "reference-auth", "-o", "amplify/auth/resource.ts", "--yes"]).exits(0);
    let before = sandbox.tree();
    assert!(before.contains_key("amplify/auth/resource.ts"));
    let roles = json!({"IdentityPoolId": seeded.identity_pool_id, "Roles": {}});
    account.must(REGION, "cognito-identity", "SetIdentityPoolRoles", roles);
    let refused = sandbox.run(&["generate", "reference-auth", "--live"]).exits(6);
    assert!(refused.stderr.contains("check 8 of 10") && refused.stderr.contains("add-output"), "{refused}");
    let keep = ["generate", "reference-auth", "-o", "amplify/auth/resource.ts", "--keep", "--yes"];
    sandbox.run(&keep).exits(6);
    assert_eq!(sandbox.tree(), before);
}

/// What is printed is the file, byte for byte.
#[test]
fn what_is_printed_is_what_a_pull_writes() {
    let (sandbox, ..) = linked("e_oauth");
    for (format, path) in [
        ("aws-exports", "src/aws-exports.js"),
        ("amplifyconfiguration", "src/amplifyconfiguration.json"),
        ("amplify-outputs", "amplify_outputs.json"),
    ] {
        let printed = sandbox.run(&["generate", format]).exits(0);
        assert_eq!(printed.stdout, sandbox.shown(sandbox.read(path).as_bytes()), "{format}");
    }
}

#[test]
fn ids_are_enough_without_a_project() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "c_identity_pool");
    let sandbox = Sandbox::new(&account);
    let before = sandbox.tree();
    let pool = ["--user-pool-id", &seeded.user_pool_id];
    let outputs = ["generate", "amplify-outputs"];
    let identity = ["--identity-pool-id", seeded.identity_pool_id.as_deref().expect("an id")];
    let client = ["--client-id", &seeded.web_client_id];
    let printed = sandbox.run(&[&outputs[..], &pool, &client, &identity].concat()).exits(0);
    let document: Value = serde_json::from_str(&printed.stdout).expect("JSON");
    assert_eq!(document["auth"]["user_pool_client_id"], json!(seeded.web_client_id));
    assert_eq!(document["auth"]["identity_pool_id"], json!(seeded.identity_pool_id));
    assert_eq!(document["auth"]["groups"], json!([]));

    let native = ["--native-client-id", &seeded.native_client_id];
    let android = ["generate", "amplifyconfiguration-android"];
    let printed = sandbox.run(&[&android[..], &pool, &native].concat()).exits(0);
    assert!(printed.stdout.contains(&seeded.native_client_id) && !printed.stdout.contains("Secret"), "{printed}");
    let (_, secret) = &seeded.clients["native"];
    let printed = sandbox.run(&[&android[..], &pool, &native, &["--include-client-secret"]].concat()).exits(0);
    assert!(printed.stdout.contains(secret.as_deref().expect("a secret")), "{printed}");

    let lacking = sandbox.run(&[&outputs[..], &pool].concat()).exits(2);
    assert!(lacking.stderr.contains("--client-id"), "{lacking}");
    let secret = sandbox.run(&[&outputs[..], &pool, &["--client-id", &seeded.native_client_id]].concat()).exits(6);
    assert!(secret.stderr.contains("no place for a client secret"), "{secret}");
    sandbox.run(&[&outputs[..], &pool, &client, &["--include-client-secret"]].concat()).exits(2);
    sandbox.run(&[&android[..], &pool, &native, &["--platform", "ios"]].concat()).exits(2);
    assert_eq!(sandbox.tree(), before);
}

/// The pool has changed since the last pull.
#[test]
fn live_reads_again() {
    let (sandbox, account, seeded) = linked("b_web_native");
    group(&account, &seeded, "late");
    let outputs = ["generate", "amplify-outputs"];
    assert!(!sandbox.run(&outputs).exits(0).stdout.contains("late"));
    assert!(sandbox.run(&[&outputs[..], &["--live"]].concat()).exits(0).stdout.contains("late"));
    // Nobody pulled since the link was changed: the snapshot is of something else.
    let text = sandbox.read("amplink.json").replace(&seeded.native_client_id, &seeded.web_client_id);
    sandbox.write("amplink.json", &text);
    assert!(sandbox.run(&outputs).exits(0).stdout.contains("late"));
    let refused = sandbox.run(&[&outputs[..], &["--frozen"]].concat()).exits(1);
    assert!(refused.stderr.contains("not pulled since") && refused.stderr.contains("amplink pull"), "{refused}");
    assert_eq!(refused.stdout, "");
}

#[test]
fn a_file_is_written_as_a_change_that_is_shown() {
    let (mut sandbox, ..) = linked("b_web_native");
    cut_off(&mut sandbox);
    let write = ["generate", "amplifyconfiguration-android", "-o", "android/raw/config.json"];
    let dry = sandbox.run(&[&write[..], &["--dry-run"]].concat()).exits(0);
    assert!(dry.stdout.contains("+ create android/raw/config.json\n"), "{dry}");
    assert!(!sandbox.root().join("android").exists());
    let said = sandbox.run(&write).exits(0);
    assert_eq!(said.stdout, "+ create android/raw/config.json\n");
    let printed = sandbox.run(&write[..2]).exits(0).stdout;
    assert_eq!(sandbox.shown(sandbox.read("android/raw/config.json").as_bytes()), printed);
    assert_eq!(sandbox.run(&write).exits(0).stdout, "The file is as it should be.\n");
    // From a folder below, as the shell there names it.
    let mut command = sandbox.command(&["generate", "aws-exports", "-o", "../copy.js"]);
    assert!(command.current_dir(sandbox.root().join("src")).output().expect("it ran").status.success());
    assert_eq!(sandbox.read("copy.js"), sandbox.read("src/aws-exports.js"));
}

#[test]
fn a_persons_file_is_not_overwritten_unasked() {
    let (mut sandbox, ..) = linked("b_web_native");
    cut_off(&mut sandbox);
    let write = ["generate", "aws-exports", "-o", "own.js"];
    let own = "export default {\n    \"aws_user_pools_id\": \"mine\"\n};\n";
    sandbox.write("own.js", own);
    sandbox.run(&write).exits(7);
    assert_eq!(sandbox.read("own.js"), own);
    sandbox.run(&[&write[..], &["--force"]].concat()).exits(0);
    assert_ne!(sandbox.read("own.js"), own);
    let before = sandbox.tree();
    for path in ["amplink.json", "amplink.lock.json", "src/aws-exports.js", "../elsewhere.js", "/elsewhere.js", "."] {
        let refused = sandbox.run(&["generate", "aws-exports", "-o", path, "--force"]).exits(2);
        assert!(refused.stderr.contains("hint"), "{path}: {refused}");
    }
    assert_eq!(sandbox.tree(), before);
}

/// From then on, a pull writes it.
#[test]
fn a_kept_file_is_pulled() {
    let (sandbox, account, seeded) = linked("b_web_native");
    let kept = json!({"format": "amplify-outputs", "path": "amplify_outputs.json"});
    assert_eq!(sandbox.json("amplink.json")["files"][2], kept);
    sandbox.run(&["pull", "--check"]).exits(0);
    group(&account, &seeded, "late");
    let said = sandbox.run(&["pull"]).exits(0);
    assert!(said.stdout.contains("group added: late (precedence 1)"), "{said}");
    assert_eq!(sandbox.json("amplify_outputs.json")["auth"]["groups"], json!([{"late": {"precedence": 1}}]));
    // Keeping it once more changes nothing, and its place is not another format's.
    let before = sandbox.tree();
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    sandbox.run(&["generate", "aws-exports", "-o", "amplify_outputs.json", "--keep"]).exits(2);
    assert_eq!(sandbox.tree(), before);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert!(!sandbox.root().join("amplify_outputs.json").exists());
}

/// What somebody asked for stays where it is when the other files move, or become those of another platform.
#[test]
fn a_kept_file_outlives_another_import() {
    let (sandbox, _, seeded) = linked("b_web_native");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let native = ["--native-client-id", &seeded.native_client_id, "--yes"];
    let import = |more: &[&str]| {
        sandbox.run(&[&["import", "user-pool"], &ids[..], &native[..], more].concat()).exits(0);
        let files = sandbox.json("amplink.json")["files"].clone();
        let paths =
            files.as_array().expect("a list").iter().map(|file| file["path"].as_str().expect("a path").to_owned());
        paths.collect::<Vec<_>>()
    };
    let outputs = "amplify_outputs.json";
    assert_eq!(import(&["--source-dir", "web"]), ["web/aws-exports.js", "web/amplifyconfiguration.json", outputs]);
    let android = "app/src/main/res/raw/amplifyconfiguration.json";
    assert_eq!(import(&["--platform", "android"]), [android, outputs]);
    // Whoever wants the second generation alone takes the first one's files out of the list.
    let mut link = sandbox.json("amplink.json");
    link["files"].as_array_mut().expect("a list").remove(0);
    sandbox.write("amplink.json", &link.to_string());
    assert_eq!(import(&[]), [outputs]);
    assert!(!sandbox.root().join(android).exists());
}

/// What a run asks for is what the policy for it grants.
#[test]
fn permissions_know_whether_groups_are_read() {
    let (sandbox, _, seeded) = linked("b_web_native");
    let reads = |args: &[&str]| {
        let printed = sandbox.run(&[&["permissions", "--json"], args].concat()).exits(0).document();
        let policy = printed["result"]["policy"].to_string();
        (policy.contains("DescribeUserPool"), policy.contains("ListGroups"))
    };
    let pool = ["--user-pool-id", &seeded.user_pool_id, "--client-id", "c"];
    assert_eq!(reads(&["pull"]), (true, true));
    assert_eq!(reads(&["pull", "--frozen"]), (false, false));
    assert_eq!(reads(&["export"]), (false, false));
    assert_eq!(reads(&["export", "--live"]), (true, true));
    assert_eq!(reads(&["generate", "amplify-outputs", "--frozen"]), (false, false));
    assert_eq!(reads(&[&["generate", "amplify-outputs"], &pool[..]].concat()), (true, true));
    assert_eq!(reads(&[&["generate", "aws-exports"], &pool[..]].concat()), (true, false));
    assert_eq!(reads(&["import", "user-pool", "--from-file", "x"]), (false, false));
}

/// Of an `.env` file only amplink's lines change; under another prefix they are other lines.
#[test]
fn an_env_file_gets_the_ids_and_keeps_its_lines() {
    let (sandbox, _, seeded) = linked("e_oauth");
    let own = "# mine\nSECRET=\"a b\" # why\nexport OTHER='x\ny'\n";
    sandbox.write(".env", own);
    let lines = |prefix: &str| {
        format!(
            "{prefix}COGNITO_REGION=us-east-1\n{prefix}COGNITO_USER_POOL_ID={}\n{prefix}COGNITO_USER_POOL_CLIENT_ID={}\n\
             {prefix}COGNITO_OAUTH_DOMAIN=my-auth-domain.auth.us-east-1.amazoncognito.com\n",
            seeded.user_pool_id, seeded.web_client_id
        )
    };
    let plain = sandbox.run(&["generate", "env"]).exits(0);
    assert_eq!(plain.stdout, sandbox.shown(lines("").as_bytes()));
    for (given, prefix) in [("none", ""), ("NEXT_PUBLIC_", "NEXT_PUBLIC_"), ("EXPO_PUBLIC_", "EXPO_PUBLIC_")] {
        let printed = sandbox.run(&["generate", "env", "--prefix", given]).exits(0);
        assert_eq!(printed.stdout, sandbox.shown(lines(prefix).as_bytes()));
    }
    sandbox.run(&["generate", "env", "-o", ".env", "--keep", "--prefix", "VITE_"]).exits(0);
    assert_eq!(sandbox.read(".env"), format!("{own}{}", lines("VITE_")));
    sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    // A person's line between ours stays, and what they changed of ours is theirs until it is forced.
    let region = "VITE_COGNITO_REGION=us-east-1\n";
    sandbox.write(".env", &sandbox.read(".env").replace(region, &format!("{region}MORE=1\n")));
    sandbox.run(&["pull", "--frozen"]).exits(0);
    assert!(sandbox.read(".env").contains("MORE=1"));
    let edited = sandbox.read(".env").replace("ID=us-east-1_", "ID=eu-west-1_");
    sandbox.write(".env", &edited);
    sandbox.run(&["pull", "--frozen"]).exits(7);
    assert_eq!(sandbox.read(".env"), edited);
    sandbox.run(&["pull", "--frozen", "--force"]).exits(0);
    // Another prefix, by hand.
    sandbox.write("amplink.json", &sandbox.read("amplink.json").replace("\"VITE_\"", "\"PUBLIC_\""));
    sandbox.run(&["pull", "--frozen"]).exits(0);
    assert_eq!(sandbox.read(".env"), format!("{own}MORE=1\n{}", lines("PUBLIC_")));
    sandbox.write("amplink.json", &sandbox.read("amplink.json").replace("\"PUBLIC_\"", "\"NO-PREFIX\""));
    let refused = sandbox.run(&["pull", "--frozen"]).exits(1);
    assert!(refused.stderr.contains("is no prefix"), "{refused}");
    sandbox.write("amplink.json", &sandbox.read("amplink.json").replace("\"NO-PREFIX\"", "\"PUBLIC_\""));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read(".env"), format!("{own}MORE=1\n"));
    sandbox.run(&["generate", "aws-exports", "--prefix", "VITE_"]).exits(2);
    sandbox.run(&["generate", "env", "--prefix", "1-"]).exits(2);
}

/// Every key of the module has its type.
#[test]
fn types_stand_beside_the_module() {
    let (sandbox, ..) = linked("e_oauth");
    sandbox.run(&["generate", "aws-exports-types", "-o", "src/aws-exports.d.ts", "--keep"]).exits(0);
    let types = sandbox.read("src/aws-exports.d.ts");
    let module = sandbox.json("src/amplifyconfiguration.json");
    for (key, value) in module.as_object().expect("an object") {
        let kind = match value {
            Value::String(_) => "string;",
            Value::Array(_) => "string[];",
            _ => "{",
        };
        assert!(types.contains(&format!("\n    {key}: {kind}\n")), "{key}: {types}");
    }
    let oauth = "    oauth: {\n        domain: string;\n        scope: string[];\n        redirectSignIn: string;\n";
    assert!(types.contains(oauth), "{types}");
    assert!(types.ends_with("    [key: string]: unknown;\n};\n\nexport default awsmobile;\n"), "{types}");
    sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert!(!sandbox.root().join("src/aws-exports.d.ts").exists());
}
