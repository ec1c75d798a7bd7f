//! The configuration files of whole backends, byte for byte beside those of Amplify's own generators, which run here.
//!
//! `tests/fixtures/backends` holds `amplify-meta.json` files of real projects with every name, id and address made up;
//! `AMPLINK_BACKENDS` names a folder with more of them.

#[path = "support"]
mod support {
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod local_aws;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod official;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod proxy;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub mod scenarios;
}

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use amplink::emit::shape::categories::{official_aws_configuration, official_mobile, official_web};
use amplink::emit::shape::commented::Node;
use amplink::emit::shape::dart;
use amplink::emit::shape::js_module::Module;
use amplink::emit::{FORMATS, Format, Request, When, json};
use amplink::model::app_client::Secret;
use amplink::model::facts::Facts;
use amplink::model::platform::Platform;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use support::official;

const PLATFORMS: [Platform; 4] = [Platform::JavaScript, Platform::Android, Platform::Ios, Platform::Flutter];

/// One run of a generator.
struct Case {
    name: String,
    platform: Platform,
    /// The text of `amplify-meta.json`.
    text: String,
    /// Files that stand in the project, by name.
    existing: Map<String, Value>,
}

impl Case {
    /// A backend on every platform, in a project without files.
    fn on_every_platform(name: &str, text: &str) -> Vec<Self> {
        let case = |platform| Self { name: name.to_owned(), platform, text: text.to_owned(), existing: Map::new() };
        PLATFORMS.map(case).into()
    }

    fn meta(&self) -> Map<String, Value> {
        serde_json::from_str(&self.text).expect("an object")
    }
}

/// What the generators write, in the order of the cases: the files by name, or the error with which they stop.
fn official_files(cases: &[Case]) -> Vec<Result<Map<String, Value>, String>> {
    let mut lines = String::new();
    for case in cases {
        let frontend = case.platform.title().to_lowercase();
        let line = json!({ "frontend": frontend, "meta": case.text, "existing": case.existing });
        lines += &format!("{line}\n");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official/generate.cjs");
    let mut node = Command::new(official::node())
        .args([script, official::node_modules()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {}: {error}", official::node().display()));
    let mut stdin = node.stdin.take().expect("a pipe");
    let stdout = node.stdout.take().expect("a pipe");
    let writer = thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let answer = |line: String| {
        let mut answer: Map<String, Value> = serde_json::from_str(&line).expect("JSON");
        match answer.remove("error") {
            Some(error) => Err(error.as_str().expect("a text").to_owned()),
            None => Ok(answer),
        }
    };
    let answers: Vec<_> = BufReader::new(stdout).lines().map(|line| answer(line.expect("a line"))).collect();
    writer.join().expect("no panic").expect("the cases were read");
    assert!(node.wait().expect("an end").success());
    assert_eq!(answers.len(), cases.len());
    answers
}

/// The official text of a Dart file, which leaves what Dart reads as its own as it is; a deviation.
fn unescaped_dart(json: &str) -> String {
    format!("const amplifyconfig = '''{json}''';\n")
}

/// The files of a backend with its own auth, as amplink renders them.
fn files(case: &Case) -> Vec<(&'static str, String)> {
    let (platform, meta) = (case.platform, &case.meta());
    let print = |object: Map<String, Value>, indent| json::pretty(&Value::Object(object), indent);
    match platform {
        Platform::JavaScript => {
            let document = official_web(meta);
            let module = Module::new(Node::from_value(&Value::Object(document.clone())));
            vec![("aws-exports.js", module.print()), ("amplifyconfiguration.json", print(document, 2))]
        }
        Platform::Flutter => {
            vec![("amplifyconfiguration.dart", unescaped_dart(&print(official_mobile(meta, platform), 4)))]
        }
        _ => vec![
            ("awsconfiguration.json", print(official_aws_configuration(meta, platform), 4)),
            ("amplifyconfiguration.json", print(official_mobile(meta, platform), 4)),
        ],
    }
}

/// Compares every file of the cases that the generators can make; returns how many those are.
#[track_caller]
fn compare(cases: &[Case]) -> usize {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (case, official) in cases.iter().zip(official_files(cases)) {
        let ours = files(case);
        let Ok(official) = official else { continue };
        assert_eq!(official.len(), ours.len());
        for (file, text) in ours {
            compared += 1;
            if official[file] != text.as_str() {
                let both = format!("{}\n--- the official one\n{text}", official[file].as_str().unwrap_or_default());
                wrong.push(format!("{}, {}: {file}\n{both}", case.name, case.platform.title()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} files differ; the first:\n{}", wrong.len(), wrong[0]);
    compared
}

/// Name and text of every backend.
fn backends() -> Vec<(String, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backends");
    let folders = [Some(own), env::var_os("AMPLINK_BACKENDS").map(PathBuf::from)];
    let mut found = Vec::new();
    for folder in folders.into_iter().flatten() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
            let text = fs::read_to_string(entry.path()).expect("a text");
            let name = entry.file_name().into_string().expect("a name");
            // A file that a merge left in pieces is none that amplink gets to see.
            if serde_json::from_str::<Map<String, Value>>(&text).is_ok() {
                found.push((name, text));
            }
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[test]
fn every_backend_has_the_official_files() {
    let backends = backends();
    let cases: Vec<Case> = backends.iter().flat_map(|(name, text)| Case::on_every_platform(name, text)).collect();
    let compared = compare(&cases);
    assert!(compared >= 6 * backends.len(), "only {compared} files of {} backends were compared", backends.len());
}

/// A service: its category, its name, its outputs, and members of the entry itself that a generator looks at.
type Service = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const PREDICTION: (&[&str], &[&str]) = (
    &[
        "region",
        "sourceLang",
        "targetLang",
        "voice",
        "language",
        "format",
        "celebrityDetectionEnabled",
        "collectionId",
        "maxEntities",
        "type",
        "endpointName",
        "service",
        "defaultNetworkPolicy",
    ],
    &["identifyType", "interpretType", "convertType", "inferType"],
);

const SERVICES: [Service; 25] = [
    (
        "auth",
        "Cognito",
        &[
            "IdentityPoolId",
            "UserPoolId",
            "AppClientID",
            "AppClientIDWeb",
            "AppClientSecret",
            "HostedUIDomain",
            "OAuthMetadata",
            "GoogleWebClient",
            "GoogleIOSClient",
            "FacebookWebClient",
            "AmazonWebClient",
            "AppleWebClient",
        ],
        &["customAuth", "frontendAuthConfig"],
    ),
    ("auth", "Cognito-UserPool-Groups", &["adminsGroupRole"], &[]),
    ("storage", "S3", &["BucketName", "Region"], &["testMode"]),
    ("storage", "DynamoDB", &["Name", "name", "Arn", "Region", "PartitionKeyName", "7", "\u{c9}tat"], &[]),
    (
        "api",
        "AppSync",
        &["GraphQLAPIEndpointOutput", "GraphQLAPIKeyOutput", "authConfig", "securityType", "region"],
        &["testMode"],
    ),
    ("api", "API Gateway", &["ApiName", "RootUrl", "ApiId"], &["authorizationType"]),
    ("api", "ElasticContainer", &["ApiName", "RootUrl"], &["apiType", "restrictAccess"]),
    ("analytics", "Pinpoint", &["Id", "Region", "appName"], &[]),
    ("analytics", "Kinesis", &["kinesisStreamArn", "Id"], &[]),
    ("notifications", "Pinpoint", &["Id", "Region", "APNS", "FCM", "Email", "EMAIL", "SMS", "InAppMessaging"], &[]),
    ("hosting", "S3AndCloudFront", &["Region", "HostingBucketName", "WebsiteURL", "CloudFrontSecureURL"], &[]),
    ("hosting", "amplifyhosting", &["type"], &[]),
    ("interactions", "Lex", &["Region", "BotName", "FunctionArn"], &[]),
    ("predictions", "Translate", PREDICTION.0, PREDICTION.1),
    ("predictions", "Polly", PREDICTION.0, PREDICTION.1),
    ("predictions", "Transcribe", PREDICTION.0, PREDICTION.1),
    ("predictions", "Rekognition", PREDICTION.0, PREDICTION.1),
    ("predictions", "RekognitionAndTextract", PREDICTION.0, PREDICTION.1),
    ("predictions", "Comprehend", PREDICTION.0, PREDICTION.1),
    ("predictions", "SageMaker", PREDICTION.0, PREDICTION.1),
    ("geo", "Map", &["Name", "Style", "Region", "Arn"], &["isDefault"]),
    ("geo", "PlaceIndex", &["Name", "Region"], &["isDefault"]),
    ("geo", "GeofenceCollection", &["Name", "Region"], &["isDefault"]),
    ("xr", "Sumerian", &["scene", "service", "3"], &[]),
    ("function", "Lambda", &["Name", "Region"], &[]),
];

/// Any plain value, texts most of the time.
fn any_plain() -> BoxedStrategy<Value> {
    prop_oneof![
        12 => prop::sample::select(vec!["one", "two", "10", "9", "API_KEY", "AWS_IAM", "$LATEST", "a'b\"c"]).prop_map(Value::from),
        1 => Just(json!("")),
        1 => Just(json!(null)),
        1 => prop::sample::select(vec![json!(0), json!(50), json!(1.5), json!(2.0), json!(12345678901234567890u64)]),
        1 => any::<bool>().prop_map(Value::from),
    ]
    .boxed()
}

/// What a member of that name holds, as a rule.
fn any_member(name: &'static str) -> BoxedStrategy<Value> {
    let list = || prop::collection::vec(any_plain(), 0..3).prop_map(Value::from);
    match name {
        "OAuthMetadata" => (prop::collection::vec(list(), 4), 0..6usize)
            .prop_map(|(lists, lacking)| {
                let keys = ["AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs"];
                let members = keys.iter().zip(lists).enumerate().filter(|(at, _)| *at != lacking);
                let members: Map<String, Value> = members.map(|(_, (key, list))| ((*key).to_owned(), list)).collect();
                let text = serde_json::to_string(&members).expect("JSON");
                json!(text.replace("\"one\"", "\"implicit\""))
            })
            .boxed(),
        "frontendAuthConfig" => any_members(vec![
            "usernameAttributes",
            "socialProviders",
            "signupAttributes",
            "mfaConfiguration",
            "mfaTypes",
            "passwordProtectionSettings",
            "verificationMechanisms",
            "2",
        ])
        .prop_map(Value::Object)
        .boxed(),
        "passwordProtectionSettings" => {
            any_members(vec!["passwordPolicyMinLength", "passwordPolicyCharacters"]).prop_map(Value::Object).boxed()
        }
        "passwordPolicyCharacters" | "mfaTypes" | "usernameAttributes" => list().boxed(),
        "authConfig" => {
            let provider = || any_members(vec!["authenticationType"]).prop_map(Value::Object);
            (prop::option::weighted(0.9, provider()), prop::option::of(prop::collection::vec(provider(), 0..3)))
                .prop_map(|(default, additional)| {
                    let mut settings = Map::new();
                    settings.extend(default.map(|default| ("defaultAuthentication".to_owned(), default)));
                    settings.extend(
                        additional.map(|list| ("additionalAuthenticationProviders".to_owned(), Value::from(list))),
                    );
                    Value::Object(settings)
                })
                .boxed()
        }
        "APNS" | "FCM" | "Email" | "EMAIL" | "SMS" | "InAppMessaging" => {
            (any::<bool>(), any_members(vec!["ApplicationId"]))
                .prop_map(|(enabled, mut settings)| {
                    settings.insert("Enabled".to_owned(), json!(enabled));
                    Value::Object(settings)
                })
                .boxed()
        }
        "apiType" => prop::sample::select(vec![json!("REST"), json!("GRAPHQL")]).boxed(),
        "identifyType" => prop::sample::select(vec!["identifyText", "identifyEntities", "identifyLabels"])
            .prop_map(Value::from)
            .boxed(),
        "convertType" => prop::sample::select(vec!["translateText", "speechGenerator", "transcription"])
            .prop_map(Value::from)
            .boxed(),
        "maxEntities" => prop::sample::select(vec![json!("50"), json!(50), json!("-3x"), json!("none")]).boxed(),
        "isDefault" => prop::sample::select(vec![json!(true), json!(false), json!("true")]).boxed(),
        _ => any_plain(),
    }
}

/// Some of the members, in any order.
fn any_members(names: Vec<&'static str>) -> BoxedStrategy<Map<String, Value>> {
    let count = names.len();
    let members: Vec<_> = names
        .into_iter()
        .map(|name| (prop::bool::weighted(0.8), any_member(name).prop_map(move |value| (name, value))))
        .collect();
    (members, prop::collection::vec(any::<u8>(), count))
        .prop_map(|(members, order)| {
            let mut members: Vec<_> = members.into_iter().zip(order).filter(|((is_there, _), _)| *is_there).collect();
            members.sort_by_key(|(_, place)| *place);
            members.into_iter().map(|((_, (name, value)), _)| (name.to_owned(), value)).collect()
        })
        .boxed()
}

/// A resource: its category, its name, its entry.
fn any_resource() -> impl Strategy<Value = (&'static str, String, Value)> {
    let name = prop_oneof![4 => "[a-z]{1,6}", 1 => "[0-9]{1,3}"];
    (prop::sample::select(SERVICES.to_vec()), name, 0..10usize).prop_flat_map(|(service, name, kind)| {
        let (category, service, outputs, members) = service;
        (any_members(outputs.to_vec()), any_members(members.to_vec())).prop_map(move |(output, members)| {
            let mut entry = Map::new();
            entry.insert("service".to_owned(), json!(service));
            entry.insert("providerPlugin".to_owned(), json!("awscloudformation"));
            entry.extend(members);
            if kind != 0 {
                entry.insert("output".to_owned(), if kind == 1 { json!({}) } else { Value::Object(output) });
            }
            if kind != 2 {
                entry.insert("lastPushTimeStamp".to_owned(), json!("2024-01-02T03:04:05.678Z"));
            }
            (category, name.clone(), Value::Object(entry))
        })
    })
}

/// Any backend that the CLI may have written.
fn any_backend() -> impl Strategy<Value = Map<String, Value>> {
    (prop::collection::vec(any_resource(), 0..9), 0..5usize).prop_map(|(resources, at)| {
        let providers = json!({ "awscloudformation": { "Region": "eu-west-1", "StackName": "amplify-app-dev" } });
        let mut meta = Map::new();
        for (number, (category, name, entry)) in resources.into_iter().enumerate() {
            if number == at {
                meta.insert("providers".to_owned(), providers.clone());
            }
            let resources = meta.entry(category).or_insert_with(|| json!({}));
            resources[name] = entry;
        }
        meta.entry("providers").or_insert(providers);
        meta
    })
}

fn made_up(count: usize) -> Vec<Map<String, Value>> {
    let mut runner = TestRunner::deterministic();
    let backends = any_backend();
    (0..count).map(|_| backends.new_tree(&mut runner).expect("a backend").current()).collect()
}

#[test]
fn every_service_has_the_official_members_whichever_outputs_it_lacks() {
    let text = |meta| serde_json::to_string(&Value::Object(meta)).expect("JSON");
    let backends: Vec<String> = made_up(500).into_iter().map(text).collect();
    let cases: Vec<Case> = backends.iter().flat_map(|meta| Case::on_every_platform(meta, meta)).collect();
    let compared = compare(&cases);
    // The rest are those on which a generator stops with an error.
    assert!(compared >= 5 * backends.len(), "only {compared} files were compared");
}

/// What an import of auth finds; with no setting on which amplink's files differ from the official ones.
fn linked_facts() -> Facts {
    let client = |id: &str, has_secret: bool| {
        json!({
            "id": id, "name": "app", "hasSecret": has_secret, "identityProviders": ["COGNITO", "Facebook", "Google"],
            "oauthEnabled": true, "oauthFlows": ["code"], "oauthScopes": ["email", "openid"],
            "callbackUrls": ["app://in/"], "logoutUrls": ["app://out/"],
        })
    };
    let mut facts: Facts = serde_json::from_value(json!({
        "userPool": {
            "id": "us-east-1_abcdefghi", "name": "users", "domain": "shop", "mfaConfiguration": "OPTIONAL",
            "requiredAttributes": ["sub", "email"], "usernameAttributes": ["email"], "autoVerifiedAttributes": ["email"],
            "passwordPolicy": {"minimumLength": 9, "requireLowercase": true, "requireUppercase": true,
                "requireNumbers": false, "requireSymbols": false},
        },
        "webClient": client("webclient", false),
        "nativeClient": client("nativeclient", true),
        "mfa": {"sms": false, "totp": true, "email": false},
        "identityPool": {"id": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "name": "guests", "allowsGuests": true,
            "loginProviders": {"accounts.google.com": "google-app", "graph.facebook.com": "facebook-app"}},
    }))
    .expect("facts");
    facts.native_client.as_mut().expect("a client").secret = Some(Secret::new("s3cret".to_owned()));
    facts
}

/// What the official CLI writes of them into `amplify-meta.json`.
fn linked_entry() -> Value {
    let metadata = json!({
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["email", "openid"], "CallbackURLs": ["app://in/"],
        "LogoutURLs": ["app://out/"],
    });
    json!({
        "service": "Cognito", "serviceType": "imported", "providerPlugin": "awscloudformation", "dependsOn": [],
        "customAuth": false,
        "output": {
            "UserPoolId": "us-east-1_abcdefghi", "UserPoolName": "users", "AppClientID": "nativeclient",
            "AppClientSecret": "s3cret", "AppClientIDWeb": "webclient", "HostedUIDomain": "shop",
            "IdentityPoolId": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "IdentityPoolName": "guests",
            "FacebookWebClient": "facebook-app", "GoogleWebClient": "google-app", "OAuthMetadata": metadata.to_string(),
        },
        "frontendAuthConfig": {
            "socialProviders": ["FACEBOOK", "GOOGLE"], "usernameAttributes": ["EMAIL"], "signupAttributes": ["EMAIL"],
            "passwordProtectionSettings": {
                "passwordPolicyMinLength": 9, "passwordPolicyCharacters": ["REQUIRES_LOWERCASE", "REQUIRES_UPPERCASE"],
            },
            "mfaConfiguration": "OPTIONAL", "mfaTypes": ["TOTP"], "verificationMechanisms": ["EMAIL"],
        },
    })
}

/// A backend whose only auth is the linked one: in the place of its own, else in the last one.
fn with_linked(meta: &Map<String, Value>, entry: &Value) -> Map<String, Value> {
    let mut meta = meta.clone();
    meta.entry("providers").or_insert_with(|| json!({}))["awscloudformation"]["Region"] = json!("us-east-1");
    let mut is_placed = false;
    for (category, resources) in &mut meta {
        let Some(resources) = resources.as_object_mut() else { continue };
        let is_own = |resource: &Value| resource["service"] == "Cognito";
        let own: Vec<String> =
            resources.iter().filter(|(_, resource)| is_own(resource)).map(|(name, _)| name.clone()).collect();
        for name in own {
            if category == "auth" && !is_placed {
                is_placed = true;
                resources.insert(name, entry.clone());
            } else {
                resources.shift_remove(&name);
            }
        }
    }
    if !is_placed {
        meta.entry("auth").or_insert_with(|| json!({}))["users"] = entry.clone();
    }
    meta
}

/// The files that amplink writes for linked auth, over those that stand there.
fn linked_files(case: &Case, meta: &Map<String, Value>) -> Map<String, Value> {
    let facts = linked_facts();
    let mut carried = Map::new();
    let mut files = Map::new();
    // What is written only when it is asked for, the official CLI does not know.
    let official = |format: &&&Format| format.is_for(case.platform) && format.written != When::Asked;
    for format in FORMATS.iter().filter(official) {
        let request = Request {
            facts: &facts,
            platform: case.platform,
            amplify_meta: Some(meta),
            previous: None,
            include_secret: true,
            prefix: "",
            existing: case.existing.get(format.file_name).and_then(Value::as_str),
            copied: &[],
            carried: &carried,
        };
        let written = (format.write)(&request).expect("a file");
        let text = match format.file_name.rsplit('.').next() {
            Some("dart") => unescaped_dart(&dart::parse(&written.text).expect("a text").0),
            _ => written.text,
        };
        files.insert(format.file_name.to_owned(), Value::String(text));
        carried.extend(written.kept);
    }
    files
}

#[test]
fn linked_auth_stands_where_the_official_cli_puts_it() {
    let own = backends().into_iter().map(|(_, text)| serde_json::from_str(&text).expect("an object"));
    let backends: Vec<Map<String, Value>> = own.chain(made_up(150)).collect();
    let mut pushed = linked_entry();
    pushed["lastPushTimeStamp"] = json!("2024-01-02T03:04:05.678Z");
    let text = |meta| serde_json::to_string(&Value::Object(meta)).expect("JSON");
    let cases: Vec<Case> =
        backends.iter().flat_map(|meta| Case::on_every_platform("linked", &text(with_linked(meta, &pushed)))).collect();
    let mut compared = 0;
    for (number, (case, official)) in cases.iter().zip(official_files(&cases)).enumerate() {
        let Ok(official) = official else { continue };
        let backend = &backends[number / PLATFORMS.len()];
        let mut not_yet_there = with_linked(backend, &linked_entry());
        if let (true, Some(Value::Object(auth))) = (backend.contains_key("auth"), not_yet_there.get_mut("auth")) {
            auth.retain(|_, resource| resource["service"] != "Cognito");
        } else {
            not_yet_there.shift_remove("auth");
        }
        let metas = [case.meta(), with_linked(backend, &linked_entry()), not_yet_there];
        for meta in metas {
            assert_eq!(linked_files(case, &meta), official, "{}: {}", case.platform.title(), case.text);
            compared += 1;
        }
    }
    assert!(compared >= 9 * backends.len(), "only {compared} projects were compared");
}

#[test]
fn a_persons_keys_are_kept_by_the_official_rule() {
    // Reserved, a category's that is not there, a person's; and `Analytics`, which is a person's without analytics.
    let web = json!({
        "aws_project_region": "us-west-1", "own": {"b": 1, "a": [true]}, "aws_user_files_s3_bucket": "old",
        "Analytics": {"own": true}, "aws_mandatory_sign_in": "enable", "geo": {}, "last": null,
    });
    let mobile = json!({
        "UserAgent": "old", "Version": "0", "own": {"b": 1, "a": [true]}, "Lex": {}, "PinpointTargeting": {"old": true},
        "CognitoUserPool": {}, "last": "x",
    });
    let module = Module::new(Node::from_value(&web)).print();
    let mut pushed = linked_entry();
    pushed["lastPushTimeStamp"] = json!("2024-01-02T03:04:05.678Z");
    let mut cases = Vec::new();
    for (name, text) in backends() {
        let meta = serde_json::from_str(&text).expect("an object");
        let text = serde_json::to_string(&Value::Object(with_linked(&meta, &pushed))).expect("JSON");
        for mut case in Case::on_every_platform(&name, &text) {
            let (file, standing) = match case.platform {
                Platform::JavaScript => ("aws-exports.js", module.clone()),
                Platform::Flutter => continue,
                _ => ("awsconfiguration.json", json::pretty(&mobile, 2)),
            };
            case.existing.insert(file.to_owned(), Value::String(standing));
            cases.push(case);
        }
    }
    let mut compared = 0;
    for (case, official) in cases.iter().zip(official_files(&cases)) {
        let Ok(official) = official else { continue };
        assert_eq!(linked_files(case, &case.meta()), official, "{}: {}", case.name, case.platform.title());
        assert!(official.values().all(|text| text.as_str().expect("a text").contains("\"own\"")));
        compared += 1;
    }
    assert!(compared > 2 * cases.len() / 3, "only {compared} projects were compared");
}
