//! An identity pool, as far as client configuration cares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
}

/// One user pool and app client that an identity pool trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPoolProvider {
    /// `cognito-idp.REGION.amazonaws.com/POOL`.
    pub provider_name: String,
    /// The app client's id.
    pub client_id: String,
}

impl IdentityPool {
    /// Whether a token that `client` of `pool` got is one that this identity pool accepts.
    pub fn trusts(&self, pool: &UserPoolId, client: &ClientId) -> bool {
        let region = pool.region();
        let name = format!("cognito-idp.{region}.{}/{pool}", region.dns_suffix());
        self.user_pool_providers
            .iter()
            .any(|provider| provider.provider_name == name && provider.client_id == client.as_str())
    }
}
