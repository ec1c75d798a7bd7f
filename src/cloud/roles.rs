//! IAM roles: who may take them.

use aws_sdk_iam::Client;
use aws_sdk_iam::error::ProvideErrorMetadata as _;

use crate::error::{Kind, Result};
use crate::model::ids::Region;
use crate::model::role::{RoleArn, Trust};

use super::error::explain;
use super::operations::Operation;

/// Reads a role's trust policy. What cannot be read is said, and is no failure: a role may live in an account that
/// these credentials have no part in.
pub(super) async fn trust(client: &Client, arn: &str, account: Option<&str>, region: &Region) -> Result<Trust> {
    let Ok(role) = arn.parse::<RoleArn>() else { return Ok(Trust::NoArn) };
    if let Some(elsewhere) = elsewhere(arn, account) {
        return Ok(elsewhere);
    }
    match client.get_role().role_name(&role.name).send().await {
        Ok(answer) => {
            // IAM goes by the name alone: a role of that name under another path is not the one that Cognito takes.
            let found = answer.role.as_ref().and_then(|role| role.arn.parse::<RoleArn>().ok());
            if found.is_some_and(|found| found.path != role.path || found.name != role.name) {
                return Ok(Trust::NoSuchRole);
            }
            let document = answer.role.and_then(|role| role.assume_role_policy_document);
            Ok(document.map_or_else(|| Trust::Unreadable("IAM sent no trust policy".to_owned()), Trust::Document))
        }
        Err(error) if error.code() == Some("NoSuchEntity") => Ok(Trust::NoSuchRole),
        Err(error) => {
            let error = explain(Operation::GetRole, &format!("role {arn}"), region, error);
            if error.kind() == Kind::Permission {
                return Ok(Trust::Unreadable("`iam:GetRole` is not granted".to_owned()));
            }
            Err(error)
        }
    }
}

/// What can be said of a role in another account: IAM would look for its name in the caller's own, and find another role
/// or none.
pub(super) fn elsewhere(arn: &str, account: Option<&str>) -> Option<Trust> {
    let role = arn.parse::<RoleArn>().ok()?;
    let is_elsewhere = account.is_some_and(|account| account != role.account);
    is_elsewhere.then(|| Trust::Unreadable(format!("it lives in account {}", role.account)))
}
