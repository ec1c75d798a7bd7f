//! Names from the cloud: harmless on the terminal, exact in every format.

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::node::amplify_js;
use crate::support::scenarios::REGION;

/// All that has ever broken a terminal, a script, a JSON text or a Dart text.
const HOSTILE: &str =
    "a\u{1b}[31m\u{1b}]0;x\u{7}\u{9b}2J\"q'\\n\n\r</script>\u{2028}\u{2029}'''$x${y}`\u{202e}\u{0}é漢";

/// A pool and a client whose every free text is hostile.
fn hostile_pool(account: &Account<'_>) -> (String, String) {
    let pool = account.must(REGION, "cognito-idp", "CreateUserPool", json!({"PoolName": HOSTILE}));
    let pool = pool["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let client = account.must(
        REGION,
        "cognito-idp",
        "CreateUserPoolClient",
        json!({
            "UserPoolId": pool, "ClientName": HOSTILE, "SupportedIdentityProviders": ["COGNITO", HOSTILE],
            "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthScopes": ["openid", HOSTILE], "CallbackURLs": [HOSTILE], "LogoutURLs": [HOSTILE],
        }),
    );
    let client = client["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned();
    let domain = json!({"UserPoolId": pool, "Domain": "plain"});
    account.must(REGION, "cognito-idp", "CreateUserPoolDomain", domain);
    (pool, client)
}

#[track_caller]
fn assert_harmless(output: &Output) {
    for text in [&output.stdout, &output.stderr] {
        let harmful =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2028}';
        assert!(!text.contains(harmful), "{text:?}");
    }
}

#[test]
fn the_terminal_stays_as_it_is() {
    let account = LocalAws::shared().account();
    let (pool, client) = hostile_pool(&account);
    let sandbox = Sandbox::new(&account);
    let ids = ["--user-pool-id", &pool, "--web-client-id", &client, "--native-client-id", &client, "--yes"];
    let import = [&["import", "user-pool"], &ids[..]].concat();
    for more in [&["--dry-run"][..], &["--json", "--dry-run"], &[]] {
        assert_harmless(&sandbox.run(&[&import, more].concat()).exits(0));
    }
    for args in [&["status"][..], &["status", "--json"], &["pull"], &["pull", "--json"]] {
        assert_harmless(&sandbox.run(args).exits(0));
    }
    let name =
        json!({"UserPoolId": pool, "ClientId": client, "ClientName": "plain", "CallbackURLs": [format!("{HOSTILE}2")]});
    account.must(REGION, "cognito-idp", "UpdateUserPoolClient", name);
    assert_harmless(&sandbox.run(&["pull", "--dry-run"]).exits(0));
    let document = sandbox.run(&["pull", "--check", "--json"]).exits(3);
    assert_harmless(&document);
    let told = document.document()["result"]["differences"].to_string();
    assert!(told.contains("callback URL added"), "{told}");
    assert_harmless(&sandbox.run(&["unlink", "--yes"]).exits(0));
}

#[test]
fn every_format_says_exactly_what_the_cloud_says() {
    let account = LocalAws::shared().account();
    let (pool, client) = hostile_pool(&account);
    let ids = ["--user-pool-id", &pool, "--web-client-id", &client, "--native-client-id", &client, "--yes"];
    let import = |platform| {
        let sandbox = Sandbox::new(&account);
        sandbox.run(&[&["import", "user-pool", "--platform", platform], &ids[..]].concat()).exits(0);
        sandbox
    };
    let sandbox = import("javascript");
    let flat = sandbox.json("amplifyconfiguration.json");
    assert_eq!(flat["oauth"]["scope"], json!(["openid", HOSTILE]));
    assert_eq!(flat["oauth"]["redirectSignIn"], HOSTILE);
    let path = sandbox.root().join("aws-exports.js");
    let loaded = amplify_js("load.mjs", &[path.to_str().expect("a text")]);
    assert_eq!(loaded["Auth"]["Cognito"]["loginWith"]["oauth"]["scopes"], json!(["openid", HOSTILE]));

    let group = json!({"UserPoolId": pool, "GroupName": HOSTILE, "Precedence": 1});
    account.must(REGION, "cognito-idp", "CreateGroup", group);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"]).exits(0);
    let path = sandbox.root().join("amplify_outputs.json");
    let loaded = amplify_js("load.mjs", &[path.to_str().expect("a text")]);
    assert_eq!(loaded["Auth"]["Cognito"]["loginWith"]["oauth"]["redirectSignIn"], json!([HOSTILE]));
    assert_eq!(loaded["Auth"]["Cognito"]["groups"][0], json!({HOSTILE: {"precedence": 1}}));
    assert_harmless(&sandbox.run(&["generate", "amplify-outputs", "--json"]).exits(0));
    assert_harmless(&sandbox.run(&["export", "--json"]).exits(0));

    let scopes = |document: &Value| {
        document["auth"]["plugins"]["awsCognitoAuthPlugin"]["Auth"]["Default"]["OAuth"]["Scopes"].clone()
    };
    let android = import("android").json("app/src/main/res/raw/amplifyconfiguration.json");
    assert_eq!(scopes(&android), json!(["openid", HOSTILE]));
    let ios = import("ios").json("amplifyconfiguration.json");
    assert_eq!(scopes(&ios), json!(["openid", HOSTILE]));

    let sandbox = import("flutter");
    let dart = sandbox.read("lib/amplifyconfiguration.dart");
    assert_eq!(scopes(&serde_json::from_str(&dart_text(&dart)).expect("JSON")), json!(["openid", HOSTILE]));
    sandbox.run(&["generate", "amplify-outputs-dart", "-o", "lib/amplify_outputs.dart", "--keep"]).exits(0);
    let dart = sandbox.read("lib/amplify_outputs.dart");
    // Dart reads nothing as its own in a raw text, which ends at the first three quotes.
    let (text, rest) =
        dart.strip_prefix("const amplifyConfig = r'''").and_then(|body| body.split_once("'''")).expect("the constant");
    assert_eq!(rest, ";");
    let outputs: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(outputs["auth"]["oauth"]["scopes"], json!(["openid", HOSTILE]));
    // What was written can be read again: nothing counts as an edit.
    assert!(sandbox.run(&["status"]).stdout.contains("lib/amplifyconfiguration.dart  as generated\n"));
    sandbox.run(&["pull", "--check"]).exits(0);
}

/// The value of the one text in a Dart file, by Dart's rules for `'''` texts.
///
/// <https://dart.dev/language/built-in-types#strings>
fn dart_text(file: &str) -> String {
    let body = file.strip_prefix("const amplifyconfig = '''").expect("the constant");
    let mut chars = body.chars().peekable();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().expect("an escape") {
                'n' => text.push('\n'),
                'u' => panic!("no such escape is needed"),
                other => text.push(other),
            },
            '$' => panic!("Dart would put a value in here"),
            '\'' if chars.peek() == Some(&'\'') && chars.clone().nth(1) == Some('\'') => {
                let rest: String = chars.skip(2).collect();
                assert_eq!(rest, ";\n", "the text ends too early");
                return text;
            }
            other => text.push(other),
        }
    }
    panic!("the text has no end");
}
