//! What the real library (npm `aws-amplify`, pinned) makes of the files.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::local_aws::LocalAws;
use crate::support::node::amplify_js;
use crate::support::scenarios::{REGION, Seeded, seed};

fn import(sandbox: &Sandbox, seeded: &Seeded) {
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&["import", "user-pool"], &ids[..]].concat()).exits(0);
}

fn loaded(sandbox: &Sandbox, file: &str) -> Value {
    amplify_js("load.mjs", &[sandbox.root().join(file).to_str().expect("a text")])
}

#[test]
fn it_reads_out_of_both_files_what_the_pool_says() {
    let (sandbox, _, seeded) = Sandbox::web("e_oauth");
    import(&sandbox, &seeded);
    let cognito = json!({
        "userPoolId": seeded.user_pool_id,
        "userPoolClientId": seeded.web_client_id,
        "allowGuestAccess": true,
        "mfa": {"status": "off", "totpEnabled": false, "smsEnabled": false},
        "passwordFormat": {
            "minLength": 8, "requireLowercase": true, "requireUppercase": true, "requireNumbers": true,
            "requireSpecialCharacters": true,
        },
        "userAttributes": {"email": {"required": true}},
        "loginWith": {
            "username": false, "email": true, "phone": false,
            "oauth": {
                "domain": "my-auth-domain.auth.us-east-1.amazoncognito.com",
                "scopes": ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"],
                "redirectSignIn": ["https://example.com/", "http://localhost:3000/"],
                "redirectSignOut": ["https://example.com/out/", "http://localhost:3000/out/"],
                "responseType": "code",
                "providers": ["Facebook", "Google"],
            },
        },
    });
    for file in ["src/aws-exports.js", "src/amplifyconfiguration.json"] {
        assert_eq!(loaded(&sandbox, file)["Auth"]["Cognito"], cognito, "{file}");
    }
}

/// Without the key, the library lets guests in.
#[test]
fn it_lets_no_guests_in_where_the_identity_pool_does_not() {
    for (scenario, guests) in [("c_identity_pool", true), ("d2_noguest_both_roles", false)] {
        let (mut sandbox, _, seeded) = Sandbox::web(scenario);
        sandbox.set("AMPLIFY_IDENTITYPOOL_ID", seeded.identity_pool_id.as_ref().expect("an id"));
        import(&sandbox, &seeded);
        let cognito = &loaded(&sandbox, "src/aws-exports.js")["Auth"]["Cognito"];
        assert_eq!(cognito["allowGuestAccess"], json!(guests), "{scenario}");
        assert_eq!(cognito["identityPoolId"], json!(seeded.identity_pool_id));
    }
}

/// A missing sign-out URL costs nothing but the sign-out URL: what the library needs to sign in is there.
#[test]
fn it_can_sign_in_with_what_is_left_of_oauth() {
    let (sandbox, _, seeded) = Sandbox::web("e6_oauth_nologout");
    import(&sandbox, &seeded);
    let oauth = &loaded(&sandbox, "src/aws-exports.js")["Auth"]["Cognito"]["loginWith"]["oauth"];
    assert_eq!(oauth["responseType"], "code");
    assert_eq!(oauth["redirectSignIn"], json!(["https://example.com/", "http://localhost:3000/"]));
    assert_eq!(oauth["redirectSignOut"], json!([]));
}

/// Nothing but the written file and the endpoint, with the library's default flow; a wrong password is refused.
#[test]
fn a_user_signs_in() {
    // An app's own calls bear no credentials, and land in one account of the server: so it is a server of its own.
    let aws = LocalAws::start(false);
    let account = aws.root();
    let seeded = seed(&account, "b_web_native");
    let mut sandbox = Sandbox::new(&account);
    sandbox.set("AWS_REGION", REGION);
    let user = |operation: &str, more: Value| {
        let mut input = json!({"UserPoolId": seeded.user_pool_id, "Username": "ada"});
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        account.must(REGION, "cognito-idp", operation, input);
    };
    user("AdminCreateUser", json!({"UserAttributes": [{"Name": "email", "Value": "ada@example.com"}]}));
    user("AdminSetUserPassword", json!({"Password": "Correct-horse-1", "Permanent": true}));
    import(&sandbox, &seeded);
    sandbox.run(&["generate", "amplify-outputs", "-o", "amplify_outputs.json"]).exits(0);
    for file in ["aws-exports.js", "amplifyconfiguration.json", "amplify_outputs.json"] {
        let path = sandbox.root().join(file);
        let args = [path.to_str().expect("a text"), aws.endpoint(), "ada", "Correct-horse-1"];
        let answer = amplify_js("sign_in.mjs", &args);
        assert_eq!(answer["isSignedIn"], true, "{file}: {answer}");
        assert_eq!(answer["attributes"]["email"], "ada@example.com", "{file}: {answer}");
        assert_eq!(answer["wrongPassword"], "NotAuthorizedException", "{file}: {answer}");
    }
}
