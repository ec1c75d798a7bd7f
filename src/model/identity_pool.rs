//! An identity pool, as far as client configuration cares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::app_client::AppClient;
use super::ids::{ClientId, IdentityPoolId, UserPoolId};

/// What `DescribeIdentityPool` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityPool {
    /// The identity pool's id.
    pub id: IdentityPoolId,
    /// Its name; any text.
    pub name: String,
    /// Whether users that have not signed in get credentials.
    pub allows_guests: bool,
    /// Social providers that the identity pool itself trusts: host name to app id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub login_providers: BTreeMap<String, String>,
    /// Pairs of user pool and app client that the identity pool trusts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_pool_providers: Vec<UserPoolProvider>,
    /// Whether apps may use the basic (classic) flow, in which they name the role themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub classic_flow: bool,
    /// The roles that its users take; absent when they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<IdentityPoolRoles>,
}

/// One user pool and app client that an identity pool trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPoolProvider {
    /// `cognito-idp.REGION.amazonaws.com/POOL`.
    pub provider_name: String,
    /// The app client's id.
    pub client_id: String,
    /// Whether the identity pool asks the user pool if the token still counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub server_side_token_check: bool,
}

/// What `GetIdentityPoolRoles` says. ARNs as Cognito has them, which may be no ARNs at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityPoolRoles {
    /// The role of users that have signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<String>,
    /// The role of guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unauthenticated: Option<String>,
    /// How a provider's users get other roles, by the provider's name (and its app client).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mappings: BTreeMap<String, RoleMapping>,
    /// Whether the answer had no list of roles at all, not even an empty one.
    #[serde(skip)]
    pub absent: bool,
}

/// How users of one provider get their role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleMapping {
    /// `Token` or `Rules`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `AuthenticatedRole` or `Deny`: what happens when the role is not clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambiguous_resolution: Option<String>,
    /// The roles of its rules, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rule_roles: Vec<String>,
}

impl UserPoolProvider {
    /// The user pool that the provider's name names; the name has the pool's region, too, which may be another one.
    pub fn user_pool(&self) -> Option<UserPoolId> {
        let (host, id) = self.provider_name.split_once('/')?;
        host.starts_with("cognito-idp").then(|| id.parse().ok()).flatten()
    }
}

impl IdentityPool {
    /// The name under which identity pools know a user pool.
    pub fn provider_name(pool: &UserPoolId) -> String {
        let region = pool.region();
        format!("cognito-idp.{region}.{}/{pool}", region.dns_suffix())
    }

    /// The client, where the identity pool trusts the user pool, but not through it.
    pub fn lacks<'a>(&self, pool: &UserPoolId, client: &'a AppClient) -> Option<&'a ClientId> {
        let name = Self::provider_name(pool);
        let knows_pool = self.user_pool_providers.iter().any(|provider| provider.provider_name == name);
        (knows_pool && !self.trusts(pool, &client.id)).then_some(&client.id)
    }

    /// Whether a token that `client` of `pool` got is one that this identity pool accepts.
    pub fn trusts(&self, pool: &UserPoolId, client: &ClientId) -> bool {
        let name = Self::provider_name(pool);
        self.user_pool_providers
            .iter()
            .any(|provider| provider.provider_name == name && provider.client_id == client.as_str())
    }
}

/// An identity pool in a list: `ListIdentityPools` gives no more than this, so not its providers.
#[derive(Debug, Clone)]
pub struct IdentityPoolSummary {
    /// The identity pool's id.
    pub id: IdentityPoolId,
    /// Its name; any text.
    pub name: String,
}
