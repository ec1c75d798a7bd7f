//! A user pool, as far as client configuration and its rules care.

use serde::{Deserialize, Serialize};

use super::ids::UserPoolId;

/// The standard attributes that a sign-up form can ask for, in the order in which Cognito describes a pool that was
/// made with a schema; `sub` and custom ones are not among them.
///
/// The order is fixed here and not read off the answer, so that the same pool gives the same bytes whoever answers.
const SIGN_UP_ATTRIBUTES: [&str; 17] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
    "updated_at",
    "email",
];

/// What `DescribeUserPool` says, secret-free and without what changes by itself (user counts, dates).
///
/// Lists that AWS leaves out when they are empty are empty here: some peers send `[]` instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPool {
    /// The pool's id.
    pub id: UserPoolId,
    /// Its name; any text.
    pub name: String,
    /// The account that owns it, from its ARN; absent where the answer had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The prefix domain, or what an emulator puts there for a custom one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The custom domain: a host name of the owner's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_domain: Option<String>,
    /// What users may sign in with instead of a user name: `email`, `phone_number`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub username_attributes: Vec<String>,
    /// What users may sign in with beside a user name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alias_attributes: Vec<String>,
    /// What Cognito verifies by itself: `email`, `phone_number`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auto_verified_attributes: Vec<String>,
    /// Names of the required attributes, by name, `sub` and custom ones included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_attributes: Vec<String>,
    /// Attributes that cannot change once they are set, `sub` left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub immutable_attributes: Vec<String>,
    /// The password policy.
    pub password_policy: PasswordPolicy,
    /// Whether the answer had no password policy, and the one above is Cognito's default: only emulators answer so.
    #[serde(skip)]
    pub password_policy_absent: bool,
    /// `OFF`, `ON` or `OPTIONAL`; a word of Cognito's own is kept as it is.
    pub mfa_configuration: String,
    /// The first factors a user may choose from, `PASSWORD` among them; empty where the pool knows no choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_first_auth_factors: Vec<String>,
    /// Whether the three lambdas of a custom authentication challenge are all set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub custom_auth_challenge: bool,
    /// Whether the pool is protected from being deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deletion_protection: bool,
}

impl UserPool {
    /// The standard attributes that a user must have, but for `sub`, which Cognito gives.
    pub fn standard_required_attributes(&self) -> Vec<&'static str> {
        let is_required = |name: &&str| self.required_attributes.iter().any(|required| required == name);
        SIGN_UP_ATTRIBUTES.into_iter().filter(is_required).collect()
    }

    /// Host name of the hosted UI: the custom domain as it is, else the prefix under Cognito's own domain.
    ///
    /// A `domain` with a dot cannot be a prefix, so it is a custom domain that landed there (emulators do that).
    pub fn hosted_ui_host(&self) -> Option<String> {
        if let Some(custom) = &self.custom_domain {
            return Some(custom.clone());
        }
        let domain = self.domain.as_ref()?;
        if domain.contains('.') {
            return Some(domain.clone());
        }
        let region = self.id.region();
        Some(match region.partition() {
            // GovCloud has FIPS endpoints only: docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
            "aws-us-gov" => format!("{domain}.auth-fips.{region}.amazoncognito.com"),
            "aws-cn" => format!("{domain}.auth.{region}.amazoncognito.com.cn"),
            _ => format!("{domain}.auth.{region}.amazoncognito.com"),
        })
    }
}

impl UserPool {
    /// Cognito promises no order of the attributes; those that stand in the files stay as they were first read.
    pub(super) fn keep_order(&mut self, last: &Self) {
        keep_order(&mut self.username_attributes, &last.username_attributes);
        keep_order(&mut self.auto_verified_attributes, &last.auto_verified_attributes);
    }
}

/// Takes the earlier order, where the members are the same.
pub(super) fn keep_order(list: &mut Vec<String>, last: &[String]) {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    if list != last && sorted(list) == sorted(last) {
        *list = last.to_vec();
    }
}

/// A pool's rules for passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordPolicy {
    /// Characters, 6 to 99.
    pub minimum_length: i32,
    /// At least one lower-case letter.
    pub require_lowercase: bool,
    /// At least one upper-case letter.
    pub require_uppercase: bool,
    /// At least one digit.
    pub require_numbers: bool,
    /// At least one symbol.
    pub require_symbols: bool,
}

impl PasswordPolicy {
    /// The kinds of characters that a password must have, in the order of Amplify's formats: `Lowercase`, `Uppercase`,
    /// `Numbers`, `Symbols`.
    pub fn required_characters(&self) -> Vec<&'static str> {
        [
            (self.require_lowercase, "Lowercase"),
            (self.require_uppercase, "Uppercase"),
            (self.require_numbers, "Numbers"),
            (self.require_symbols, "Symbols"),
        ]
        .into_iter()
        .filter_map(|(is_required, kind)| is_required.then_some(kind))
        .collect()
    }

    /// The same as the client configuration of the first generation has it: `REQUIRES_LOWERCASE` and the like.
    pub fn required_characters_in_files(&self) -> Vec<String> {
        self.required_characters().iter().map(|kind| format!("REQUIRES_{}", kind.to_uppercase())).collect()
    }
}

/// What `GetUserPoolMfaConfig` adds: which second factors can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MfaSettings {
    /// A text message: the SMS configuration is present.
    pub sms: bool,
    /// The role with which Cognito sends them, by its ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_role: Option<String>,
    /// An authenticator app: the software token is there and enabled.
    pub totp: bool,
    /// The software token is there and switched off; Amplify's own state files list it all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub totp_disabled: bool,
    /// A message by e-mail.
    pub email: bool,
    /// How passkeys are asked for; absent where the pool was never set up for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkeys: Option<Passkeys>,
}

/// What `WebAuthnConfiguration` says of passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Passkeys {
    /// The domain that passkeys are made for; absent where Cognito takes the pool's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relying_party_id: Option<String>,
    /// `required` or `preferred`; absent where Cognito applies its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_verification: Option<String>,
}

/// An external identity provider of a pool, by name and type; its details hold secrets and are never asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// The name that app clients list it under.
    pub name: String,
    /// `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A group of a user pool's users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Its name; any text.
    pub name: String,
    /// Of several groups of a user the lowest counts; absent where nobody set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedence: Option<i32>,
    /// The role that its members may take, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// A user pool in a list: `ListUserPools` gives no more than this.
#[derive(Debug, Clone)]
pub struct UserPoolSummary {
    /// The pool's id.
    pub id: UserPoolId,
    /// Its name; any text.
    pub name: String,
    /// Seconds since 1970 of its last change, where Cognito says.
    pub last_modified: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(id: &str, domain: Option<&str>, custom: Option<&str>) -> UserPool {
        serde_json::from_value(serde_json::json!({
            "id": id, "name": "p", "domain": domain, "customDomain": custom, "mfaConfiguration": "OFF",
            "passwordPolicy": {"minimumLength": 8, "requireLowercase": true, "requireUppercase": true,
                "requireNumbers": true, "requireSymbols": true},
        }))
        .unwrap()
    }

    #[test]
    fn the_hosted_ui_is_where_the_pool_says() {
        let host = |id, domain, custom| pool(id, domain, custom).hosted_ui_host();
        assert_eq!(host("us-east-1_a", None, None), None);
        assert_eq!(host("eu-west-1_a", Some("shop"), None).as_deref(), Some("shop.auth.eu-west-1.amazoncognito.com"));
        assert_eq!(
            host("us-gov-west-1_a", Some("shop"), None).as_deref(),
            Some("shop.auth-fips.us-gov-west-1.amazoncognito.com")
        );
        assert_eq!(host("us-east-1_a", Some("shop"), Some("auth.example.com")).as_deref(), Some("auth.example.com"));
        assert_eq!(host("us-east-1_a", Some("auth.example.com"), None).as_deref(), Some("auth.example.com"));
    }
}
