//! Nobody who signs in through the user pool gets AWS credentials.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-lacks-user-pool",
    severity: Severity::Error,
    title: "the identity pool does not trust the user pool",
    looks_at: "the identity pool's Cognito providers",
    why: "Nobody who signs in through the user pool gets AWS credentials.",
    remedy: "add the user pool and its app clients to the identity pool's providers",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-integrating-user-pools-with-identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some(identity_pool) = &case.facts.identity_pool else { return Vec::new() };
    let pool = &case.facts.user_pool.id;
    let is_named = identity_pool.user_pool_providers.iter().any(|provider| provider.user_pool().as_ref() == Some(pool));
    let subject = format!("identity pool {}", identity_pool.id);
    (!is_named).then(|| Hit::new(subject, format!("user pool {pool} is not among its providers"))).into_iter().collect()
}
