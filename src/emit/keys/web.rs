//! The keys of `shape::web`.

use super::reasons::{
    Reason, WEB_CLIENT, empty, mfa_unread, never, no_domain, no_hosted_ui, no_identity_pool, no_web_client,
};
use super::{DOMAIN, Key, Place};
use crate::emit::Request;
use crate::model::app_client::AppClient;

pub(super) static PLACE: Place =
    Place { formats: &["aws-exports", "amplifyconfiguration", "aws-exports-types"], front: "", keys: KEYS };

const HOSTED_UI: &str = "where the web client allows no OAuth flow of a user";

static KEYS: &[Key] = &[
    Key {
        path: "aws_project_region",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "the region in the pool's id; the backend's own where an Amplify project has one, and left as it is in a file that other categories share",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_identity_pool_id",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "as it is",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "aws_mandatory_sign_in",
        from: &["DescribeIdentityPool: AllowUnauthenticatedIdentities"],
        value: "`enable`, where the identity pool lets no guests in: without it the library takes guests for allowed",
        absent: Some("without an identity pool, and where it lets guests in"),
        missing: |request| {
            let Some(pool) = &request.facts.identity_pool else { return no_identity_pool(request) };
            let reason =
                || format!("identity pool {} lets guests in (AllowUnauthenticatedIdentities is true)", pool.id);
            pool.allows_guests.then(reason)
        },
    },
    Key {
        path: "aws_cognito_region",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "the region in the pool's id",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_user_pools_id",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "as it is",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_user_pools_web_client_id",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "the web client's",
        absent: Some("without a web client"),
        missing: no_web_client,
    },
    Key {
        path: "oauth",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlowsUserPoolClient",
            "DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlows",
        ],
        value: "an object with the five keys below it; empty where the web client allows no OAuth flow of a user",
        absent: None,
        missing: never,
    },
    Key {
        path: "oauth.domain",
        from: &["DescribeUserPool: UserPool.CustomDomain", "DescribeUserPool: UserPool.Domain"],
        value: DOMAIN,
        absent: Some("where the web client allows no OAuth flow of a user, or the pool has no domain"),
        missing: |request| in_hosted_ui(request, |_| no_domain(request)),
    },
    Key {
        path: "oauth.scope",
        from: &["DescribeUserPoolClient: UserPoolClient.AllowedOAuthScopes"],
        value: "as they are, in Cognito's order",
        absent: Some("where the web client allows no OAuth flow of a user, or no scope"),
        missing: |request| {
            in_hosted_ui(request, |client| empty(WEB_CLIENT, client, "AllowedOAuthScopes", &client.oauth_scopes))
        },
    },
    Key {
        path: "oauth.redirectSignIn",
        from: &["DescribeUserPoolClient: UserPoolClient.CallbackURLs"],
        value: "all, joined by commas",
        absent: Some("where the web client allows no OAuth flow of a user, or has no callback URL"),
        missing: |request| {
            in_hosted_ui(request, |client| empty(WEB_CLIENT, client, "CallbackURLs", &client.callback_urls))
        },
    },
    Key {
        path: "oauth.redirectSignOut",
        from: &["DescribeUserPoolClient: UserPoolClient.LogoutURLs"],
        value: "all, joined by commas",
        absent: Some("where the web client allows no OAuth flow of a user, or has no sign-out URL"),
        missing: |request| in_hosted_ui(request, |client| empty(WEB_CLIENT, client, "LogoutURLs", &client.logout_urls)),
    },
    Key {
        path: "oauth.responseType",
        from: &["DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlows"],
        value: "the first flow of a user: `code`, or `token` for `implicit`",
        absent: Some(HOSTED_UI),
        missing: |request| in_hosted_ui(request, |_| None),
    },
    Key {
        path: "federationTarget",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlows",
            "DescribeIdentityPool: SupportedLoginProviders",
        ],
        value: "COGNITO_USER_POOLS with `oauth`, COGNITO_IDENTITY_POOLS with a social provider of the identity pool's own, COGNITO_USER_AND_IDENTITY_POOLS with both",
        absent: Some("where `oauth` is empty and the identity pool trusts none of the four social providers by itself"),
        missing: |request| {
            const KNOWN: [&str; 4] =
                ["graph.facebook.com", "accounts.google.com", "www.amazon.com", "appleid.apple.com"];
            let logins = request.facts.identity_pool.iter().flat_map(|pool| pool.login_providers.keys());
            if logins.into_iter().any(|host| KNOWN.contains(&host.as_str())) {
                return None;
            }
            let reason = in_hosted_ui(request, |_| None)?;
            let pool = no_identity_pool(request);
            let pool = pool.unwrap_or_else(|| "the identity pool trusts no social provider by itself".to_owned());
            Some(format!("{reason}, and {pool}"))
        },
    },
    Key {
        path: "aws_cognito_username_attributes",
        from: &["DescribeUserPool: UserPool.UsernameAttributes"],
        value: "the first alone, in upper case; an empty list where users sign in with a user name",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_social_providers",
        from: &["DescribeUserPoolClient: UserPoolClient.SupportedIdentityProviders"],
        value: "FACEBOOK, GOOGLE, AMAZON and APPLE, as the web client lists them; OIDC and SAML have no name here",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_signup_attributes",
        from: &["DescribeUserPool: UserPool.SchemaAttributes[].Required"],
        value: "the required standard attributes but `sub`, in upper case",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_mfa_configuration",
        from: &["DescribeUserPool: UserPool.MfaConfiguration"],
        value: "as it is: OFF, ON or OPTIONAL",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_mfa_types",
        from: &[
            "DescribeUserPool: UserPool.MfaConfiguration",
            "GetUserPoolMfaConfig: SmsMfaConfiguration",
            "GetUserPoolMfaConfig: SoftwareTokenMfaConfiguration.Enabled",
        ],
        value: "SMS and TOTP, where they can be used; an empty list where MFA is off",
        absent: Some("where MFA is not off and GetUserPoolMfaConfig could not be read"),
        missing: mfa_unread,
    },
    Key {
        path: "aws_cognito_password_protection_settings.passwordPolicyMinLength",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.MinimumLength"],
        value: "as it is; 8, Cognito's default, where the answer has no policy",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_password_protection_settings.passwordPolicyCharacters",
        from: &[
            "DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireLowercase",
            "DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireUppercase",
            "DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireNumbers",
            "DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireSymbols",
        ],
        value: "REQUIRES_LOWERCASE and the like, for each that is true",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_cognito_verification_mechanisms",
        from: &["DescribeUserPool: UserPool.AutoVerifiedAttributes"],
        value: "all, in upper case",
        absent: None,
        missing: never,
    },
];

/// A reason for a key of the OAuth block: one for the whole block comes first.
fn in_hosted_ui(request: &Request<'_>, reason: impl FnOnce(&AppClient) -> Reason) -> Reason {
    let Some(client) = &request.facts.web_client else { return no_web_client(request) };
    no_hosted_ui(WEB_CLIENT, client).or_else(|| reason(client))
}
