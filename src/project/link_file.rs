//! `amplink.json`: the link. People may edit it; keys that amplink does not know are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
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
    /// Fields whose changes in the cloud `pull --check` passes over.
    pub ignore: Vec<String>,
    /// In an Amplify Gen 1 project, whose own files have the ids: what `amplink.json` says of each environment.
    pub settings: BTreeMap<EnvironmentName, Settings>,
    /// In an Amplify Gen 1 project: whether `amplify-meta.json` holds the native client's secret.
    pub secret_in_state: bool,
    /// In an Amplify Gen 1 project: the region of each environment's stack.
    pub amplify_regions: BTreeMap<EnvironmentName, Region>,
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
    /// What stands in front of every name, in a format of names and values.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

impl GeneratedFile {
    /// A file without any of the options.
    pub fn plain(format: &str, path: &str) -> Self {
        Self { format: format.to_owned(), path: path.to_owned(), include_client_secret: false, prefix: String::new() }
    }
}

/// A prefix of names in an `.env` file, such as `VITE_`; a word for none is empty.
///
/// # Errors
/// No name could start with it.
pub fn parse_prefix(text: &str) -> std::result::Result<String, String> {
    let text = if text == "none" { "" } else { text };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(is_part) {
        return Err("a prefix has letters, digits and `_`, such as VITE_, NEXT_PUBLIC_ or EXPO_PUBLIC_".to_owned());
    }
    Ok(text.to_owned())
}

/// The ids that tie one environment to its Cognito resources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Block", into = "Block")]
pub struct Link {
    /// The account that owns them, where Cognito said.
    pub account: Option<String>,
    /// The user pool's region, as its id has it.
    pub region: Region,
    /// The user pool.
    pub user_pool_id: UserPoolId,
    /// The web client.
    pub web_client_id: Option<ClientId>,
    /// The native client.
    pub native_client_id: Option<ClientId>,
    /// The identity pool.
    pub identity_pool_id: Option<IdentityPoolId>,
    /// What a person decided for this environment.
    pub settings: Settings,
}

impl Link {
    /// Whether another link names the same resources.
    pub fn names_the_same(&self, other: &Self) -> bool {
        self.user_pool_id == other.user_pool_id
            && self.web_client_id == other.web_client_id
            && self.native_client_id == other.native_client_id
            && self.identity_pool_id == other.identity_pool_id
    }
}

/// A link as the file has it: everything on one level.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    region: Region,
    user_pool_id: UserPoolId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    web_client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    native_client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity_pool_id: Option<IdentityPoolId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role_arn: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    protected: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow: Vec<String>,
}

impl From<Block> for Link {
    fn from(block: Block) -> Self {
        let Block { account, region, user_pool_id, web_client_id, native_client_id, identity_pool_id, .. } = block;
        let Block { profile, role_arn, protected, allow, .. } = block;
        let settings = Settings { profile, role_arn, protected, allow };
        Self { account, region, user_pool_id, web_client_id, native_client_id, identity_pool_id, settings }
    }
}

impl From<Link> for Block {
    fn from(link: Link) -> Self {
        let Link { account, region, user_pool_id, web_client_id, native_client_id, identity_pool_id, settings } = link;
        let Settings { profile, role_arn, protected, allow } = settings;
        Self {
            account,
            region,
            user_pool_id,
            web_client_id,
            native_client_id,
            identity_pool_id,
            profile,
            role_arn,
            protected,
            allow,
        }
    }
}

/// What a person decided for one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The profile of the AWS configuration files that may read its resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The role to take for that, by its ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// Whether its link may change only when somebody names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// Rules whose errors are let pass here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
}

/// The part of the file that amplink reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound = "E: Deserialize<'de>")]
struct Known<E> {
    version: u64,
    current_environment: Option<EnvironmentName>,
    platform: Option<Platform>,
    #[serde(default)]
    files: Vec<GeneratedFile>,
    #[serde(default)]
    environments: BTreeMap<EnvironmentName, E>,
    #[serde(default)]
    severities: BTreeMap<String, String>,
    #[serde(default)]
    ignore: Vec<String>,
}

impl Link {
    /// Whether the facts are of this link's resources.
    pub fn is_of(&self, facts: &Facts) -> bool {
        self.user_pool_id == facts.user_pool.id
            && self.web_client_id.as_ref() == facts.web_client.as_ref().map(|client| &client.id)
            && self.native_client_id.as_ref() == facts.native_client.as_ref().map(|client| &client.id)
            && self.identity_pool_id.as_ref() == facts.identity_pool.as_ref().map(|pool| &pool.id)
    }
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
            ignore: Vec::new(),
            settings: BTreeMap::new(),
            secret_in_state: false,
            amplify_regions: BTreeMap::new(),
            raw,
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// It is no JSON, lacks something or has a value of the wrong shape: with line and column.
    pub fn parse(text: &str) -> Result<Self> {
        let (raw, known) = read::<Link>(text)?;
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
        Ok(Self {
            current: known.current_environment,
            platform: known.platform,
            files: known.files,
            environments: known.environments,
            severities: known.severities,
            ignore: known.ignore,
            settings: BTreeMap::new(),
            secret_in_state: false,
            amplify_regions: BTreeMap::new(),
            raw,
        })
    }

    /// Reads the file of an Amplify Gen 1 project, which has no ids: only what Amplify's own files have no place for.
    ///
    /// # Errors
    /// As [`LinkFile::parse`].
    pub fn parse_settings(text: &str) -> Result<Self> {
        let (raw, known) = read::<Settings>(text)?;
        Ok(Self {
            files: known.files,
            severities: known.severities,
            ignore: known.ignore,
            settings: known.environments,
            raw,
            ..Self::empty()
        })
    }

    /// Whether the file itself names resources; in an Amplify Gen 1 project it then goes before Amplify's own files.
    pub fn names_resources(text: &str) -> bool {
        let raw: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        let environments = raw.get("environments").and_then(Value::as_object);
        environments.is_some_and(|all| all.values().any(|block| block.get("userPoolId").is_some()))
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

    /// The text of an Amplify Gen 1 project's file: what a person decided, and nothing that Amplify's own files have.
    /// `None` where that is nothing at all. `official` are the files that the official CLI keeps, too.
    pub fn print_settings(&self, official: &[GeneratedFile]) -> Option<String> {
        let mut raw = self.raw.clone();
        for key in ["currentEnvironment", "platform", "files"] {
            raw.shift_remove(key);
        }
        raw.insert("version".to_owned(), json!(VERSION));
        let is_own = |file: &&GeneratedFile| !official.iter().any(|known| known.path == file.path);
        let files: Vec<&GeneratedFile> = self.files.iter().filter(is_own).collect();
        if !files.is_empty() {
            raw.insert("files".to_owned(), json!(files));
        }
        let old = self.raw.get("environments").and_then(Value::as_object);
        let mut environments = Map::new();
        // What is decided for an environment stays where its ids are not: git may ignore them.
        let linked = self.environments.iter().map(|(name, link)| (name, &link.settings));
        let settings: BTreeMap<_, _> = self.settings.iter().chain(linked).collect();
        for (name, settings) in settings {
            let mut entry = old.and_then(|old| old.get(name.as_str())).cloned().unwrap_or_else(|| json!({}));
            if let (Value::Object(entry), Value::Object(fresh)) = (&mut entry, json!(settings)) {
                entry.retain(|key, _| !["profile", "roleArn", "protected", "allow"].contains(&key.as_str()));
                entry.extend(fresh);
            }
            if entry.as_object().is_some_and(|entry| !entry.is_empty()) {
                environments.insert(name.as_str().to_owned(), entry);
            }
        }
        raw.shift_remove("environments");
        if !environments.is_empty() {
            raw.insert("environments".to_owned(), Value::Object(environments));
        }
        if raw.keys().all(|key| matches!(key.as_str(), "$schema" | "version")) {
            return None;
        }
        let mut text = serde_json::to_string_pretty(&raw).expect("a JSON value prints");
        text.push('\n');
        Some(text)
    }

    /// Whether a person put a key of their own at the top, or decided something for an environment without ids, so that
    /// the file is not amplink's to delete.
    pub fn has_foreign_keys(&self) -> bool {
        if self.settings.keys().any(|name| !self.environments.contains_key(name)) {
            return true;
        }
        const KNOWN: [&str; 6] = ["$schema", "version", "currentEnvironment", "platform", "files", "environments"];
        self.raw.keys().any(|key| !KNOWN.contains(&key.as_str()))
    }
}

fn read<E: for<'de> Deserialize<'de>>(text: &str) -> Result<(Map<String, Value>, Known<E>)> {
    let text = text.trim_start_matches('\u{feff}');
    let raw: Map<String, Value> = serde_json::from_str(text).map_err(|error| refuse(&error))?;
    if let Some(version) = raw.get("version").and_then(Value::as_u64)
        && version != VERSION
    {
        return Err(Error::failure(format!("`{NAME}` has version {version}; this amplink reads version {VERSION}"))
            .hint("use the amplink that wrote it, or a newer one"));
    }
    let known: Known<E> = serde_json::from_str(text).map_err(|error| refuse(&error))?;
    debug_assert_eq!(known.version, VERSION);
    let mut taken = vec![NAME.to_owned(), super::snapshot::NAME.to_owned()];
    for file in &known.files {
        super::check_inside(&file.path).map_err(|error| error.context(format!("`{NAME}`, key `files`")))?;
        let path = super::detect::tidy(&file.path);
        if taken.contains(&path) {
            return Err(Error::failure(format!("`{NAME}`, key `files`: `{path}` cannot hold two things"))
                .hint(format!("give each format a file of its own in `{NAME}`")));
        }
        taken.push(path);
        parse_prefix(&file.prefix).map_err(|why| {
            Error::failure(format!("`{NAME}`, key `files`: `{}` is no prefix", file.prefix.escape_debug())).hint(why)
        })?;
    }
    Ok((raw, known))
}

/// Replaces amplink's keys of an environment's block; an optional one that is no longer there goes.
fn merge_link(entry: &mut Value, link: &Link) {
    const OPTIONAL: [&str; 8] =
        ["account", "webClientId", "nativeClientId", "identityPoolId", "profile", "roleArn", "protected", "allow"];
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
                        "prefix": { "type": "string", "pattern": "^([A-Za-z_][A-Za-z0-9_]*)?$", "description": "What stands in front of every name, in a format of names and values." },
                        "includeClientSecret": { "type": "boolean", "description": "Write the native client's secret into this file." },
                    },
                },
            },
            "severities": {
                "type": "object",
                "description": "Severities other than the rules' own, by rule.",
                "additionalProperties": { "enum": ["off", "note", "warning", "error"] },
            },
            "ignore": {
                "type": "array",
                "items": { "type": "string", "pattern": r"^[A-Za-z*]+(\.[A-Za-z*]+)*$" },
                "description": "Fields whose changes in the cloud `pull --check` passes over, in every environment: `userPool.name`, `webClient`, `*.name`.",
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
                        "profile": { "type": "string", "description": "The profile of the AWS configuration files that may read the resources." },
                        "roleArn": id("^arn:[^:]+:iam::[0-9]{12}:role/.+$", "The role to take for that."),
                        "protected": { "type": "boolean", "description": "The link changes only when somebody names the environment." },
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
        "awsconfiguration-android",
        "amplifyconfiguration-android",
        "awsconfiguration-ios",
        "amplifyconfiguration-ios",
        "amplifyconfiguration-flutter",
        "amplify-outputs",
        "amplify-outputs-dart",
        "aws-exports-types",
        "env",
        "reference-auth",
        "add-output",
        "cdk",
        "terraform",
    ]
}
