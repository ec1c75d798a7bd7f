//! The ids that flags, the official CLI's headless request and the environment give, before the project is opened.

use std::io::Read as _;

use serde::Deserialize;

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::ids::{ClientId, IdentityPoolId, UserPoolId};
use crate::model::platform::Platform;

use super::flags::Flags;

/// What an id is called wherever one may give it.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct IdNames {
    /// The flag, with its dashes.
    pub(in crate::commands) flag: &'static str,
    /// The field of the headless request.
    field: &'static str,
    /// The variable that existing builds set.
    pub(in crate::commands) variable: &'static str,
}

pub(in crate::commands) const USER_POOL: IdNames =
    IdNames { flag: "--user-pool-id", field: "userPoolId", variable: "AMPLIFY_USERPOOL_ID" };
pub(in crate::commands) const WEB_CLIENT: IdNames =
    IdNames { flag: "--web-client-id", field: "webClientId", variable: "AMPLIFY_WEBCLIENT_ID" };
pub(in crate::commands) const NATIVE_CLIENT: IdNames =
    IdNames { flag: "--native-client-id", field: "nativeClientId", variable: "AMPLIFY_NATIVECLIENT_ID" };
pub(in crate::commands) const IDENTITY_POOL: IdNames =
    IdNames { flag: "--identity-pool-id", field: "identityPoolId", variable: "AMPLIFY_IDENTITYPOOL_ID" };

impl IdNames {
    /// What to type where it is missing.
    pub(super) fn ways(self) -> String {
        format!("{} (or {})", self.flag, self.variable)
    }
}

/// The given ids.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) user_pool: Option<UserPoolId>,
    pub(super) web_client: Option<ClientId>,
    pub(super) native_client: Option<ClientId>,
    pub(super) identity_pool: Option<IdentityPoolId>,
}

/// Which app clients are still to be found.
pub(super) struct Lacking {
    /// The platform needs a web client, and none is given.
    pub(super) web: bool,
    /// The platform needs a native client, and none is given.
    pub(super) native: bool,
    /// Neither is given: the one that the platform can do without may come along.
    pub(super) both: bool,
}

impl Lacking {
    /// Whether one that the platform needs is.
    pub(super) fn needed(&self) -> bool {
        self.web || self.native
    }
}

impl Request {
    /// Which app clients are still to be found for a platform.
    pub(super) fn lacking(&self, platform: Platform) -> Lacking {
        let (web, native) = (self.web_client.is_none(), self.native_client.is_none());
        let for_web = platform.uses_web_client();
        Lacking { web: for_web && web, native: !for_web && native, both: web && native }
    }
}

/// The headless request of Amplify's CLI (`ImportAuthRequest`). Fields that it does not know are passed over, as
/// there; unlike there every id is optional, and the text may have more than one line.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Headless {
    version: Option<serde_json::Number>,
    user_pool_id: Option<String>,
    web_client_id: Option<String>,
    native_client_id: Option<String>,
    identity_pool_id: Option<String>,
}

/// First wins: the flag, the headless request, the variable that existing builds set.
pub(super) fn gather(args: &Flags, context: &Context) -> Result<Request> {
    let headless = args.input_json.as_deref().map(headless).transpose()?.unwrap_or_default();
    let request = Request {
        user_pool: pick(context, USER_POOL, args.user_pool_id.as_ref(), headless.user_pool_id.as_ref())?,
        web_client: pick(context, WEB_CLIENT, args.web_client_id.as_ref(), headless.web_client_id.as_ref())?,
        native_client: pick(
            context,
            NATIVE_CLIENT,
            args.native_client_id.as_ref(),
            headless.native_client_id.as_ref(),
        )?,
        identity_pool: pick(
            context,
            IDENTITY_POOL,
            args.identity_pool_id.as_ref(),
            headless.identity_pool_id.as_ref(),
        )?,
    };
    if let (Some(pool), Some(region)) = (&request.user_pool, &context.options.region)
        && pool.region() != *region
    {
        return Err(Error::usage(format!("user pool {pool} lives in {}, not in {region}", pool.region()))
            .hint("leave `--region` out: a user pool's region is part of its id"));
    }
    Ok(request)
}

fn pick<T: std::str::FromStr<Err: std::fmt::Display>>(
    context: &Context,
    names: IdNames,
    from_flag: Option<&String>,
    from_headless: Option<&String>,
) -> Result<Option<T>> {
    let IdNames { flag, field, variable } = names;
    let from_headless = from_headless.filter(|text| !text.is_empty());
    let from_variable = context.variables.get(variable).map(str::to_owned);
    let (text, source) = if let Some(text) = from_flag {
        (text.clone(), format!("`{flag}`"))
    } else if let Some(text) = from_headless {
        (text.clone(), format!("`--input-json`, field `{field}`"))
    } else if let Some(text) = from_variable {
        (text, format!("the environment variable {variable}"))
    } else {
        return Ok(None);
    };
    let value = text.trim().parse().map_err(|error| Error::usage(format!("{source}: {error}")))?;
    context.terminal.detail(format_args!("{} from {source}: {}", flag.trim_start_matches('-'), text.trim()));
    Ok(Some(value))
}

fn headless(argument: &str) -> Result<Headless> {
    let (text, source) = if argument == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Error::from_cause(Kind::Usage, error).context("cannot read the request from stdin"))?;
        (text, "stdin".to_owned())
    } else if let Some(path) = argument.strip_prefix('@') {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::from_cause(Kind::Usage, error).context(format!("cannot read `{path}`")))?;
        (text, path.to_owned())
    } else {
        (argument.to_owned(), "--input-json".to_owned())
    };
    let example = r#"{"version":1,"userPoolId":"...","webClientId":"...","nativeClientId":"..."}"#;
    let refuse = |what: String| Error::usage(format!("{source}: {what}")).hint(format!("expected {example}"));
    let text = text.trim_start_matches('\u{feff}').trim_end();
    if !text.trim_start().starts_with('{') {
        return Err(refuse("this is no JSON object".to_owned()));
    }
    let headless: Headless = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
    let version = headless.version.as_ref();
    if version.and_then(serde_json::Number::as_u64) != Some(1) {
        return Err(refuse(match version {
            Some(version) => format!("version {version} is not known; only 1 is"),
            None => "field `version` is missing; it has to be the number 1".to_owned(),
        }));
    }
    Ok(headless)
}
