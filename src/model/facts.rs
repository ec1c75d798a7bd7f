//! Everything one command has read from the cloud, before any decision.

use serde::{Deserialize, Serialize};

use super::app_client::AppClient;
use super::identity_pool::IdentityPool;
use super::platform::Platform;
use super::user_pool::{IdentityProvider, MfaSettings, UserPool};

/// What is true in Cognito for one environment. Serialized it is the snapshot's core, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The user pool.
    pub user_pool: UserPool,
    /// The app client of the browser libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_client: Option<AppClient>,
    /// The app client of the mobile libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_client: Option<AppClient>,
    /// Second factors; absent when they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa: Option<MfaSettings>,
    /// External identity providers, by name; absent when they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_providers: Option<Vec<IdentityProvider>>,
    /// The identity pool, where the link names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_pool: Option<IdentityPool>,
}

impl Facts {
    /// The app client that the platform's libraries use.
    pub fn client_for(&self, platform: Platform) -> Option<&AppClient> {
        if platform.uses_web_client() { self.web_client.as_ref() } else { self.native_client.as_ref() }
    }

    /// Second factors that can be used, as Amplify's formats name them; `None` when nobody can say.
    ///
    /// With MFA off there are none, whatever is configured for the day that it is switched on.
    pub fn mfa_types(&self) -> Option<Vec<&'static str>> {
        if self.user_pool.mfa_configuration == "OFF" {
            return Some(Vec::new());
        }
        let mfa = self.mfa.as_ref()?;
        let factors = [(mfa.sms, "SMS"), (mfa.totp, "TOTP"), (mfa.email, "EMAIL")];
        Some(factors.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect())
    }
}
