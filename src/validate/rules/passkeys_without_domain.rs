//! Passkeys belong to a domain, and a file names them with it.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "passkeys-without-domain",
    severity: Severity::Warning,
    title: "`amplify_outputs` cannot name passkeys without a domain",
    looks_at: "where `amplify_outputs` is written and the pool allows passkeys: the relying party that is set, and the pool's domain",
    why: "A passkey is made for a domain, and the file has to name it; without one, Amplify's own screens do not offer passkeys.",
    remedy: "set a relying party for passkeys (`WebAuthnConfiguration`), or give the pool a domain",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let allowed = case.facts.user_pool.allowed_first_auth_factors.iter().any(|factor| factor == "WEB_AUTHN");
    // Where the settings could not be read, that is what a finding is about.
    let fires = case.writes_outputs && allowed && case.facts.mfa.is_some() && case.facts.relying_party_id().is_none();
    fires
        .then(|| {
            Hit::of_pool(&case.facts.user_pool, "it allows passkeys, but has neither a relying party nor a domain")
        })
        .into_iter()
        .collect()
}
