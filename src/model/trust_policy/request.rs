//! The request that is judged: `sts:AssumeRoleWithWebIdentity` with a token of an identity pool.
//!
//! Its keys: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>;
//! the list in `amr`: <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>.

use crate::model::ids::{IdentityPoolId, Region, UserPoolId};

/// The action that both of Cognito's authentication flows end in.
pub(super) const ASSUME_ROLE: &str = "sts:AssumeRoleWithWebIdentity";
/// Needed besides when the identity pool maps claims to principal tags.
pub(super) const TAG_SESSION: &str = "sts:TagSession";

/// What Cognito's identity pools are called in a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    principal: String,
    key_prefixes: Vec<String>,
}

impl Issuer {
    /// The issuer of tokens in a region.
    ///
    /// GovCloud: the "Amazon Cognito" page of the GovCloud user guide. China: `docs.amazonaws.cn` gives one name for the
    /// principal and another for the condition keys; both count as prefixes (see [`Issuer::is_unverified`]).
    pub fn of(region: &Region) -> Self {
        let region = region.as_str();
        if region.starts_with("cn-") {
            let principal = format!("cognito-identity.{region}.amazonaws.com.cn");
            let key_prefixes = vec!["cognito-identity.amazonaws.com.cn".to_owned(), principal.clone()];
            return Self { principal, key_prefixes };
        }
        let principal = match region {
            "us-gov-west-1" => "cognito-identity-us-gov.amazonaws.com",
            "us-gov-east-1" => "cognito-identity.us-gov-east-1.amazonaws.com",
            _ => "cognito-identity.amazonaws.com",
        };
        Self { principal: principal.to_owned(), key_prefixes: vec![principal.to_owned()] }
    }

    /// What `Principal.Federated` must say.
    pub fn principal(&self) -> &str {
        &self.principal
    }

    /// A condition key as the corrected document writes it.
    pub fn key(&self, claim: &str) -> String {
        format!("{}:{claim}", self.key_prefixes[0])
    }

    /// Whether what is known of this partition comes from a page that contradicts itself.
    pub fn is_unverified(&self) -> bool {
        self.principal.ends_with(".cn")
    }

    /// The claim (`aud`, `sub`, `amr`, ...) that a condition key of this issuer asks for. Key names know no case.
    pub(super) fn claim<'k>(&self, key: &'k str) -> Option<&'k str> {
        let (prefix, claim) = key.split_once(':')?;
        self.key_prefixes.iter().any(|own| own.eq_ignore_ascii_case(prefix)).then_some(claim)
    }

    /// Whether a federated principal is an identity pools' issuer, of whatever partition.
    pub(super) fn is_any(principal: &str) -> bool {
        let known = ["cognito-identity.amazonaws.com", "cognito-identity-us-gov.amazonaws.com"];
        known.contains(&principal)
            || principal.strip_prefix("cognito-identity.").is_some_and(|rest| {
                rest.strip_suffix(".amazonaws.com.cn")
                    .or(rest.strip_suffix(".amazonaws.com"))
                    .is_some_and(|region| region.starts_with("us-gov-") || region.starts_with("cn-"))
            })
    }
}

/// A token of an identity pool, as [`super::TrustPolicy::admits`] is asked about it.
#[derive(Debug, Clone, Copy)]
pub struct Token<'a> {
    /// The pool that issued it.
    pub identity_pool: &'a IdentityPoolId,
    /// Whether its bearer has signed in, or is a guest.
    pub signed_in: bool,
    /// The user pool in which somebody signed in; without it the provider entries of `amr` are unknown.
    pub user_pool: Option<&'a UserPoolId>,
}

/// One entry of `amr`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Known(String),
    /// The name of some identity provider, and what a sign-in there adds.
    SomeProvider,
}

/// A token's claims, and the action asked for with it.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) action: &'static str,
    pub(super) issuer: Issuer,
    aud: String,
    sub: String,
    amr: Vec<Entry>,
}

/// What a request says to a condition key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Context<'a> {
    Single(&'a str),
    Many(&'a [Entry]),
    Absent,
    /// There, or not there; known only to STS when the request comes.
    Unknown,
}

impl Request {
    /// The request of somebody whose identity, and whose user in the user pool, bear this UUID.
    pub(super) fn new(action: &'static str, token: Token<'_>, uuid: &str) -> Self {
        let region = token.identity_pool.region();
        let amr = match (token.signed_in, token.user_pool) {
            (false, _) => vec![Entry::Known("unauthenticated".to_owned())],
            (true, None) => vec![Entry::Known("authenticated".to_owned()), Entry::SomeProvider],
            (true, Some(user_pool)) => {
                let home = user_pool.region();
                let provider = format!("cognito-idp.{home}.{}/{user_pool}", home.dns_suffix());
                let signed_in = format!("{provider}:CognitoSignIn:{uuid}");
                vec![Entry::Known("authenticated".to_owned()), Entry::Known(provider), Entry::Known(signed_in)]
            }
        };
        Self {
            action,
            issuer: Issuer::of(&region),
            aud: token.identity_pool.to_string(),
            sub: format!("{region}:{uuid}"),
            amr,
        }
    }

    /// What this request says to a key.
    ///
    /// The service authorization reference of STS gives `AssumeRoleWithWebIdentity` the keys of the token's issuer,
    /// `sts:...` and the global `aws:...`. Of Cognito's there are three; any other key is not in the request.
    pub(super) fn context(&self, key: &str) -> Context<'_> {
        if let Some(claim) = self.issuer.claim(key) {
            return match claim.to_ascii_lowercase().as_str() {
                "aud" => Context::Single(&self.aud),
                "sub" => Context::Single(&self.sub),
                "amr" => Context::Many(&self.amr),
                _ => Context::Absent,
            };
        }
        if is_decided_later(key) { Context::Unknown } else { Context::Absent }
    }
}

/// Whether only STS knows the value of this key, when somebody asks.
pub(super) fn is_decided_later(key: &str) -> bool {
    key.split_once(':').is_some_and(|(prefix, _)| ["aws", "sts"].iter().any(|own| own.eq_ignore_ascii_case(prefix)))
}

/// UUIDs of people and pools that nobody wrote the policy for: none of them occurs in its text. All sixteen hexadecimal
/// digits begin one, so that `eu-west-1:8*` is seen to let some in and others not.
pub(super) fn strangers(text: &str) -> Vec<String> {
    let uniform = "0123456789abcdef".chars().map(|d| {
        let run = |length| d.to_string().repeat(length);
        format!("{}-{}-4{}-8{}-{}", run(8), run(4), run(3), run(3), run(12))
    });
    let mixed = (0u64..).map(|number| format!("3b9e{number:04x}-5d7c-4f1a-9e62-c8d40a7b{number:04x}"));
    let lower = text.to_lowercase();
    let new = |uuid: &String| !lower.contains(uuid.as_str());
    uniform.filter(new).chain(mixed.filter(new).take(1)).collect()
}
