//! What `amplink export` writes for others: one environment's link and facts. Holds no secret.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;

use super::link_file::{Link, Settings};

/// What the file says it is.
pub const SCHEMA_ID: &str = "urn:amplink:schema:export:1";

const VERSION: u64 = 1;

/// One environment, as somebody hands it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// The environment's name in the project that it comes from.
    pub environment: EnvironmentName,
    /// What kind of app that project is, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The ids. What a person decided there, such as a profile or a rule that is let pass, is left out.
    pub link: Link,
    /// What was read of them.
    pub facts: Facts,
}

impl Export {
    /// What is exported of a link.
    pub fn of(environment: EnvironmentName, platform: Option<Platform>, link: &Link, facts: Facts) -> Self {
        Self { environment, platform, link: Link { settings: Settings::default(), ..link.clone() }, facts }
    }

    /// Reads a file that was exported.
    ///
    /// # Errors
    /// It cannot be read, or is not what [`Export::print`] writes.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::from_cause(Kind::Usage, error).context(format!("cannot read `{name}`")))?;
        Self::parse(&text).map_err(|error| error.context(format!("`{name}` is not what `amplink export` writes")))
    }

    fn parse(text: &str) -> Result<Self> {
        let ask = "ask a colleague who may read the user pool for the output of `amplink export`";
        let refuse = |why: String| Error::failure(why).hint(ask);
        let text = text.trim_start_matches('\u{feff}');
        let raw: Map<String, Value> = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
        if raw.contains_key("environments") {
            let why = "it is a project's own file; `amplink export -o FILE` in that project writes one for others";
            return Err(Error::failure(why));
        }
        match raw.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => {
                return Err(Error::failure(format!("it has version {other}; this amplink reads version {VERSION}"))
                    .hint("use the amplink that wrote it, or a newer one"));
            }
            None => return Err(refuse("it has no `version`".to_owned())),
        }
        let mut export: Self = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
        export.link.settings = Settings::default();
        if export.link.region != export.link.user_pool_id.region() || !export.link.is_of(&export.facts) {
            return Err(refuse("its link and its facts are of different resources".to_owned()));
        }
        Ok(export)
    }

    /// The file's text: one fact a line, and the same bytes for the same facts.
    pub fn print(&self) -> String {
        let mut out = Map::new();
        out.insert("$schema".to_owned(), json!(SCHEMA_ID));
        out.insert("version".to_owned(), json!(VERSION));
        let Value::Object(members) = json!(self) else { unreachable!("an export prints as an object") };
        out.extend(members);
        let mut text = serde_json::to_string_pretty(&out).expect("a JSON value prints");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_export_is_told_what_it_is() {
        for (text, why) in [
            ("", "EOF"),
            ("[]", "expected a map"),
            ("{}", "no `version`"),
            (r#"{"version": 2}"#, "version 2"),
            (r#"{"version": 1, "environments": {}}"#, "a project's own file"),
            (r#"{"version": 1, "environment": "dev"}"#, "missing field `link`"),
        ] {
            let error = Export::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
