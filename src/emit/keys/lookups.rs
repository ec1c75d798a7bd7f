//! What the constructs of the CDK and the data sources of Terraform are called.

use super::reasons::{
    NATIVE_CLIENT, Reason, WEB_CLIENT, never, no_identity_pool, no_native_client, no_valid_role, no_web_client,
};
use super::{Key, Place};
use crate::emit::Request;
use crate::model::app_client::AppClient;

pub(super) static CDK: Place = Place { formats: &["cdk"], front: "", keys: MEMBERS };

pub(super) static TERRAFORM: Place = Place { formats: &["terraform"], front: "", keys: ADDRESSES };

const NO_ROLE: Option<&str> =
    Some("where the identity pool has no such role, its ARN is none, or its roles could not be read");
const SECRET: &str = "an app client with a secret is no data source: that would read the secret into Terraform's state";

static MEMBERS: &[Key] = &[
    Key {
        path: "userPool",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "UserPool.fromUserPoolId with the id",
        absent: None,
        missing: never,
    },
    Key {
        path: "webClient",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "UserPoolClient.fromUserPoolClientId with the id",
        absent: Some("without a web client"),
        missing: no_web_client,
    },
    Key {
        path: "nativeClient",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "UserPoolClient.fromUserPoolClientId with the id",
        absent: Some("without a native client"),
        missing: no_native_client,
    },
    Key {
        path: "identityPool",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "IdentityPool.fromIdentityPoolId with the id",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "authenticatedRole",
        from: &["GetIdentityPoolRoles: Roles.authenticated"],
        value: "Role.fromRoleArn with the ARN",
        absent: NO_ROLE,
        missing: |request| no_valid_role(request, false),
    },
    Key {
        path: "unauthenticatedRole",
        from: &["GetIdentityPoolRoles: Roles.unauthenticated"],
        value: "Role.fromRoleArn with the ARN",
        absent: NO_ROLE,
        missing: |request| no_valid_role(request, true),
    },
];

static ADDRESSES: &[Key] = &[
    Key {
        path: "data.aws_cognito_user_pool.this",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "found by the id",
        absent: None,
        missing: never,
    },
    Key {
        path: "data.aws_cognito_user_pool_client.web",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "found by the id",
        absent: Some("without a web client, or where it has a secret: `locals.web_client_id` is there then"),
        missing: |request| no_data_source(WEB_CLIENT, request.facts.web_client.as_ref()),
    },
    Key {
        path: "locals.web_client_id",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.ClientId",
            "DescribeUserPoolClient: UserPoolClient.ClientSecret",
        ],
        value: SECRET,
        absent: Some("without a web client, or where it has no secret"),
        missing: |request| no_local(WEB_CLIENT, request.facts.web_client.as_ref()),
    },
    Key {
        path: "data.aws_cognito_user_pool_client.native",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "found by the id",
        absent: Some("without a native client, or where it has a secret: `locals.native_client_id` is there then"),
        missing: |request| no_data_source(NATIVE_CLIENT, request.facts.native_client.as_ref()),
    },
    Key {
        path: "locals.native_client_id",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.ClientId",
            "DescribeUserPoolClient: UserPoolClient.ClientSecret",
        ],
        value: SECRET,
        absent: Some("without a native client, or where it has no secret"),
        missing: |request| no_local(NATIVE_CLIENT, request.facts.native_client.as_ref()),
    },
    Key {
        path: "data.aws_cognito_identity_pool.this",
        from: &["DescribeIdentityPool: IdentityPoolName", "DescribeIdentityPool: IdentityPoolId"],
        value: "found by the name, and held to the id",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "data.aws_iam_role.authenticated",
        from: &["GetIdentityPoolRoles: Roles.authenticated"],
        value: "found by the name in the ARN, and held to the ARN",
        absent: NO_ROLE,
        missing: |request: &Request<'_>| no_valid_role(request, false),
    },
    Key {
        path: "data.aws_iam_role.unauthenticated",
        from: &["GetIdentityPoolRoles: Roles.unauthenticated"],
        value: "found by the name in the ARN, and held to the ARN",
        absent: NO_ROLE,
        missing: |request: &Request<'_>| no_valid_role(request, true),
    },
];

fn no_data_source(word: &str, client: Option<&AppClient>) -> Reason {
    match client {
        None => Some(format!("no {word} is linked")),
        Some(client) => client.has_secret.then(|| format!("{word} {} has a secret", client.id)),
    }
}

fn no_local(word: &str, client: Option<&AppClient>) -> Reason {
    match client {
        None => Some(format!("no {word} is linked")),
        Some(client) => (!client.has_secret).then(|| format!("{word} {} has no secret", client.id)),
    }
}
