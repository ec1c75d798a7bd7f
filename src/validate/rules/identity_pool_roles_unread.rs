//! Nobody can say whether signed-in users get AWS credentials.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-roles-unread",
    severity: Severity::Warning,
    title: "the identity pool's roles could not be read",
    looks_at: "whether `GetIdentityPoolRoles` answered",
    why: "Nobody can say whether signed-in users get AWS credentials.",
    remedy: "grant `cognito-identity:GetIdentityPoolRoles` on the identity pool",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = case.facts.identity_pool.iter().filter(|pool| pool.roles.is_none());
    unread
        .map(|pool| Hit::new(format!("identity pool {}", pool.id), "these credentials may not read its roles"))
        .collect()
}
