//! The library asks for guest credentials before anybody has signed in, and every such request fails.

use crate::model::trust_policy::RoleFor;
use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-not-assumable-by-guests",
    severity: Severity::Error,
    title: "guests may not take their role",
    looks_at: "the unauthenticated role's trust policy",
    why: "The library asks for guest credentials before anybody has signed in, and every such request fails.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let roles = in_use(case).into_iter().filter(|role| role.role_for == RoleFor::Unauthenticated);
    roles.filter_map(|role| Some(Hit::new(role.subject(), role.refusal()?))).collect()
}
