//! The object of `awsconfiguration.json` for Android and iOS. All three mobile platforms have the same object once more
//! as the auth plugin's in `amplifyconfiguration`; Flutter has it only there.

use serde_json::{Map, Value, json};

use crate::model::platform::Platform;

use super::backend::{Backend, COGNITO, Resource};
use super::flat::HostedUi;
use super::{Auth, js};

type Members = Map<String, Value>;

/// Keys that the official generators do not take over from an existing file, besides those that they write themselves.
pub const RESERVED: [&str; 12] = [
    "Auth",
    "CredentialsProvider",
    "CognitoUserPool",
    "GoogleSignIn",
    "FacebookSignIn",
    "S3TransferUtility",
    "PinpointAnalytics",
    "PinpointTargeting",
    "DynamoDBObjectMapper",
    "AppSync",
    "Lex",
    "Sumerian",
];

/// What the object starts with, whatever the backend has.
pub fn head(platform: Platform) -> Members {
    let agent = if platform == Platform::Ios { "aws-amplify/cli" } else { "aws-amplify-cli/0.1.0" };
    js::object([
        ("UserAgent", Some(json!(agent))),
        ("Version", Some(json!("0.1.0"))),
        ("IdentityManager", Some(json!({ "Default": {} }))),
    ])
}

/// The object that the official generator of the platform makes of the backend.
pub fn document(meta: &Members, platform: Platform, auth: Auth<'_>) -> Members {
    let meta = js::members_in_order(meta);
    let backend = Backend::read(&meta, auth);
    let region = backend.region;
    let mut out = head(platform);
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
            COGNITO => cognito(resources, first, platform, region),
            "S3" => Some(s3(first)),
            "Pinpoint" => Some(pinpoint(first)),
            "DynamoDB" => Some(of_default("DynamoDBObjectMapper", [("Region", region.cloned())])),
            "AppSync" => app_sync(first, region),
            "Lex" => Some(lex(resources)),
            "Sumerian" => Some(sumerian(resources)),
            _ => None,
        };
        out.extend(members.unwrap_or_default());
    }
    js::members_in_order(&out)
}

/// `key` with one configuration, the default one.
fn of_default<const N: usize>(key: &str, members: [(&str, Option<Value>); N]) -> Members {
    js::object([(key, Some(json!({ "Default": js::object(members) })))])
}

fn cognito(
    resources: &[Resource<'_>],
    resource: Resource<'_>,
    platform: Platform,
    region: Option<&Value>,
) -> Option<Members> {
    let mut out = Members::new();
    if let Some(id) = resource.truthy("IdentityPoolId") {
        let pool = of_default("CognitoIdentity", [("PoolId", Some(id.clone())), ("Region", region.cloned())]);
        out.insert("CredentialsProvider".to_owned(), Value::Object(pool));
    }
    let client = resource.out("AppClientID");
    if let Some(id) = resource.truthy("UserPoolId") {
        let [id, region] = [("PoolId", Some(id.clone())), ("Region", region.cloned())];
        // Flutter's generator puts the secret before the region, the others behind it and not as an empty one.
        out.extend(if platform == Platform::Flutter {
            let secret = resource.out("AppClientSecret");
            of_default("CognitoUserPool", [id, ("AppClientId", client.clone()), ("AppClientSecret", secret), region])
        } else {
            let secret = resource.truthy("AppClientSecret").cloned();
            of_default("CognitoUserPool", [id, ("AppClientId", client.clone()), region, ("AppClientSecret", secret)])
        });
    }
    let google = resource.truthy("GoogleWebClient").cloned();
    let google_ios = resource.truthy("GoogleIOSClient").cloned().filter(|_| platform == Platform::Ios);
    if google.is_some() || google_ios.is_some() {
        let permissions = Some(json!("email,profile,openid"));
        let sign_in = [("Permissions", permissions), ("ClientId-WebApp", google), ("ClientId-iOS", google_ios)];
        out.insert("GoogleSignIn".to_owned(), Value::Object(js::object(sign_in)));
    }
    if let Some(app) = resource.truthy("FacebookWebClient") {
        let sign_in = json!({ "AppId": app, "Permissions": "public_profile" });
        out.insert("FacebookSignIn".to_owned(), sign_in);
    }

    let mut default = Members::new();
    if let Some(text) = resource.truthy("OAuthMetadata") {
        let hosted_ui = HostedUi::parse(text)?;
        let domain = resource.truthy("HostedUIDomain").map(|domain| json!(super::prefix_host(domain, region)));
        let oauth = js::object([
            ("WebDomain", domain),
            ("AppClientId", client),
            ("AppClientSecret", resource.out("AppClientSecret")),
            ("SignInRedirectURI", Some(json!(hosted_ui.callback_urls))),
            ("SignOutRedirectURI", Some(json!(hosted_ui.logout_urls))),
            ("Scopes", hosted_ui.scopes),
        ]);
        default.insert("OAuth".to_owned(), Value::Object(oauth));
    }
    let is_custom = resources.iter().any(|resource| resource.is("customAuth"));
    let flow = if is_custom { "CUSTOM_AUTH" } else { "USER_SRP_AUTH" };
    default.insert("authenticationFlowType".to_owned(), json!(flow));
    if let Some(Value::Object(settings)) = resource.meta.get("frontendAuthConfig") {
        default.extend(settings.clone());
    }
    out.insert("Auth".to_owned(), json!({ "Default": default }));
    Some(out)
}

fn s3(resource: Resource<'_>) -> Members {
    of_default(
        "S3TransferUtility",
        [("Bucket", resource.out("BucketName")), ("Region", resource.out("Region")), mock(resource)],
    )
}

/// The mark of a resource that is mocked on this machine.
fn mock(resource: Resource<'_>) -> (&'static str, Option<Value>) {
    ("DangerouslyConnectToHTTPEndpointForTesting", resource.is("testMode").then(|| json!(true)))
}

fn pinpoint(resource: Resource<'_>) -> Members {
    let mut out = of_default("PinpointAnalytics", [("AppId", resource.out("Id")), ("Region", resource.out("Region"))]);
    out.extend(of_default("PinpointTargeting", [("Region", resource.out("Region"))]));
    out
}

/// One configuration for each way in which the API may be called; the library's local database is named after it.
fn app_sync(resource: Resource<'_>, region: Option<&Value>) -> Option<Members> {
    let endpoint = |mode: Option<&Value>| {
        let api_key = (mode == Some(&json!("API_KEY"))).then(|| resource.out("GraphQLAPIKeyOutput")).flatten();
        let name = format!("{}_{}", resource.name, js::text(mode));
        let members = js::object([
            ("ApiUrl", resource.out("GraphQLAPIEndpointOutput")),
            ("Region", resource.truthy("region").or(region).cloned()),
            ("AuthMode", mode.cloned()),
            ("ApiKey", api_key),
            ("ClientDatabasePrefix", Some(json!(name))),
            mock(resource),
        ]);
        (name, Value::Object(members))
    };
    let mut out = Members::new();
    out.insert("Default".to_owned(), endpoint(super::app_sync_mode(resource)?.as_ref()).1);
    let settings = resource.truthy("authConfig");
    let additional = settings.and_then(|settings| settings.get("additionalAuthenticationProviders"));
    if let Some(additional) = additional.filter(|list| js::is_truthy(list)) {
        for other in additional.as_array()? {
            let mode = if other.is_null() { None? } else { other.get("authenticationType") };
            out.extend([endpoint(mode)]);
        }
    }
    Some(js::object([("AppSync", Some(Value::Object(out)))]))
}

fn lex(resources: &[Resource<'_>]) -> Members {
    let bot = |resource: &Resource<'_>| {
        let alias = Some(json!("$LATEST"));
        let bot = [("Name", resource.out("BotName")), ("Alias", alias), ("Region", resource.out("Region"))];
        (js::text(resource.output.get("BotName")), Value::Object(js::object(bot)))
    };
    js::object([("Lex", Some(Value::Object(resources.iter().map(bot).collect())))])
}

fn sumerian(resources: &[Resource<'_>]) -> Members {
    let mut scenes: Members = resources.iter().flat_map(|resource| resource.output.clone()).collect();
    scenes.shift_remove("service");
    js::object([("Sumerian", Some(Value::Object(scenes)))])
}
