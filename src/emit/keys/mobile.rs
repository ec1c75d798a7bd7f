//! The keys of `shape::mobile`.

use super::reasons::{
    NATIVE_CLIENT, Reason, mfa_unread, never, no_domain, no_hosted_ui, no_identity_pool, no_login, no_native_client,
};
use super::{DOMAIN, Key, Place};
use crate::emit::Request;

const MOBILE: &[&str] = &["amplifyconfiguration-android", "amplifyconfiguration-ios", "amplifyconfiguration-flutter"];

/// What the file begins with.
pub(super) static HEAD: Place = Place { formats: MOBILE, front: "", keys: FILE_KEYS };

/// The auth plugin's object.
pub(super) static PLUGIN: Place = Place { formats: MOBILE, front: "auth.plugins.awsCognitoAuthPlugin.", keys: KEYS };

/// The same object as a file of its own.
pub(super) static OLDER_SDK: Place =
    Place { formats: &["awsconfiguration-android", "awsconfiguration-ios"], front: "", keys: KEYS };

const IDENTITY_POOL: Option<&str> = Some("without an identity pool");
const NO_CLIENT: Option<&str> = Some("without a native client");
const OAUTH: Option<&str> =
    Some("with the whole block: where the native client allows no OAuth flow of a user, or the pool has no domain");
const OAUTH_SECRET: Option<&str> = Some(
    "where the native client has no secret, nobody asked for it with `--include-client-secret`, or there is no OAuth block",
);
const GOOGLE: &str = "accounts.google.com";
const FACEBOOK: &str = "graph.facebook.com";
const LOGIN: Option<&str> = Some("where the identity pool does not trust this provider by itself");

static FILE_KEYS: &[Key] = &[
    Key { path: "UserAgent", from: &[], value: "the generators' own signature", absent: None, missing: never },
    Key { path: "Version", from: &[], value: "1.0, of the file", absent: None, missing: never },
];

static KEYS: &[Key] = &[
    Key { path: "UserAgent", from: &[], value: "the generators' own signature", absent: None, missing: never },
    Key { path: "Version", from: &[], value: "0.1.0, of the object", absent: None, missing: never },
    Key { path: "IdentityManager.Default", from: &[], value: "an empty object", absent: None, missing: never },
    Key {
        path: "CredentialsProvider.CognitoIdentity.Default.PoolId",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "as it is",
        absent: IDENTITY_POOL,
        missing: no_identity_pool,
    },
    Key {
        path: "CredentialsProvider.CognitoIdentity.Default.Region",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "the region in the identity pool's id, which may be another than the user pool's",
        absent: IDENTITY_POOL,
        missing: no_identity_pool,
    },
    Key {
        path: "CognitoUserPool.Default.PoolId",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "as it is",
        absent: NO_CLIENT,
        missing: no_native_client,
    },
    Key {
        path: "CognitoUserPool.Default.AppClientId",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "the native client's",
        absent: NO_CLIENT,
        missing: no_native_client,
    },
    Key {
        path: "CognitoUserPool.Default.AppClientSecret",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientSecret"],
        value: "the native client's; amplink keeps it nowhere else",
        absent: Some("where the native client has no secret, or nobody asked for it with `--include-client-secret`"),
        missing: no_secret,
    },
    Key {
        path: "CognitoUserPool.Default.Region",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "the region in the pool's id",
        absent: NO_CLIENT,
        missing: no_native_client,
    },
    Key {
        path: "GoogleSignIn.Permissions",
        from: &["DescribeIdentityPool: SupportedLoginProviders"],
        value: "email,profile,openid, where the identity pool trusts Google by itself",
        absent: LOGIN,
        missing: |request| no_login(request, GOOGLE),
    },
    Key {
        path: "GoogleSignIn.ClientId-WebApp",
        from: &["DescribeIdentityPool: SupportedLoginProviders.accounts.google.com"],
        value: "as it is",
        absent: LOGIN,
        missing: |request| no_login(request, GOOGLE),
    },
    Key {
        path: "FacebookSignIn.AppId",
        from: &["DescribeIdentityPool: SupportedLoginProviders.graph.facebook.com"],
        value: "as it is",
        absent: LOGIN,
        missing: |request| no_login(request, FACEBOOK),
    },
    Key {
        path: "FacebookSignIn.Permissions",
        from: &["DescribeIdentityPool: SupportedLoginProviders"],
        value: "public_profile, where the identity pool trusts Facebook by itself",
        absent: LOGIN,
        missing: |request| no_login(request, FACEBOOK),
    },
    Key {
        path: "Auth.Default.OAuth.WebDomain",
        from: &["DescribeUserPool: UserPool.CustomDomain", "DescribeUserPool: UserPool.Domain"],
        value: DOMAIN,
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "Auth.Default.OAuth.AppClientId",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientId"],
        value: "the native client's",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "Auth.Default.OAuth.AppClientSecret",
        from: &["DescribeUserPoolClient: UserPoolClient.ClientSecret"],
        value: "the native client's; amplink keeps it nowhere else",
        absent: OAUTH_SECRET,
        missing: |request| no_oauth(request).or_else(|| no_secret(request)),
    },
    Key {
        path: "Auth.Default.OAuth.SignInRedirectURI",
        from: &["DescribeUserPoolClient: UserPoolClient.CallbackURLs"],
        value: "all, joined by commas; iOS: one, the first with a scheme of the app's own, else the first",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "Auth.Default.OAuth.SignOutRedirectURI",
        from: &["DescribeUserPoolClient: UserPoolClient.LogoutURLs"],
        value: "all, joined by commas; iOS: one, the first with a scheme of the app's own, else the first",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "Auth.Default.OAuth.Scopes",
        from: &["DescribeUserPoolClient: UserPoolClient.AllowedOAuthScopes"],
        value: "as they are, in Cognito's order",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "Auth.Default.authenticationFlowType",
        from: &[
            "DescribeUserPool: UserPool.LambdaConfig.DefineAuthChallenge",
            "DescribeUserPool: UserPool.LambdaConfig.CreateAuthChallenge",
            "DescribeUserPool: UserPool.LambdaConfig.VerifyAuthChallengeResponse",
        ],
        value: "CUSTOM_AUTH where all three are set, else USER_SRP_AUTH",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.socialProviders",
        from: &["DescribeUserPoolClient: UserPoolClient.SupportedIdentityProviders"],
        value: "FACEBOOK, GOOGLE, AMAZON and APPLE, as the native client lists them; OIDC and SAML have no name here",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.usernameAttributes",
        from: &["DescribeUserPool: UserPool.UsernameAttributes"],
        value: "the first alone, in upper case; an empty list where users sign in with a user name",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.signupAttributes",
        from: &["DescribeUserPool: UserPool.SchemaAttributes[].Required"],
        value: "the required standard attributes but `sub`, in upper case",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.passwordProtectionSettings.passwordPolicyMinLength",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.MinimumLength"],
        value: "as it is; 8, Cognito's default, where the answer has no policy",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.passwordProtectionSettings.passwordPolicyCharacters",
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
        path: "Auth.Default.mfaConfiguration",
        from: &["DescribeUserPool: UserPool.MfaConfiguration"],
        value: "as it is: OFF, ON or OPTIONAL",
        absent: None,
        missing: never,
    },
    Key {
        path: "Auth.Default.mfaTypes",
        from: &[
            "DescribeUserPool: UserPool.MfaConfiguration",
            "GetUserPoolMfaConfig: SmsMfaConfiguration",
            "GetUserPoolMfaConfig: SoftwareTokenMfaConfiguration.Enabled",
            "GetUserPoolMfaConfig: EmailMfaConfiguration",
        ],
        value: "SMS, TOTP and, for Flutter only, EMAIL, where they can be used; an empty list where MFA is off",
        absent: Some("where MFA is not off and GetUserPoolMfaConfig could not be read"),
        missing: mfa_unread,
    },
    Key {
        path: "Auth.Default.verificationMechanisms",
        from: &["DescribeUserPool: UserPool.AutoVerifiedAttributes"],
        value: "all, in upper case",
        absent: None,
        missing: never,
    },
];

/// All or nothing: one reason for the whole block.
fn no_oauth(request: &Request<'_>) -> Reason {
    let Some(client) = &request.facts.native_client else { return no_native_client(request) };
    no_hosted_ui(NATIVE_CLIENT, client).or_else(|| no_domain(request))
}

fn no_secret(request: &Request<'_>) -> Reason {
    let Some(client) = &request.facts.native_client else { return no_native_client(request) };
    if !client.has_secret {
        return Some(format!("native client {} has no secret", client.id));
    }
    if !request.include_secret {
        return Some(format!("nobody asked for the secret of native client {} (`--include-client-secret`)", client.id));
    }
    let is_unknown = client.secret.is_none();
    is_unknown.then(|| format!("no snapshot holds the secret of native client {}; `amplink pull` reads it", client.id))
}
