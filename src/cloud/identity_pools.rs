//! Identity pools.

use aws_sdk_cognitoidentity::Client;

use crate::error::Result;
use crate::model::identity_pool::{IdentityPool, UserPoolProvider};
use crate::model::ids::IdentityPoolId;

use super::error::explain;
use super::operations::Operation;

pub(super) async fn describe(client: &Client, id: &IdentityPoolId) -> Result<IdentityPool> {
    let answer = client.describe_identity_pool().identity_pool_id(id.as_str()).send().await.map_err(|error| {
        explain(Operation::DescribeIdentityPool, &format!("identity pool {id}"), &id.region(), error)
    })?;
    Ok(IdentityPool {
        id: id.clone(),
        name: answer.identity_pool_name,
        allows_guests: answer.allow_unauthenticated_identities,
        login_providers: answer.supported_login_providers.unwrap_or_default().into_iter().collect(),
        user_pool_providers: answer
            .cognito_identity_providers
            .unwrap_or_default()
            .into_iter()
            .map(|provider| UserPoolProvider {
                provider_name: provider.provider_name.unwrap_or_default(),
                client_id: provider.client_id.unwrap_or_default(),
            })
            .collect(),
    })
}
