//! From the link that a command wants to the texts of the official state files.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::json_text::{self, Place};
use crate::model::platform::Platform;
use crate::project::link_file::LinkFile;
use crate::project::snapshot::{AmplifyRecord, SnapshotFile};

use super::shapes::Imported;
use super::{AmplifyProject, CONFIG, LOCAL_ENVIRONMENT, META, StateFile, TEAM};

/// The state that a command wants.
#[derive(Debug)]
pub struct Wish<'a> {
    /// The links, also those that stay; `None` where the last one goes.
    pub link: Option<&'a LinkFile>,
    /// What has been read for them.
    pub snapshot: &'a SnapshotFile,
    /// What has just been read for the current environment, the client's secret with it.
    pub read: Option<&'a Facts>,
}

/// One state file as it is to be.
#[derive(Debug)]
pub struct StateText {
    /// Its path in the project.
    pub path: String,
    /// Its text; `None` when it goes.
    pub text: Option<String>,
    /// Folders that go with it when they are left empty, innermost first.
    pub empty_folders: Vec<String>,
}

/// The state files as they are to be.
#[derive(Debug)]
pub struct Planned {
    /// Those that may change.
    pub texts: Vec<StateText>,
    /// What unlinking has to know.
    pub record: AmplifyRecord,
    /// `amplify-meta.json`'s content, from which the configuration files are rendered.
    pub meta: Map<String, Value>,
}

/// Keys of an environment's block that are not an imported resource's survive.
const ENVIRONMENT_KEYS: [&str; 17] = [
    "userPoolId",
    "userPoolName",
    "webClientId",
    "nativeClientId",
    "identityPoolId",
    "identityPoolName",
    "allowUnauthenticatedIdentities",
    "authRoleArn",
    "authRoleName",
    "unauthRoleArn",
    "unauthRoleName",
    "facebookAppId",
    "amazonAppId",
    "appleAppId",
    "googleClientId",
    "googleIos",
    "googleAndroid",
];

const PARAMETER_KEYS: [&str; 13] = [
    "authSelections",
    "resourceName",
    "serviceType",
    "region",
    "aliasAttributes",
    "usernameAttributes",
    "authProvidersUserPool",
    "requiredAttributes",
    "passwordPolicyMinLength",
    "passwordPolicyCharacters",
    "mfaConfiguration",
    "autoVerifiedAttributes",
    "mfaTypes",
];

impl AmplifyProject {
    /// Plans the official state files for the wanted links. `old` is the state's own link, `record` what the first
    /// import found.
    ///
    /// # Errors
    /// A state file has something else where an object belongs.
    pub fn plan(&self, old: Option<&LinkFile>, record: Option<&AmplifyRecord>, wish: &Wish<'_>) -> Result<Planned> {
        let name = self.resource_name();
        let platform = self.platform().unwrap_or(Platform::JavaScript);
        let mut state = State {
            team: Text::of(&self.team),
            meta: Text::of(&self.meta),
            config: Text::of(&self.config),
            local: Text::of(&self.local),
            record: record.cloned().unwrap_or_else(|| self.made_by_others()),
            resource: name.clone(),
        };
        let current = wish.link.and_then(|link| link.current.as_ref());
        let imported = |environment: &EnvironmentName| -> Option<Imported<'_>> {
            let link = wish.link?.link(environment)?;
            let read = wish.read.filter(|_| current == Some(environment));
            let read = read.filter(|facts| facts.user_pool.id == link.user_pool_id);
            // The official CLI may have linked it anew since: what was read of other ids would take that back.
            let known = wish.snapshot.environments.get(environment).map(|snapshot| &snapshot.facts);
            let facts = read.or(known.filter(|facts| link.is_of(facts)))?;
            Some(Imported { name: &name, facts, link, platform })
        };

        let after: Vec<&EnvironmentName> = wish.link.iter().flat_map(|link| link.environments.keys()).collect();
        for environment in old.iter().flat_map(|link| link.environments.keys()) {
            if !after.contains(&environment) {
                state.forget_environment(environment)?;
            }
        }
        // Where nobody knows which environment it was, it stays for the one that it is.
        let is_switch = self.current().is_some_and(|before| current != Some(&before));
        for environment in &after {
            if let Some(imported) = imported(environment) {
                state.put_environment(environment, &imported, current == Some(*environment) && !is_switch)?;
            }
        }
        let mut parameters = None;
        match current.and_then(|current| Some((current, imported(current)?))) {
            Some((current, imported)) => {
                let secret = wish.link.filter(|link| link.secret_in_state).and_then(|_| self.secret_of(&imported));
                state.put_meta(current, &imported, secret.as_deref(), is_switch)?;
                let region = self.region(current).unwrap_or_else(|| imported.link.region.clone());
                state.put_config(&imported, &after)?;
                parameters = Some(self.parameters_text(&name, imported.parameters(&region))?);
            }
            None if after.is_empty() => {
                state.forget_resource()?;
                if self.resource.is_some() {
                    parameters = Some(None);
                }
            }
            // Linked by the official CLI, and not read yet.
            None if current.is_some_and(|current| after.contains(&current)) => {}
            None => state.forget_meta()?,
        }
        if let Some(current) = current {
            state.put_current(current)?;
        }

        let mut texts = state.texts(after.is_empty());
        if let Some(text) = parameters {
            let folder = format!("amplify/backend/auth/{name}");
            let folders = vec![folder.clone(), "amplify/backend/auth".to_owned()];
            let empty_folders = if text.is_none() { folders } else { Vec::new() };
            texts.push(StateText { path: format!("{folder}/parameters.json"), text, empty_folders });
        }
        Ok(Planned { texts, record: state.record, meta: state.meta.data })
    }

    /// What the official CLI imported, nobody kept a record of: the objects around it are taken for made by the import.
    fn made_by_others(&self) -> AmplifyRecord {
        let mut made = Vec::new();
        if let Some(resource) = &self.resource {
            for environment in self.team.data.keys() {
                let path = [environment.as_str(), "categories", "auth", resource.as_str()];
                if self.team.object(&path).is_some() {
                    made.extend((1..path.len()).map(|depth| AmplifyRecord::place(TEAM, &path[..depth])));
                }
            }
            for (file, member) in [(META, "auth"), (CONFIG, "auth"), (CONFIG, "parameters")] {
                made.push(AmplifyRecord::place(file, &[member]));
            }
        }
        AmplifyRecord { created: Vec::new(), made }
    }

    /// The secret that was just read; offline, the one that stands in `amplify-meta.json` for the same client.
    fn secret_of(&self, imported: &Imported<'_>) -> Option<String> {
        let client = imported.facts.native_client.as_ref()?;
        if let Some(secret) = &client.secret {
            return Some(secret.reveal().to_owned());
        }
        let output = self.meta.object(&["auth", imported.name, "output"])?;
        let is_same = output.get("AppClientID").and_then(Value::as_str) == Some(client.id.as_str());
        self.secret().filter(|_| is_same && client.has_secret).map(str::to_owned)
    }

    /// `parameters.json`, with what a person added to it; unchanged where it says the same already.
    fn parameters_text(&self, name: &str, fresh: Map<String, Value>) -> Result<Option<String>> {
        let Some(text) = self.parameters.as_ref().map(|file| &file.text) else {
            return Ok(Some(pretty(&Value::Object(fresh))));
        };
        let path = format!("amplify/backend/auth/{name}/parameters.json");
        let existing = super::parse(&path, text)?;
        let is_foreign = |key: &&String| !PARAMETER_KEYS.contains(&key.as_str());
        let mut wanted = fresh;
        for key in existing.keys().filter(is_foreign) {
            wanted.insert(key.clone(), existing[key].clone());
        }
        if wanted == existing { Ok(Some(text.clone())) } else { Ok(Some(pretty(&Value::Object(wanted)))) }
    }
}

/// As the official CLI prints: two spaces, no line end behind it.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a JSON value prints")
}

/// One state file under change.
struct Text {
    path: &'static str,
    before: Option<String>,
    text: Option<String>,
    /// What the text says.
    data: Map<String, Value>,
}

impl Text {
    fn of(file: &StateFile) -> Self {
        let before = file.text().map(str::to_owned);
        Self { path: file.path, text: before.clone(), before, data: file.data.clone() }
    }

    fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.data.get(*first)?, |value, key| value.get(*key))
    }

    fn change(&mut self, text: String) {
        if self.text.as_ref() != Some(&text) {
            self.data = super::parse(self.path, &text).unwrap_or_default();
            self.text = Some(text);
        }
    }

    fn set(&mut self, path: &[&str], value: &Value, place: Place) -> Result<()> {
        let text = self.text.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or("{}");
        let changed = json_text::set(text, path, value, place).ok_or_else(|| {
            Error::failure(format!("`{}` has something else than an object at `{}`", self.path, path.join(".")))
                .hint(format!("mend `{}`, or take it from version control; nothing was changed", self.path))
        })?;
        self.change(changed);
        Ok(())
    }

    fn remove(&mut self, path: &[&str]) {
        if let Some(text) = &self.text {
            self.change(json_text::remove(text, path));
        }
    }

    /// Brings an object's members up to the fresh ones; `owned` are those that go when they are not among them. An
    /// object of nobody else's is written as a whole, in the official order.
    fn merge(&mut self, path: &[&str], fresh: &Map<String, Value>, owned: &[&str], place: Place) -> Result<()> {
        let existing = self.get(path).and_then(|value| value.as_object().cloned()).unwrap_or_default();
        let is_foreign = |key: &String| !owned.contains(&key.as_str()) && !fresh.contains_key(key);
        if !existing.keys().any(is_foreign) {
            return if existing == *fresh { Ok(()) } else { self.set(path, &Value::Object(fresh.clone()), place) };
        }
        for key in existing.keys().filter(|key| owned.contains(&key.as_str()) && !fresh.contains_key(*key)) {
            self.remove(&[path, &[key.as_str()]].concat());
        }
        for (key, value) in fresh {
            self.set(&[path, &[key.as_str()]].concat(), value, place)?;
        }
        Ok(())
    }
}

struct State {
    team: Text,
    meta: Text,
    config: Text,
    local: Text,
    record: AmplifyRecord,
    resource: String,
}

impl State {
    /// Remembers which objects on a way are not there yet, so that they go again.
    fn note(record: &mut AmplifyRecord, text: &Text, path: &[&str]) {
        if text.before.is_none() && !record.created.iter().any(|known| known == text.path) {
            record.created.push(text.path.to_owned());
        }
        for depth in 1..path.len() {
            let place = AmplifyRecord::place(text.path, &path[..depth]);
            if text.get(&path[..depth]).is_none() && !record.made.contains(&place) {
                record.made.push(place);
            }
        }
    }

    /// Takes a member out, and the objects around it that it leaves empty, if an import made them.
    fn take_out(record: &mut AmplifyRecord, text: &mut Text, path: &[&str]) {
        text.remove(path);
        for depth in (1..path.len()).rev() {
            let place = AmplifyRecord::place(text.path, &path[..depth]);
            let is_empty = text.get(&path[..depth]).is_some_and(|value| value.as_object().is_some_and(Map::is_empty));
            if !is_empty || !record.made.contains(&place) {
                break;
            }
            text.remove(&path[..depth]);
            record.made.retain(|made| *made != place);
        }
    }

    fn put_environment(
        &mut self,
        environment: &EnvironmentName,
        imported: &Imported<'_>,
        is_of_meta: bool,
    ) -> Result<()> {
        let path = [environment.as_str(), "categories", "auth", imported.name];
        Self::note(&mut self.record, &self.team, &path);
        // Only where the stack in `amplify-meta.json` is no other environment's: a push would go to the wrong one.
        if is_of_meta
            && self.team.get(&path[..1]).is_none()
            && let Some(stack) = self.meta.get(&["providers", "awscloudformation"])
            && !self.team.data.values().any(|other| other.get("awscloudformation") == Some(stack))
        {
            let place = [environment.as_str(), "awscloudformation"];
            self.record.made.push(AmplifyRecord::place(TEAM, &place));
            self.team.set(&place, stack, Place::End)?;
        }
        self.team.merge(&path, &imported.environment(), &ENVIRONMENT_KEYS, Place::End)
    }

    /// Remembers which environment is the current one, unless it can be no other.
    fn put_current(&mut self, environment: &EnvironmentName) -> Result<()> {
        let known = self.local.get(&["envName"]);
        let is_only = self.team.data.keys().eq([environment.as_str()]);
        if known == Some(&json!(environment)) || (known.is_none() && is_only) {
            return Ok(());
        }
        Self::note(&mut self.record, &self.local, &[]);
        self.local.set(&["envName"], &json!(environment), Place::End)
    }

    fn forget_environment(&mut self, environment: &EnvironmentName) -> Result<()> {
        let name = self.resource.clone();
        let path = [environment.as_str(), "categories", "auth", name.as_str()];
        Self::take_out(&mut self.record, &mut self.team, &path);
        // The copy of the stack goes with the environment that an import made, unless Amplify has come to use it.
        let stack = [environment.as_str(), "awscloudformation"];
        let place = AmplifyRecord::place(TEAM, &stack);
        let is_alone =
            self.team.get(&stack[..1]).is_some_and(|left| left.as_object().is_some_and(|left| left.len() == 1));
        if is_alone && self.record.made.contains(&place) {
            Self::take_out(&mut self.record, &mut self.team, &stack);
        }
        self.record.made.retain(|made| *made != place);
        Ok(())
    }

    fn put_meta(
        &mut self,
        environment: &EnvironmentName,
        imported: &Imported<'_>,
        secret: Option<&str>,
        is_switch: bool,
    ) -> Result<()> {
        let path = ["auth", imported.name];
        Self::note(&mut self.record, &self.meta, &path);
        let stack = self.team.get(&[environment.as_str(), "awscloudformation"]);
        if let Some(stack) = stack.filter(|_| is_switch || self.meta.text.is_none()) {
            self.meta.set(&["providers", "awscloudformation"], stack, Place::End)?;
        }
        let fresh = imported.meta(secret);
        self.meta.merge(&path, &fresh, &[], Place::End)
    }

    fn put_config(&mut self, imported: &Imported<'_>, environments: &[&EnvironmentName]) -> Result<()> {
        let path = ["auth", imported.name];
        Self::note(&mut self.record, &self.config, &path);
        let mut entry: Vec<(String, Value)> = imported.entry().into_iter().collect();
        entry.sort_by(|a, b| a.0.cmp(&b.0));
        self.config.merge(&path, &entry.into_iter().collect(), &[], Place::Sorted)?;

        let team = &self.team.data;
        let keys_of = |environment: &&EnvironmentName| -> Vec<String> {
            let path = [environment.as_str(), "categories", "auth", imported.name];
            let block = path.iter().try_fold(team, |object, key| object.get(*key)?.as_object());
            block.map(|block| block.keys().cloned().collect()).unwrap_or_default()
        };
        let mut wanted: Vec<String> = environments.iter().flat_map(keys_of).collect();
        wanted.sort();
        wanted.dedup();
        Self::note(&mut self.record, &self.config, &["parameters", ""]);
        for key in &wanted {
            self.use_parameter(key)?;
        }
        self.drop_parameters(|key| wanted.iter().any(|wanted| wanted == key))
    }

    /// Says in `backend-config.json` that the resource uses a parameter, beside whoever else does.
    fn use_parameter(&mut self, key: &str) -> Result<()> {
        let name = format!("AMPLIFY_auth_{}_{key}", self.resource);
        let ours = json!({ "category": "auth", "resourceName": self.resource });
        let path = ["parameters", name.as_str(), "usedBy"];
        let mut users = self.config.get(&path).and_then(|users| users.as_array().cloned()).unwrap_or_default();
        if users.contains(&ours) {
            return Ok(());
        }
        users.push(ours);
        self.config.set(&path, &Value::Array(users), Place::Sorted)
    }

    /// Takes the resource out of the users of every parameter of its own that is no longer wanted.
    fn drop_parameters(&mut self, is_wanted: impl Fn(&str) -> bool) -> Result<()> {
        let prefix = format!("AMPLIFY_auth_{}_", self.resource);
        let ours = json!({ "category": "auth", "resourceName": self.resource });
        let all = self.config.get(&["parameters"]).and_then(|all| all.as_object().cloned()).unwrap_or_default();
        for (name, parameter) in &all {
            let Some(key) = name.strip_prefix(&prefix) else { continue };
            let users = parameter.get("usedBy").and_then(Value::as_array).cloned().unwrap_or_default();
            if is_wanted(key) || !users.contains(&ours) {
                continue;
            }
            let others: Vec<Value> = users.into_iter().filter(|user| *user != ours).collect();
            if others.is_empty() {
                Self::take_out(&mut self.record, &mut self.config, &["parameters", name]);
            } else {
                self.config.set(&["parameters", name, "usedBy"], &Value::Array(others), Place::Sorted)?;
            }
        }
        Ok(())
    }

    fn forget_meta(&mut self) -> Result<()> {
        let name = self.resource.clone();
        Self::take_out(&mut self.record, &mut self.meta, &["auth", &name]);
        Ok(())
    }

    fn forget_resource(&mut self) -> Result<()> {
        self.forget_meta()?;
        let name = self.resource.clone();
        Self::take_out(&mut self.record, &mut self.config, &["auth", &name]);
        self.drop_parameters(|_| false)
    }

    /// A file that an import made, and that holds nothing of anybody else's, goes with the last link.
    fn texts(&self, is_last: bool) -> Vec<StateText> {
        let mut texts = Vec::new();
        for file in [&self.team, &self.meta, &self.config, &self.local] {
            let data = &file.data;
            let holds_nothing = match file.path {
                META => data.keys().all(|key| key == "providers"),
                TEAM => data.values().all(|environment| {
                    environment.as_object().is_none_or(|members| members.keys().all(|key| key == "awscloudformation"))
                }),
                CONFIG => data.is_empty(),
                LOCAL_ENVIRONMENT => data.keys().all(|key| key == "envName"),
                _ => false,
            };
            let is_ours = self.record.created.iter().any(|created| created == file.path);
            let text = file.text.clone().filter(|_| !(is_last && is_ours && holds_nothing));
            texts.push(StateText { path: file.path.to_owned(), text, empty_folders: Vec::new() });
        }
        texts
    }
}
