//! Why a key is absent, in the words of the AWS answer that is the reason.

use crate::emit::Request;
use crate::model::app_client::AppClient;
use crate::model::identity_pool::IdentityPool;
use crate::model::role::RoleArn;

/// A reason; none where the key is there.
pub(super) type Reason = Option<String>;

/// It is always written.
pub(super) fn never(_: &Request<'_>) -> Reason {
    None
}

pub(super) const WEB_CLIENT: &str = "web client";
pub(super) const NATIVE_CLIENT: &str = "native client";

pub(super) fn no_web_client(request: &Request<'_>) -> Reason {
    request.facts.web_client.is_none().then(|| "no web client is linked".to_owned())
}

pub(super) fn no_native_client(request: &Request<'_>) -> Reason {
    request.facts.native_client.is_none().then(|| "no native client is linked".to_owned())
}

pub(super) fn no_identity_pool(request: &Request<'_>) -> Reason {
    request.facts.identity_pool.is_none().then(|| "no identity pool is linked".to_owned())
}

/// The app client has no sign-in page: no flow that a user takes part in.
pub(super) fn no_hosted_ui(word: &str, client: &AppClient) -> Reason {
    if client.uses_hosted_ui() {
        return None;
    }
    let why = if !client.oauth_enabled {
        "AllowedOAuthFlowsUserPoolClient is false".to_owned()
    } else if client.oauth_flows.is_empty() {
        "AllowedOAuthFlows is empty".to_owned()
    } else {
        format!("AllowedOAuthFlows is {}", client.oauth_flows.join(", "))
    };
    Some(format!("{word} {} allows no OAuth flow of a user ({why})", client.id))
}

pub(super) fn no_domain(request: &Request<'_>) -> Reason {
    let pool = &request.facts.user_pool;
    let is_absent = pool.hosted_ui_host().is_none();
    is_absent.then(|| format!("user pool {} has no domain (Domain and CustomDomain are absent)", pool.id))
}

/// A list of an app client's has nothing in it.
pub(super) fn empty(word: &str, client: &AppClient, field: &str, list: &[String]) -> Reason {
    list.is_empty().then(|| format!("{field} of {word} {} is empty", client.id))
}

/// Nobody can say which second factors there are.
pub(super) fn mfa_unread(request: &Request<'_>) -> Reason {
    let is_unread = request.facts.mfa_types().is_none();
    is_unread.then(|| {
        let mode = &request.facts.user_pool.mfa_configuration;
        format!("MfaConfiguration is {mode}, and GetUserPoolMfaConfig could not be read")
    })
}

/// A social provider that the identity pool trusts by itself.
pub(super) fn no_login(request: &Request<'_>, host: &str) -> Reason {
    let Some(pool) = &request.facts.identity_pool else { return no_identity_pool(request) };
    let is_absent = !pool.login_providers.contains_key(host);
    is_absent.then(|| format!("SupportedLoginProviders of identity pool {} has no {host}", pool.id))
}

/// The role of users that have signed in, or of guests.
pub(super) fn no_role(request: &Request<'_>, of_guests: bool) -> Reason {
    let Some(pool) = &request.facts.identity_pool else { return no_identity_pool(request) };
    match role(pool, of_guests) {
        Ok(Some(_)) => None,
        Ok(None) => {
            let name = if of_guests { "unauthenticated" } else { "authenticated" };
            Some(format!("Roles.{name} of identity pool {} is absent", pool.id))
        }
        Err(reason) => Some(reason),
    }
}

/// As above; what is no ARN is no role, either.
pub(super) fn no_valid_role(request: &Request<'_>, of_guests: bool) -> Reason {
    let role = request.facts.identity_pool.as_ref().and_then(|pool| role(pool, of_guests).ok().flatten());
    match role {
        Some(arn) if arn.parse::<RoleArn>().is_err() => {
            Some(format!("`{}` is not the ARN of a role", arn.escape_debug()))
        }
        _ => no_role(request, of_guests),
    }
}

fn role(pool: &IdentityPool, of_guests: bool) -> Result<Option<&String>, String> {
    let Some(roles) = &pool.roles else {
        return Err(format!("GetIdentityPoolRoles of identity pool {} could not be read", pool.id));
    };
    Ok(if of_guests { roles.unauthenticated.as_ref() } else { roles.authenticated.as_ref() })
}

/// The pool's groups are not known.
pub(super) fn groups_unread(request: &Request<'_>) -> Reason {
    let facts = request.facts;
    facts.groups.is_none().then(|| {
        let why = if facts.groups_denied { "might not be read" } else { "was not asked for: no file named the groups" };
        format!("ListGroups of user pool {} {why}", facts.user_pool.id)
    })
}

/// No app client that a format without a place for a secret can name.
pub(super) fn no_public_client(request: &Request<'_>) -> Reason {
    let is_absent = request.facts.public_client_for(request.platform).is_none();
    is_absent.then(|| "no app client without a secret is linked".to_owned())
}
