//! The names of an .env file, and the properties of `referenceAuth`.

use super::reasons::{
    Reason, groups_unread, never, no_domain, no_hosted_ui, no_identity_pool, no_public_client, no_role,
};
use super::{DOMAIN, Key, Place};
use crate::emit::Request;
use crate::emit::shape::dotenv;
use crate::model::reference_auth::ReferenceAuth;

pub(super) static ENV: Place = Place { formats: &["env"], front: "", keys: ENV_KEYS };

pub(super) static REFERENCE_AUTH: Place = Place { formats: &["reference-auth"], front: "", keys: PROPERTIES };

static ENV_KEYS: &[Key] = &[
    Key {
        path: "COGNITO_REGION",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "the region in the pool's id",
        absent: None,
        missing: never,
    },
    Key {
        path: "COGNITO_USER_POOL_ID",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "as it is",
        absent: None,
        missing: never,
    },
    Key {
        path: "COGNITO_USER_POOL_CLIENT_ID",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.ClientId",
            "DescribeUserPoolClient: UserPoolClient.ClientSecret",
        ],
        value: "the web client's",
        absent: Some("where the web client has a secret; such a file is not written"),
        missing: no_public_client,
    },
    Key {
        path: "COGNITO_IDENTITY_POOL_ID",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "as it is",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "COGNITO_OAUTH_DOMAIN",
        from: &["DescribeUserPool: UserPool.CustomDomain", "DescribeUserPool: UserPool.Domain"],
        value: DOMAIN,
        absent: Some("where the app client allows no OAuth flow of a user, or the pool has no domain"),
        missing: no_oauth_domain,
    },
];

static PROPERTIES: &[Key] = &[
    Key {
        path: "userPoolId",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "as it is",
        absent: None,
        missing: never,
    },
    Key {
        path: "userPoolClientId",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "the web client's, else the native client's",
        absent: Some("without an app client"),
        missing: |request| {
            let is_absent = ReferenceAuth::client(request.facts).is_none();
            is_absent.then(|| "no app client is linked".to_owned())
        },
    },
    Key {
        path: "identityPoolId",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "as it is",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "authRoleArn",
        from: &["GetIdentityPoolRoles: Roles.authenticated"],
        value: "as it is",
        absent: Some("where the identity pool has no such role, or its roles could not be read"),
        missing: |request| no_role(request, false),
    },
    Key {
        path: "unauthRoleArn",
        from: &["GetIdentityPoolRoles: Roles.unauthenticated"],
        value: "as it is",
        absent: Some("where the identity pool has no such role, or its roles could not be read"),
        missing: |request| no_role(request, true),
    },
    Key {
        path: "groups",
        from: &["ListGroups: Groups[].GroupName", "ListGroups: Groups[].RoleArn"],
        value: "the role of each group that has one, by the group's name",
        absent: Some("where the groups were not read, or none of them has a role"),
        missing: |request| {
            let has_none = ReferenceAuth::of(request.facts).groups.is_empty();
            let reason = || groups_unread(request).or_else(|| Some("no group has a RoleArn".to_owned()));
            has_none.then(reason).flatten()
        },
    },
];

fn no_oauth_domain(request: &Request<'_>) -> Reason {
    let Some(client) = request.facts.public_client_for(request.platform) else { return no_public_client(request) };
    no_hosted_ui("app client", client).or_else(|| no_domain(request)).or_else(|| {
        let host = request.facts.user_pool.hosted_ui_host()?;
        let is_lost = !dotenv::can_hold(&host);
        is_lost.then(|| format!("no reader of .env files would get `{}` back", host.escape_debug()))
    })
}
