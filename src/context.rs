//! What a command is handed: the terminal, the cloud (opened when first asked), the environment and the clock.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::PathBuf;

use crate::cloud::Cloud;
use crate::cloud::config::Settings;
use crate::error::{Error, Kind, Result};
use crate::model::ids::{EnvironmentName, Region};
use crate::project::link_file;
use crate::terminal::Terminal;

/// Every environment variable that has a say, in the order in which `amplink help environment` tells them.
pub static HEEDED: &[(&str, &str)] = &[
    ("AMPLINK_ENV", "the environment of the project, as `--env`"),
    ("AMPLIFY_USERPOOL_ID", "import: the user pool, as `--user-pool-id`"),
    ("AMPLIFY_WEBCLIENT_ID", "import: the web client, as `--web-client-id`"),
    ("AMPLIFY_NATIVECLIENT_ID", "import: the native client, as `--native-client-id`"),
    ("AMPLIFY_IDENTITYPOOL_ID", "import: the identity pool, as `--identity-pool-id`"),
    ("CI", "unless `false` or `0`: nobody is asked, and what Enter would answer with yes is a yes"),
    ("AWS_PROFILE", "the profile, as `--profile`; it outdoes what a link remembers"),
    ("AWS_ACCESS_KEY_ID", "with the next two: credentials"),
    ("AWS_SECRET_ACCESS_KEY", "see AWS_ACCESS_KEY_ID"),
    ("AWS_SESSION_TOKEN", "see AWS_ACCESS_KEY_ID"),
    ("AWS_ROLE_ARN", "with AWS_WEB_IDENTITY_TOKEN_FILE: a role to take"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "see AWS_ROLE_ARN"),
    ("AWS_CONFIG_FILE", "the configuration file, instead of ~/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "the credentials file, instead of ~/.aws/credentials"),
    ("AWS_REGION", "where user pools are looked for when none is named, as `--region`"),
    ("AWS_DEFAULT_REGION", "for want of AWS_REGION"),
    ("AWS_ENDPOINT_URL", "an address to talk to instead of AWS, as `--endpoint-url`"),
    ("AWS_ENDPOINT_URL_<SERVICE>", "the same for one service, such as COGNITO_IDENTITY_PROVIDER"),
    ("AWS_CA_BUNDLE", "a PEM file of certificates to trust beside the system's"),
    ("HTTPS_PROXY", "the proxy to AWS; HTTP_PROXY for an address with http"),
    ("NO_PROXY", "hosts that no proxy is asked for"),
    ("NO_COLOR", "if set: no colours, unless `--color always`"),
    ("CLICOLOR_FORCE", "if set: colours also when piped"),
    ("COLUMNS", "how wide `--help` is where stdout is no terminal"),
    ("HOME", "where ~/.aws is, and ~/.local/state, in which `undo` keeps what it needs"),
    ("XDG_STATE_HOME", "instead of ~/.local/state"),
    ("LOCALAPPDATA", "the same on Windows"),
    ("SOURCE_DATE_EPOCH", "stands for the clock, in seconds, so that a build can be repeated"),
    ("AMPLINK_COMPLETE", "set by the completion scripts"),
];

/// The process's environment variables, read once.
#[derive(Debug, Default)]
pub struct Variables(HashMap<String, String>);

impl Variables {
    /// Those of this process; one that is no text is taken for absent.
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(text).collect())
    }

    /// The value; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a build server runs this: `CI` is set, and not to a no.
    pub fn is_ci(&self) -> bool {
        self.get("CI").is_some_and(|value| !matches!(value, "false" | "0"))
    }
}

/// Flags that every command has, as far as a command needs them.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `-C`: where to look for the project.
    pub project_dir: Option<PathBuf>,
    /// `--env`.
    pub environment: Option<EnvironmentName>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<Region>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `--yes`.
    pub yes: bool,
    /// `--dry-run`.
    pub dry_run: bool,
    /// The command's words.
    pub command: &'static str,
}

/// What a command is handed.
#[derive(Debug)]
pub struct Context {
    /// Flags of every command.
    pub options: Options,
    /// The people.
    pub terminal: Terminal,
    /// The environment variables.
    pub variables: Variables,
    cloud: OnceCell<Cloud>,
    remembered: RefCell<link_file::Settings>,
}

impl Context {
    /// Opens nothing.
    pub fn new(options: Options, terminal: Terminal, variables: Variables) -> Self {
        Self { options, terminal, variables, cloud: OnceCell::new(), remembered: RefCell::default() }
    }

    /// From now on AWS is read as an environment's link remembers, where no flag and no variable says otherwise.
    pub fn go_by(&self, settings: &link_file::Settings) {
        *self.remembered.borrow_mut() = settings.clone();
    }

    /// AWS, as the flags, the environment and the link that the command goes by say. Opened once.
    ///
    /// # Errors
    /// `AWS_CA_BUNDLE` names a file that cannot be read or holds no certificate.
    pub fn cloud(&self) -> Result<&Cloud> {
        if self.cloud.get().is_none() {
            let _ = self.cloud.set(self.open_cloud(&self.remembered.borrow())?);
        }
        Ok(self.cloud.get().expect("set above"))
    }

    /// AWS, as the flags, the environment and one environment's link say.
    ///
    /// # Errors
    /// As [`Context::cloud`].
    pub fn open_cloud(&self, remembered: &link_file::Settings) -> Result<Cloud> {
        let ca_bundle = match self.variables.get("AWS_CA_BUNDLE") {
            Some(path) => Some(ca_bundle(path)?),
            None => None,
        };
        let is_named = self.options.profile.is_some() || self.variables.get("AWS_PROFILE").is_some();
        Ok(Cloud::new(Settings {
            profile: self.options.profile.clone(),
            endpoint_url: self.options.endpoint_url.clone(),
            ca_bundle,
            remembered_profile: remembered.profile.clone().filter(|_| !is_named),
            role_arn: remembered.role_arn.clone().filter(|_| !is_named),
        }))
    }

    /// Where this user's programs remember things, as the XDG specification has it; `None` where there is no such place.
    /// A build server's goes with the build: nothing is worth remembering there.
    pub fn state_folder(&self) -> Option<PathBuf> {
        if self.variables.is_ci() {
            return None;
        }
        let folder = |name| self.variables.get(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
        let home = || {
            if cfg!(windows) { folder("LOCALAPPDATA") } else { folder("HOME").map(|home| home.join(".local/state")) }
        };
        folder("XDG_STATE_HOME").or_else(home)
    }

    /// Now, as RFC 3339 in UTC, to the second. `SOURCE_DATE_EPOCH` stands for the clock where it is set, so that a
    /// build can be repeated to the byte.
    pub fn now(&self) -> String {
        let fixed = self.variables.get("SOURCE_DATE_EPOCH").and_then(|text| text.parse().ok());
        let now = fixed.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        let now = now.unwrap_or_else(jiff::Timestamp::now);
        now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Without this look, a file without a certificate would be passed over, and TLS fail later for no visible reason.
fn ca_bundle(path: &str) -> Result<Vec<u8>> {
    let hint = "AWS_CA_BUNDLE names a PEM file of certificates to trust; correct it or unset it";
    let pem = std::fs::read(path).map_err(|error| {
        Error::from_cause(Kind::Failure, error).context(format!("cannot read AWS_CA_BUNDLE, `{path}`")).hint(hint)
    })?;
    let mark = b"-----BEGIN CERTIFICATE-----";
    if !pem.windows(mark.len()).any(|window| window == mark) {
        return Err(Error::failure(format!("AWS_CA_BUNDLE, `{path}`, holds no certificate")).hint(hint));
    }
    Ok(pem)
}
