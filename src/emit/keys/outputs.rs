//! The keys of `shape::outputs`.

use super::reasons::{
    Reason, empty, groups_unread, mfa_unread, never, no_domain, no_hosted_ui, no_identity_pool, no_public_client,
};
use super::{DOMAIN, Key, Place};
use crate::emit::Request;

const OUTPUTS: &[&str] = &["amplify-outputs", "amplify-outputs-dart", "add-output"];

/// What stands beside the sections.
pub(super) static HEAD: Place = Place { formats: OUTPUTS, front: "", keys: FILE_KEYS };

/// The section that is amplink's.
pub(super) static SECTION: Place = Place { formats: OUTPUTS, front: "auth.", keys: KEYS };

const OAUTH: Option<&str> = Some(
    "with the whole block: where the app client allows no OAuth flow of a user or has no callback or sign-out URL, or the pool has no domain",
);
const PASSWORDLESS: Option<&str> = Some("with the whole block: where the pool allows no first factor but the password");
const PASSKEYS: Option<&str> =
    Some("where the pool does not allow passkeys, or nobody can say for which domain they are made");
const PASSWORD_POLICY: &str = "as it is; false where the answer has no policy";

static FILE_KEYS: &[Key] = &[Key {
    path: "version",
    from: &[],
    value: "1.4, the lowest version of the schema with a place for all of it; a higher one of the file's own stays",
    absent: None,
    missing: never,
}];

static KEYS: &[Key] = &[
    Key {
        path: "user_pool_id",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "as it is",
        absent: None,
        missing: never,
    },
    Key {
        path: "aws_region",
        from: &["DescribeUserPool: UserPool.Id"],
        value: "the region in the pool's id; the mobile libraries take it for both pools",
        absent: None,
        missing: never,
    },
    Key {
        path: "user_pool_client_id",
        from: &[
            "DescribeUserPoolClient: UserPoolClient.ClientId",
            "DescribeUserPoolClient: UserPoolClient.ClientSecret",
        ],
        value: "JavaScript: the web client's; mobile: the native client's if it has no secret, else the web client's",
        absent: Some("where every linked client has a secret; such a file is not written"),
        missing: no_public_client,
    },
    Key {
        path: "identity_pool_id",
        from: &["DescribeIdentityPool: IdentityPoolId"],
        value: "as it is",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
    Key {
        path: "mfa_methods",
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
        path: "standard_required_attributes",
        from: &["DescribeUserPool: UserPool.SchemaAttributes[].Required"],
        value: "the required standard attributes but `sub`",
        absent: None,
        missing: never,
    },
    Key {
        path: "username_attributes",
        from: &["DescribeUserPool: UserPool.UsernameAttributes"],
        value: "`email` and `phone_number`; never empty, which the schema forbids",
        absent: Some("where users sign in with a user name"),
        missing: |request| {
            let pool = &request.facts.user_pool;
            none_known("UsernameAttributes", &pool.username_attributes)
        },
    },
    Key {
        path: "user_verification_types",
        from: &["DescribeUserPool: UserPool.AutoVerifiedAttributes"],
        value: "`email` and `phone_number`",
        absent: Some("where Cognito verifies nothing by itself"),
        missing: |request| {
            let pool = &request.facts.user_pool;
            none_known("AutoVerifiedAttributes", &pool.auto_verified_attributes)
        },
    },
    Key {
        path: "groups",
        from: &["ListGroups: Groups[].GroupName", "ListGroups: Groups[].Precedence"],
        value: "each with its precedence, the lowest first",
        absent: Some("where the groups were not read, or might not be"),
        missing: groups_unread,
    },
    Key {
        path: "mfa_configuration",
        from: &["DescribeUserPool: UserPool.MfaConfiguration"],
        value: "NONE for OFF, OPTIONAL, REQUIRED for ON",
        absent: Some("for a word of Cognito's that the format has none for"),
        missing: |request| {
            let word = request.facts.user_pool.mfa_configuration.as_str();
            let is_known = ["OFF", "OPTIONAL", "ON"].contains(&word);
            let reason = || format!("MfaConfiguration is `{}`, for which the format has no word", word.escape_debug());
            (!is_known).then(reason)
        },
    },
    Key {
        path: "password_policy.min_length",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.MinimumLength"],
        value: "as it is, within the schema's 6 to 99; 8, Cognito's default, where the answer has no policy",
        absent: None,
        missing: never,
    },
    Key {
        path: "password_policy.require_lowercase",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireLowercase"],
        value: PASSWORD_POLICY,
        absent: None,
        missing: never,
    },
    Key {
        path: "password_policy.require_numbers",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireNumbers"],
        value: PASSWORD_POLICY,
        absent: None,
        missing: never,
    },
    Key {
        path: "password_policy.require_symbols",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireSymbols"],
        value: PASSWORD_POLICY,
        absent: None,
        missing: never,
    },
    Key {
        path: "password_policy.require_uppercase",
        from: &["DescribeUserPool: UserPool.Policies.PasswordPolicy.RequireUppercase"],
        value: PASSWORD_POLICY,
        absent: None,
        missing: never,
    },
    Key {
        path: "oauth.identity_providers",
        from: &["DescribeUserPoolClient: UserPoolClient.SupportedIdentityProviders"],
        value: "FACEBOOK, GOOGLE, LOGIN_WITH_AMAZON and SIGN_IN_WITH_APPLE, as the client lists them; OIDC and SAML have no name here",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "oauth.redirect_sign_in_uri",
        from: &["DescribeUserPoolClient: UserPoolClient.CallbackURLs"],
        value: "those with a scheme of the app's own first",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "oauth.redirect_sign_out_uri",
        from: &["DescribeUserPoolClient: UserPoolClient.LogoutURLs"],
        value: "those with a scheme of the app's own first",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "oauth.response_type",
        from: &["DescribeUserPoolClient: UserPoolClient.AllowedOAuthFlows"],
        value: "`code` where the client allows it, else `token`",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "oauth.scopes",
        from: &["DescribeUserPoolClient: UserPoolClient.AllowedOAuthScopes"],
        value: "as they are, in Cognito's order",
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "oauth.domain",
        from: &["DescribeUserPool: UserPool.CustomDomain", "DescribeUserPool: UserPool.Domain"],
        value: DOMAIN,
        absent: OAUTH,
        missing: no_oauth,
    },
    Key {
        path: "passwordless.email_otp_enabled",
        from: &["DescribeUserPool: UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors"],
        value: "whether EMAIL_OTP is one of them",
        absent: PASSWORDLESS,
        missing: no_passwordless,
    },
    Key {
        path: "passwordless.sms_otp_enabled",
        from: &["DescribeUserPool: UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors"],
        value: "whether SMS_OTP is one of them",
        absent: PASSWORDLESS,
        missing: no_passwordless,
    },
    Key {
        path: "passwordless.web_authn.relying_party_id",
        from: &[
            "GetUserPoolMfaConfig: WebAuthnConfiguration.RelyingPartyId",
            "DescribeUserPool: UserPool.CustomDomain",
            "DescribeUserPool: UserPool.Domain",
        ],
        value: "the one that is set, else the pool's own domain",
        absent: PASSKEYS,
        missing: no_passkeys,
    },
    Key {
        path: "passwordless.web_authn.user_verification",
        from: &["GetUserPoolMfaConfig: WebAuthnConfiguration.UserVerification"],
        value: "`required` where it is set, else `preferred`, Cognito's default",
        absent: PASSKEYS,
        missing: no_passkeys,
    },
    Key {
        path: "unauthenticated_identities_enabled",
        from: &["DescribeIdentityPool: AllowUnauthenticatedIdentities"],
        value: "as it is, also where it is false: the mobile libraries take its absence for true",
        absent: Some("without an identity pool"),
        missing: no_identity_pool,
    },
];

fn none_known(field: &str, attributes: &[String]) -> Reason {
    let is_known = |name: &String| ["email", "phone_number"].contains(&name.as_str());
    (!attributes.iter().any(is_known)).then(|| match attributes {
        [] => format!("{field} is empty"),
        other => format!("{field} has neither `email` nor `phone_number`, but {}", other.join(", ")),
    })
}

/// All or nothing: one reason for the whole block.
fn no_oauth(request: &Request<'_>) -> Reason {
    let Some(client) = request.facts.public_client_for(request.platform) else { return no_public_client(request) };
    no_hosted_ui("app client", client)
        .or_else(|| empty("app client", client, "CallbackURLs", &client.callback_urls))
        .or_else(|| empty("app client", client, "LogoutURLs", &client.logout_urls))
        .or_else(|| no_domain(request))
}

fn no_passwordless(request: &Request<'_>) -> Reason {
    let allowed = &request.facts.user_pool.allowed_first_auth_factors;
    let is_other = |factor: &String| ["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"].contains(&factor.as_str());
    (!allowed.iter().any(is_other)).then(|| match &allowed[..] {
        [] => "AllowedFirstAuthFactors is empty".to_owned(),
        other => format!("AllowedFirstAuthFactors has nothing but {}", other.join(", ")),
    })
}

fn no_passkeys(request: &Request<'_>) -> Reason {
    let facts = request.facts;
    if !facts.user_pool.allowed_first_auth_factors.iter().any(|factor| factor == "WEB_AUTHN") {
        return no_passwordless(request).or_else(|| Some("AllowedFirstAuthFactors lacks WEB_AUTHN".to_owned()));
    }
    if facts.mfa.is_none() {
        return Some("GetUserPoolMfaConfig could not be read".to_owned());
    }
    let is_absent = facts.relying_party_id().is_none();
    is_absent.then(|| format!("no RelyingPartyId is set, and user pool {} has no domain", facts.user_pool.id))
}
