//! The only code that knows AWS. Reads Cognito and turns its answers into the model's nouns.
//!
//! Knows no project and no terminal, and calls no operation that changes anything: what it may call is the table
//! in [`operations`].

pub mod config;
mod error;
mod http;
pub mod operations;
mod user_pools;

mod identity_pools;

use std::cell::OnceCell;

use aws_config::SdkConfig;
use aws_sdk_cognitoidentity::Client as IdentityPools;
use aws_sdk_cognitoidentityprovider::Client as UserPools;

use crate::error::{Kind, Result};
use crate::model::app_client::{AppClient, AppClientSummary};
use crate::model::facts::Facts;
use crate::model::ids::{ClientId, IdentityPoolId, Region, UserPoolId};
use crate::model::user_pool::UserPoolSummary;

use config::Settings;

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
        user_pools::describe_clients(&api, pool, clients, progress).await
    }

    /// Reads everything that the formats and the rules need, all at once: one round trip deep.
    ///
    /// # Errors
    /// The pool, a client or the identity pool does not exist or may not be read; credentials; the network.
    /// Second factors and identity providers are optional: without the right to
    /// read them they are absent.
    pub async fn read(&self, wanted: &Wanted) -> Result<Facts> {
        let pool_id = &wanted.user_pool;
        let api = self.user_pools(&pool_id.region()).await;
        let identity_api = match &wanted.identity_pool {
            Some(id) => Some(self.identity_pools(&id.region()).await),
            None => None,
        };
        let native_is_web = wanted.web_client.is_some() && wanted.native_client == wanted.web_client;
        let native_to_read = wanted.native_client.as_ref().filter(|_| !native_is_web);

        let (pool, web, native, mfa, providers, identity_pool) = tokio::join!(
            user_pools::describe(&api, pool_id),
            optional(wanted.web_client.as_ref(), |id| user_pools::describe_client(&api, pool_id, id)),
            optional(native_to_read, |id| user_pools::describe_client(&api, pool_id, id)),
            user_pools::mfa_settings(&api, pool_id),
            user_pools::identity_providers(&api, pool_id),
            optional(identity_api.as_ref().zip(wanted.identity_pool.as_ref()), |(api, id)| {
                identity_pools::describe(api, id)
            }),
        );

        // The pool's own error comes first: with the pool gone, every other answer is only an echo of it.
        let user_pool = pool?;
        let web_client = web?;
        let native_client = if native_is_web { web_client.clone() } else { native? };
        Ok(Facts {
            user_pool,
            web_client,
            native_client,
            mfa: unless_denied(mfa)?,
            identity_providers: unless_denied(providers)?,
            identity_pool: identity_pool?,
        })
    }
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
