//! Identifiers, parsed for their shape. Whether the thing exists is for the cloud to say.
//!
//! Shapes: the API reference of `DescribeUserPool`, `DescribeUserPoolClient` and `DescribeIdentityPool`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that does not have the shape of the identifier it is meant to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {expected}")]
pub struct BadId {
    given: String,
    expected: &'static str,
}

impl BadId {
    pub(super) fn new(given: &str, expected: &'static str) -> Self {
        Self { given: given.escape_debug().to_string(), expected }
    }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as Cognito writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(BadId::new(text, $expected))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// An AWS region's code, such as `eu-west-1`.
    Region,
    "an AWS region such as eu-west-1",
    is_region
);

identifier!(
    /// A user pool's id: its region, `_`, letters and digits; at most 55 characters.
    UserPoolId,
    "a user pool id such as eu-west-1_AbCdEfGhI",
    |text| {
        text.len() <= 55
            && text.rsplit_once('_').is_some_and(|(region, rest)| {
                is_region(region) && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }
);

identifier!(
    /// An app client's id: letters, digits, `_` and `+`; at most 128 characters.
    ClientId,
    "an app client id (up to 128 letters and digits)",
    |text| {
        (1..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
    }
);

identifier!(
    /// An identity pool's id: its region, `:`, a UUID; at most 55 characters.
    IdentityPoolId,
    "an identity pool id such as eu-west-1:12345678-90ab-cdef-1234-567890abcdef",
    |text| {
        text.len() <= 55
            && text.split_once(':').is_some_and(|(region, rest)| {
                is_region(region)
                    && !rest.is_empty()
                    && rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b) || b == b'-')
            })
    }
);

identifier!(
    /// An environment's name in a project: letters, digits, `-` and `_`; at most 64 characters.
    EnvironmentName,
    "an environment name (letters, digits, `-` and `_`, at most 64)",
    |text| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && text.as_bytes()[0].is_ascii_alphanumeric()
    }
);

/// Region codes are lower-case words and a number: `us-east-1`, `us-gov-west-1`, `cn-north-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (Some(number), words) = (parts.last(), &parts[..parts.len() - 1]) else {
        return false;
    };
    text.len() <= 32
        && words.len() >= 2
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

impl UserPoolId {
    /// The region that the pool lives in; it is part of the id.
    pub fn region(&self) -> Region {
        let (region, _) = self.0.rsplit_once('_').expect("checked when parsed");
        Region(region.to_owned())
    }
}

impl IdentityPoolId {
    /// The region that the identity pool lives in; it is part of the id and may differ from the user pool's.
    pub fn region(&self) -> Region {
        let (region, _) = self.0.split_once(':').expect("checked when parsed");
        Region(region.to_owned())
    }
}

impl UserPoolId {
    /// Whether this is what documentation and templates show in an id's place, such as `us-east-1_XXXXXXXXX`.
    pub fn is_placeholder(&self) -> bool {
        self.0.rsplit_once('_').is_none_or(|(_, rest)| is_filler(rest))
    }
}

impl IdentityPoolId {
    /// Whether this is what documentation and templates show in an id's place, such as one of zeros.
    pub fn is_placeholder(&self) -> bool {
        self.0.split_once(':').is_none_or(|(_, rest)| rest.split('-').all(is_filler))
    }
}

impl ClientId {
    /// Whether this is what documentation and templates show in an id's place, such as `1example23456789`.
    pub fn is_placeholder(&self) -> bool {
        is_filler(&self.0)
    }
}

/// Whether nobody drew this by lot: a word that says so, one character over and over, or `abc123` and the like.
fn is_filler(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    if ["example", "xxxxx", "your", "placeholder", "changeme", "replace"].iter().any(|word| text.contains(word)) {
        return true;
    }
    let bytes = text.as_bytes();
    let one_character = bytes.windows(2).all(|pair| pair[0] == pair[1]);
    let follows = |one: u8, next: u8| next == one + 1 || matches!((one, next), (b'9', b'0' | b'a') | (b'0', b'a'));
    one_character || bytes.chunk_by(|one, next| follows(*one, *next)).all(|run| run.len() >= 3)
}

impl Region {
    /// The partition that the region is in, as ARNs name it: `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition(&self) -> &'static str {
        match self.as_str() {
            china if china.starts_with("cn-") => "aws-cn",
            gov if gov.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The DNS suffix of the region's partition.
    ///
    /// China's services answer under `amazonaws.com.cn`; every other public partition with Cognito under
    /// `amazonaws.com`.
    pub fn dns_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_id_says_its_region() {
        let id: UserPoolId = "us-gov-west-1_AbC123".parse().unwrap();
        assert_eq!(id.region().as_str(), "us-gov-west-1");
        let id: IdentityPoolId = "eu-west-1:82cebe6f-a3bc-4054-9483-40fa31234655".parse().unwrap();
        assert_eq!(id.region().as_str(), "eu-west-1");
    }

    #[test]
    fn what_stands_in_an_ids_place_is_told_from_an_id() {
        let pool = |text: &str| text.parse::<UserPoolId>().unwrap().is_placeholder();
        for text in ["XXXXXXXXX", "xxxxxxxxx", "EXAMPLE", "YourPoolId", "abc123", "AbCdEfGhI", "123456789", "a", "000"]
        {
            assert!(pool(&format!("us-east-1_{text}")), "{text}");
        }
        for text in ["uZ3kP9qLm", "28a55188c3e74699968666069f04facc", "AbCd1xY2z", "Abc", "aB3xyz9Qw"] {
            assert_eq!(pool(&format!("us-east-1_{text}")), text == "Abc", "{text}");
        }
        let identity = |text: &str| format!("eu-west-1:{text}").parse::<IdentityPoolId>().unwrap().is_placeholder();
        for text in [
            "00000000-0000-0000-0000-000000000000",
            "12345678-1234-1234-1234-123456789012",
            "12345678-90ab-cdef-1234-567890abcdef",
            "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        ] {
            assert!(identity(text), "{text}");
        }
        assert!(!identity("82cebe6f-a3bc-4054-9483-40fa31234655"));
        let client = |text: &str| text.parse::<ClientId>().unwrap().is_placeholder();
        for text in ["1example23456789", "YOUR_CLIENT_ID", "xxxxxxxxxxxxxxxxxxxxxxxxxx", "1h57kf5cpq17m0eml12EXAMPLE"] {
            assert!(client(text), "{text}");
        }
        assert!(!client("3n4b5urk1ft4fl3mg5e62d9ado"));
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for bad in
            ["", "_", "nonsense", "us-east-1", "us-east-1_", "us-east-1_a b", "us-east-1_é", "US-EAST-1_a", "../x_y"]
        {
            let error = bad.parse::<UserPoolId>().unwrap_err().to_string();
            assert!(error.contains("eu-west-1_AbCdEfGhI"), "{error}");
        }
        for bad in ["", "a b", "é", "a/b", &"x".repeat(129)] {
            assert!(bad.parse::<ClientId>().is_err(), "{bad}");
        }
        for bad in ["", "eu-west-1:", "eu-west-1", "x:1", "eu-west-1:GHI"] {
            assert!(bad.parse::<IdentityPoolId>().is_err(), "{bad}");
        }
    }
}
