//! What `referenceAuth` of an Amplify Gen 2 backend is given.

use std::collections::BTreeMap;

use super::app_client::AppClient;
use super::facts::Facts;
use super::ids::{ClientId, IdentityPoolId, UserPoolId};

/// The properties of `referenceAuth({...})`, as `amplify/auth/resource.ts` has them. Each but the user pool's is absent
/// where there is nothing to write; with an absent one the file does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceAuth {
    /// `userPoolId`.
    pub user_pool_id: UserPoolId,
    /// `userPoolClientId`.
    pub user_pool_client_id: Option<ClientId>,
    /// `identityPoolId`.
    pub identity_pool_id: Option<IdentityPoolId>,
    /// `authRoleArn`; any text, as the identity pool has it.
    pub auth_role_arn: Option<String>,
    /// `unauthRoleArn`; any text, as the identity pool has it.
    pub unauth_role_arn: Option<String>,
    /// `groups`: the role's ARN by the group's name.
    pub groups: BTreeMap<String, String>,
}

impl ReferenceAuth {
    /// What is linked, as properties. Groups are known only where they were read; those without a role have no part in
    /// it.
    pub fn of(facts: &Facts) -> Self {
        let identity_pool = facts.identity_pool.as_ref();
        let roles = identity_pool.and_then(|pool| pool.roles.as_ref());
        let groups = facts.groups.iter().flatten();
        let groups = groups.filter_map(|group| Some((group.name.clone(), group.role_arn.clone()?)));
        Self {
            user_pool_id: facts.user_pool.id.clone(),
            user_pool_client_id: Self::client(facts).map(|client| client.id.clone()),
            identity_pool_id: identity_pool.map(|pool| pool.id.clone()),
            auth_role_arn: roles.and_then(|roles| roles.authenticated.clone()),
            unauth_role_arn: roles.and_then(|roles| roles.unauthenticated.clone()),
            groups: groups.collect(),
        }
    }

    /// The app client that it names. It must have no secret, so the web client's place comes first; an app for mobile
    /// alone may have a native client without one.
    pub fn client(facts: &Facts) -> Option<&AppClient> {
        facts.web_client.as_ref().or(facts.native_client.as_ref())
    }
}
