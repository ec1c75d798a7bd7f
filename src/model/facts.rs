//! Everything one command has read from the cloud, before any decision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::app_client::AppClient;
use super::identity_pool::IdentityPool;
use super::platform::Platform;
use super::role::Trust;
use super::user_pool::{Group, IdentityProvider, MfaSettings, UserPool};

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
    /// The pool's groups, by name; absent where no file names them, or they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Group>>,
    /// Whether a file would name the groups, and they might not be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub groups_denied: bool,
    /// Who may take each role that the identity pool or a group names, by the role's ARN. Not part of the snapshot:
    /// no file is rendered from it.
    #[serde(skip)]
    pub roles: BTreeMap<String, Trust>,
    /// What only a check reads.
    #[serde(skip)]
    pub checked: Option<Checked>,
}

/// What a check reads beyond what the files are rendered from. Each is absent when it could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// `ACTIVE`, `CREATING`, `FAILED`, ... of the pool's domain; absent also where there is no domain.
    pub domain_status: Option<String>,
    /// The pool's groups.
    pub groups: Option<Vec<Group>>,
    /// Providers of the identity pool for which session tags are mapped.
    pub tagged_providers: Option<Vec<String>>,
    /// The rights that were lacking, and what could not be looked at for want of them.
    pub unread: Vec<String>,
}

impl Facts {
    /// The app client that the platform's libraries use.
    pub fn client_for(&self, platform: Platform) -> Option<&AppClient> {
        if platform.uses_web_client() { self.web_client.as_ref() } else { self.native_client.as_ref() }
    }

    /// The app client for a file that has no place for a secret: that of the platform, else, for a mobile app, the web
    /// client. None of them has a secret.
    pub fn public_client_for(&self, platform: Platform) -> Option<&AppClient> {
        let of_platform = self.client_for(platform).filter(|client| !client.has_secret);
        of_platform.or_else(|| self.web_client.as_ref().filter(|client| !client.has_secret))
    }

    /// The domain that passkeys are made for: the pool's setting, else its own domain. `None` where nobody can say.
    pub fn relying_party_id(&self) -> Option<String> {
        let passkeys = self.mfa.as_ref()?.passkeys.as_ref();
        let set = passkeys.and_then(|passkeys| passkeys.relying_party_id.clone());
        set.or_else(|| self.user_pool.hosted_ui_host())
    }

    /// Fills what could not be read this time from an earlier reading of the same user pool: a reader with fewer rights
    /// must not make the project forget what another one knew. Lists whose order means nothing stay in theirs.
    #[must_use]
    pub fn or_as_last_read(mut self, last: Option<&Self>) -> Self {
        if let Some(last) = last.filter(|last| last.user_pool.id == self.user_pool.id) {
            self.mfa = self.mfa.or_else(|| last.mfa.clone());
            self.identity_providers = self.identity_providers.or_else(|| last.identity_providers.clone());
            if let (true, Some(known)) = (self.groups_denied, &last.groups) {
                self.groups = Some(known.clone());
                self.groups_denied = false;
            }
            if let (Some(pool), Some(known)) = (&mut self.identity_pool, &last.identity_pool)
                && pool.id == known.id
            {
                pool.roles = pool.roles.take().or_else(|| known.roles.clone());
            }
            self.user_pool.keep_order(&last.user_pool);
            let clients = [(&mut self.web_client, &last.web_client), (&mut self.native_client, &last.native_client)];
            for (client, known) in clients {
                if let (Some(client), Some(known)) = (client, known) {
                    client.keep_order(known);
                }
            }
        }
        self
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
