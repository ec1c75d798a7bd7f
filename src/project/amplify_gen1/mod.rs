//! An Amplify Gen 1 project's own files, in the official CLI's layout: there they are the link.
//!
//! What is where: `amplify/team-provider-info.json` has the ids of every environment, `amplify/backend/amplify-meta.json`
//! what the current one's resource looks like, `amplify/backend/backend-config.json` and the resource's
//! `parameters.json` what all environments share. Of `amplify-meta.json` there is none in a fresh clone, where it is
//! ignored by git.

mod dependents;
mod plan;
mod shapes;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::model::ids::{EnvironmentName, Region};
use crate::model::json_text;
use crate::model::platform::Platform;

use super::link_file::{GeneratedFile, Link, LinkFile};
use super::snapshot::SnapshotFile;
use super::{ExistingFile, detect, read_file};

pub use dependents::Dependent;
pub use plan::{Planned, StateText, Wish};

/// Environments and their ids.
pub const TEAM: &str = "amplify/team-provider-info.json";
/// The current environment's resources; git ignores it.
pub const META: &str = "amplify/backend/amplify-meta.json";
/// The resources of all environments.
pub const CONFIG: &str = "amplify/backend/backend-config.json";
/// Which environment is the current one on this machine; git ignores it.
pub const LOCAL_ENVIRONMENT: &str = "amplify/.config/local-env-info.json";

/// The configuration files of each kind of project, as the official CLI writes them: format and name.
///
/// This floor does not know the renderers; a test holds the two lists together.
pub const FILES: &[(Platform, &[(&str, &str)])] = &[
    (Platform::JavaScript, &[("aws-exports", "aws-exports.js"), ("amplifyconfiguration", "amplifyconfiguration.json")]),
    (
        Platform::Android,
        &[
            ("awsconfiguration-android", "awsconfiguration.json"),
            ("amplifyconfiguration-android", "amplifyconfiguration.json"),
        ],
    ),
    (
        Platform::Ios,
        &[("awsconfiguration-ios", "awsconfiguration.json"), ("amplifyconfiguration-ios", "amplifyconfiguration.json")],
    ),
    (Platform::Flutter, &[("amplifyconfiguration-flutter", "amplifyconfiguration.dart")]),
];

/// A JSON file of the project, as it stands.
#[derive(Debug, Clone)]
struct StateFile {
    path: &'static str,
    existing: Option<ExistingFile>,
    data: Map<String, Value>,
}

impl StateFile {
    fn read(root: &Path, path: &'static str) -> Result<Self> {
        let existing = read_file(root, path)?;
        let data = match &existing {
            Some(file) => parse(path, &file.text)?,
            None => Map::new(),
        };
        Ok(Self { path, existing, data })
    }

    fn text(&self) -> Option<&str> {
        self.existing.as_ref().map(|file| file.text.as_str())
    }

    fn object(&self, path: &[&str]) -> Option<&Map<String, Value>> {
        path.iter().try_fold(&self.data, |object, key| object.get(*key)?.as_object())
    }
}

/// The official CLI reads its files with comments allowed.
fn parse(path: &str, text: &str) -> Result<Map<String, Value>> {
    let refuse = |reason: String| {
        Error::failure(format!("`{path}` cannot be read: {reason}"))
            .hint(format!("mend `{path}`, or take it from version control; nothing was changed"))
    };
    let text = text.trim_start_matches('\u{feff}');
    match jsonc_parser::parse_to_serde_value::<Value>(text, &jsonc_parser::ParseOptions::default()) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(refuse("it is no JSON object".to_owned())),
        Err(error) => {
            Err(refuse(format!("{} at line {} column {}", error.kind(), error.line_display(), error.column_display())))
        }
    }
}

/// What an Amplify Gen 1 project's files say.
#[derive(Debug, Clone)]
pub struct AmplifyProject {
    settings: Map<String, Value>,
    local: StateFile,
    team: StateFile,
    meta: StateFile,
    config: StateFile,
    /// The imported auth resource's `parameters.json`.
    parameters: Option<ExistingFile>,
    /// The imported auth resource.
    resource: Option<String>,
    /// Auth resources that Amplify itself manages.
    managed: Vec<String>,
}

impl AmplifyProject {
    /// Whether the folder is an Amplify Gen 1 project.
    pub fn is_there(root: &Path) -> bool {
        root.join(detect::AMPLIFY_SETTINGS).is_file()
    }

    /// Reads its files.
    ///
    /// # Errors
    /// One of them cannot be read or is no JSON object: with the file, line and column.
    pub fn read(root: &Path) -> Result<Self> {
        let settings = StateFile::read(root, detect::AMPLIFY_SETTINGS)?.data;
        let (meta, config) = (StateFile::read(root, META)?, StateFile::read(root, CONFIG)?);
        let mut project = Self {
            settings,
            local: StateFile::read(root, LOCAL_ENVIRONMENT)?,
            team: StateFile::read(root, TEAM)?,
            meta,
            config,
            parameters: None,
            resource: None,
            managed: Vec::new(),
        };
        let mut imported: Vec<String> = Vec::new();
        for file in [&project.meta, &project.config] {
            for (name, entry) in file.object(&["auth"]).into_iter().flatten() {
                let is_imported = entry.get("serviceType").and_then(Value::as_str) == Some("imported");
                if !is_imported && !project.managed.contains(name) {
                    project.managed.push(name.clone());
                } else if is_imported && !imported.contains(name) {
                    imported.push(name.clone());
                }
            }
        }
        // One that an environment has ids for, where another was left behind.
        let has_ids = |name: &&String| {
            project.team.data.keys().any(|of| project.team.object(&[of, "categories", "auth", name]).is_some())
        };
        project.resource = imported.iter().find(has_ids).or(imported.first()).cloned();
        let parameters = format!("amplify/backend/auth/{}/parameters.json", project.resource_name());
        project.parameters = read_file(root, &parameters)?;
        Ok(project)
    }

    /// The kind of app that the project says it is.
    pub fn platform(&self) -> Option<Platform> {
        detect::platform_of_frontend(self.settings.get("frontend")?.as_str()?)
    }

    /// The same, where files are to be written for it.
    ///
    /// # Errors
    /// The project names none that is known: which files are its own cannot be said.
    pub fn known_platform(&self) -> Result<Platform> {
        self.platform().ok_or_else(|| {
            Error::failure(format!("`{}` names no frontend that amplink knows", detect::AMPLIFY_SETTINGS))
                .hint("the frontends are `javascript`, `android`, `ios` and `flutter`")
        })
    }

    /// The name of an auth resource that Amplify itself manages, which is not to be touched.
    pub fn managed_auth(&self) -> Option<&str> {
        self.managed.first().map(String::as_str)
    }

    /// The imported auth resource's name, if there is one.
    pub fn imported_auth(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The resource's name: that of the one that is there, else what the official CLI calls it without questions, the
    /// project's name in lower case, each run of other characters than letters, digits and `_` as one `_`.
    fn resource_name(&self) -> String {
        if let Some(name) = &self.resource {
            return name.clone();
        }
        let project = self.settings.get("projectName").and_then(Value::as_str);
        // A folder must come of it.
        let project = project.filter(|name| !name.is_empty()).unwrap_or("auth");
        let mut name = String::new();
        for c in project.to_lowercase().chars() {
            match c {
                'a'..='z' | '0'..='9' | '_' => name.push(c),
                _ if name.ends_with('_') => {}
                _ => name.push('_'),
            }
        }
        name
    }

    /// The environments that the project has, linked or not, in the file's order.
    pub fn environments(&self) -> Vec<EnvironmentName> {
        self.team.data.keys().filter_map(|name| name.parse().ok()).collect()
    }

    /// The environment that is the current one: this machine's, else the only one.
    pub fn current(&self) -> Option<EnvironmentName> {
        let local = self.local.data.get("envName").and_then(Value::as_str);
        if let Some(name) = local.and_then(|name| name.parse().ok()) {
            return Some(name);
        }
        match &self.environments()[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The region of an environment's own stack, which the official CLI takes for that of every resource.
    pub fn region(&self, environment: &EnvironmentName) -> Option<Region> {
        let team = self.team.object(&[environment.as_str(), "awscloudformation"]);
        let is_current = self.current().is_none_or(|current| current == *environment);
        let meta = self.meta.object(&["providers", "awscloudformation"]).filter(|_| is_current);
        team.or(meta)?.get("Region")?.as_str()?.parse().ok()
    }

    /// The region of every environment's stack, as far as it is known.
    pub fn regions(&self) -> BTreeMap<EnvironmentName, Region> {
        let known = self.environments().into_iter().chain(self.current());
        known.filter_map(|name| Some((name.clone(), self.region(&name)?))).collect()
    }

    /// `amplify-meta.json`, which says what the other categories contribute to a configuration file.
    pub fn meta(&self) -> &Map<String, Value> {
        &self.meta.data
    }

    /// Resources of other categories that have been deployed in the current environment: `api/orders`, ...
    pub fn other_resources(&self) -> Vec<String> {
        let categories = self.meta.data.iter().filter(|(category, _)| !matches!(&category[..], "providers" | "auth"));
        categories
            .filter_map(|(category, resources)| Some((category, resources.as_object()?)))
            .flat_map(|(category, resources)| {
                let deployed = resources.iter().filter(|(_, resource)| resource.get("output").is_some());
                deployed.map(move |(name, _)| format!("{category}/{name}"))
            })
            .collect()
    }

    /// The configuration files that the official CLI keeps.
    pub fn files(&self, root: &Path) -> Vec<GeneratedFile> {
        let Some(platform) = self.platform() else { return Vec::new() };
        let folder = detect::config_folder(root, platform);
        let holds_secret = self.holds_secret() && !platform.uses_web_client();
        let of_platform = FILES.iter().filter(|(of, _)| *of == platform).flat_map(|(_, files)| *files);
        of_platform
            .map(|(format, name)| GeneratedFile {
                format: (*format).to_owned(),
                path: if folder.is_empty() { (*name).to_owned() } else { format!("{folder}/{name}") },
                include_client_secret: holds_secret,
                prefix: String::new(),
            })
            .collect()
    }

    /// Whether `amplify-meta.json` holds the native client's secret, as the official CLI's always does.
    fn holds_secret(&self) -> bool {
        self.secret().is_some()
    }

    fn secret(&self) -> Option<&str> {
        let output = self.meta.object(&["auth", self.resource.as_deref()?, "output"])?;
        output.get("AppClientSecret")?.as_str()
    }

    /// The links of all environments. `settings` has what the official files have no place for.
    ///
    /// # Errors
    /// An id in `team-provider-info.json` is none: with the line.
    pub fn link(&self, root: &Path, settings: Option<LinkFile>, snapshot: &SnapshotFile) -> Result<Option<LinkFile>> {
        let is_settings = settings.is_some();
        let mut link = settings.unwrap_or_else(LinkFile::empty);
        link.platform = self.platform();
        let mut files = self.files(root);
        // A list that is left from a layout of its own may name the official files, too.
        let is_further = |file: &GeneratedFile| !files.iter().any(|known| known.path == detect::tidy(&file.path));
        let further: Vec<GeneratedFile> = std::mem::take(&mut link.files).into_iter().filter(is_further).collect();
        files.extend(further);
        link.files = files;
        link.secret_in_state = self.holds_secret();
        link.current = self.current();
        link.amplify_regions = self.regions();
        let Some(resource) = &self.resource else { return Ok(is_settings.then_some(link)) };
        for environment in self.environments() {
            let path = [environment.as_str(), "categories", "auth", resource.as_str()];
            let Some(ids) = self.team.object(&path) else { continue };
            let mut read = self.link_of(ids, &path)?;
            let known = snapshot.environments.get(&environment).map(|snapshot| &snapshot.facts.user_pool);
            read.account = known.filter(|pool| pool.id == read.user_pool_id).and_then(|pool| pool.account.clone());
            read.settings = link.settings.get(&environment).cloned().unwrap_or_default();
            link.environments.insert(environment, read);
        }
        Ok(Some(link))
    }

    fn link_of(&self, ids: &Map<String, Value>, path: &[&str]) -> Result<Link> {
        let text = |key: &str| ids.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let refuse = |key: &str, reason: String| {
            let mut full = path.to_vec();
            full.push(key);
            let line = self.team.text().and_then(|text| json_text::line_of(text, &full));
            let place = line.map(|line| format!(":{line}")).unwrap_or_default();
            Error::new(Kind::Failure, format!("{TEAM}{place}: {reason}"))
                .hint(format!("correct `{key}` in `{TEAM}`, or take it from version control; nothing was changed"))
        };
        fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
            key: &str,
            text: Option<&str>,
            refuse: impl Fn(&str, String) -> Error,
        ) -> Result<Option<T>> {
            text.map(|text| text.parse().map_err(|error: T::Err| refuse(key, error.to_string()))).transpose()
        }
        let user_pool_id: crate::model::ids::UserPoolId = parsed("userPoolId", text("userPoolId"), refuse)?
            .ok_or_else(|| refuse("userPoolId", "the user pool's id is missing".to_owned()))?;
        Ok(Link {
            account: None,
            region: user_pool_id.region(),
            user_pool_id,
            web_client_id: parsed("webClientId", text("webClientId"), refuse)?,
            native_client_id: parsed("nativeClientId", text("nativeClientId"), refuse)?,
            identity_pool_id: parsed("identityPoolId", text("identityPoolId"), refuse)?,
            settings: super::link_file::Settings::default(),
        })
    }
}
