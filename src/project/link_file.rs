//! `amplink.json`: the link. People may edit it; keys that amplink does not know are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Error, Kind, Result};
use crate::model::ids::{ClientId, EnvironmentName, IdentityPoolId, Region, UserPoolId};
use crate::model::platform::Platform;

/// The file's name, at the project's root.
pub const NAME: &str = "amplink.json";

/// The only layout so far.
const VERSION: u64 = 1;

/// The schema's name; `amplink schema` prints the schema itself.
pub const SCHEMA_ID: &str = "urn:amplink:schema:link:1";

/// What `amplink.json` says.
#[derive(Debug, Clone)]
pub struct LinkFile {
    /// The environment whose values the configuration files show.
    pub current: Option<EnvironmentName>,
    /// What kind of app the project is.
    pub platform: Option<Platform>,
    /// The files that are generated.
    pub files: Vec<GeneratedFile>,
    /// Each environment's link.
    pub environments: BTreeMap<EnvironmentName, Link>,
    /// Severities other than the rules' own, by rule: `off`, `note`, `warning` or `error`.
    pub severities: BTreeMap<String, String>,
    raw: Map<String, Value>,
}

/// One file that is generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GeneratedFile {
    /// The format's id.
    pub format: String,
    /// Its path in the project, with `/`.
    pub path: String,
    /// Whether the app client's secret is written into it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_client_secret: bool,
}

/// The ids that tie one environment to its Cognito resources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The account that owns them, where Cognito said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The user pool's region, as its id has it.
    pub region: Region,
    /// The user pool.
    pub user_pool_id: UserPoolId,
    /// The web client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_client_id: Option<ClientId>,
    /// The native client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_client_id: Option<ClientId>,
    /// The identity pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_pool_id: Option<IdentityPoolId>,
    /// Rules whose errors are let pass here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
}

/// The part of the file that amplink reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    version: u64,
    current_environment: Option<EnvironmentName>,
    platform: Option<Platform>,
    #[serde(default)]
    files: Vec<GeneratedFile>,
    #[serde(default)]
    environments: BTreeMap<EnvironmentName, Link>,
    #[serde(default)]
    severities: BTreeMap<String, String>,
}

impl LinkFile {
    /// A file that says nothing yet.
    pub fn empty() -> Self {
        let mut raw = Map::new();
        raw.insert("$schema".to_owned(), json!(SCHEMA_ID));
        Self {
            current: None,
            platform: None,
            files: Vec::new(),
            environments: BTreeMap::new(),
            severities: BTreeMap::new(),
            raw,
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// It is no JSON, lacks something or has a value of the wrong shape: with line and column.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let raw: Map<String, Value> = serde_json::from_str(text).map_err(|error| refuse(&error))?;
        if let Some(version) = raw.get("version").and_then(Value::as_u64)
            && version != VERSION
        {
            return Err(Error::failure(format!(
                "`{NAME}` has version {version}; this amplink reads version {VERSION}"
            ))
            .hint("use the amplink that wrote it, or a newer one"));
        }
        let known: Known = serde_json::from_str(text).map_err(|error| refuse(&error))?;
        debug_assert_eq!(known.version, VERSION);
        for (name, link) in &known.environments {
            if link.region != link.user_pool_id.region() {
                return Err(Error::failure(format!(
                    "`{NAME}`: environment {name} has region {}, but its user pool {} lives in {}",
                    link.region,
                    link.user_pool_id,
                    link.user_pool_id.region()
                ))
                .hint(format!("correct one of the two in `{NAME}`")));
            }
        }
        let mut taken = vec![NAME.to_owned(), super::snapshot::NAME.to_owned()];
        for file in &known.files {
            super::check_inside(&file.path).map_err(|error| error.context(format!("`{NAME}`, key `files`")))?;
            let path = super::detect::tidy(&file.path);
            if taken.contains(&path) {
                return Err(Error::failure(format!("`{NAME}`, key `files`: `{path}` cannot hold two things"))
                    .hint(format!("give each format a file of its own in `{NAME}`")));
            }
            taken.push(path);
        }
        Ok(Self {
            current: known.current_environment,
            platform: known.platform,
            files: known.files,
            environments: known.environments,
            severities: known.severities,
            raw,
        })
    }

    /// The link of a named environment.
    pub fn link(&self, environment: &EnvironmentName) -> Option<&Link> {
        self.environments.get(environment)
    }

    /// The file's text: amplink's keys as they are now, every other key as it was.
    pub fn print(&self) -> String {
        let mut raw = self.raw.clone();
        raw.insert("version".to_owned(), json!(VERSION));
        let mut set = |key: &str, value: Option<Value>| match value {
            Some(value) => {
                raw.insert(key.to_owned(), value);
            }
            None => {
                raw.shift_remove(key);
            }
        };
        set("currentEnvironment", self.current.as_ref().map(|name| json!(name)));
        set("platform", self.platform.map(|platform| json!(platform)));
        set("files", (!self.files.is_empty()).then(|| json!(self.files)));
        let mut environments = self.raw.get("environments").and_then(Value::as_object).cloned().unwrap_or_default();
        environments.retain(|name, _| self.environments.keys().any(|known| known.as_str() == name));
        for (name, link) in &self.environments {
            let entry = environments.entry(name.as_str()).or_insert_with(|| json!({}));
            merge_link(entry, link);
        }
        raw.insert("environments".to_owned(), Value::Object(environments));
        let mut text = serde_json::to_string_pretty(&raw).expect("a JSON value prints");
        text.push('\n');
        text
    }

    /// Whether a person put a key of their own at the top, so that the file is not amplink's to delete.
    pub fn has_foreign_keys(&self) -> bool {
        const KNOWN: [&str; 6] = ["$schema", "version", "currentEnvironment", "platform", "files", "environments"];
        self.raw.keys().any(|key| !KNOWN.contains(&key.as_str()))
    }
}

/// Replaces amplink's keys of an environment's block; an optional one that is no longer there goes.
fn merge_link(entry: &mut Value, link: &Link) {
    const OPTIONAL: [&str; 5] = ["account", "webClientId", "nativeClientId", "identityPoolId", "allow"];
    let Value::Object(fresh) = json!(link) else { unreachable!("a link prints as an object") };
    match entry {
        Value::Object(entry) => {
            entry.retain(|key, _| fresh.contains_key(key) || !OPTIONAL.contains(&key.as_str()));
            entry.extend(fresh);
        }
        other => *other = Value::Object(fresh),
    }
}

fn refuse(error: &serde_json::Error) -> Error {
    Error::new(Kind::Failure, format!("`{NAME}` cannot be read: {error}"))
        .hint(format!("`amplink schema` prints what `{NAME}` may hold; nothing was changed"))
}

/// The JSON Schema of `amplink.json`.
pub fn schema() -> Value {
    let id = |pattern: &str, what: &str| json!({ "type": "string", "pattern": pattern, "description": what });
    let client = r"^[A-Za-z0-9_+]{1,128}$";
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": NAME,
        "description": "Which Amazon Cognito resources this app is linked to. Written by amplink, may be edited, belongs under version control; holds no secret.",
        "type": "object",
        "required": ["version"],
        "properties": {
            "version": { "const": VERSION },
            "currentEnvironment": { "type": "string", "description": "The environment whose values the generated files show." },
            "platform": { "enum": ["javascript", "android", "ios", "flutter"] },
            "files": {
                "type": "array",
                "description": "The files that amplink generates.",
                "items": {
                    "type": "object",
                    "required": ["format", "path"],
                    "properties": {
                        "format": { "enum": crate_formats() },
                        "path": { "type": "string", "description": "Inside the project, with forward slashes." },
                        "includeClientSecret": { "type": "boolean", "description": "Write the native client's secret into this file." },
                    },
                },
            },
            "severities": {
                "type": "object",
                "description": "Severities other than the rules' own, by rule.",
                "additionalProperties": { "enum": ["off", "note", "warning", "error"] },
            },
            "environments": {
                "type": "object",
                "propertyNames": { "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" },
                "additionalProperties": {
                    "type": "object",
                    "required": ["region", "userPoolId"],
                    "properties": {
                        "account": id("^[0-9]{12}$", "The AWS account that owns the resources."),
                        "region": { "type": "string", "description": "The user pool's region." },
                        "userPoolId": id(r"^[\w-]+_[0-9a-zA-Z]+$", "The user pool."),
                        "webClientId": id(client, "The app client of the browser libraries; it has no secret."),
                        "nativeClientId": id(client, "The app client of the mobile libraries."),
                        "identityPoolId": id(r"^[\w-]+:[0-9a-f-]+$", "The identity pool."),
                        "allow": {
                            "type": "array",
                            "items": { "type": "string" },
                            "description": "Rules whose errors are let pass here; `amplink explain` lists them all.",
                        },
                    },
                },
            },
        },
    })
}

/// The ids of all formats; this floor does not know the renderers, so a test holds the two lists together.
pub const fn crate_formats() -> &'static [&'static str] {
    &[
        "aws-exports",
        "amplifyconfiguration",
        "amplifyconfiguration-android",
        "amplifyconfiguration-ios",
        "amplifyconfiguration-flutter",
        "reference-auth",
        "add-output",
        "cdk",
        "terraform",
    ]
}
