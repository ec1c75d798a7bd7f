//! Whose account the credentials are of.

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sdk_sts::Client;

use crate::error::{Error, Result};
use crate::model::ids::Region;

use super::config::sdk_region;
use super::error::{explain, no_credentials};
use super::operations::Operation;

/// The account. STS is asked only where the credentials themselves do not say that it is the expected one: those of a
/// role or of single sign-on know it, and the id of an access key holds it.
pub(super) async fn account(sdk: &SdkConfig, region: &Region, expected: &str) -> Result<String> {
    if let Some(provider) = sdk.credentials_provider() {
        let credentials = provider.provide_credentials().await.map_err(|error| no_credentials(&error))?;
        let is_known = credentials.account_id().is_some_and(|account| account.as_str() == expected);
        if is_known || of_key(credentials.access_key_id()).as_deref() == Some(expected) {
            return Ok(expected.to_owned());
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

/// The account in the id of an access key: 40 bits behind the four letters of its kind, in base 32. Keys of before 2019
/// hold something else there, so what this says is good for a match and for nothing else. To a local AWS, an id of
/// twelve digits is the account itself.
fn of_key(id: &str) -> Option<String> {
    if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(id.to_owned());
    }
    let digits = id.get(4..14).filter(|_| id.len() >= 20)?;
    let bits = digits.bytes().try_fold(0u64, |bits, byte| {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        Some(bits << 5 | u64::from(digit))
    })?;
    Some(format!("{:012}", (bits >> 2 & 0x7fff_ffff_ff80) >> 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first is a published pair.
    #[test]
    fn a_keys_id_holds_its_account() {
        assert_eq!(of_key("ASIAQNZGKIQY56JQ7WML").as_deref(), Some("029608264753"));
        assert_eq!(of_key("123456789012").as_deref(), Some("123456789012"));
        for none in ["", "AKIA", "test", "AKIA-not-base-32-at-all", "AKIAé23456789012345"] {
            assert_eq!(of_key(none), None, "{none}");
        }
    }
}
