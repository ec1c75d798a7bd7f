//! The only code that knows AWS. Reads Cognito and turns its answers into the model's nouns.
//!
//! Knows no project and no terminal, and calls no operation that changes anything: what it may call is the table
//! in [`operations`].

mod caller;
pub mod config;
mod error;
mod http;
mod identity_pools;
pub mod operations;
mod pacing;
mod roles;
mod user_pools;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use aws_config::SdkConfig;
use aws_sdk_cognitoidentity::Client as IdentityPools;
use aws_sdk_cognitoidentityprovider::Client as UserPools;
use aws_sdk_iam::Client as Iam;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, Kind, Result};
use crate::model::app_client::{AppClient, AppClientSummary};
use crate::model::facts::{Checked, Facts};
use crate::model::identity_pool::{IdentityPool, IdentityPoolSummary};
use crate::model::ids::{ClientId, IdentityPoolId, Region, UserPoolId};
use crate::model::role::Trust;
use crate::model::user_pool::UserPoolSummary;

use config::Settings;
use operations::Operation;

/// Of roles that mappings and groups name, of which there may be hundreds; IAM publishes no rate.
const ROLES_AT_ONCE: usize = 5;

/// The ids that one reading needs.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The user pool.
    pub user_pool: UserPoolId,
    /// The web client, where one is linked.
    pub web_client: Option<ClientId>,
    /// The native client, where one is linked; may be the web client.
    pub native_client: Option<ClientId>,
    /// The identity pool, where one is linked.
    pub identity_pool: Option<IdentityPoolId>,
    /// Whether a file names the pool's groups: else they are not asked for.
    pub groups: bool,
    /// The account that the resources are in, where it is known: a role of another one is not asked for.
    pub account: Option<String>,
    /// App clients that have been read already.
    pub known_clients: Vec<AppClient>,
    /// The identity pool, if it has been read already.
    pub known_identity_pool: Option<IdentityPool>,
}

/// AWS, opened when something is first asked of it.
#[derive(Debug)]
pub struct Cloud {
    settings: Settings,
    sdk: OnceCell<SdkConfig>,
}

impl Cloud {
    /// Nothing is read or opened yet.
    pub fn new(settings: Settings) -> Self {
        Self { settings, sdk: OnceCell::new() }
    }

    /// The region that the environment or the profile names, if any.
    pub async fn ambient_region(&self) -> Option<Region> {
        config::ambient_region(&self.settings).await
    }

    /// The configuration is loaded once; each client brings its own region, which is part of an id or a flag.
    async fn sdk(&self, region: &Region) -> &SdkConfig {
        if self.sdk.get().is_none() {
            let loaded = config::load(&self.settings, region).await;
            let _ = self.sdk.set(loaded);
        }
        self.sdk.get().expect("set above")
    }

    /// The account that the credentials are of. Where they say themselves that it is the expected one, nobody is asked.
    ///
    /// # Errors
    /// Missing or unaccepted credentials, a role that may not be taken, the network.
    pub async fn account(&self, region: &Region, expected: &str) -> Result<String> {
        caller::account(self.sdk(region).await, region, expected).await
    }

    async fn user_pools(&self, region: &Region) -> UserPools {
        let sdk = self.sdk(region).await;
        let config =
            aws_sdk_cognitoidentityprovider::config::Builder::from(sdk).region(config::sdk_region(region)).build();
        UserPools::from_conf(config)
    }

    async fn identity_pools(&self, region: &Region) -> IdentityPools {
        let sdk = self.sdk(region).await;
        let config = aws_sdk_cognitoidentity::config::Builder::from(sdk).region(config::sdk_region(region)).build();
        IdentityPools::from_conf(config)
    }

    async fn iam(&self, region: &Region) -> Iam {
        let sdk = self.sdk(region).await;
        Iam::from_conf(aws_sdk_iam::config::Builder::from(sdk).region(config::sdk_region(region)).build())
    }

    /// All user pools of the account in a region, every page of them, in Cognito's order.
    ///
    /// # Errors
    /// A denied right, missing credentials, the network.
    pub async fn list_user_pools(&self, region: &Region) -> Result<Vec<UserPoolSummary>> {
        user_pools::list(&self.user_pools(region).await, region).await
    }

    /// All app clients of a pool, every page of them, in Cognito's order.
    ///
    /// # Errors
    /// The pool does not exist, a denied right, missing credentials, the network.
    pub async fn list_app_clients(&self, pool: &UserPoolId) -> Result<Vec<AppClientSummary>> {
        user_pools::list_clients(&self.user_pools(&pool.region()).await, pool).await
    }

    /// Describes several app clients of one pool, within Cognito's request rate, calling `progress` after each.
    ///
    /// # Errors
    /// The first failure of any.
    pub async fn describe_app_clients(
        &self,
        pool: &UserPoolId,
        clients: &[AppClientSummary],
        progress: impl Fn(usize),
    ) -> Result<Vec<AppClient>> {
        let api = self.user_pools(&pool.region()).await;
        pacing::paced(clients, progress, |client| user_pools::describe_client(&api, pool, &client.id)).await
    }

    /// The same for app clients that somebody only says exist: those that do, and the ids of those that do not.
    ///
    /// # Errors
    /// The first failure of any; none of them exists.
    pub async fn describe_app_clients_that_exist(
        &self,
        pool: &UserPoolId,
        clients: &[AppClientSummary],
        progress: impl Fn(usize),
    ) -> Result<(Vec<AppClient>, Vec<ClientId>)> {
        let api = self.user_pools(&pool.region()).await;
        let api = &api;
        let read = |client: &AppClientSummary| {
            let id = client.id.clone();
            async move {
                match user_pools::describe_client(api, pool, &id).await {
                    Err(error) if error.kind() == Kind::NotFound => Ok(Err((id, error))),
                    other => other.map(Ok),
                }
            }
        };
        let (mut found, mut gone, mut first) = (Vec::new(), Vec::new(), None);
        for answer in pacing::paced(clients, progress, read).await? {
            match answer {
                Ok(client) => found.push(client),
                Err((id, error)) => {
                    gone.push(id);
                    first.get_or_insert(error);
                }
            }
        }
        match first {
            Some(error) if found.is_empty() => Err(error),
            _ => Ok((found, gone)),
        }
    }

    /// All identity pools of the account in a region, every page of them.
    ///
    /// # Errors
    /// A denied right, missing credentials, the network.
    pub async fn list_identity_pools(&self, region: &Region) -> Result<Vec<IdentityPoolSummary>> {
        identity_pools::list(&self.identity_pools(region).await, region).await
    }

    /// Reads several identity pools of one region, without their roles, a few a second, calling `progress` after each.
    ///
    /// # Errors
    /// The first failure of any.
    pub async fn read_identity_pools(
        &self,
        pools: &[IdentityPoolSummary],
        progress: impl Fn(usize),
    ) -> Result<Vec<IdentityPool>> {
        let Some(first) = pools.first() else { return Ok(Vec::new()) };
        let api = self.identity_pools(&first.id.region()).await;
        pacing::paced(pools, progress, |pool| identity_pools::describe(&api, &pool.id)).await
    }

    /// The same identity pool with its roles, where they may be read.
    ///
    /// # Errors
    /// The network; the identity pool is gone.
    pub async fn with_roles(&self, pool: IdentityPool) -> Result<IdentityPool> {
        let api = self.identity_pools(&pool.id.region()).await;
        let roles = unless_denied(identity_pools::roles(&api, &pool.id).await)?;
        Ok(IdentityPool { roles, ..pool })
    }

    /// One identity pool, with its roles.
    ///
    /// # Errors
    /// It does not exist, a denied right, missing credentials, the network.
    pub async fn read_identity_pool(&self, id: &IdentityPoolId) -> Result<IdentityPool> {
        let api = self.identity_pools(&id.region()).await;
        let (described, roles) = tokio::join!(identity_pools::describe(&api, id), identity_pools::roles(&api, id));
        // The pool's own error comes first: with the pool gone, that of its roles is only an echo of it.
        let described = described?;
        Ok(IdentityPool { roles: unless_denied(roles)?, ..described })
    }

    /// Reads everything that the formats and the rules need, all at once: one round trip deep, two with an identity
    /// pool, whose roles are known only then.
    ///
    /// # Errors
    /// The pool, a client or the identity pool does not exist or may not be read; credentials; the network.
    /// Second factors, identity providers, groups and the identity pool's roles are optional: without the right to read them
    /// they are absent.
    pub async fn read(&self, wanted: &Wanted) -> Result<Facts> {
        let pool_id = &wanted.user_pool;
        let api = self.user_pools(&pool_id.region()).await;
        let native_is_web = wanted.web_client.is_some() && wanted.native_client == wanted.web_client;
        let native_to_read = wanted.native_client.as_ref().filter(|_| !native_is_web);
        let client = |id| self.known_client(&api, wanted, id);

        let (pool, web, native, mfa, providers, groups, identity) = tokio::join!(
            user_pools::describe(&api, pool_id),
            optional(wanted.web_client.as_ref(), client),
            optional(native_to_read, client),
            user_pools::mfa_settings(&api, pool_id),
            user_pools::identity_providers(&api, pool_id),
            optional(wanted.groups.then_some(pool_id), |id| user_pools::groups(&api, id)),
            optional(wanted.identity_pool.as_ref(), |id| self.identity_pool_and_trust(wanted, id)),
        );

        // The pool's own error comes first: with the pool gone, every other answer is only an echo of it.
        let user_pool = pool?;
        let web_client = web?;
        let native_client = if native_is_web { web_client.clone() } else { native? };
        let (identity_pool, mut roles) = match identity? {
            Some((pool, roles)) => (Some(pool), roles),
            None => (None, BTreeMap::new()),
        };
        let groups = unless_denied(groups)?.flatten();
        // Only now it is known whose account this is: a role elsewhere was looked for in the wrong one.
        for (arn, trust) in &mut roles {
            if let Some(elsewhere) = roles::elsewhere(arn, user_pool.account.as_deref()) {
                *trust = elsewhere;
            }
        }
        Ok(Facts {
            user_pool,
            web_client,
            native_client,
            mfa: unless_denied(mfa)?,
            identity_providers: unless_denied(providers)?,
            identity_pool,
            groups_denied: wanted.groups && groups.is_none(),
            groups,
            roles,
            checked: None,
        })
    }

    /// Reads, on top of [`Cloud::read`], what only a check looks at, and who may take every further role that an
    /// identity pool's mapping or a group names.
    ///
    /// # Errors
    /// The network; a right that is lacking leaves a part out.
    pub async fn read_for_check(&self, mut facts: Facts) -> Result<Facts> {
        let pool = &facts.user_pool;
        let region = pool.id.region();
        let api = self.user_pools(&region).await;
        let (domain, groups, tags) = tokio::join!(
            user_pools::domain_status(&api, pool),
            async {
                match &facts.groups {
                    Some(known) => Ok(known.clone()),
                    None => user_pools::groups(&api, &pool.id).await,
                }
            },
            optional(facts.identity_pool.as_ref(), |pool| self.tagged_providers(pool)),
        );
        let groups = unless_denied(groups)?;
        let mapped = facts
            .identity_pool
            .iter()
            .filter_map(|pool| pool.roles.as_ref())
            .flat_map(|roles| roles.mappings.values().flat_map(|mapping| mapping.rule_roles.iter()));
        let grouped = groups.iter().flatten().filter_map(|group| group.role_arn.as_ref());
        let further: BTreeSet<String> =
            mapped.chain(grouped).filter(|arn| !facts.roles.contains_key(*arn)).cloned().collect();
        let iam = self.iam(&region).await;
        let account = facts.user_pool.account.as_deref();
        let read = |arn: String| {
            let (iam, region) = (&iam, &region);
            async move { roles::trust(iam, &arn, account, region).await.map(|trust| (arn, trust)) }
        };
        let trusts: Vec<(String, Trust)> =
            stream::iter(further).map(read).buffered(ROLES_AT_ONCE).try_collect().await?;
        facts.roles.extend(trusts);
        let (domain, tags) = (unless_denied(domain)?, unless_denied(tags)?);
        let denied = [
            (Operation::ListGroups, groups.is_none()),
            (Operation::DescribeUserPoolDomain, domain.is_none()),
            (Operation::GetPrincipalTagAttributeMap, tags.is_none()),
        ];
        let unread = denied
            .into_iter()
            .filter(|(_, is_denied)| *is_denied)
            .filter_map(|(operation, _)| {
                Some(format!("`{}` is not granted: {}", operation.iam_action(), operation.cost_of_denial()?))
            })
            .collect();
        let (domain_status, tagged_providers) = (domain.flatten(), tags.flatten());
        facts.checked = Some(Checked { domain_status, groups, tagged_providers, unread });
        Ok(facts)
    }

    /// Reads, on top of [`Cloud::read`], what else the checks of `referenceAuth` look at: the pool's groups.
    ///
    /// # Errors
    /// A right that is lacking, also one that other commands do without; the network.
    pub async fn read_for_reference_auth(&self, mut facts: Facts) -> Result<Facts> {
        let needed = [
            (Operation::ListIdentityProviders, facts.identity_providers.is_none()),
            (Operation::GetIdentityPoolRoles, facts.identity_pool.as_ref().is_some_and(|pool| pool.roles.is_none())),
        ];
        if let Some((operation, _)) = needed.into_iter().find(|(_, is_denied)| *is_denied) {
            let action = operation.iam_action();
            let message = "without the right to read all of it, nobody can say whether `referenceAuth` takes the pool";
            return Err(Error::new(Kind::Permission, message)
                .hint(format!("grant `{action}` to the user or role that runs this")));
        }
        let pool = &facts.user_pool.id;
        if facts.groups.is_none() {
            facts.groups = Some(user_pools::groups(&self.user_pools(&pool.region()).await, pool).await?);
        }
        Ok(facts)
    }

    async fn tagged_providers(&self, pool: &IdentityPool) -> Result<Vec<String>> {
        let api = self.identity_pools(&pool.id.region()).await;
        let names: BTreeSet<&String> =
            pool.user_pool_providers.iter().map(|provider| &provider.provider_name).collect();
        let mut tagged = Vec::new();
        for name in names {
            if identity_pools::maps_tags(&api, &pool.id, name).await? {
                tagged.push(name.clone());
            }
        }
        Ok(tagged)
    }

    async fn known_client(&self, api: &UserPools, wanted: &Wanted, id: &ClientId) -> Result<AppClient> {
        match wanted.known_clients.iter().find(|client| client.id == *id) {
            Some(known) => Ok(known.clone()),
            None => user_pools::describe_client(api, &wanted.user_pool, id).await,
        }
    }

    /// The identity pool, and who may take its two roles: asked as soon as their names are there.
    async fn identity_pool_and_trust(
        &self,
        wanted: &Wanted,
        id: &IdentityPoolId,
    ) -> Result<(IdentityPool, BTreeMap<String, Trust>)> {
        let region = id.region();
        let api = self.identity_pools(&region).await;
        let iam = self.iam(&region).await;
        let known = wanted.known_identity_pool.as_ref().filter(|known| known.id == *id);
        let describe = async {
            match known {
                Some(known) => Ok(known.clone()),
                None => identity_pools::describe(&api, id).await,
            }
        };
        let trusts = async {
            let roles = match known {
                Some(known) => known.roles.clone(),
                None => unless_denied(identity_pools::roles(&api, id).await)?,
            };
            let authenticated = roles.as_ref().and_then(|roles| roles.authenticated.clone());
            let unauthenticated = roles.as_ref().and_then(|roles| roles.unauthenticated.clone());
            let unauthenticated = unauthenticated.filter(|arn| Some(arn) != authenticated.as_ref());
            let read = |arn: String| {
                let iam = &iam;
                let region = &region;
                async move { roles::trust(iam, &arn, wanted.account.as_deref(), region).await.map(|trust| (arn, trust)) }
            };
            let (first, second) = tokio::join!(optional(authenticated, read), optional(unauthenticated, read));
            let trusts: BTreeMap<String, Trust> = [first?, second?].into_iter().flatten().collect();
            Ok::<_, Error>((roles, trusts))
        };
        let (pool, trusts) = tokio::join!(describe, trusts);
        let pool = pool?;
        let (roles, trusts) = trusts?;
        Ok((IdentityPool { roles, ..pool }, trusts))
    }
}

/// An empty token ends a listing as an absent one does.
fn following(token: Option<String>) -> Option<String> {
    token.filter(|token| !token.is_empty())
}

/// A right that is lacking costs a field; a rule tells of it. Any other failure is one of the command.
fn unless_denied<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == Kind::Permission => Ok(None),
        Err(error) => Err(error),
    }
}

/// Awaits a read only where there is something to read.
async fn optional<I, T, F>(input: Option<I>, read: impl FnOnce(I) -> F) -> Result<Option<T>>
where
    F: Future<Output = Result<T>>,
{
    match input {
        Some(input) => read(input).await.map(Some),
        None => Ok(None),
    }
}
