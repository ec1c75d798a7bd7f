//! An app client of a user pool.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::ClientId;
use super::user_pool::keep_order;

/// The four providers that Amplify's formats have a name for, as Cognito and as the formats write them.
///
/// In Cognito the names of these providers are fixed: one of each in a pool.
pub const SOCIAL_PROVIDERS: [(&str, &str); 4] =
    [("Facebook", "FACEBOOK"), ("Google", "GOOGLE"), ("LoginWithAmazon", "AMAZON"), ("SignInWithApple", "APPLE")];

/// What `DescribeUserPoolClient` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppClient {
    /// The client's id.
    pub id: ClientId,
    /// Its name; any text.
    pub name: String,
    /// Whether it has a secret; the browser libraries cannot use one that has.
    pub has_secret: bool,
    /// The secret. Never serialized: it must not reach the snapshot, JSON output or a log.
    #[serde(skip)]
    pub secret: Option<Secret>,
    /// Providers that users of this client may sign in with, `COGNITO` among them, in Cognito's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity_providers: Vec<String>,
    /// Whether the OAuth settings below are switched on (`AllowedOAuthFlowsUserPoolClient`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub oauth_enabled: bool,
    /// `code`, `implicit`, `client_credentials`, in Cognito's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oauth_flows: Vec<String>,
    /// OAuth scopes, in Cognito's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oauth_scopes: Vec<String>,
    /// Where the hosted UI may return to after sign-in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callback_urls: Vec<String>,
    /// Where it may return to after sign-out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logout_urls: Vec<String>,
    /// `ALLOW_USER_SRP_AUTH` and the like; empty where Cognito applies its defaults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explicit_auth_flows: Vec<String>,
    /// Attributes that the client may write; empty where it may write all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub write_attributes: Vec<String>,
    /// Whether sign-in errors hide that a user does not exist (`PreventUserExistenceErrors`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hides_user_existence: bool,
    /// Whether refresh tokens can be revoked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revokes_tokens: bool,
}

impl AppClient {
    /// Cognito promises no order of scopes and providers, and it means nothing: both stay as they were first read. That of
    /// flows and URLs means something: the first flow is the response type, and iOS takes the first URL of a scheme.
    pub(super) fn keep_order(&mut self, last: &Self) {
        keep_order(&mut self.oauth_scopes, &last.oauth_scopes);
        keep_order(&mut self.identity_providers, &last.identity_providers);
    }

    /// Whether users can sign in through the hosted UI: OAuth is on, with a flow that a user takes part in.
    pub fn uses_hosted_ui(&self) -> bool {
        self.oauth_enabled && self.oauth_flows.iter().any(|flow| flow == "code" || flow == "implicit")
    }

    /// Whether users may sign in by this flow: `USER_SRP_AUTH`, `REFRESH_TOKEN_AUTH`, ...
    ///
    /// Beside the names with `ALLOW_` there are older ones. Those add to what is on by itself, as does no name at all;
    /// only `CUSTOM_AUTH_FLOW_ONLY` takes SRP away.
    pub fn allows_flow(&self, flow: &str) -> bool {
        let flows = &self.explicit_auth_flows;
        let names = |name: &str| flows.iter().any(|listed| listed == name);
        if flows.iter().any(|listed| listed.starts_with("ALLOW_")) {
            return names(&format!("ALLOW_{flow}"));
        }
        match flow {
            "REFRESH_TOKEN_AUTH" | "CUSTOM_AUTH" => true,
            "USER_SRP_AUTH" => !names("CUSTOM_AUTH_FLOW_ONLY"),
            other => names(other),
        }
    }

    /// What the formats call the first flow: `token` for the implicit one, `code` otherwise.
    ///
    /// `client_credentials` is no flow of a user and is passed over.
    pub fn response_type(&self) -> Option<&'static str> {
        self.oauth_flows.iter().find_map(|flow| match flow.as_str() {
            "code" => Some("code"),
            "implicit" => Some("token"),
            _ => None,
        })
    }

    /// The client's social providers under their names in Amplify's formats, in the client's order.
    pub fn social_providers(&self) -> Vec<&'static str> {
        self.identity_providers
            .iter()
            .filter_map(|name| {
                SOCIAL_PROVIDERS.iter().find(|(cognito, _)| cognito == name).map(|(_, amplify)| *amplify)
            })
            .collect()
    }
}

/// An app client's secret. Shows itself only where [`Secret::reveal`] is called.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for a mobile file whose user asked for it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// An app client in a list: `ListUserPoolClients` gives no more than this, so not whether it has a secret.
#[derive(Debug, Clone)]
pub struct AppClientSummary {
    /// The client's id.
    pub id: ClientId,
    /// Its name; any text.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_have_older_names_and_defaults() {
        let allowed = |flows: &[&str]| {
            let client: AppClient = serde_json::from_value(serde_json::json!({
                "id": "1h57kf5cpq17m0eml12example", "name": "c", "hasSecret": false, "explicitAuthFlows": flows,
            }))
            .unwrap();
            ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH", "USER_PASSWORD_AUTH", "USER_AUTH"]
                .map(|flow| client.allows_flow(flow))
        };
        assert_eq!(allowed(&[]), [true, true, true, false, false]);
        assert_eq!(allowed(&["ADMIN_NO_SRP_AUTH"]), [true, true, true, false, false]);
        assert_eq!(allowed(&["USER_PASSWORD_AUTH"]), [true, true, true, true, false]);
        assert_eq!(allowed(&["CUSTOM_AUTH_FLOW_ONLY"]), [false, true, true, false, false]);
        assert_eq!(allowed(&["ALLOW_USER_AUTH"]), [false, false, false, false, true]);
        assert_eq!(allowed(&["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]), [true, true, false, false, false]);
    }
}
