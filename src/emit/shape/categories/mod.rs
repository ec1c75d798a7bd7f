//! What the resources of an Amplify Gen 1 backend have in the client configuration: API, storage, analytics,
//! notifications, interactions, predictions, geo, hosting, and auth that the backend manages itself.
//!
//! The four generators of Amplify's CLI (`amplify-frontend-javascript` 3.10.25, `-android` 3.5.8, `-ios` 3.7.15,
//! `-flutter` 1.4.7) each make their files out of `amplify-meta.json` alone. Here is what they make of it, key for key
//! and in their order; `tests/official_formats.rs` runs them beside this and compares the bytes. Where a value is of
//! a type on which they would stop with an error, the resource or the category is left out.
//!
//! To add a category or a service:
//!
//! | file of the app | here |
//! |---|---|
//! | `aws-exports.js`, and `amplifyconfiguration.json` of a JavaScript project | a line in [`flat`]'s table of services, and its reserved keys |
//! | `awsconfiguration.json`, and the auth plugin of `amplifyconfiguration` | a line in [`aws_configuration`]'s table of services, and its reserved keys |
//! | `amplifyconfiguration` of Android, iOS and Flutter | a function in [`plugins`] and its line in that file's table |

pub mod aws_configuration;
mod backend;
pub mod flat;
mod js;
pub mod plugins;

use serde_json::{Map, Value};

use crate::model::platform::Platform;

/// Where the auth part of a file comes from.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// From the backend's own entry, as the official generators have it.
    OfBackend,
    /// These members. They stand where the entry of the Cognito resource would put them, whether or not it was pushed;
    /// without an entry, where one that is added to the backend now would put them.
    Linked(&'a Map<String, Value>),
}

/// The object of `aws-exports.js`, and of a JavaScript project's `amplifyconfiguration.json`, for what
/// `amplify-meta.json` holds: auth as it stands there, without anything that a person added to the file.
pub fn official_web(meta: &Map<String, Value>) -> Map<String, Value> {
    flat::document(meta, Auth::OfBackend)
}

/// The object of `awsconfiguration.json` for what `amplify-meta.json` holds. An app client's secret is in it as soon as
/// the backend knows one.
pub fn official_aws_configuration(meta: &Map<String, Value>, platform: Platform) -> Map<String, Value> {
    aws_configuration::document(meta, platform, Auth::OfBackend)
}

/// The object of a mobile project's `amplifyconfiguration` for what `amplify-meta.json` holds; an app client's secret is
/// in it as in `awsconfiguration.json`.
pub fn official_mobile(meta: &Map<String, Value>, platform: Platform) -> Map<String, Value> {
    let plugin = meta.get("auth").is_some_and(js::is_truthy).then(|| official_aws_configuration(meta, platform));
    plugins::document(meta, platform, plugin)
}

/// The host of a user pool's hosted UI, as the official generators make it up.
fn prefix_host(domain: &Value, region: Option<&Value>) -> String {
    format!("{}.auth.{}.amazoncognito.com", js::text(Some(domain)), js::text(region))
}

/// How a GraphQL API is called by default: `None` where the official generators stop with an error, `Some(None)` where
/// they have no value.
#[expect(clippy::option_option, reason = "an error and an undefined value are two things")]
fn app_sync_mode(resource: backend::Resource<'_>) -> Option<Option<Value>> {
    if let Some(mode) = resource.truthy("securityType") {
        return Some(Some(mode.clone()));
    }
    match resource.truthy("authConfig") {
        Some(settings) => {
            let default = settings.get("defaultAuthentication").filter(|default| !default.is_null())?;
            Some(default.get("authenticationType").cloned())
        }
        None => Some(Some(Value::String(String::new()))),
    }
}
