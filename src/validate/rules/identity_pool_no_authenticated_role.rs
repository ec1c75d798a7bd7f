//! Signed-in users get no AWS credentials.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-no-authenticated-role",
    severity: Severity::Error,
    title: "the identity pool has no role for signed-in users",
    looks_at: "the identity pool's authenticated role",
    why: "Signed-in users get no AWS credentials: \"Invalid identity pool configuration\".",
    remedy: "give the identity pool an authenticated role that trusts it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let without = attached::pool_and_roles(case).filter(|(_, roles)| roles.authenticated.is_none());
    without
        .map(|(pool, _)| Hit::new(format!("identity pool {}", pool.id), "it has no authenticated role"))
        .into_iter()
        .collect()
}
