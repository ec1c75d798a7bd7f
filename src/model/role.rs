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
    /// What is between `role` and the name: `/`, `/team/app/`.
    pub path: String,
    /// The role's name, without its path.
    pub name: String,
}

impl FromStr for RoleArn {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let refuse = || BadId::new(text, "a role's ARN such as arn:aws:iam::123456789012:role/NAME");
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, "iam", "", account, resource] = parts[..] else { return Err(refuse()) };
        let (path, name) = resource
            .strip_prefix("role")
            .and_then(|rest| Some(rest.split_at(rest.rfind('/')? + 1)))
            .filter(|(path, _)| path.starts_with('/'))
            .ok_or_else(refuse)?;
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        // IAM refuses to be asked for any other name, and no role has one.
        let is_name = (1..=64).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b));
        if !is_name || !is_account || partition.is_empty() {
            return Err(refuse());
        }
        Ok(Self {
            text: text.to_owned(),
            partition: partition.to_owned(),
            account: account.to_owned(),
            path: path.to_owned(),
            name: name.to_owned(),
        })
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
            (arn.partition.as_str(), arn.account.as_str(), arn.path.as_str(), arn.name.as_str()),
            ("aws-us-gov", "123456789012", "/team/app/", "name")
        );
        let plain: RoleArn = "arn:aws:iam::123456789012:role/a.b_c+d=e,f@g-h".parse().unwrap();
        assert_eq!((plain.path.as_str(), plain.name.as_str()), ("/", "a.b_c+d=e,f@g-h"));
        for bad in [
            "",
            "not-an-arn",
            "arn:aws:iam::1:role/x",
            "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:roles/x",
            "arn:aws:iam::123456789012:role/two words",
            "arn:aws:iam::123456789012:role/*",
            "arn:aws:iam::123456789012:role/ro\nle",
            &format!("arn:aws:iam::123456789012:role/{}", "x".repeat(65)),
        ] {
            assert!(bad.parse::<RoleArn>().is_err(), "{bad}");
        }
    }
}
