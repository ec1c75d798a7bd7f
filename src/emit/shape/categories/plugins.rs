//! The object of `amplifyconfiguration` for Android, iOS and Flutter: a plugin for each category.
//!
//! Unlike the other files this one does not ask whether a resource was pushed, only whether it has outputs.

use serde_json::{Map, Value, json};

use crate::model::platform::Platform;

use super::backend::{self, Resource};
use super::js;

type Members = Map<String, Value>;

/// What the file begins with.
pub fn head() -> Members {
    js::object([("UserAgent", Some(json!("aws-amplify-cli/2.0"))), ("Version", Some(json!("1.0")))])
}

/// The categories that the official generator of the platform writes, in its order.
pub fn categories(platform: Platform) -> &'static [&'static str] {
    match platform {
        Platform::Flutter => &["analytics", "notifications", "api", "auth", "storage"],
        _ => &["analytics", "notifications", "api", "auth", "predictions", "storage", "geo"],
    }
}

/// The object that the official generator of the platform makes of the backend, with `auth` as the auth plugin's.
pub fn document(meta: &Members, platform: Platform, auth: Option<Members>) -> Members {
    let meta = js::members_in_order(meta);
    let region = backend::region(&meta);
    let none = Members::new();
    let mut out = head();
    for category in categories(platform) {
        let entries = meta.get(*category).and_then(Value::as_object);
        let resources: Vec<Resource<'_>> =
            entries.unwrap_or(&none).iter().filter_map(|(name, entry)| Resource::new(name, entry)).collect();
        // Of these two, the generators know one resource: the first, with outputs or without.
        let first = || {
            let (name, entry) = entries?.iter().next()?;
            Resource::new(name, entry)
        };
        let plugins = match *category {
            "analytics" => first().map(analytics),
            "notifications" => first().and_then(|resource| notifications(resource, platform)),
            "api" => api(&resources, region),
            "auth" => auth.as_ref().map(|plugin| js::object([("awsCognitoAuthPlugin", Some(json!(plugin)))])),
            "predictions" => predictions(&resources, region),
            "storage" => storage(&resources),
            _ => entries.filter(|entries| !entries.is_empty()).map(|_| geo(&resources, region)),
        };
        if let Some(plugins) = plugins {
            let plugins = js::members_in_order(&plugins);
            out.insert((*category).to_owned(), json!({ "plugins": plugins }));
        }
    }
    out
}

fn analytics(resource: Resource<'_>) -> Members {
    let (id, region) = (resource.out("Id"), resource.out("Region"));
    let plugin = json!({
        "pinpointAnalytics": js::object([("appId", id), ("region", region.clone())]),
        "pinpointTargeting": js::object([("region", region)]),
    });
    js::object([("awsPinpointAnalyticsPlugin", Some(plugin))])
}

fn notifications(resource: Resource<'_>, platform: Platform) -> Option<Members> {
    const PUSH: &str = "awsPinpointPushNotificationsPlugin";
    // The channel for mail is called `Email` in the file that they read; they look for this one.
    const MAIL: (&str, &str) = ("EMAIL", "awsPinpointEmailNotificationsPlugin");
    const SMS: (&str, &str) = ("SMS", "awsPinpointSmsNotificationsPlugin");
    const IN_APP: (&str, &str) = ("InAppMessaging", "awsPinpointInAppMessagingNotificationsPlugin");
    let channels: &[(&str, &str)] = match platform {
        Platform::Ios => &[SMS, MAIL, ("APNS", PUSH), IN_APP],
        Platform::Flutter => &[SMS, MAIL, ("APNS", PUSH), ("FCM", PUSH), IN_APP],
        _ => &[SMS, MAIL, ("FCM", PUSH), IN_APP],
    };
    let mut out = Members::new();
    for (channel, plugin) in channels {
        let Some(settings) = resource.truthy(channel) else { continue };
        if settings.get("Enabled").is_some_and(js::is_truthy) {
            let app = [("appId", settings.get("ApplicationId").cloned()), ("region", resource.out("Region"))];
            out.insert((*plugin).to_owned(), Value::Object(js::object(app)));
        }
    }
    (!out.is_empty()).then_some(out)
}

fn api(resources: &[Resource<'_>], region: Option<&Value>) -> Option<Members> {
    let mut plugin = Members::new();
    for resource in resources {
        let service = resource.meta.get("service").and_then(Value::as_str).unwrap_or_default();
        let is_rest = resource.meta.get("apiType").is_some_and(|kind| kind == "REST");
        let (kind, endpoint, mode) = match service {
            "AppSync" => ("GraphQL", "GraphQLAPIEndpointOutput", graphql_mode(*resource)),
            "API Gateway" => {
                let mode = js::truthy(resource.meta, "authorizationType").cloned();
                ("REST", "RootUrl", mode.or_else(|| Some(json!("AWS_IAM"))))
            }
            "ElasticContainer" if is_rest => {
                let mode = if resource.is("restrictAccess") { "AMAZON_COGNITO_USER_POOLS" } else { "AWS_IAM" };
                ("REST", "RootUrl", Some(json!(mode)))
            }
            _ => continue,
        };
        let members = js::object([
            ("endpointType", Some(json!(kind))),
            ("endpoint", resource.out(endpoint)),
            ("region", region.cloned()),
            ("authorizationType", mode),
            ("apiKey", (kind == "GraphQL").then(|| resource.out("GraphQLAPIKeyOutput")).flatten()),
        ]);
        plugin.insert(resource.name.to_owned(), Value::Object(members));
    }
    (!resources.is_empty()).then(|| js::object([("awsAPIPlugin", Some(Value::Object(plugin)))]))
}

/// As in `awsconfiguration.json`, but with the two settings asked for in the other order.
fn graphql_mode(resource: Resource<'_>) -> Option<Value> {
    let settings = resource.truthy("authConfig");
    match settings.and_then(|settings| settings.get("defaultAuthentication")).filter(|default| js::is_truthy(default)) {
        Some(default) => default.get("authenticationType").cloned(),
        None => resource.truthy("securityType").cloned(),
    }
}

fn predictions(resources: &[Resource<'_>], region: Option<&Value>) -> Option<Members> {
    let mut plugin = js::object([("defaultRegion", region.cloned())]);
    for resource in resources {
        let kinds = ["identify", "interpret", "convert", "infer"];
        let kind = kinds.iter().find_map(|kind| Some((*kind, js::truthy(resource.meta, &format!("{kind}Type"))?)));
        let Some((group, kind)) = kind else { continue };
        let mut members = resource.output.clone();
        members.insert("defaultNetworkPolicy".to_owned(), json!("auto"));
        if let Value::Object(group) = plugin.entry(group).or_insert_with(|| json!({})) {
            group.insert(js::text(Some(kind)), Value::Object(members));
        }
    }
    (!resources.is_empty()).then(|| js::object([("awsPredictionsPlugin", Some(Value::Object(plugin)))]))
}

fn storage(resources: &[Resource<'_>]) -> Option<Members> {
    let mut out = Members::new();
    for resource in resources {
        let (plugin, members) = match resource.meta.get("service").and_then(Value::as_str) {
            Some("S3") => (
                "awsS3StoragePlugin",
                js::object([
                    ("bucket", resource.out("BucketName")),
                    ("region", resource.out("Region")),
                    ("defaultAccessLevel", Some(json!("guest"))),
                ]),
            ),
            Some("DynamoDB") => (
                "awsDynamoDbStoragePlugin",
                resource.output.iter().map(|(key, value)| (with_small_start(key), value.clone())).collect(),
            ),
            _ => continue,
        };
        out.insert(plugin.to_owned(), Value::Object(members));
    }
    (!resources.is_empty()).then_some(out)
}

fn with_small_start(key: &str) -> String {
    let mut rest = key.chars();
    let first = rest.next().into_iter().flat_map(char::to_lowercase);
    first.chain(rest).collect()
}

fn geo(resources: &[Resource<'_>], region: Option<&Value>) -> Members {
    let mut region = region;
    let mut maps = Members::new();
    let mut indices = Vec::new();
    let (mut default_map, mut default_index) = (Some(json!("")), Some(json!("")));
    for resource in resources {
        let is_default = resource.meta.get("isDefault") == Some(&json!(true));
        let default = match resource.meta.get("service").and_then(Value::as_str) {
            Some("Map") => {
                let style = js::object([("style", resource.out("Style"))]);
                maps.insert(js::text(resource.output.get("Name")), Value::Object(style));
                &mut default_map
            }
            Some("PlaceIndex") => {
                indices.push(resource.out("Name").unwrap_or_default());
                &mut default_index
            }
            _ => continue,
        };
        region = resource.truthy("Region").or(region);
        if is_default {
            *default = resource.out("Name");
        }
    }
    let group = |items: Value, default| Value::Object(js::object([("items", Some(items)), ("default", default)]));
    let plugin = js::object([
        ("region", region.cloned()),
        ("maps", (!maps.is_empty()).then(|| group(Value::Object(maps), default_map))),
        ("searchIndices", (!indices.is_empty()).then(|| group(Value::Array(indices), default_index))),
    ]);
    js::object([("awsLocationGeoPlugin", Some(Value::Object(plugin)))])
}
