//! The name holds the right user pool, but a region where it does not live: its tokens are refused.

use std::collections::BTreeSet;

use crate::model::identity_pool::IdentityPool;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "provider-names-another-region",
    severity: Severity::Error,
    title: "the identity pool looks for the user pool in another region",
    looks_at: "the region in the names of the identity pool's Cognito providers",
    why: "The name holds the right user pool, but a region where it does not live: its tokens are refused.",
    remedy: "correct the provider's name: `cognito-idp.REGION.amazonaws.com/POOL`, with the region that the pool's id begins with",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-integrating-user-pools-with-identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some(identity_pool) = &case.facts.identity_pool else { return Vec::new() };
    let pool = &case.facts.user_pool.id;
    let right = IdentityPool::provider_name(pool);
    let named = identity_pool.user_pool_providers.iter().filter(|provider| provider.user_pool().as_ref() == Some(pool));
    let names: BTreeSet<&str> = named.map(|provider| provider.provider_name.as_str()).collect();
    // Beside the right name, another one does no harm; whether each client has the right one is another rule's question.
    if names.contains(right.as_str()) {
        return Vec::new();
    }
    let subject = format!("identity pool {}", identity_pool.id);
    names
        .into_iter()
        .map(|name| Hit::new(&subject, format!("its provider is {name}, but the pool is {right}")))
        .collect()
}
