//! `amplink pull --check` as a gate in CI: which field moved, which file differs, and what a project passes over.

use std::fs;

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::scenarios::{REGION, Seeded, seed};

fn linked(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = Sandbox::web(scenario);
    import(&sandbox, &seeded);
    (sandbox, account, seeded)
}

fn import(sandbox: &Sandbox, seeded: &Seeded) {
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let more = ["--native-client-id", &seeded.native_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..], &more[..]].concat()).exits(0);
}

const URLS: [&str; 2] = ["https://example.com/", "http://localhost:3000/"];
const SCOPES: [&str; 5] = ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/// The web client of `e_oauth`, with what somebody made of its URLs and scopes in the console.
fn set_client(account: &Account<'_>, seeded: &Seeded, name: &str, urls: &[&str], scopes: &[&str]) {
    account.must(
        REGION,
        "cognito-idp",
        "UpdateUserPoolClient",
        json!({
            "UserPoolId": seeded.user_pool_id, "ClientId": seeded.web_client_id, "ClientName": name,
            "SupportedIdentityProviders": ["COGNITO", "Facebook", "Google"], "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": scopes, "CallbackURLs": urls,
            "LogoutURLs": ["https://example.com/out/", "http://localhost:3000/out/"],
        }),
    );
}

/// The name that the client has as it is seeded.
fn name_of_client(sandbox: &Sandbox) -> String {
    let lock = sandbox.json("amplink.lock.json");
    lock["environments"]["dev"]["facts"]["webClient"]["name"].as_str().expect("a name").to_owned()
}

fn fields(output: &Output, list: &str) -> Vec<String> {
    let document = output.document();
    let listed = document["result"][list].as_array().expect("a list").clone();
    listed.iter().map(|difference| difference["field"].as_str().expect("a field").to_owned()).collect()
}

fn edit(sandbox: &Sandbox, path: &str, from: &str, to: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(from), "{path}: {text}");
    sandbox.write(path, &text.replace(from, to));
}

fn set_ignore(sandbox: &Sandbox, ignore: &Value) {
    let mut link = sandbox.json("amplink.json");
    link["ignore"] = ignore.clone();
    sandbox.write("amplink.json", &link.to_string());
}

#[test]
fn an_edited_file_is_told_key_by_key() {
    let (sandbox, ..) = linked("e_oauth");
    edit(&sandbox, "src/aws-exports.js", "\"OFF\"", "\"ON\"");
    edit(&sandbox, "src/aws-exports.js", "\"responseType\": \"code\"", "\"responseType\": \"token\", \"mine\": 1");
    fs::remove_file(sandbox.root().join("src/amplifyconfiguration.json")).expect("removed");
    let checked = sandbox.run(&["pull", "--check", "--json"]).exits(3);
    assert_eq!(checked.document()["result"]["differences"], json!([]));
    assert_eq!(
        checked.document()["result"]["files"],
        json!([
            {"path": "src/aws-exports.js", "state": "edited",
                "keys": ["oauth.responseType", "oauth.mine", "aws_cognito_mfa_configuration"]},
            {"path": "src/amplifyconfiguration.json", "state": "missing", "keys": []},
        ])
    );
    let told = sandbox.run(&["pull", "--check"]).exits(3);
    let line = "src/aws-exports.js: edited by hand: oauth.responseType, oauth.mine, aws_cognito_mfa_configuration\n";
    assert!(told.stdout.contains(line), "{told}");
    let all = sandbox.run(&["pull", "--check", "--all", "--json"]).exits(3).document();
    assert_eq!(all["result"]["environments"][0]["files"], checked.document()["result"]["files"]);
}

#[test]
fn each_file_is_told_by_how_it_stands() {
    let (sandbox, account, seeded) = linked("e_oauth");
    let files = || {
        let document = sandbox.run(&["pull", "--check", "--json"]).exits(3).document();
        document["result"]["files"].as_array().expect("a list").clone()
    };
    let js = sandbox.read("src/aws-exports.js");
    edit(&sandbox, "src/aws-exports.js", "    ", "\t");
    assert_eq!(files(), [json!({"path": "src/aws-exports.js", "state": "layout", "keys": []})]);
    sandbox.write("src/aws-exports.js", "export default {");
    assert_eq!(files(), [json!({"path": "src/aws-exports.js", "state": "edited", "keys": []})]);
    sandbox.write("src/aws-exports.js", &js);
    let name = name_of_client(&sandbox);
    set_client(&account, &seeded, &name, &["https://example.com/"], &SCOPES);
    let outdated = |path: &str| json!({"path": path, "state": "outdated", "keys": ["oauth.redirectSignIn"]});
    assert_eq!(files(), [outdated("src/aws-exports.js"), outdated("src/amplifyconfiguration.json")]);
    sandbox.run(&["pull"]).exits(0);
    let mut link = sandbox.json("amplink.json");
    link["files"].as_array_mut().expect("a list").remove(1);
    sandbox.write("amplink.json", &link.to_string());
    assert_eq!(files(), [json!({"path": "src/amplifyconfiguration.json", "state": "surplus", "keys": []})]);
    // Without the snapshot nobody knows whose the file is; its header says a generator's.
    sandbox.run(&["pull"]).exits(0);
    fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("removed");
    edit(&sandbox, "src/aws-exports.js", "\"OFF\"", "\"ON\"");
    let foreign = json!({"path": "src/aws-exports.js", "state": "foreign", "keys": ["aws_cognito_mfa_configuration"]});
    assert_eq!(files(), [foreign]);
}

#[test]
fn github_is_shown_each_difference_at_its_line() {
    let (sandbox, account, seeded) = linked("e_oauth");
    let name = name_of_client(&sandbox);
    sandbox.write(".git/HEAD", "");
    set_client(&account, &seeded, &name, &["https://example.com/", "https://100%,a:b.example.com/"], &SCOPES);
    edit(&sandbox, "src/aws-exports.js", "\"OFF\"", "\"ON\"");
    let checked = sandbox.run(&["pull", "--check", "--format", "github"]).exits(3);
    let line_of = |path: &str, text: &str| {
        let file = sandbox.read(path);
        file.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{path} lacks {text}")) + 1
    };
    let (gone, list) =
        (line_of("amplink.lock.json", "\"http://localhost:3000/\""), line_of("amplink.lock.json", "\"callbackUrls\""));
    let lines: Vec<&str> = checked.stdout.lines().collect();
    let starts = [
        format!(
            "::error file=amplink.lock.json,line={gone},title=webClient.callbackUrls::dev: web client: callback URL removed: http://localhost:3000/%0A"
        ),
        format!(
            "::error file=amplink.lock.json,line={list},title=webClient.callbackUrls::dev: web client: callback URL added: https://100%25,a:b.example.com/%0A"
        ),
        format!(
            "::error file=src/aws-exports.js,line={},title=edited::dev: edited by hand: oauth.redirectSignIn, aws_cognito_mfa_configuration%0A",
            line_of("src/aws-exports.js", "redirectSignIn")
        ),
        "::error file=src/amplifyconfiguration.json,line=".to_owned(),
    ];
    assert_eq!(lines.len(), starts.len(), "{checked}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(&start), "{line}\n{start}");
    }
    let all = sandbox.run(&["pull", "--check", "--all", "--format", "github"]).exits(3);
    assert_eq!(all.stdout, checked.stdout);
    sandbox.run(&["pull", "--force"]).exits(0);
    let quiet = sandbox.run(&["pull", "--check", "--format", "github"]).exits(0);
    assert_eq!(quiet.stdout, "");
}

/// The job's page shows annotations only, so what kept a check from its work is one, too.
#[test]
fn github_is_shown_what_could_not_be_compared() {
    let (mut sandbox, account, _) = linked("b_web_native");
    let other = seed(&account, "e_oauth");
    let ids = ["--user-pool-id", &other.user_pool_id, "--web-client-id", &other.web_client_id];
    let more = ["--native-client-id", &other.native_client_id];
    sandbox.run(&[&["env", "add", "prod", "--yes"], &ids[..], &more[..]].concat()).exits(0);
    account.must(REGION, "cognito-idp", "DeleteUserPool", json!({"UserPoolId": other.user_pool_id}));
    let line = sandbox.read("amplink.json").lines().position(|line| line.contains("\"prod\": {")).expect("a line") + 1;
    let start = format!("::error file=amplink.json,line={line},title=not compared::prod: ");
    for args in [&["--all"][..], &["--env", "prod"]] {
        let checked = sandbox.run(&[&["pull", "--check", "--format", "github"], args].concat()).exits(5);
        assert!(checked.stdout.starts_with(&start) && checked.stdout.lines().count() == 1, "{checked}");
    }
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let mut lock = sandbox.json("amplink.lock.json");
    lock["environments"].as_object_mut().expect("an object").remove("dev");
    sandbox.write("amplink.lock.json", &lock.to_string());
    let frozen = sandbox.run(&["pull", "--check", "--frozen", "--format", "github"]).exits(1);
    assert!(frozen.stdout.contains("title=not compared::dev: "), "{frozen}");
}

#[test]
fn github_is_shown_what_the_rules_stop_at() {
    let (sandbox, account, seeded) = Sandbox::web("c_identity_pool");
    let pool = seeded.identity_pool_id.clone().expect("an identity pool");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    sandbox.run(&[&["import", "user-pool", "--yes", "--identity-pool-id", &pool], &ids[..]].concat()).exits(0);
    let empty = json!({"IdentityPoolId": pool, "IdentityPoolName": "idpool_c",
        "AllowUnauthenticatedIdentities": true, "CognitoIdentityProviders": []});
    account.must(REGION, "cognito-identity", "UpdateIdentityPool", empty);
    for more in [&[][..], &["--all"]] {
        let checked = sandbox.run(&[&["pull", "--check", "--format", "github"], more].concat()).exits(6);
        assert!(checked.stdout.contains("title=identity-pool-lacks-user-pool::dev: "), "{checked}");
        assert!(checked.stdout.lines().all(|line| line.starts_with("::error file=amplink.")), "{checked}");
    }
}

#[test]
fn the_document_is_a_format_too() {
    let (sandbox, ..) = linked("b_web_native");
    let flag = sandbox.run(&["pull", "--check", "--json"]).exits(0);
    let format = sandbox.run(&["pull", "--check", "--format", "json"]).exits(0);
    assert_eq!(format.document(), flag.document());
    fs::remove_file(sandbox.root().join("src/aws-exports.js")).expect("removed");
    let format = sandbox.run(&["pull", "--check", "--format", "json"]).exits(3).document();
    assert_eq!((&format["status"], &format["result"]["inSync"]), (&json!("difference"), &json!(false)));
    let all = sandbox.run(&["pull", "--check", "--all", "--format", "json"]).exits(3).document();
    assert_eq!(all["status"], "difference");
    let text = sandbox.run(&["pull", "--check", "--format", "text"]).exits(3);
    assert_eq!(text.to_string(), sandbox.run(&["pull", "--check"]).exits(3).to_string());
    sandbox.run(&["pull", "--format", "github"]).exits(2);
    sandbox.run(&["pull", "--ignore", "webClient"]).exits(2);
}

#[test]
fn an_ignored_field_counts_neither_in_the_cloud_nor_in_the_files() {
    let (sandbox, account, seeded) = linked("e_oauth");
    set_client(&account, &seeded, "renamed", &["https://example.com/"], &SCOPES);
    let before = sandbox.tree();
    let both = ["webClient.callbackUrls", "webClient.name"];
    let mut seen = fields(&sandbox.run(&["pull", "--check", "--json"]).exits(3), "differences");
    seen.sort();
    assert_eq!(seen, both);

    let check = |ignore: &[&str], code: i32| {
        let flags: Vec<&str> = ignore.iter().flat_map(|field| ["--ignore", field]).collect();
        let all = sandbox.run(&[&["pull", "--check", "--all"], &flags[..]].concat()).exits(code);
        let one = sandbox.run(&[&["pull", "--check", "--json"], &flags[..]].concat()).exits(code);
        (all, one)
    };
    for ignore in [&["webClient"][..], &["webClient.*"], &both, &["*.name", "*.callbackUrls"]] {
        let (all, one) = check(ignore, 0);
        assert!(all.stdout.contains("1 environment: 1 in sync"), "{all}");
        let document = one.document();
        assert_eq!((&document["status"], &document["result"]["files"]), (&json!("in-sync"), &json!([])), "{document}");
        assert_eq!(document["changes"], json!([]));
        let mut ignored = fields(&one, "ignored");
        ignored.sort();
        assert_eq!(ignored, both);
    }
    // What is left still counts, and the files are judged without what is passed over.
    let (_, one) = check(&["*.name"], 3);
    assert_eq!(fields(&one, "differences"), ["webClient.callbackUrls"]);
    let (_, one) = check(&["webClient.callbackUrls"], 3);
    assert_eq!(
        (fields(&one, "differences"), &one.document()["result"]["files"]),
        (vec!["webClient.name".to_owned()], &json!([]))
    );
    edit(&sandbox, "src/aws-exports.js", "\"OFF\"", "\"ON\"");
    let (_, one) = check(&["webClient"], 3);
    assert_eq!(one.document()["result"]["files"][0]["keys"], json!(["aws_cognito_mfa_configuration"]));
    edit(&sandbox, "src/aws-exports.js", "\"ON\"", "\"OFF\"");

    // It is told on request only.
    let quiet = sandbox.run(&["pull", "--check", "--ignore", "webClient"]).exits(0);
    assert!(!quiet.stderr.contains("ignored"), "{quiet}");
    let told = sandbox.run(&["-v", "pull", "--check", "--ignore", "webClient"]).exits(0);
    let line = "ignored webClient.callbackUrls: web client: callback URL removed: http://localhost:3000/\n";
    assert!(told.stderr.contains(line), "{told}");
    let named = sandbox.run(&["-v", "pull", "--check"]).exits(3);
    assert!(
        named.stderr.contains("fields, as `--ignore` names them: webClient.name, webClient.callbackUrls\n"),
        "{named}"
    );
    assert_eq!(sandbox.tree(), before);
}

/// A file that shows the client's secret is rendered with the one that was read, whatever is passed over.
#[test]
fn a_file_with_a_secret_is_compared_with_it() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let sandbox = Sandbox::new(&account);
    sandbox.write("build.gradle", "");
    let secret_client = account.must(
        REGION,
        "cognito-idp",
        "CreateUserPoolClient",
        json!({"UserPoolId": seeded.user_pool_id, "ClientName": "native", "GenerateSecret": true}),
    );
    let text = |key: &str| secret_client["UserPoolClient"][key].as_str().expect("a text").to_owned();
    let (id, secret) = (text("ClientId"), text("ClientSecret"));
    let args = ["import", "user-pool", "--yes", "--include-client-secret", "--user-pool-id", &seeded.user_pool_id];
    let more = ["--web-client-id", &seeded.web_client_id, "--native-client-id", &id];
    sandbox.run(&[&args[..], &more[..]].concat()).exits(0);
    let file = "app/src/main/res/raw/amplifyconfiguration.json";
    assert!(sandbox.read(file).contains(&secret));
    let renamed = json!({"UserPoolId": seeded.user_pool_id, "ClientId": id, "ClientName": "other"});
    account.must(REGION, "cognito-idp", "UpdateUserPoolClient", renamed);
    sandbox.run(&["pull", "--check"]).exits(3);
    sandbox.run(&["pull", "--check", "--ignore", "nativeClient"]).exits(0);
    edit(&sandbox, file, &secret, "another");
    let checked = sandbox.run(&["pull", "--check", "--ignore", "nativeClient", "--json"]).exits(3);
    let key = "auth.plugins.awsCognitoAuthPlugin.CognitoUserPool.Default.AppClientSecret";
    assert!(checked.document()["result"]["files"].to_string().contains(key), "{checked}");
    for format in ["text", "github", "json"] {
        let shown = sandbox.run(&["pull", "--check", "--format", format]).exits(3);
        assert!(!shown.to_string().contains(&secret) && !shown.to_string().contains("\"another"), "{shown}");
    }
}

#[test]
fn an_environment_without_a_snapshot_is_a_difference() {
    let (sandbox, ..) = linked("b_web_native");
    fs::remove_file(sandbox.root().join("amplink.lock.json")).expect("removed");
    for more in [&[][..], &["--all"], &["--ignore", "*.*"]] {
        let checked = sandbox.run(&[&["pull", "--check", "--format", "github"], more].concat()).exits(3);
        let start = "::error file=amplink.json,line=";
        assert!(checked.stdout.starts_with(start) && checked.stdout.contains("title=no snapshot::dev: "), "{checked}");
    }
}

#[test]
fn a_projects_own_list_is_for_every_environment_and_not_for_a_pull() {
    let (sandbox, account, seeded) = linked("e_oauth");
    set_client(&account, &seeded, "renamed", &["https://example.com/"], &SCOPES);
    set_ignore(&sandbox, &json!(["webClient"]));
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["pull", "--check", "--all"]).exits(0);
    // A pull writes what is true.
    let pulled = sandbox.run(&["pull"]).exits(0);
    assert!(pulled.stdout.contains("web client: name changed"), "{pulled}");
    assert_eq!(sandbox.json("amplink.lock.json")["environments"]["dev"]["facts"]["webClient"]["name"], "renamed");
    assert_eq!(sandbox.json("src/amplifyconfiguration.json")["oauth"]["redirectSignIn"], "https://example.com/");
    assert_eq!(sandbox.json("amplink.json")["ignore"], json!(["webClient"]));
    // A command that writes the link keeps it.
    sandbox.run(&["env", "set", "dev", "--protected"]).exits(0);
    assert_eq!(sandbox.json("amplink.json")["ignore"], json!(["webClient"]));
    sandbox.run(&["pull", "--check", "--frozen"]).exits(0);
}

#[test]
fn a_mistyped_field_is_told_before_aws_is_asked() {
    let (mut sandbox, ..) = linked("b_web_native");
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    for more in [&[][..], &["--all"]] {
        let args = [&["pull", "--check", "--ignore", "webClient.callbackUrl"], more].concat();
        let told = sandbox.run(&args).exits(2);
        assert!(told.stderr.contains("nothing that a check compares is called `webClient.callbackUrl`"), "{told}");
        assert!(told.stderr.contains("did you mean `webClient.callbackUrls`"), "{told}");
    }
    let told = sandbox.run(&["pull", "--check", "--ignore", "xyzzy"]).exits(2);
    assert!(told.stderr.contains("`userPool.mfaConfiguration`, `webClient`, `*.name`"), "{told}");
    set_ignore(&sandbox, &json!(["callbackUrls"]));
    let told = sandbox.run(&["pull", "--check", "--frozen"]).exits(2);
    assert!(told.stderr.contains("webClient.callbackUrls`"), "{told}");
    assert!(told.stderr.contains("`amplink.json` names it, under `ignore`"), "{told}");
    sandbox.run(&["pull", "--frozen"]).exits(0);
    set_ignore(&sandbox, &json!("webClient"));
    sandbox.run(&["pull", "--check", "--frozen"]).exits(1);
}

/// An Amplify Gen 1 project's `amplink.json` holds settings only; the list is one.
#[test]
fn an_amplify_project_has_its_list_in_amplink_json() {
    let (sandbox, account, seeded) = Sandbox::web("e_oauth");
    sandbox.write(
        "amplify/.config/project-config.json",
        &json!({"projectName": "shop", "version": "3.1", "frontend": "javascript",
            "javascript": {"framework": "none", "config": {"SourceDir": "src"}}})
        .to_string(),
    );
    sandbox.write("amplify/.config/local-env-info.json", &json!({"envName": "dev"}).to_string());
    sandbox.write("amplify/team-provider-info.json", &json!({"dev": {"awscloudformation": {}}}).to_string());
    import(&sandbox, &seeded);
    sandbox.run(&["pull", "--check"]).exits(0);
    set_client(&account, &seeded, "renamed", &["https://example.com/"], &SCOPES);
    sandbox.run(&["pull", "--check"]).exits(3);
    let settings = json!({"version": 1, "ignore": ["webClient.name", "webClient.callbackUrls"]});
    sandbox.write("amplink.json", &settings.to_string());
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.json("amplink.json"), settings);
}

/// Cognito promises no order of scopes, and it means nothing; that of URLs decides where an app returns to.
#[test]
fn an_order_that_means_nothing_is_no_difference() {
    let (sandbox, account, seeded) = linked("e_oauth");
    let name = name_of_client(&sandbox);
    let before = sandbox.tree();
    let mut scopes = SCOPES;
    scopes.reverse();
    set_client(&account, &seeded, &name, &URLS, &scopes);
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["pull", "--check", "--all"]).exits(0);
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.tree(), before);
    set_client(&account, &seeded, &name, &["http://localhost:3000/", "https://example.com/"], &scopes);
    let checked = sandbox.run(&["pull", "--check"]).exits(3);
    assert!(checked.stdout.contains("web client: callback URL order changed: "), "{checked}");
}

/// What a review shows of a pull is what changed in Cognito, a line each, and nothing else.
#[test]
fn the_lock_changes_with_the_cloud_only_and_by_a_line_a_fact() {
    let (mut sandbox, account, seeded) = linked("e_oauth");
    let (name, before) = (name_of_client(&sandbox), sandbox.read("amplink.lock.json"));
    sandbox.set("SOURCE_DATE_EPOCH", "1895400000");
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.read("amplink.lock.json"), before, "another time is no change");
    set_client(&account, &seeded, &name, &["https://example.com/", "https://new.example.com/"], &SCOPES);
    sandbox.run(&["pull"]).exits(0);
    let after = sandbox.read("amplink.lock.json");
    let diff = similar::TextDiff::from_lines(&before, &after);
    let changed = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    let lines: Vec<String> = changed.map(|change| format!("{}{}", change.tag(), change.value().trim())).collect();
    let facts: Vec<&String> = lines.iter().filter(|line| !line.contains("\"sha256\"")).collect();
    assert_eq!(facts, ["-\"http://localhost:3000/\"", "+\"https://new.example.com/\""]);
    assert_eq!(lines.len(), facts.len() + 4, "and the hash of each of the two files");
    for (number, line) in after.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        let (key, value) = line.split_once("\": ").unwrap_or(("", line));
        let is_fact = ["{", "[", "}", "]"].contains(&value)
            || serde_json::from_str::<Value>(value).is_ok_and(|value| !value.is_object() && !value.is_array());
        assert!(is_fact || value == "[]" || value == "{}", "line {}: {key} {value}", number + 1);
    }
    let linked_at = |text: &str| text.lines().find(|line| line.contains("\"linkedAt\"")).map(str::to_owned);
    assert_eq!(linked_at(&after), linked_at(&before));
}
