//! Where credentials, regions and endpoints come from: the SDK's default chain, and flags above it.

use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::credentials::ProfileFileCredentialsProvider;
use aws_config::profile::region::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};

use crate::model::ids::Region;

use super::http;

/// What flags say about AWS; what they leave open is the SDK's default chain's business.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A profile of the shared configuration files.
    pub profile: Option<String>,
    /// Another endpoint for every service: a local AWS.
    pub endpoint_url: Option<String>,
    /// A PEM text of further certificates to trust (`AWS_CA_BUNDLE`).
    pub ca_bundle: Option<Vec<u8>>,
    /// The profile that an environment's link remembers. Where no such files are, as on a build server, the default
    /// chain stands in for it.
    pub remembered_profile: Option<String>,
    /// The role that an environment's link remembers: taken with the credentials that all the above leads to.
    pub role_arn: Option<String>,
}

pub(super) fn sdk_region(region: &Region) -> aws_config::Region {
    aws_config::Region::new(region.as_str().to_owned())
}

/// Loads the SDK's configuration. The region is given, so that nothing asks the instance metadata service for it.
pub(super) async fn load(settings: &Settings, region: &Region) -> SdkConfig {
    // The SDK has no read or operation timeout of its own: a dead network would hang a build for ever.
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(15))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(60))
        .build();
    let http = http::shared_client(settings.ca_bundle.clone());
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .region(sdk_region(region))
        .timeout_config(timeouts)
        .app_name(AppName::new("amplink").expect("a plain word"));
    let profile = settings.profile.as_ref().or(settings.remembered_profile.as_ref());
    if let Some(profile) = profile {
        // The default chain asks the environment first: with access keys there, a profile that somebody names would
        // be passed over without a word, and another account be read.
        let provider = ProviderConfig::without_region().with_http_client(http).with_region(Some(sdk_region(region)));
        let named = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile).build();
        loader = if settings.profile.is_some() {
            loader.profile_name(profile).credentials_provider(named)
        } else {
            let chain = DefaultCredentialsChain::builder().configure(provider).region(sdk_region(region)).build().await;
            loader.credentials_provider(CredentialsProviderChain::first_try("profile", named).or_else("default", chain))
        };
    }
    if let Some(endpoint) = &settings.endpoint_url {
        loader = loader.endpoint_url(endpoint);
    }
    let sdk = loader.load().await;
    match &settings.role_arn {
        None => sdk,
        Some(role) => {
            let taken = AssumeRoleProvider::builder(role).session_name("amplink").configure(&sdk).build().await;
            // Taken once: each client would take it anew. A failure comes up again at the first call, with its cause.
            let provider = match taken.provide_credentials().await {
                Ok(credentials) => SharedCredentialsProvider::new(credentials),
                Err(_) => SharedCredentialsProvider::new(taken),
            };
            sdk.into_builder().credentials_provider(provider).build()
        }
    }
}

/// The region of the environment or the profile. The instance metadata service is left out: there is no default
/// region, and the machine's own is a guess.
pub(super) async fn ambient_region(settings: &Settings) -> Option<Region> {
    let mut profile = ProfileFileRegionProvider::builder();
    if let Some(name) = settings.profile.as_ref().or(settings.remembered_profile.as_ref()) {
        profile = profile.profile_name(name);
    }
    RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(profile.build())
        .region()
        .await?
        .as_ref()
        .parse()
        .ok()
}
