//! Somebody who was signed out everywhere, or deleted, still gets AWS credentials until the token runs out.

use std::collections::BTreeSet;

use crate::model::identity_pool::IdentityPool;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-no-server-side-token-check",
    severity: Severity::Note,
    title: "tokens of signed-out users still count",
    looks_at: "the server-side token check of the identity pool's providers, for the linked app clients",
    why: "Somebody who was signed out everywhere, or deleted, still gets AWS credentials until the token runs out.",
    remedy: "switch on the server-side token check for the provider",
    reference: "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let facts = case.facts;
    let Some(pool) = &facts.identity_pool else { return Vec::new() };
    let right = IdentityPool::provider_name(&facts.user_pool.id);
    let clients: BTreeSet<&str> =
        facts.web_client.iter().chain(&facts.native_client).map(|client| client.id.as_str()).collect();
    let off = pool.user_pool_providers.iter().filter(|provider| {
        let is_linked = provider.provider_name == right && clients.contains(provider.client_id.as_str());
        is_linked && !provider.server_side_token_check
    });
    let off: Vec<&str> = off.map(|provider| provider.client_id.as_str()).collect();
    let message = format!("it does not ask the user pool whether tokens still count: client {}", off.join(", "));
    (!off.is_empty()).then(|| Hit::new(format!("identity pool {}", pool.id), message)).into_iter().collect()
}
