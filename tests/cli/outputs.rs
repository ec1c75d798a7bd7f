//! `amplify_outputs.json`: valid for the official schema, taken by the real library, and saying what the first
//! generation's file says.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::sandbox::{Output, Sandbox};
use crate::support::local_aws::{Account, LocalAws};
use crate::support::node::amplify_js;
use crate::support::proxy::{Fault, Proxy};
use crate::support::scenarios::{REGION, Seeded, seed};

/// Scenarios of which there is something to import, with what has to be let pass.
const SCENARIOS: [(&str, &[&str]); 26] = [
    ("a_pool_only", &[]),
    ("b_web_native", &[]),
    ("c_identity_pool", &[]),
    ("c3_bad_trust", &["role-not-assumable-by-signed-in", "role-not-assumable-by-guests"]),
    ("c4_missing_roles", &["role-does-not-exist"]),
    ("d_auth_role_only", &[]),
    ("d2_noguest_both_roles", &[]),
    ("e_oauth", &[]),
    ("e2_oauth_idpool_fed", &[]),
    ("e4_oauth_nodomain", &[]),
    ("e5_oauth_oidc_saml", &[]),
    ("e6_oauth_nologout", &[]),
    ("e7_custom_domain", &[]),
    ("f_mfa_optional", &[]),
    ("f3_mfa_sms_totp_disabled", &[]),
    ("g_attributes", &[]),
    ("h01_idpool_other_client", &["web-client-not-in-identity-pool", "native-client-not-in-identity-pool"]),
    ("h02_idpool_web_only", &["native-client-not-in-identity-pool"]),
    ("h03_idpool_native_only", &["web-client-not-in-identity-pool"]),
    ("h04_wrong_region", &[]),
    ("h11_idpool_unlinked", &["identity-pool-lacks-user-pool"]),
    ("h13_oauth_mismatch", &[]),
    ("h14_oauth_one_side", &[]),
    ("h15_idpool_no_roles", &["identity-pool-no-authenticated-role", "guests-without-role"]),
    ("h18_role_arn_bad", &["role-no-arn"]),
    ("i_many", &[]),
];

/// Those that differ in what is there at all, and have no file of the kind.
const WITHOUT: [(&str, &str, i32); 7] = [
    ("h05_bad_web_client", "does not exist", 5),
    ("h06_bad_native_client", "does not exist", 5),
    ("h07_web_has_secret", "at error level", 6),
    ("h08_no_web_client", "at error level", 6),
    ("h09_no_clients", "does not exist", 5),
    ("h10_idpool_unknown", "does not exist", 5),
    ("h16_unknown_pool", "does not exist", 5),
];

fn import(sandbox: &Sandbox, seeded: &Seeded, more: &[&str]) -> Output {
    let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
    args.extend(["--web-client-id", &seeded.web_client_id, "--native-client-id", &seeded.native_client_id]);
    if let Some(id) = &seeded.identity_pool_id {
        args.extend(["--identity-pool-id", id]);
    }
    args.extend(more);
    sandbox.run(&args)
}

/// As a person does it: a line more in `amplink.json`.
fn keep(sandbox: &Sandbox, format: &str, path: &str) {
    let mut link = sandbox.json("amplink.json");
    link["files"].as_array_mut().expect("a list").push(json!({"format": format, "path": path}));
    sandbox.write("amplink.json", &link.to_string());
}

/// The official schema pins its own version. That of 1.4 has the same `auth`.
fn assert_valid(document: &Value, place: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/amplify_outputs.schema.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON");
    schema["properties"]["version"] = json!({"enum": ["1.4", "1.5"]});
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(document).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{place}: {faults:?}\n{document:#}");
}

/// What the mobile libraries' decoders refuse a whole file for.
fn assert_decodes_everywhere(document: &Value, place: &str) {
    let auth = &document["auth"];
    for key in ["aws_region", "user_pool_id", "user_pool_client_id"] {
        assert!(auth[key].is_string(), "{place}: {key}");
    }
    for (key, words) in [
        ("mfa_methods", &["SMS", "TOTP"][..]),
        ("username_attributes", &["email", "phone_number"]),
        ("user_verification_types", &["email", "phone_number"]),
    ] {
        for word in auth[key].as_array().into_iter().flatten() {
            assert!(words.contains(&word.as_str().expect("a text")), "{place}: {key} {word}");
        }
    }
    assert!(document.as_object().expect("an object").keys().all(|key| !key.starts_with("aws_")), "{place}");
    assert_eq!(document["version"], "1.4", "{place}");
}

fn loaded(sandbox: &Sandbox, file: &str) -> Value {
    amplify_js("load.mjs", &[sandbox.root().join(file).to_str().expect("a text")])["Auth"]["Cognito"].clone()
}

/// What the library makes of the first generation's file, with what the second says otherwise.
fn as_gen_2(mut gen_1: Value, outputs: &Value) -> Value {
    let auth = &outputs["auth"];
    let config = gen_1.as_object_mut().expect("an object");
    // Guests are on in the first generation until somebody shuts them out, and off in the second until somebody lets
    // them in.
    if auth["unauthenticated_identities_enabled"] != true {
        config.shift_remove("allowGuestAccess");
    }
    // The first generation asks a new user also for what Cognito verifies.
    let required = auth["standard_required_attributes"].as_array().expect("a list").clone();
    let required = required.iter().map(|name| (name.as_str().expect("a text").to_owned(), json!({"required": true})));
    config.insert("userAttributes".to_owned(), Value::Object(required.collect()));
    // The second names all attributes that users sign in with, the first only the first, and has no word for the user
    // name, which is what the library falls back to.
    let login = config["loginWith"].as_object_mut().expect("an object");
    let names: Vec<&str> =
        auth["username_attributes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (word, name) in [("email", "email"), ("phone", "phone_number"), ("username", "")] {
        if names.is_empty() {
            login.shift_remove(word);
        } else {
            login.insert(word.to_owned(), json!(names.contains(&name)));
        }
    }
    // A list of no provider is left out of the first by the library, and kept in the second.
    if auth["oauth"].is_object() && login["oauth"]["providers"].is_null() {
        login["oauth"]["providers"] = json!([]);
    }
    // An OAuth block that lacks a member cannot be written in the second.
    if auth["oauth"].is_null() {
        login.shift_remove("oauth");
    }
    if login.is_empty() {
        config.shift_remove("loginWith");
    }
    // Only the second has a place for groups.
    config.insert("groups".to_owned(), auth["groups"].clone());
    gen_1
}

#[test]
fn every_scenario_is_valid_and_says_what_the_first_generation_says() {
    for (scenario, allow) in SCENARIOS {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        let allow: Vec<&str> = allow.iter().flat_map(|rule| ["--allow", *rule]).collect();
        import(&sandbox, &seeded, &allow).exits(0);
        keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
        sandbox.run(&["pull"]).exits(0);
        let outputs = sandbox.json("amplify_outputs.json");
        assert_valid(&outputs, scenario);
        assert_decodes_everywhere(&outputs, scenario);
        let gen_1 = loaded(&sandbox, "src/amplifyconfiguration.json");
        assert_eq!(loaded(&sandbox, "amplify_outputs.json"), as_gen_2(gen_1, &outputs), "{scenario}");
        sandbox.run(&["pull", "--check"]).exits(0);
    }
}

#[test]
fn a_scenario_without_a_client_for_it_gives_no_file() {
    for (scenario, why, code) in WITHOUT {
        let (sandbox, _, seeded) = Sandbox::web(scenario);
        sandbox.write("amplink.json", r#"{"version": 1, "files": [{"format": "amplify-outputs", "path": "o.json"}]}"#);
        let before = sandbox.tree();
        let said = import(&sandbox, &seeded, &[]).exits(code);
        assert!(said.stderr.contains(why), "{scenario}: {said}");
        assert_eq!(sandbox.tree(), before, "{scenario}");
    }
}

/// A pool with what only newer Cognito has.
fn newer(account: &Account, seeded: &Seeded) {
    let pool = &seeded.user_pool_id;
    let idp = |operation: &str, input: Value| account.must(REGION, "cognito-idp", operation, input);
    idp(
        "UpdateUserPool",
        json!({
            "UserPoolId": pool, "MfaConfiguration": "OPTIONAL", "AutoVerifiedAttributes": ["email"],
            "Policies": {
                "PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true,
                    "RequireNumbers": true, "RequireSymbols": true},
                "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
            },
        }),
    );
    idp(
        "SetUserPoolMfaConfig",
        json!({
            "UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "EmailMfaConfiguration": {"Message": "{####}", "Subject": "code"},
            "WebAuthnConfiguration": {"RelyingPartyId": "auth.example.com", "UserVerification": "required"},
        }),
    );
    for (name, precedence) in [("writers", 5), ("admins", 1), ("readers", 9)] {
        idp("CreateGroup", json!({"UserPoolId": pool, "GroupName": name, "Precedence": precedence}));
    }
}

#[test]
fn what_only_newer_cognito_has_is_in_it() {
    let (sandbox, account, seeded) = Sandbox::web("b_web_native");
    newer(&account, &seeded);
    import(&sandbox, &seeded, &[]).exits(0);
    keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
    sandbox.run(&["pull"]).exits(0);
    let outputs = sandbox.json("amplify_outputs.json");
    assert_valid(&outputs, "newer");
    assert_decodes_everywhere(&outputs, "newer");
    let auth = &outputs["auth"];
    let passkeys = json!({"relying_party_id": "auth.example.com", "user_verification": "required"});
    assert_eq!(
        auth["passwordless"],
        json!({"email_otp_enabled": true, "sms_otp_enabled": false, "web_authn": passkeys})
    );
    assert_eq!(
        auth["groups"],
        json!([{"admins": {"precedence": 1}}, {"writers": {"precedence": 5}}, {"readers": {"precedence": 9}}])
    );
    let config = loaded(&sandbox, "amplify_outputs.json");
    assert_eq!(config["passwordless"]["webAuthn"]["relyingPartyId"], "auth.example.com");
    assert_eq!(config["passwordless"]["emailOtpEnabled"], true);
    assert_eq!(config["groups"], auth["groups"]);
    assert_eq!(config["mfa"], json!({"status": "optional", "smsEnabled": false, "totpEnabled": true}));
}

/// Groups are read by the reading that is there anyway, beside the other calls, and only for a file that names them.
#[test]
fn groups_are_read_only_for_a_file_that_names_them() {
    let (mut sandbox, _, seeded) = Sandbox::web("b_web_native");
    let upstream = LocalAws::shared().endpoint();
    let proxy = Proxy::start(upstream);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    import(&sandbox, &seeded, &[]).exits(0);
    assert!(!proxy.calls().contains(&"ListGroups".to_owned()), "{:?}", proxy.calls());
    keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
    let proxy = Proxy::gated(upstream, 6);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    sandbox.run(&["pull"]).exits(0);
    let mut calls = proxy.calls();
    calls.sort();
    assert_eq!(
        calls,
        [
            "DescribeUserPool",
            "DescribeUserPoolClient",
            "DescribeUserPoolClient",
            "GetUserPoolMfaConfig",
            "ListGroups",
            "ListIdentityProviders",
        ]
    );
}

/// Without a right to them the groups stay as last read, and a file that never had any is told to lack them.
#[test]
fn groups_that_may_not_be_read_are_told() {
    let denied = [("ListGroups", Fault::Error(400, "AccessDeniedException", "no"))];
    let proxy = Proxy::faulty(LocalAws::shared().endpoint(), denied);
    for known in [false, true] {
        let (mut sandbox, account, seeded) = Sandbox::web("b_web_native");
        newer(&account, &seeded);
        import(&sandbox, &seeded, &[]).exits(0);
        keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
        if known {
            sandbox.run(&["pull"]).exits(0);
        }
        let before = sandbox.tree();
        sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
        let said = sandbox.run(&["pull"]).exits(0);
        assert!(said.stderr.contains("warning[groups-unread]"), "{said}");
        let outputs = sandbox.json("amplify_outputs.json");
        assert_valid(&outputs, "denied");
        assert_eq!(outputs["auth"]["groups"].is_array(), known);
        if known {
            assert_eq!(sandbox.tree(), before);
        }
        // That it was denied is known offline, too.
        sandbox.run(&["pull", "--frozen", "--check"]).exits(0);
    }
}

/// Passkeys belong to the pool's own domain where none is set for them, and to none without one.
#[test]
fn passkeys_without_a_setting_belong_to_the_pools_domain() {
    for (scenario, party) in [
        ("e_oauth", Some("my-auth-domain.auth.us-east-1.amazoncognito.com")),
        ("e7_custom_domain", Some("auth.example.com")),
        ("b_web_native", None),
    ] {
        let (sandbox, account, seeded) = Sandbox::web(scenario);
        let factors = json!({"AllowedFirstAuthFactors": ["WEB_AUTHN", "PASSWORD"]});
        let input = json!({"UserPoolId": seeded.user_pool_id, "Policies": {"SignInPolicy": factors}});
        account.must(REGION, "cognito-idp", "UpdateUserPool", input);
        import(&sandbox, &seeded, &[]).exits(0);
        keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
        let said = sandbox.run(&["pull"]).exits(0);
        let outputs = sandbox.json("amplify_outputs.json");
        assert_valid(&outputs, scenario);
        let expected = party.map(|party| json!({"relying_party_id": party, "user_verification": "preferred"}));
        assert_eq!(outputs["auth"]["passwordless"]["web_authn"], expected.unwrap_or_default(), "{scenario}");
        assert_eq!(said.stderr.contains("passkeys-without-domain"), party.is_none(), "{said}");
    }
}

/// The native client if it has no secret, else the web client, else none.
#[test]
fn a_mobile_project_takes_a_client_without_a_secret() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    let (public, _) = &seeded.clients["web"];
    let (secret, _) = &seeded.clients["native"];
    for (web, native, expected) in
        [(None, public, Some(public)), (Some(public), secret, Some(public)), (None, secret, None)]
    {
        let sandbox = Sandbox::new(&account);
        sandbox.write("build.gradle", "");
        let mut args = vec!["import", "user-pool", "--yes", "--user-pool-id", &seeded.user_pool_id];
        args.extend(["--native-client-id", native]);
        args.extend(web.into_iter().flat_map(|web: &String| ["--web-client-id", web.as_str()]));
        sandbox.run(&args).exits(0);
        keep(&sandbox, "amplify-outputs", "app/src/main/res/raw/amplify_outputs.json");
        let Some(expected) = expected else {
            let before = sandbox.tree();
            let said = sandbox.run(&["pull", "--json"]).exits(6);
            assert!(said.stdout.contains("no-public-client"), "{said}");
            sandbox.run(&["pull"]).exits(6);
            assert_eq!(sandbox.tree(), before);
            continue;
        };
        sandbox.run(&["pull"]).exits(0);
        let outputs = sandbox.json("app/src/main/res/raw/amplify_outputs.json");
        assert_eq!(outputs["auth"]["user_pool_client_id"], json!(expected));
        assert_valid(&outputs, "android");
    }
}

/// Of an existing file, everything but `auth` stays as it is, to the byte; and it comes back when the link goes.
#[test]
fn other_sections_of_an_existing_file_stay() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let existing = "{\n    \"data\": { \"url\": \"https://x\",\n     \"n\": 1.0e3 },\n    \"version\": \"1.5\",\n    \"custom\": [ ]\n}\n";
    sandbox.write("amplify_outputs.json", existing);
    keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
    sandbox.run(&["pull"]).exits(0);
    let text = sandbox.read("amplify_outputs.json");
    assert_eq!(sandbox.json("amplify_outputs.json")["version"], "1.5");
    let (_, behind) = existing.split_once('{').expect("an object");
    assert!(text.ends_with(behind), "{text}");
    sandbox.run(&["pull", "--check"]).exits(0);
    sandbox.run(&["unlink", "--yes"]).exits(0);
    assert_eq!(sandbox.read("amplify_outputs.json"), existing);
}

/// Another pool's section, a person's or another generator's, is not replaced unasked.
#[test]
fn a_section_that_was_there_before_is_protected() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    let existing = "{\n  \"auth\": {\n    \"user_pool_id\": \"us-east-1_theirs\"\n  },\n  \"version\": \"1.4\"\n}";
    sandbox.write("amplify_outputs.json", existing);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json"]).exits(7);
    let keep = ["generate", "amplify-outputs", "-o", "amplify_outputs.json", "--keep"];
    sandbox.run(&keep).exits(7);
    assert_eq!(sandbox.read("amplify_outputs.json"), existing);
    let said = sandbox.run(&[&keep[..], &["--force"]].concat()).exits(0);
    assert!(said.stderr.contains("`ampx sandbox`"), "{said}");
    assert_eq!(sandbox.json("amplify_outputs.json")["auth"]["user_pool_id"], json!(seeded.user_pool_id));
    // What no library would take is told with its place.
    sandbox.write("amplify_outputs.json", "{\n  \"aws_project_region\": \"us-east-1\"\n}");
    let said = sandbox.run(&["pull"]).exits(7);
    assert!(said.stderr.contains("amplify_outputs.json:2:3: `aws_project_region` belongs to"), "{said}");
}

/// A person's change in `auth` is not overwritten unasked; a formatter's layout is none.
#[test]
fn an_edit_is_protected_and_a_layout_is_none() {
    let (sandbox, _, seeded) = Sandbox::web("b_web_native");
    import(&sandbox, &seeded, &[]).exits(0);
    keep(&sandbox, "amplify-outputs", "amplify_outputs.json");
    sandbox.run(&["pull"]).exits(0);
    let written = sandbox.json("amplify_outputs.json");
    sandbox.write("amplify_outputs.json", &written.to_string());
    sandbox.run(&["pull"]).exits(0);
    assert_eq!(sandbox.read("amplify_outputs.json"), written.to_string());
    sandbox.run(&["pull", "--check"]).exits(0);
    let mut edited = written.clone();
    edited["auth"]["mfa_configuration"] = json!("REQUIRED");
    sandbox.write("amplify_outputs.json", &edited.to_string());
    sandbox.run(&["pull"]).exits(7);
    assert_eq!(sandbox.json("amplify_outputs.json"), edited);
    sandbox.run(&["pull", "--force"]).exits(0);
    assert_eq!(sandbox.json("amplify_outputs.json"), written);
}

/// The same document in Dart; Flutter's library alone knows MFA by e-mail.
#[test]
fn a_flutter_app_gets_it_as_dart() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "b_web_native");
    newer(&account, &seeded);
    let sandbox = Sandbox::new(&account);
    sandbox.write("pubspec.yaml", "");
    import(&sandbox, &seeded, &[]).exits(0);
    keep(&sandbox, "amplify-outputs-dart", "lib/amplify_outputs.dart");
    let existing = "const amplifyConfig = r'''{\n  \"data\": {\"a\": \"$x\"}\n}''';\n";
    sandbox.write("lib/amplify_outputs.dart", existing);
    sandbox.run(&["pull"]).exits(0);
    let text = sandbox.read("lib/amplify_outputs.dart");
    let (head, rest) = text.split_once("'''").expect("a constant");
    let (json, tail) = rest.rsplit_once("'''").expect("its end");
    assert_eq!((head, tail), ("const amplifyConfig = r", ";\n"));
    assert!(json.contains("\"data\": {\"a\": \"$x\"}"), "{json}");
    let mut document: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(document["auth"]["mfa_methods"], json!(["TOTP", "EMAIL"]));
    document.as_object_mut().expect("an object").shift_remove("data");
    assert_valid(&document, "dart");
    sandbox.run(&["pull", "--check"]).exits(0);
    let fresh = sandbox.run(&["generate", "amplify-outputs-dart"]).exits(0).stdout;
    assert!(fresh.starts_with("const amplifyConfig = r'''{\n  \"auth\": {") && fresh.ends_with("}''';"), "{fresh}");
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let left = sandbox.read("lib/amplify_outputs.dart");
    assert!(left.contains("\"data\"") && !left.contains("auth"), "{left}");
}
