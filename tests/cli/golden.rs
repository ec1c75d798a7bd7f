//! The official CLI's files, byte for byte; and where its file is wrong, what ours says instead.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::keys;
use crate::support::local_aws::LocalAws;
use crate::support::scenarios::{Seeded, replace_ids, seed};

/// Scenarios whose official files are wrong in a way that `docs/deviations.md` lists.
pub const DEVIATIONS: [&str; 4] =
    ["d2_noguest_both_roles", "e6_oauth_nologout", "e7_custom_domain", "f3_mfa_sms_totp_disabled"];

/// What an iOS file says instead of a list.
pub const IOS_REDIRECTS: [(&str, &str); 2] = [
    ("https://example.com/,http://localhost:3000/", "https://example.com/"),
    ("https://example.com/out/,http://localhost:3000/out/", "https://example.com/out/"),
];

/// Scenarios that the official CLI imports and that amplink refuses, with the rules that say why.
const REFUSED: [(&str, &[&str]); 4] = [
    ("c3_bad_trust", &["role-not-assumable-by-signed-in", "role-not-assumable-by-guests"]),
    ("c4_missing_roles", &["role-does-not-exist", "role-does-not-exist"]),
    ("h02_idpool_web_only", &["native-client-not-in-identity-pool"]),
    ("h19_idpool_disabled_provider_region", &["provider-names-another-region"]),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden")
}

fn golden(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The official file with the ids of this run.
fn expected(folder: &Path, file: &str, seeded: &Seeded) -> String {
    let golden_seed: Value = serde_json::from_str(&golden(&folder.join("seed.json"))).expect("JSON");
    replace_ids(&golden(&folder.join(file)), &golden_seed, seeded)
}

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> crate::sandbox::Output {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    args.extend(more);
    sandbox.run(&args)
}

#[test]
fn every_web_file_equals_the_official_one() {
    let mut compared = 0;
    for entry in fs::read_dir(fixtures()).expect("a folder").flatten() {
        let scenario = entry.file_name().into_string().expect("a text");
        let known = DEVIATIONS.contains(&scenario.as_str()) || REFUSED.iter().any(|(name, _)| *name == scenario);
        if known || !entry.path().join("seed.json").is_file() {
            continue;
        }
        let (sandbox, _, seeded) = Sandbox::web(&scenario);
        import(&sandbox, &seeded, &[]).exits(0);
        for file in ["aws-exports.js", "amplifyconfiguration.json"] {
            let ours = sandbox.read(&format!("src/{file}"));
            assert_eq!(ours, expected(&entry.path(), file, &seeded), "{scenario}: {file}");
        }
        // `amplink explain` is right about what was read, in every format.
        let facts = sandbox.json("amplink.lock.json")["environments"]["dev"]["facts"].clone();
        keys::check(&serde_json::from_value(facts).expect("facts"));
        compared += 1;
    }
    assert!(compared >= 8, "only {compared} scenarios were compared");
}

/// The build file of a mobile platform, and its formats with the paths of their files.
type MobileProject = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const MOBILE_PROJECTS: [MobileProject; 3] = [
    (
        "android",
        "build.gradle",
        &[
            ("awsconfiguration-android", "app/src/main/res/raw/awsconfiguration.json"),
            ("amplifyconfiguration-android", "app/src/main/res/raw/amplifyconfiguration.json"),
        ],
    ),
    (
        "ios",
        "Podfile",
        &[("awsconfiguration-ios", "awsconfiguration.json"), ("amplifyconfiguration-ios", "amplifyconfiguration.json")],
    ),
    ("flutter", "pubspec.yaml", &[("amplifyconfiguration-flutter", "lib/amplifyconfiguration.dart")]),
];

#[test]
fn every_mobile_file_equals_the_official_one() {
    let mut compared = 0;
    for entry in fs::read_dir(fixtures()).expect("a folder").flatten() {
        let scenario = entry.file_name().into_string().expect("a text");
        for (platform, build_file, formats) in MOBILE_PROJECTS {
            let folder = entry.path().join(platform);
            if !folder.is_dir() {
                continue;
            }
            let account = LocalAws::shared().account();
            let seeded = seed(&account, &scenario);
            let sandbox = Sandbox::new(&account);
            sandbox.write(build_file, "");
            let files: Vec<Value> =
                formats.iter().map(|(format, path)| json!({ "format": format, "path": path })).collect();
            sandbox.write("amplink.json", &json!({ "version": 1, "files": files }).to_string());
            import(&sandbox, &seeded, &["--include-client-secret"]).exits(0);
            for (_, path) in formats {
                let file = Path::new(path).file_name().expect("a name").to_str().expect("a text");
                let mut official = expected(&folder, file, &seeded);
                if platform == "ios" {
                    // A deviation: Amplify's Swift library takes the text as one URL.
                    for (list, first) in IOS_REDIRECTS {
                        official = official.replace(list, first);
                    }
                }
                assert_eq!(sandbox.read(path), official, "{scenario}: {path}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 16, "only {compared} files were compared");
}

/// A secret stays out of this file too, unless it is asked for; and only what is auth's goes with the link.
#[test]
fn an_awsconfiguration_holds_no_secret_unasked_and_goes_with_the_link() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let sandbox = Sandbox::new(&account);
    sandbox.write("Podfile", "");
    let file = json!({ "format": "awsconfiguration-ios", "path": "awsconfiguration.json" });
    sandbox.write("amplink.json", &json!({ "version": 1, "files": [file] }).to_string());
    import(&sandbox, &seeded, &[]).exits(0);
    let written = sandbox.json("awsconfiguration.json");
    assert_eq!(written["CognitoUserPool"]["Default"]["AppClientId"], seeded.native_client_id.as_str());
    assert!(!sandbox.read("awsconfiguration.json").contains("AppClientSecret"));

    let more = written.to_string().replacen('{', r#"{"S3TransferUtility": {"Default": {}}, "#, 1);
    sandbox.write("awsconfiguration.json", &more);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let left = sandbox.json("awsconfiguration.json");
    let keys: Vec<&str> = left.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["S3TransferUtility", "UserAgent", "Version", "IdentityManager"]);
}

/// The web file of a scenario, and the official one with the same ids.
fn both(scenario: &str) -> (Value, Value) {
    let (sandbox, _, seeded) = Sandbox::web(scenario);
    import(&sandbox, &seeded, &[]).exits(0);
    let official = expected(&fixtures().join(scenario), "amplifyconfiguration.json", &seeded);
    (sandbox.json("src/amplifyconfiguration.json"), serde_json::from_str(&official).expect("JSON"))
}

#[test]
fn a_custom_domain_is_used_as_it_is() {
    let (ours, mut official) = both("e7_custom_domain");
    official["oauth"]["domain"] = json!("auth.example.com");
    assert_eq!(ours, official);
}

#[test]
fn oauth_survives_a_missing_sign_out_url() {
    let (ours, mut official) = both("e6_oauth_nologout");
    official["oauth"]["scope"] = json!(["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"]);
    official["oauth"]["redirectSignIn"] = json!("https://example.com/,http://localhost:3000/");
    official["oauth"]["responseType"] = json!("code");
    official["federationTarget"] = json!("COGNITO_USER_POOLS");
    assert_eq!(ours, official);
}

#[test]
fn totp_is_listed_only_when_it_is_enabled() {
    let (ours, mut official) = both("f3_mfa_sms_totp_disabled");
    official["aws_cognito_mfa_types"] = json!(["SMS"]);
    assert_eq!(ours, official);
}

#[test]
fn without_guests_sign_in_is_mandatory() {
    let (ours, mut official) = both("d2_noguest_both_roles");
    official["aws_mandatory_sign_in"] = json!("enable");
    assert_eq!(ours, official);
}

/// Refused by name; and let pass by name, the file is the official one.
#[test]
fn what_the_official_cli_should_not_import_is_refused() {
    for (scenario, rules) in REFUSED {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        let before = sandbox.tree();
        let refused = import(&sandbox, &seeded, &["--json"]).exits(6).document();
        let errors = refused["findings"].as_array().expect("a list").iter().filter(|f| f["severity"] == "error");
        let names: Vec<&str> = errors.map(|finding| finding["rule"].as_str().expect("a rule")).collect();
        assert_eq!(names, rules, "{scenario}");
        assert_eq!(sandbox.tree(), before);
        let allow: Vec<&str> = names.iter().flat_map(|name| ["--allow", name]).collect();
        import(&sandbox, &seeded, &allow).exits(0);
        for file in ["aws-exports.js", "amplifyconfiguration.json"] {
            let official = expected(&fixtures().join(scenario), file, &seeded);
            assert_eq!(sandbox.read(&format!("src/{file}")), official, "{scenario}: {file}");
        }
    }
}

/// Good setups of few settings: no error, and no warning but those that are true of them.
#[test]
fn a_plain_good_setup_gets_no_error() {
    let mut seen = String::new();
    for scenario in ["a_pool_only", "b_web_native", "e_oauth", "f_mfa_optional", "g_attributes"] {
        for platform in ["javascript", "android"] {
            let (sandbox, _, seeded) = Sandbox::web(scenario);
            let more = ["--json", "--platform", platform, "--include-client-secret"];
            let document =
                import(&sandbox, &seeded, &more[..if platform == "android" { 4 } else { 3 }]).exits(0).document();
            let findings = document["findings"].as_array().expect("a list");
            let rules = |severity: &str| -> Vec<&str> {
                let of = findings.iter().filter(|finding| finding["severity"] == severity);
                of.map(|finding| finding["rule"].as_str().expect("a text")).collect()
            };
            assert_eq!(rules("error"), [""; 0], "{scenario}");
            seen += &format!("{scenario}, {platform}: {}\n", rules("warning").join(", "));
        }
    }
    insta::assert_snapshot!(seen, @"
    a_pool_only, javascript: one-client-for-both
    a_pool_only, android: one-client-for-both
    b_web_native, javascript: 
    b_web_native, android: client-secret-in-file
    e_oauth, javascript: 
    e_oauth, android: client-secret-in-file, no-mobile-callback-url, no-mobile-sign-out-url
    f_mfa_optional, javascript: 
    f_mfa_optional, android: client-secret-in-file
    g_attributes, javascript: 
    g_attributes, android: client-secret-in-file
    ");
}

/// The official CLI keeps a person's keys behind its own, in both files.
#[test]
fn custom_keys_stand_where_the_official_cli_puts_them() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let own = ",\n    \"my_custom_key\": {\n        \"a\": 1\n    }\n};";
    sandbox.write("src/aws-exports.js", &sandbox.read("src/aws-exports.js").replace("\n};", own));
    sandbox.run(&["pull"]).exits(0);
    for file in ["aws-exports.js", "amplifyconfiguration.json"] {
        let official = golden(&fixtures().join("custom_keys").join(file))
            .replace("us-east-1_873b0622d11541198f8fe37bc9872e89", &seeded.user_pool_id)
            .replace("405cfe0e45f549c5a1a29671dc", &seeded.web_client_id);
        assert_eq!(sandbox.read(&format!("src/{file}")), official, "{file}");
    }
}
