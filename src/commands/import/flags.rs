//! The flags of both imports, and what they say of the platform.

use clap_complete::ArgValueCandidates;

use crate::commands::explain;
use crate::context::Context;
use crate::model::platform::Platform;
use crate::project::{Project, detect};

/// What an import is about; the other resources come along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// A user pool; an identity pool only where one is named.
    UserPool,
    /// An identity pool, with what it trusts.
    IdentityPool,
    /// Whatever the project's files name; else a user pool.
    Found,
}

impl Goal {
    /// The word behind `amplink import`, where the ids are given.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::UserPool | Self::Found => "user-pool",
            Self::IdentityPool => "identity-pool",
        }
    }

    /// The command's words, as JSON output names it.
    pub(super) fn command(self) -> &'static str {
        match self {
            Self::UserPool => "import user-pool",
            Self::IdentityPool => "import identity-pool",
            Self::Found => "import",
        }
    }
}

/// Flags of both imports.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Flags {
    /// The user pool
    #[arg(long, value_name = "ID")]
    pub(super) user_pool_id: Option<String>,
    /// The app client of the browser libraries; it has no secret
    #[arg(long, value_name = "ID")]
    pub(super) web_client_id: Option<String>,
    /// The app client of the mobile libraries
    #[arg(long, value_name = "ID")]
    pub(super) native_client_id: Option<String>,
    /// An identity pool that trusts the app clients
    #[arg(long, value_name = "ID")]
    pub(super) identity_pool_id: Option<String>,
    /// Take the ids from the official CLI's headless request: as text, @FILE, or - for stdin
    #[arg(long, value_name = "TEXT|@FILE|-")]
    pub(super) input_json: Option<String>,
    /// Take the ids from this file, or - for stdin: a configuration, `.env`, CDK's or Terraform's outputs
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["user_pool_id", "input_json"])]
    pub(super) from: Option<String>,
    /// What kind of app this is; found out from the folder if not given
    #[arg(long, value_name = "PLATFORM")]
    pub(super) platform: Option<Platform>,
    /// Where the configuration files go, inside the project
    #[arg(long, value_name = "DIR")]
    pub(super) source_dir: Option<String>,
    /// Write the native client's secret into the mobile file; kept by a later import until `=false`
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) include_client_secret: Option<bool>,
    /// Let an error of this rule pass, and remember that in the link (can be repeated)
    #[arg(long, value_name = "RULE", add = ArgValueCandidates::new(explain::rules))]
    pub(super) allow: Vec<String>,
    /// Overwrite files that were edited by hand
    #[arg(long)]
    pub(super) force: bool,
}

/// The flag's, the link's, the folder's; a folder that says nothing is taken for a web app, as Amplify's CLI does.
pub(super) fn platform(args: &Flags, project: &Project, context: &Context) -> Platform {
    if let Some(given) = args.platform {
        return given;
    }
    if let Some(linked) = project.link.as_ref().and_then(|link| link.platform) {
        return linked;
    }
    match detect::detect(project.root()) {
        Some(found) => {
            context.terminal.story(format_args!("{} project ({})", found.platform.title(), found.because));
            found.platform
        }
        None => {
            context.terminal.story("no build file here: taken for a JavaScript project (`--platform` says otherwise)");
            Platform::JavaScript
        }
    }
}
