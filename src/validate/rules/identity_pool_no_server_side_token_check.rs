//! Somebody who was signed out everywhere, or deleted, still gets AWS credentials until the token runs out.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-no-server-side-token-check",
    severity: Severity::Note,
    title: "tokens of signed-out users still count",
    looks_at: "the server-side token check of the identity pool's providers",
    why: "Somebody who was signed out everywhere, or deleted, still gets AWS credentials until the token runs out.",
    remedy: "switch on the server-side token check for the provider",
    reference: "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool.id;
    let off = case.facts.identity_pool.iter().filter(|identity_pool| {
        let ours =
            identity_pool.user_pool_providers.iter().filter(|provider| provider.user_pool().as_ref() == Some(pool));
        ours.clone().any(|provider| !provider.server_side_token_check)
    });
    off.map(|identity_pool| {
        Hit::new(
            format!("identity pool {}", identity_pool.id),
            "it does not ask the user pool whether a token still counts",
        )
    })
    .collect()
}
