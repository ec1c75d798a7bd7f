//! The library asks for guest credentials before anybody has signed in, and every such request fails.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "guests-without-role",
    severity: Severity::Error,
    title: "guests are let in and have no role",
    looks_at: "whether the identity pool lets guests in, and its unauthenticated role",
    why: "The library asks for guest credentials before anybody has signed in, and every such request fails.",
    remedy: "give the identity pool an unauthenticated role that trusts it, or switch guest access off",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let without =
        attached::pool_and_roles(case).filter(|(pool, roles)| pool.allows_guests && roles.unauthenticated.is_none());
    without
        .map(|(pool, _)| {
            Hit::new(format!("identity pool {}", pool.id), "it lets guests in, but has no unauthenticated role")
        })
        .into_iter()
        .collect()
}
