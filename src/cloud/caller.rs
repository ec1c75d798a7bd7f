//! Whose account the credentials are of.

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sdk_sts::Client;

use crate::error::{Error, Result};
use crate::model::ids::Region;

use super::config::sdk_region;
use super::error::{explain, no_credentials};
use super::operations::Operation;

/// The account, as the credentials themselves know it (those of a role or of single sign-on do), else as STS says.
pub(super) async fn account(sdk: &SdkConfig, region: &Region) -> Result<String> {
    if let Some(provider) = sdk.credentials_provider() {
        let credentials = provider.provide_credentials().await.map_err(|error| no_credentials(&error))?;
        if let Some(account) = credentials.account_id() {
            return Ok(account.as_str().to_owned());
        }
    }
    let config = aws_sdk_sts::config::Builder::from(sdk).region(sdk_region(region)).build();
    let client = Client::from_conf(config);
    let answer =
        client.get_caller_identity().send().await.map_err(|error| {
            explain(Operation::GetCallerIdentity, "the account of these credentials", region, error)
        })?;
    answer.account.ok_or_else(|| Error::failure("GetCallerIdentity answered without an account"))
}
