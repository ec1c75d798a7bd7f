//! Identity pools.

use aws_sdk_cognitoidentity::Client;
use aws_sdk_cognitoidentity::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentity::types::RoleMapping;

use crate::error::Result;
use crate::model::identity_pool::{self, IdentityPool, IdentityPoolRoles, IdentityPoolSummary, UserPoolProvider};
use crate::model::ids::{IdentityPoolId, Region};

use super::error::explain;
use super::following;
use super::operations::Operation;

/// The most that `ListIdentityPools` gives at once.
const PAGE: i32 = 60;

pub(super) async fn describe(client: &Client, id: &IdentityPoolId) -> Result<IdentityPool> {
    let answer = client.describe_identity_pool().identity_pool_id(id.as_str()).send().await.map_err(|error| {
        explain(Operation::DescribeIdentityPool, &format!("identity pool {id}"), &id.region(), error)
    })?;
    let mut trusted: Vec<UserPoolProvider> = answer
        .cognito_identity_providers
        .unwrap_or_default()
        .into_iter()
        .map(|provider| UserPoolProvider {
            provider_name: provider.provider_name.unwrap_or_default(),
            client_id: provider.client_id.unwrap_or_default(),
            server_side_token_check: provider.server_side_token_check.unwrap_or_default(),
        })
        .collect();
    // Their order means nothing: the same providers give the same snapshot.
    trusted.sort_by(|a, b| (&a.provider_name, &a.client_id).cmp(&(&b.provider_name, &b.client_id)));
    Ok(IdentityPool {
        id: id.clone(),
        name: answer.identity_pool_name,
        allows_guests: answer.allow_unauthenticated_identities,
        login_providers: answer.supported_login_providers.unwrap_or_default().into_iter().collect(),
        user_pool_providers: trusted,
        classic_flow: answer.allow_classic_flow.unwrap_or_default(),
        roles: None,
    })
}

/// All identity pools of the account in a region, every page of them.
pub(super) async fn list(client: &Client, region: &Region) -> Result<Vec<IdentityPoolSummary>> {
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = client
            .list_identity_pools()
            .max_results(PAGE)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| explain(Operation::ListIdentityPools, "the list of identity pools", region, error))?;
        for pool in page.identity_pools() {
            let Some(id) = pool.identity_pool_id().and_then(|id| id.parse().ok()) else { continue };
            found.push(IdentityPoolSummary { id, name: pool.identity_pool_name().unwrap_or_default().to_owned() });
        }
        next = following(page.next_token);
        if next.is_none() {
            return Ok(found);
        }
    }
}

pub(super) async fn roles(client: &Client, id: &IdentityPoolId) -> Result<IdentityPoolRoles> {
    let answer = client.get_identity_pool_roles().identity_pool_id(id.as_str()).send().await.map_err(|error| {
        explain(Operation::GetIdentityPoolRoles, &format!("the roles of identity pool {id}"), &id.region(), error)
    })?;
    let absent = answer.roles.is_none();
    let mut roles = answer.roles.unwrap_or_default();
    let mapping = |mapping: RoleMapping| identity_pool::RoleMapping {
        kind: mapping.r#type.as_str().to_owned(),
        ambiguous_resolution: mapping.ambiguous_role_resolution.map(|resolution| resolution.as_str().to_owned()),
        rule_roles: mapping
            .rules_configuration
            .map(|rules| rules.rules.into_iter().map(|rule| rule.role_arn).collect())
            .unwrap_or_default(),
    };
    Ok(IdentityPoolRoles {
        authenticated: roles.remove("authenticated"),
        unauthenticated: roles.remove("unauthenticated"),
        mappings: answer
            .role_mappings
            .unwrap_or_default()
            .into_iter()
            .map(|(provider, rules)| (provider, mapping(rules)))
            .collect(),
        absent,
    })
}

/// Whether session tags are mapped for a provider; Cognito says so only one provider at a time. Where nobody ever mapped
/// any, there is no map to be found.
pub(super) async fn maps_tags(client: &Client, id: &IdentityPoolId, provider: &str) -> Result<bool> {
    let answer = client
        .get_principal_tag_attribute_map()
        .identity_pool_id(id.as_str())
        .identity_provider_name(provider)
        .send()
        .await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(false),
        Err(error) => {
            let subject = format!("the principal tags of identity pool {id} for {provider}");
            return Err(explain(Operation::GetPrincipalTagAttributeMap, &subject, &id.region(), error));
        }
    };
    Ok(answer.use_defaults == Some(true) || answer.principal_tags.is_some_and(|tags| !tags.is_empty()))
}
