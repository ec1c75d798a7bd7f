//! IAM roles, as far as their names and who may take them.

use std::fmt;
use std::str::FromStr;

use super::ids::BadId;

/// A role's ARN, taken apart: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleArn {
    text: String,
    /// `aws`, `aws-us-gov`, `aws-cn`.
    pub partition: String,
    /// The account that the role is in; 12 digits.
    pub account: String,
    /// The role's name, without its path.
    pub name: String,
}

impl FromStr for RoleArn {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let refuse = || BadId::new(text, "a role's ARN such as arn:aws:iam::123456789012:role/NAME");
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, "iam", "", account, resource] = parts[..] else { return Err(refuse()) };
        let name = resource.strip_prefix("role/").and_then(|path| path.rsplit('/').next());
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        match name.filter(|name| !name.is_empty() && is_account && !partition.is_empty()) {
            Some(name) => Ok(Self {
                text: text.to_owned(),
                partition: partition.to_owned(),
                account: account.to_owned(),
                name: name.to_owned(),
            }),
            None => Err(refuse()),
        }
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Who may take a role, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The trust policy's text, percent-encoded as IAM sends it.
    Document(String),
    /// There is no such role.
    NoSuchRole,
    /// The text that should name the role is no role's ARN.
    NoArn,
    /// It could not be read, and why.
    Unreadable(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_arn_has_a_path_and_a_partition() {
        let arn: RoleArn = "arn:aws-us-gov:iam::123456789012:role/team/app/name".parse().unwrap();
        assert_eq!(
            (arn.partition.as_str(), arn.account.as_str(), arn.name.as_str()),
            ("aws-us-gov", "123456789012", "name")
        );
        for bad in [
            "",
            "not-an-arn",
            "arn:aws:iam::1:role/x",
            "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::123456789012:role/",
        ] {
            assert!(bad.parse::<RoleArn>().is_err(), "{bad}");
        }
    }
}
