//! What holds for every input: nothing panics, what is written can be read, and a second run changes nothing.

use std::sync::OnceLock;

use amplink::emit::shape::categories::{official_aws_configuration, official_mobile, official_web};
use amplink::emit::shape::js_module::Module;
use amplink::emit::shape::{dart, web};
use amplink::emit::{FORMATS, Format, Generation, Removal, Request, When, Written};
use amplink::model::facts::Facts;
use amplink::model::platform::Platform;
use amplink::project::discover;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A person's own members: any name but amplink's.
fn own_members() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("[a-z]{1,3}|\\PC{0,5}", any_json(), 0..4).prop_map(|members| {
        let reserved =
            |key: &String| ["oauth", "auth", "UserAgent", "Version", "IdentityManager"].contains(&key.as_str());
        members.into_iter().filter(|(key, _)| !reserved(key)).collect()
    })
}

/// Facts of a pool whose free texts are anything.
fn any_facts() -> impl Strategy<Value = Facts> {
    (any::<[String; 3]>(), any::<[bool; 4]>(), prop::option::of(any::<[bool; 3]>())).prop_map(|(texts, on, mfa)| {
        let [name, scope, url] = texts;
        let client = json!({
            "id": "client", "name": name, "hasSecret": on[0], "identityProviders": ["COGNITO", scope], "oauthEnabled": on[1],
            "oauthFlows": ["code"], "oauthScopes": [scope], "callbackUrls": [url], "logoutUrls": [url, name],
        });
        serde_json::from_value(json!({
            "userPool": {
                "id": "eu-west-1_a", "name": name, "domain": on[2].then_some("shop"), "mfaConfiguration": "OPTIONAL",
                "requiredAttributes": ["sub", "email", scope],
                "passwordPolicy": {"minimumLength": 9, "requireLowercase": on[0], "requireUppercase": on[1],
                    "requireNumbers": on[2], "requireSymbols": on[3]},
            },
            "webClient": client, "nativeClient": client,
            "mfa": mfa.map(|[sms, totp, email]| json!({"sms": sms, "totp": totp, "email": email})),
        }))
        .expect("facts")
    })
}

/// A backend, and much that no backend is: anything at all may stand anywhere.
fn any_backend() -> impl Strategy<Value = Map<String, Value>> {
    let pick = |names: &'static [&'static str]| prop::sample::select(names).prop_map(str::to_owned);
    let some = |names: &'static [&'static str], value: BoxedStrategy<Value>| {
        prop::collection::btree_map(pick(names), value, 0..6).prop_map(|members| members.into_iter().collect())
    };
    let outputs = some(&OUTPUTS, any_json().boxed()).prop_map(Value::Object);
    let output = prop_oneof![4 => outputs, 1 => any_json()];
    let entry = (pick(&SERVICES), output, some(&MEMBERS, any_json().boxed()), any::<bool>()).prop_map(
        |(service, output, mut entry, is_pushed): (_, _, Map<String, Value>, _)| {
            entry.insert("service".to_owned(), json!(service));
            entry.insert("output".to_owned(), output);
            if is_pushed {
                entry.insert("lastPushTimeStamp".to_owned(), json!("now"));
            }
            Value::Object(entry)
        },
    );
    let entries = prop::collection::btree_map("[a-z0-9]{1,4}", prop_oneof![6 => entry, 1 => any_json()], 0..4)
        .prop_map(|entries| Value::Object(entries.into_iter().collect()));
    some(&CATEGORIES, prop_oneof![8 => entries, 1 => any_json()].boxed())
}

const CATEGORIES: [&str; 12] = [
    "providers",
    "auth",
    "api",
    "storage",
    "analytics",
    "notifications",
    "interactions",
    "predictions",
    "geo",
    "hosting",
    "function",
    "testMode",
];

const SERVICES: [&str; 19] = [
    "Cognito",
    "S3",
    "DynamoDB",
    "AppSync",
    "API Gateway",
    "ElasticContainer",
    "Pinpoint",
    "S3AndCloudFront",
    "Lex",
    "Translate",
    "Polly",
    "Transcribe",
    "Rekognition",
    "Comprehend",
    "SageMaker",
    "Map",
    "PlaceIndex",
    "GeofenceCollection",
    "Sumerian",
];

const OUTPUTS: [&str; 18] = [
    "Region",
    "Name",
    "OAuthMetadata",
    "HostedUIDomain",
    "UserPoolId",
    "IdentityPoolId",
    "authConfig",
    "securityType",
    "ApiName",
    "RootUrl",
    "APNS",
    "FCM",
    "BotName",
    "maxEntities",
    "collectionId",
    "region",
    "",
    "service",
];

const MEMBERS: [&str; 8] = [
    "frontendAuthConfig",
    "customAuth",
    "testMode",
    "isDefault",
    "identifyType",
    "convertType",
    "apiType",
    "resourceName",
];

/// Pools whose settings are anything that Cognito might say, in lists that repeat themselves.
fn any_pool() -> impl Strategy<Value = Facts> {
    let words = |words: &'static [&'static str]| prop::collection::vec(prop::sample::select(words), 0..5);
    let mfa = prop::sample::select(&["OFF", "ON", "OPTIONAL", "ANOTHER"][..]);
    let attributes = words(&["email", "phone_number", "username", "name", "sub", "custom:x", "updated_at"]);
    let providers = words(&["COGNITO", "Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "MySaml"]);
    let urls = words(&["https://a/", "http://localhost/", "app://in", "https://a/,b"]);
    let client = (
        providers,
        words(&["code", "implicit", "client_credentials"]),
        words(&["openid", "x/y"]),
        urls.clone(),
        urls,
    )
        .prop_map(|(providers, flows, scopes, callback, logout)| {
            json!({
                "id": "client", "name": "", "hasSecret": false, "identityProviders": providers, "oauthEnabled": true,
                "oauthFlows": flows, "oauthScopes": scopes, "callbackUrls": callback, "logoutUrls": logout,
            })
        });
    let groups = prop::option::of(prop::collection::btree_map(any::<String>(), any::<Option<i32>>(), 0..4));
    let factors = words(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "ANOTHER"]);
    let verification = prop::option::of(prop::sample::select(&["required", "preferred", "another"][..]));
    let pool = (mfa, any::<i32>(), [attributes.clone(), attributes.clone(), attributes], factors, any::<[bool; 8]>());
    (pool, client, groups, verification).prop_map(|(pool, client, groups, verification)| {
        let (mfa, length, [names, verified, required], factors, on) = pool;
        let mut facts = json!({
            "userPool": {
                "id": "eu-west-1_a", "name": "", "domain": on[0].then_some("shop"), "mfaConfiguration": mfa,
                "usernameAttributes": names, "autoVerifiedAttributes": verified, "requiredAttributes": required,
                "allowedFirstAuthFactors": factors,
                "passwordPolicy": {"minimumLength": length, "requireLowercase": on[1], "requireUppercase": on[1],
                    "requireNumbers": on[2], "requireSymbols": on[3]},
            },
            "webClient": client,
            "mfa": {"sms": on[4], "totp": on[5], "email": on[6], "passkeys": {"userVerification": verification}},
            "identityPool": {"id": "us-east-1:1", "name": "", "allowsGuests": on[7]},
        });
        if let Some(groups) = groups {
            let group = |(name, precedence): (String, Option<i32>)| json!({"name": name, "precedence": precedence});
            facts["groups"] = groups.into_iter().map(group).collect();
        }
        serde_json::from_value(facts).expect("facts")
    })
}

/// The official schema, which pins its own version; that of 1.4 has the same `auth`.
fn outputs_schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = include_str!("fixtures/amplify_outputs.schema.json");
        let mut schema: Value = serde_json::from_str(text).expect("JSON");
        schema["properties"]["version"] = json!({"const": "1.4"});
        jsonschema::validator_for(&schema).expect("a schema")
    })
}

fn write(format: &Format, facts: &Facts, existing: Option<&str>) -> Written {
    write_in(format, facts, None, existing)
}

fn write_in(format: &Format, facts: &Facts, meta: Option<&Map<String, Value>>, existing: Option<&str>) -> Written {
    let carried = Map::new();
    let request = Request { amplify_meta: meta, ..request(format, facts, existing, &carried) };
    (format.write)(&request).expect("it can be read")
}

fn request<'a>(
    format: &Format,
    facts: &'a Facts,
    existing: Option<&'a str>,
    carried: &'a Map<String, Value>,
) -> Request<'a> {
    Request {
        facts,
        platform: format.platforms[0],
        amplify_meta: None,
        previous: None,
        include_secret: false,
        prefix: "",
        existing,
        copied: &[],
        carried,
    }
}

/// The formats that keep a person's members; the others, in the languages of TypeScript and Terraform, are written whole.
fn merged() -> impl Iterator<Item = &'static Format> {
    let has_members = |format: &&Format| !["env", "aws-exports-types"].contains(&format.id) && !is_whole(format);
    FORMATS.iter().copied().filter(has_members)
}

fn is_whole(format: &Format) -> bool {
    format.id != "aws-exports-types" && [".ts", ".tf"].iter().any(|end| format.file_name.ends_with(end))
}

/// The formats that Amplify's official CLI writes, with the other categories in them.
fn of_the_official_cli() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().copied().filter(|format| format.generation == Generation::One && format.written != When::Asked)
}

/// A file of the format with a person's members in it, and a way to find them again.
fn with_own(format: &Format, own: &Map<String, Value>) -> String {
    let json = serde_json::to_string(own).expect("JSON");
    match format.file_name.rsplit('.').next() {
        Some("js") => format!("// note\nexport default {json};\n"),
        Some("dart") => dart::print(&json),
        _ => json,
    }
}

fn members(format: &Format, text: &str) -> Map<String, Value> {
    match format.file_name.rsplit('.').next() {
        Some("js") => Module::parse(text).expect("a module").object.to_value().as_object().expect("members").clone(),
        Some("dart") => serde_json::from_str(&dart::parse(text).expect("a text").0).expect("JSON"),
        _ => serde_json::from_str(text).expect("JSON"),
    }
}

#[test]
fn an_odd_value_costs_its_own_resource_or_category_and_no_more() {
    let bucket = json!({
        "service": "S3", "lastPushTimeStamp": "now", "output": {"BucketName": "files", "Region": "eu-west-1"},
    });
    let graph = |settings: Value| json!({"service": "AppSync", "lastPushTimeStamp": "now", "output": {"GraphQLAPIKeyOutput": "key", "authConfig": settings}});
    for odd in [
        json!({"analytics": null, "storage": {"files": bucket}}),
        json!({"analytics": {"clicks": null}, "storage": {"files": bucket}, "geo": 1}),
        json!({"providers": null, "api": "x", "storage": {"odd": null, "files": bucket}}),
        json!({"api": {"graph": graph(json!({}))}, "storage": {"files": bucket}}),
        json!({"api": {"graph": graph(json!({"additionalAuthenticationProviders": 1}))}, "storage": {"files": bucket}}),
        json!({"auth": {"users": {"service": "Cognito", "lastPushTimeStamp": "now", "output": {"OAuthMetadata": "{"}}},
            "storage": {"files": bucket}}),
    ] {
        let meta = odd.as_object().expect("an object");
        let web = Value::Object(official_web(meta));
        assert_eq!(web, json!({"aws_user_files_s3_bucket": "files", "aws_user_files_s3_bucket_region": "eu-west-1"}));
        let aws = official_aws_configuration(meta, Platform::Android);
        assert_eq!(aws["S3TransferUtility"]["Default"]["Bucket"], "files");
        assert_eq!(aws.len(), 4, "{aws:?}");
        let mobile = official_mobile(meta, Platform::Android);
        assert_eq!(mobile["storage"]["plugins"]["awsS3StoragePlugin"]["bucket"], "files");
    }
}

proptest! {
    #[test]
    fn what_is_written_can_be_read_and_a_second_run_changes_nothing(facts in any_facts(), own in own_members()) {
        for format in FORMATS {
            let first = write(format, &facts, None).text;
            prop_assert!((format.data)(&first).is_ok(), "{}", format.id);
            prop_assert_eq!(&write(format, &facts, Some(&first)).text, &first, "{}", format.id);
        }
        for format in merged() {
            let first = write(format, &facts, Some(&with_own(format, &own))).text;
            prop_assert_eq!(&write(format, &facts, Some(&first)).text, &first, "{}", format.id);
            let found = members(format, &first);
            for (key, value) in &own {
                prop_assert_eq!(found.get(key), Some(value), "{}", format.id);
            }
        }
    }

    #[test]
    fn what_a_person_added_is_all_that_is_left_after_a_removal(facts in any_facts(), own in own_members()) {
        let carried = Map::new();
        for format in merged() {
            let text = write(format, &facts, Some(&with_own(format, &own))).text;
            let removal = Removal { existing: &text, prefix: "", previous: Some(&facts), created: false, carried: &carried };
            let remains = (format.remove)(&removal).expect("it can be read");
            prop_assert!(remains.removed, "{}", format.id);
            let mut left = remains.text.map(|text| members(format, &text)).unwrap_or_default();
            // The head of the mobile files, and the second generation's version, stay as long as anything does.
            left.retain(|key, _| !["UserAgent", "Version", "IdentityManager", "version"].contains(&key.as_str()));
            prop_assert_eq!(&left, &own, "{}", format.id);
        }
    }

    /// Whatever stood there before; and an edit of one character makes it a person's.
    #[test]
    fn what_is_written_whole_is_known_again_until_it_is_edited(facts in any_facts(), at in any::<prop::sample::Index>()) {
        for format in FORMATS.iter().copied().filter(|format| is_whole(format)) {
            let text = write(format, &facts, None).text;
            prop_assert!((format.is_generated)(&text), "{}", text);
            prop_assert_eq!(&write(format, &facts, Some("const other = 1;")).text, &text, "{}", format.id);
            let body = text.find('\n').expect("a header") + 1;
            let at = body + at.index(text.len() - body);
            if text.is_char_boundary(at) {
                let mut edited = text.clone();
                edited.insert(at, 'x');
                prop_assert!(!(format.is_generated)(&edited), "{}", edited);
            }
        }
    }

    /// Terraform reads the name that the identity pool has, whatever is in it.
    #[test]
    fn terraform_reads_the_very_name(facts in any_facts(), name in "\\PC{0,6}|[$%{}a\"\\\\\n\t]{0,8}") {
        let mut facts = facts;
        facts.identity_pool = serde_json::from_value(json!({
            "id": "eu-west-1:1", "name": name, "allowsGuests": true,
            "roles": {"authenticated": "arn:aws:iam::123456789012:role/a/b"},
        })).expect("an identity pool");
        let text = write(amplink::emit::format("terraform").expect("a format"), &facts, None).text;
        let read: Value = hcl::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(&read["data"]["aws_cognito_identity_pool"]["this"]["identity_pool_name"], &json!(name), "{}", text);
        prop_assert_eq!(&read["data"]["aws_iam_role"]["authenticated"]["name"], &json!("b"), "{}", text);
    }

    #[test]
    fn whatever_a_backend_holds_a_persons_keys_stay_and_a_second_run_changes_nothing(
        facts in any_facts(),
        meta in any_backend(),
        own in own_members(),
    ) {
        for format in of_the_official_cli() {
            let first = write_in(format, &facts, Some(&meta), Some(&with_own(format, &own))).text;
            let second = write_in(format, &facts, Some(&meta), Some(&first)).text;
            prop_assert_eq!(&second, &first, "{}", format.id);
            let found = members(format, &first);
            // These are the generator's own, by name.
            for (key, value) in own.iter().filter(|(key, _)| !["api", "geo", "Lex", "Auth"].contains(&key.as_str())) {
                prop_assert_eq!(found.get(key), Some(value), "{}", format.id);
            }
            let platform = format.platforms[0];
            let _ = (official_web(&meta), official_aws_configuration(&meta, platform), official_mobile(&meta, platform));
        }
    }

    #[test]
    fn with_the_link_only_auths_part_goes(facts in any_facts(), meta in any_backend()) {
        let carried = Map::new();
        for format in of_the_official_cli() {
            let text = write_in(format, &facts, Some(&meta), None).text;
            let removal =
                Removal { existing: &text, prefix: "", previous: Some(&facts), created: false, carried: &carried };
            let left = (format.remove)(&removal).expect("it can be read").text;
            let left = left.map(|text| members(format, &text)).unwrap_or_default();
            let mut expected = members(format, &text);
            if format.platforms[0] == Platform::JavaScript {
                let region = expected.shift_remove("aws_project_region");
                expected.retain(|key, _| !web::is_owned(key, None, Some(&facts)));
                if let Some(region) = region.filter(|_| !expected.is_empty()) {
                    expected.shift_insert(0, "aws_project_region".to_owned(), region);
                }
                prop_assert_eq!(left, expected, "{}", format.id);
            } else {
                for (category, value) in &expected {
                    let is_auth = ["auth", "CredentialsProvider", "CognitoUserPool", "Auth"].contains(&category.as_str());
                    prop_assert!(is_auth || left.is_empty() || left.get(category) == Some(value), "{}", format.id);
                    let is_head = ["UserAgent", "Version", "IdentityManager"].contains(&category.as_str());
                    prop_assert!(is_auth || is_head || !left.is_empty(), "{}", format.id);
                }
                prop_assert!(!left.contains_key("CognitoUserPool"));
                prop_assert!(left.get("auth").is_none_or(|auth| !auth.to_string().contains("\"CognitoUserPool\"")));
            }
        }
    }

    /// The official schema allows it, and no library's decoder meets a word that it does not know.
    #[test]
    fn every_pool_gives_a_document_that_schema_and_libraries_take(facts in any_pool(), platform in 0..4usize) {
        let format = amplink::emit::format("amplify-outputs").expect("it is in the table");
        let platform = format.platforms[platform];
        prop_assume!(format.refusal(&facts, platform).is_none());
        let carried = Map::new();
        let request = Request { platform, ..request(format, &facts, None, &carried) };
        let text = (format.write)(&request).expect("it can be rendered").text;
        let document: Value = serde_json::from_str(&text).expect("JSON");
        let faults: Vec<String> = outputs_schema().iter_errors(&document).map(|fault| fault.to_string()).collect();
        prop_assert!(faults.is_empty(), "{:?}\n{}", faults, text);
        let words = |key: &str| document["auth"][key].as_array().cloned().unwrap_or_default();
        prop_assert!(platform == Platform::Flutter || !words("mfa_methods").contains(&json!("EMAIL")));
        prop_assert!(!words("username_attributes").contains(&json!("username")));
        prop_assert!(!words("standard_required_attributes").contains(&json!("sub")));
    }

    /// Of an `.env` file every other line keeps its bytes, whatever stands in it, and comes back when ours go.
    #[test]
    fn other_lines_of_an_env_file_stay(
        facts in any_facts(),
        lines in prop::collection::vec("[A-Z]{1,3}=[a-z0-9]{0,4}|[A-Z]=\"[a-z\n#']{0,6}\"|#.{0,6}|export A= b|\\PC{0,8}", 0..6),
    ) {
        let carried = Map::new();
        let format = amplink::emit::format("env").expect("it is in the table");
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let written = write(format, &facts, Some(&text)).text;
        prop_assert!(written.starts_with(&text));
        let removal = Removal { existing: &written, prefix: "", previous: None, created: false, carried: &carried };
        let remains = (format.remove)(&removal).expect("it can be read");
        prop_assert_eq!(remains.text.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn no_text_panics_a_reader(text in any::<String>(), frame in 0..5usize) {
        let text = ["", "const a = {", "export default {b: ", "const a = '''", "A=\""][frame].to_owned() + &text;
        for format in FORMATS {
            let carried = Map::new();
            let removal = Removal { existing: &text, prefix: "", previous: None, created: true, carried: &carried };
            let _ = (format.remove)(&removal);
            let _ = (format.is_generated)(&text);
        }
    }

    /// Comments anywhere in the object: none is lost, none is doubled.
    #[test]
    fn comments_are_neither_lost_nor_doubled(facts in any_facts(), places in prop::collection::vec(0..400usize, 1..6)) {
        let format = FORMATS[0];
        let mut text = write(format, &facts, None).text;
        let start = text.find('{').expect("an object") + 1;
        for (number, place) in places.iter().enumerate() {
            // A line of its own, wherever a line of the object ends.
            let end = text.find("\n};").expect("its end");
            let ends: Vec<usize> = text[start..end].match_indices('\n').map(|(at, _)| start + at).collect();
            let at = ends[place % ends.len()];
            text.insert_str(at, &format!("\n// comment {number}."));
        }
        let written = write(format, &facts, Some(&text)).text;
        for number in 0..places.len() {
            prop_assert_eq!(written.matches(&format!("// comment {number}.")).count(), 1, "{}", written);
        }
        prop_assert_eq!(members(format, &written), members(format, &write(format, &facts, None).text));
    }

    /// What amplink writes names its ids to whoever comes next, whatever else is in the file.
    #[test]
    fn the_ids_in_every_format_are_found_again(facts in any_facts(), own in own_members()) {
        let mut facts = facts;
        facts.user_pool.id = "eu-west-1_uZ3kP9qLm".parse().expect("an id");
        for client in [&mut facts.web_client, &mut facts.native_client].into_iter().flatten() {
            client.id = "3n4b5urk1ft4fl3mg5e62d9ado".parse().expect("an id");
        }
        // The types of a module name no id.
        for format in merged().filter(|format| format.generation == Generation::One) {
            let written = write(format, &facts, Some(&with_own(format, &own)));
            let found = discover::look_in(format.file_name, written.text.as_bytes()).expect("a text");
            let candidate = found.candidates.first();
            prop_assert_eq!(candidate.and_then(|found| found.user_pool.as_ref()), Some(&facts.user_pool.id), "{}", written.text);
            let client = candidate.and_then(|found| found.web_client.as_ref().or(found.native_client.as_ref()));
            prop_assert_eq!(client.map(|id| id.as_str()), Some("3n4b5urk1ft4fl3mg5e62d9ado"), "{}", written.text);
        }
    }

    /// Half a file, or any other bytes, are an error or hold nothing; they never end the program.
    #[test]
    fn no_file_panics_the_search(facts in any_facts(), end in any::<prop::sample::Index>(), bytes in any::<Vec<u8>>()) {
        let _ = discover::look_in("file", &bytes[..]);
        for format in FORMATS {
            let mut text = write(format, &facts, None).text.into_bytes();
            text.truncate(end.index(text.len()));
            text.extend(&bytes);
            let _ = discover::look_in("file", &text[..]);
        }
    }
}
