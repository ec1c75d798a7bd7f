//! What follows from an identity pool: the user pool and the app clients that it trusts; and which identity pools trust
//! a user pool.

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::app_client::{AppClient, AppClientSummary};
use crate::model::identity_pool::{IdentityPool, IdentityPoolSummary};
use crate::model::ids::{ClientId, IdentityPoolId, UserPoolId};
use crate::model::platform::Platform;
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;

use super::super::request::{NATIVE_CLIENT, Request, USER_POOL, WEB_CLIENT};
use super::{Known, READ_ALL_UP_TO, ask_for_part, missing, row, said};

/// Fills the user pool, and clients that are not given, from the identity pool's providers, where that is unambiguous
/// or somebody can be asked.
pub(super) async fn fill(
    request: &mut Request,
    id: &IdentityPoolId,
    context: &Context,
    platform: Platform,
    asked: &mut bool,
) -> Result<Known> {
    let terminal = &context.terminal;
    let cloud = context.cloud()?;
    terminal.progress(format_args!("reading identity pool {id}"));
    let identity_pool = cloud.read_identity_pool(id).await;
    terminal.progress_done();
    let identity_pool = identity_pool?;

    let pool = user_pool(&identity_pool, context, asked)?;
    let lacking = request.lacking(platform);
    let mut clients = Vec::new();
    if lacking.needed() {
        let trusted: Vec<AppClientSummary> = trusted_clients(&identity_pool, &pool);
        let tell = |done: usize| terminal.progress(format_args!("reading app clients: {done} of {}", trusted.len()));
        let described = cloud.describe_app_clients_that_exist(&pool, &trusted, tell).await;
        terminal.progress_done();
        let (found, gone) = described?;
        // Cognito leaves a client that was deleted among the providers.
        for id in gone {
            terminal
                .story(format_args!("app client {id}, which the identity pool trusts, does not exist: passed over"));
        }
        clients = found;
        if lacking.web || lacking.both {
            let valid: Vec<&AppClient> = clients.iter().filter(|client| !client.has_secret).collect();
            if valid.is_empty() && lacking.web {
                return Err(Error::new(
                    Kind::Rule,
                    format!("no app client that identity pool {id} trusts is without a secret"),
                )
                .hint(
                    "a web app needs one: have the identity pool trust a client without a secret, or pass `--platform`",
                ));
            }
            request.web_client = one_of(&valid, "web client", WEB_CLIENT.flag, lacking.web, context, asked)?;
        }
        if lacking.native || lacking.both {
            // What Amplify's docs call native has a secret; a pool's only client serves both.
            let with_secret: Vec<&AppClient> = clients.iter().filter(|client| client.has_secret).collect();
            let all: Vec<&AppClient> = clients.iter().collect();
            let valid = if with_secret.is_empty() { &all } else { &with_secret };
            request.native_client = one_of(valid, "native client", NATIVE_CLIENT.flag, lacking.native, context, asked)?;
        }
    }
    request.user_pool = Some(pool);
    Ok(Known { clients, identity_pool: Some(identity_pool) })
}

fn user_pool(identity_pool: &IdentityPool, context: &Context, asked: &mut bool) -> Result<UserPoolId> {
    let mut pools: Vec<UserPoolId> = Vec::new();
    for pool in identity_pool.user_pool_providers.iter().filter_map(|provider| provider.user_pool()) {
        if !pools.contains(&pool) {
            pools.push(pool);
        }
    }
    match &pools[..] {
        [] => Err(Error::new(
            Kind::Rule,
            format!("identity pool {} has no user pool among its providers", identity_pool.id),
        )
        .hint("have your user pool and its app clients added to the identity pool's providers")),
        [only] => {
            context
                .terminal
                .story(format_args!("user pool {only} is the only one that the identity pool trusts: chosen"));
            Ok(only.clone())
        }
        several if context.terminal.can_prompt() => {
            *asked = true;
            let rows: Vec<_> = several.iter().map(|pool| [pool.to_string(), String::new(), String::new()]).collect();
            Ok(several[prompt::select("User pool", &rows)?].clone())
        }
        several => {
            let names: Vec<&str> = several.iter().map(UserPoolId::as_str).collect();
            Err(missing(&[USER_POOL.ways()])
                .hint(format!("user pools that the identity pool trusts: {}", names.join(", "))))
        }
    }
}

fn trusted_clients(identity_pool: &IdentityPool, pool: &UserPoolId) -> Vec<AppClientSummary> {
    let of_pool =
        identity_pool.user_pool_providers.iter().filter(|provider| provider.user_pool().as_ref() == Some(pool));
    let mut clients: Vec<AppClientSummary> = Vec::new();
    for id in of_pool.filter_map(|provider| provider.client_id.parse::<ClientId>().ok()) {
        if !clients.iter().any(|client| client.id == id) {
            clients.push(AppClientSummary { id, name: String::new() });
        }
    }
    clients
}

/// The only valid client, or the one that somebody picks; without an answer, one that is needed is missing.
fn one_of(
    valid: &[&AppClient],
    what: &str,
    flag: &str,
    is_needed: bool,
    context: &Context,
    asked: &mut bool,
) -> Result<Option<ClientId>> {
    match valid {
        [] => Ok(None),
        [only] => {
            context.terminal.story(format_args!("{what}: {}, the only one that fits", said(only)));
            Ok(Some(only.id.clone()))
        }
        several if context.terminal.can_prompt() => {
            *asked = true;
            let rows: Vec<_> = several.iter().map(|client| row(client)).collect();
            Ok(Some(several[prompt::select(what, &rows)?].id.clone()))
        }
        several if is_needed => {
            let names: Vec<String> = several.iter().map(|client| said(client)).collect();
            Err(missing(&[flag.to_owned()]).hint(format!("app clients that fit: {}", names.join(", "))))
        }
        _ => Ok(None),
    }
}

/// Lets a person pick among the identity pools that trust the user pool's client.
///
/// A list says no providers, so each pool has to be read; of many, only those are read that a part of the name fits.
pub(super) async fn choose(context: &Context, pool: &UserPoolId, client: Option<&ClientId>) -> Result<IdentityPool> {
    let terminal = &context.terminal;
    let cloud = context.cloud()?;
    let region = pool.region();
    terminal.progress(format_args!("listing the identity pools in {region}"));
    let listed = cloud.list_identity_pools(&region).await;
    terminal.progress_done();
    let mut listed = listed?;
    let count = listed.len();
    while listed.len() > READ_ALL_UP_TO {
        terminal.story(format_args!("there are {} identity pools in {region}", listed.len()));
        let label = |pool: &IdentityPoolSummary| [pool.name.clone(), pool.id.to_string()];
        if let Some(found) = ask_for_part(context, &listed, "identity pool", "identity pool", label)? {
            listed = found;
        }
    }
    let tell = |done: usize| terminal.progress(format_args!("reading identity pools: {done} of {}", listed.len()));
    let pools = cloud.read_identity_pools(&listed, tell).await;
    terminal.progress_done();
    let trusts = |identity_pool: &IdentityPool| match client {
        Some(client) => identity_pool.trusts(pool, client),
        None => identity_pool.user_pool_providers.iter().any(|provider| provider.user_pool().as_ref() == Some(pool)),
    };
    let mut fitting: Vec<IdentityPool> = pools?.into_iter().filter(trusts).collect();
    fitting.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
    let chosen = match fitting.len() {
        0 => {
            return Err(Error::new(
                Kind::Rule,
                format!("none of the {} identity pools read in {region} trusts user pool {pool}", listed.len()),
            )
            .hint("one in another region: `--identity-pool-id`"));
        }
        1 if listed.len() == count => {
            let name = one_line(&fitting[0].name);
            terminal
                .story(format_args!("identity pool {name} ({}) is the only one that trusts it: chosen", fitting[0].id));
            0
        }
        _ => {
            let row = |pool: &IdentityPool| {
                let guests = if pool.allows_guests { "guests" } else { "no guests" };
                [pool.name.clone(), pool.id.to_string(), guests.to_owned()]
            };
            prompt::select("Identity pool", &fitting.iter().map(row).collect::<Vec<_>>())?
        }
    };
    let chosen = fitting.swap_remove(chosen);
    cloud.with_roles(chosen).await
}
