//! The flat object of `aws-exports.js`, and of `amplifyconfiguration.json` in a JavaScript project.

use serde_json::{Map, Value, json};

use super::backend::{Backend, COGNITO, Resource};
use super::{Auth, js};

type Members = Map<String, Value>;

/// Keys that the official generator does not take over from an existing file, besides auth's and those that it writes. Two
/// of them are for the local mock of the backend. `Analytics` is not among them: where no analytics are, it is a
/// person's.
pub const RESERVED: [&str; 21] = [
    "aws_user_files_s3_dangerously_connect_to_http_endpoint_for_testing",
    "aws_appsync_dangerously_connect_to_http_endpoint_for_testing",
    "aws_user_files_s3_bucket",
    "aws_user_files_s3_bucket_region",
    "aws_appsync_graphqlEndpoint",
    "aws_appsync_region",
    "aws_appsync_authenticationType",
    "aws_appsync_apiKey",
    "aws_cloud_logic_custom",
    "aws_mobile_analytics_app_id",
    "aws_mobile_analytics_app_region",
    "Notifications",
    "aws_dynamodb_all_tables_region",
    "aws_dynamodb_table_schemas",
    "aws_content_delivery_bucket",
    "aws_content_delivery_bucket_region",
    "aws_content_delivery_url",
    "aws_bots",
    "aws_bots_config",
    "predictions",
    "geo",
];

/// The object that the official generator makes of the backend.
pub fn document(meta: &Members, auth: Auth<'_>) -> Members {
    let meta = js::members_in_order(meta);
    let backend = Backend::read(&meta, auth);
    let region = backend.region;
    let mut out = js::object([("aws_project_region", region.cloned())]);
    let (mut predictions, mut geo) = (Members::new(), Members::new());
    for (service, resources) in &backend.services {
        if *service == COGNITO
            && let Auth::Linked(members) = auth
        {
            out.extend(members.clone());
            continue;
        }
        // The service comes with its first resource; only linked auth has none.
        let Some(first) = resources.first().copied() else { continue };
        let members = match *service {
            COGNITO => cognito(first, region),
            "S3" => Some(s3(first)),
            "AppSync" => app_sync(first, region),
            "API Gateway" | "ElasticContainer" => Some(rest(resources, region, &out)),
            "Pinpoint" => Some(pinpoint(resources)),
            "DynamoDB" => Some(dynamo_db(resources, region)),
            "S3AndCloudFront" => Some(hosting(first)),
            "Lex" => Some(lex(resources)),
            "Translate" | "Polly" | "Transcribe" => {
                extend(&mut predictions, "convert", convert(first));
                None
            }
            "Rekognition" | "RekognitionAndTextract" => {
                extend(&mut predictions, "identify", identify(resources));
                None
            }
            "Comprehend" => {
                extend(&mut predictions, "interpret", interpret(first));
                None
            }
            "SageMaker" => {
                extend(&mut predictions, "infer", infer(first));
                None
            }
            "Map" | "PlaceIndex" | "GeofenceCollection" => {
                geo.extend(js::object([("region", first.truthy("Region").or(region).cloned())]));
                let (key, listed) = match *service {
                    "Map" => ("maps", maps(resources)),
                    "PlaceIndex" => ("search_indices", listed(resources)),
                    _ => ("geofenceCollections", listed(resources)),
                };
                geo.insert(key.to_owned(), Value::Object(listed));
                None
            }
            _ => None,
        };
        out.extend(members.unwrap_or_default());
    }
    if !predictions.is_empty() {
        out.insert("predictions".to_owned(), Value::Object(predictions));
    }
    if !geo.is_empty() {
        out.insert("geo".to_owned(), json!({ "amazon_location_service": geo }));
    }
    js::members_in_order(&out)
}

/// Adds members to an object below `key`.
fn extend(out: &mut Members, key: &str, members: Members) {
    let place = out.entry(key).or_insert_with(|| json!({}));
    if let Value::Object(place) = place {
        place.extend(members);
    }
}

fn cognito(resource: Resource<'_>, region: Option<&Value>) -> Option<Members> {
    let host = resource.truthy("HostedUIDomain").map(|domain| json!(super::prefix_host(domain, region)));
    let mut oauth = js::object([("domain", host)]);
    let hosted_ui = match resource.truthy("OAuthMetadata") {
        Some(text) => Some(HostedUi::parse(text)?),
        None => None,
    };
    let is_federated = ["GoogleWebClient", "FacebookWebClient", "AmazonWebClient", "AppleWebClient"]
        .iter()
        .any(|key| resource.truthy(key).is_some());
    let target = match (&hosted_ui, is_federated) {
        (Some(_), true) => Some("COGNITO_USER_AND_IDENTITY_POOLS"),
        (Some(_), false) => Some("COGNITO_USER_POOLS"),
        (None, true) => Some("COGNITO_IDENTITY_POOLS"),
        (None, false) => None,
    };
    if let Some(hosted_ui) = hosted_ui {
        let response_type = match hosted_ui.first_flow {
            Some(Value::String(flow)) if flow == "implicit" => Some(json!("token")),
            other => other,
        };
        oauth.extend(js::object([
            ("scope", hosted_ui.scopes),
            ("redirectSignIn", Some(json!(hosted_ui.callback_urls))),
            ("redirectSignOut", Some(json!(hosted_ui.logout_urls))),
            ("responseType", response_type),
        ]));
    }
    let mut out = js::object([
        ("aws_cognito_identity_pool_id", resource.out("IdentityPoolId")),
        ("aws_cognito_region", region.cloned()),
        ("aws_user_pools_id", resource.out("UserPoolId")),
        ("aws_user_pools_web_client_id", resource.out("AppClientIDWeb")),
        ("oauth", Some(Value::Object(oauth))),
        ("federationTarget", target.map(|target| json!(target))),
    ]);
    if let Some(Value::Object(settings)) = resource.meta.get("frontendAuthConfig") {
        let setting = |key: &str| settings.get(key).cloned();
        out.extend(js::object([
            ("aws_cognito_username_attributes", setting("usernameAttributes")),
            ("aws_cognito_social_providers", setting("socialProviders")),
            ("aws_cognito_signup_attributes", setting("signupAttributes")),
            ("aws_cognito_mfa_configuration", setting("mfaConfiguration")),
            ("aws_cognito_mfa_types", setting("mfaTypes")),
            ("aws_cognito_password_protection_settings", setting("passwordProtectionSettings")),
            ("aws_cognito_verification_mechanisms", setting("verificationMechanisms")),
        ]));
    }
    Some(out)
}

/// `OAuthMetadata`: JSON in a text.
pub(super) struct HostedUi {
    pub scopes: Option<Value>,
    pub callback_urls: String,
    pub logout_urls: String,
    pub first_flow: Option<Value>,
}

impl HostedUi {
    /// `None` where the official generator stops with an error.
    pub fn parse(text: &Value) -> Option<Self> {
        let parsed: Value = serde_json::from_str(&js::text(Some(text))).ok()?;
        let parsed = js::in_order(&parsed);
        let joined = |key: &str| Some(js::join(parsed.get(key)?.as_array()?));
        let first_flow = match parsed.get("AllowedOAuthFlows") {
            Some(Value::Array(flows)) => flows.first().cloned(),
            // A text is a list of its characters.
            Some(Value::String(flows)) => flows.chars().next().map(|c| json!(c)),
            _ => None,
        };
        Some(Self {
            scopes: parsed.get("AllowedOAuthScopes").cloned(),
            callback_urls: joined("CallbackURLs")?,
            logout_urls: joined("LogoutURLs")?,
            first_flow,
        })
    }
}

fn s3(resource: Resource<'_>) -> Members {
    js::object([
        ("aws_user_files_s3_bucket", resource.out("BucketName")),
        ("aws_user_files_s3_bucket_region", resource.out("Region")),
        (RESERVED[0], resource.is("testMode").then(|| json!(true))),
    ])
}

fn app_sync(resource: Resource<'_>, region: Option<&Value>) -> Option<Members> {
    Some(js::object([
        ("aws_appsync_graphqlEndpoint", resource.out("GraphQLAPIEndpointOutput")),
        ("aws_appsync_region", region.cloned()),
        ("aws_appsync_authenticationType", super::app_sync_mode(resource)?),
        ("aws_appsync_apiKey", resource.truthy("GraphQLAPIKeyOutput").cloned()),
        (RESERVED[1], resource.is("testMode").then(|| json!(true))),
    ]))
}

/// The endpoints of both services that have some stand in one list.
fn rest(resources: &[Resource<'_>], region: Option<&Value>, so_far: &Members) -> Members {
    let key = "aws_cloud_logic_custom";
    let mut list = so_far.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    for resource in resources {
        if let (Some(name), Some(endpoint)) = (resource.truthy("ApiName"), resource.truthy("RootUrl")) {
            let region = region.cloned();
            let members = [("name", Some(name.clone())), ("endpoint", Some(endpoint.clone())), ("region", region)];
            list.push(Value::Object(js::object(members)));
        }
    }
    js::object([(key, Some(Value::Array(list)))])
}

fn pinpoint(resources: &[Resource<'_>]) -> Members {
    const CHANNELS: [(&str, &str); 5] =
        [("APNS", "Push"), ("FCM", "Push"), ("InAppMessaging", "InAppMessaging"), ("Email", "Email"), ("SMS", "SMS")];
    let notifies =
        |resource: &&Resource<'_>| CHANNELS.iter().any(|(channel, _)| resource.output.contains_key(*channel));
    let mut out = Members::new();
    if let Some(analytics) = resources.iter().find(|resource| !notifies(resource)) {
        let (id, region) = (analytics.out("Id"), analytics.out("Region"));
        let plugin = js::object([("appId", id.clone()), ("region", region.clone())]);
        out.extend(js::object([
            ("aws_mobile_analytics_app_id", id),
            ("aws_mobile_analytics_app_region", region),
            ("Analytics", Some(json!({ "AWSPinpoint": plugin }))),
        ]));
    }
    for (channel, plugin) in CHANNELS {
        let enabled = resources.iter().filter(notifies).find_map(|resource| {
            let settings = resource.output.get(channel)?;
            settings.get("Enabled").is_some_and(js::is_truthy).then_some((resource, settings))
        });
        if let Some((resource, settings)) = enabled {
            let app =
                js::object([("appId", settings.get("ApplicationId").cloned()), ("region", resource.out("Region"))]);
            extend(&mut out, "Notifications", js::object([(plugin, Some(json!({ "AWSPinpoint": app })))]));
        }
    }
    out
}

fn dynamo_db(resources: &[Resource<'_>], region: Option<&Value>) -> Members {
    let table = |resource: &Resource<'_>| {
        Value::Object(js::object([("tableName", resource.out("Name")), ("region", resource.out("Region"))]))
    };
    js::object([
        ("aws_dynamodb_all_tables_region", region.cloned()),
        ("aws_dynamodb_table_schemas", Some(resources.iter().map(table).collect())),
    ])
}

fn hosting(resource: Resource<'_>) -> Members {
    let url = resource.truthy("CloudFrontSecureURL").cloned().or_else(|| resource.out("WebsiteURL"));
    js::object([
        ("aws_content_delivery_bucket", resource.out("HostingBucketName")),
        ("aws_content_delivery_bucket_region", resource.out("Region")),
        ("aws_content_delivery_url", url),
    ])
}

fn lex(resources: &[Resource<'_>]) -> Members {
    let bot = |resource: &Resource<'_>| {
        let alias = Some(json!("$LATEST"));
        Value::Object(js::object([
            ("name", resource.out("BotName")),
            ("alias", alias),
            ("region", resource.out("Region")),
        ]))
    };
    js::object([("aws_bots", Some(json!("enable"))), ("aws_bots_config", Some(resources.iter().map(bot).collect()))])
}

fn convert(resource: Resource<'_>) -> Members {
    let (name, defaults) = match resource.meta.get("convertType").and_then(Value::as_str) {
        Some("speechGenerator") => (
            "speechGenerator",
            js::object([("VoiceId", resource.out("voice")), ("LanguageCode", resource.out("language"))]),
        ),
        Some("transcription") => ("transcription", js::object([("language", resource.out("language"))])),
        _ => (
            "translateText",
            js::object([
                ("sourceLanguage", resource.out("sourceLang")),
                ("targetLanguage", resource.out("targetLang")),
            ]),
        ),
    };
    js::object([(name, Some(prediction(resource, defaults)))])
}

/// What most kinds of prediction have.
fn prediction(resource: Resource<'_>, defaults: Members) -> Value {
    Value::Object(js::object([
        ("region", resource.out("region")),
        ("proxy", Some(json!(false))),
        ("defaults", Some(Value::Object(defaults))),
    ]))
}

fn identify(resources: &[Resource<'_>]) -> Members {
    let mut out = Members::new();
    for resource in resources {
        let Some(kind) = resource.meta.get("identifyType").and_then(Value::as_str) else { continue };
        let mut members = js::object([("proxy", Some(json!(false))), ("region", resource.out("region"))]);
        let defaults = match kind {
            "identifyText" => Some(js::object([("format", resource.out("format"))])),
            "identifyLabels" => Some(js::object([("type", resource.out("type"))])),
            "identifyEntities" => {
                let celebrities = json!(resource.truthy("celebrityDetectionEnabled").is_some());
                members.insert("celebrityDetectionEnabled".to_owned(), celebrities);
                resource.truthy("collectionId").map(|id| {
                    let most = js::integer(resource.output.get("maxEntities"));
                    js::object([("collectionId", Some(id.clone())), ("maxEntities", Some(most))])
                })
            }
            _ => continue,
        };
        members.extend(js::object([("defaults", defaults.map(Value::Object))]));
        out.insert(kind.to_owned(), Value::Object(members));
    }
    out
}

fn interpret(resource: Resource<'_>) -> Members {
    let defaults = js::object([("type", resource.out("type"))]);
    js::object([("interpretText", Some(prediction(resource, defaults)))])
}

fn infer(resource: Resource<'_>) -> Members {
    let model = js::object([
        ("region", resource.out("region")),
        ("proxy", Some(json!(false))),
        ("endpoint", resource.out("endpointName")),
    ]);
    js::object([("inferModel", Some(Value::Object(model)))])
}

fn maps(resources: &[Resource<'_>]) -> Members {
    let mut items = Members::new();
    for resource in resources {
        let style = js::object([("style", resource.out("Style"))]);
        items.insert(js::text(resource.output.get("Name")), Value::Object(style));
    }
    js::object([("items", Some(Value::Object(items))), ("default", default_name(resources))])
}

fn listed(resources: &[Resource<'_>]) -> Members {
    let items = resources.iter().map(|resource| resource.out("Name").unwrap_or_default()).collect();
    js::object([("items", Some(items)), ("default", default_name(resources))])
}

/// The last one that is marked; an empty name where none is.
fn default_name(resources: &[Resource<'_>]) -> Option<Value> {
    match resources.iter().rfind(|resource| resource.is("isDefault")) {
        Some(resource) => resource.out("Name"),
        None => Some(json!("")),
    }
}
