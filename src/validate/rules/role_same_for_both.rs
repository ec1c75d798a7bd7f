//! Whatever a signed-in user may do, anybody may.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-same-for-both",
    severity: Severity::Warning,
    title: "guests and signed-in users have the same role",
    looks_at: "the identity pool's two roles",
    why: "Whatever a signed-in user may do, anybody may.",
    remedy: "give guests a role of their own, with less rights",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let same = attached::pool_and_roles(case)
        .filter(|(pool, roles)| pool.allows_guests && roles.authenticated == roles.unauthenticated);
    let same = same.and_then(|(pool, roles)| Some((pool, roles.authenticated.as_ref()?)));
    same.map(|(pool, arn)| {
        Hit::new(
            format!("identity pool {}", pool.id),
            format!("{arn} is both its authenticated and its unauthenticated role"),
        )
    })
    .into_iter()
    .collect()
}
