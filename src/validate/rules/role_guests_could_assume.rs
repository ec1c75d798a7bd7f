//! Nothing happens while guest access is off; the day somebody switches it on, a guest's token is good for what a signed-in user may.

use crate::validate::attached::authenticated;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-guests-could-assume",
    severity: Severity::Warning,
    title: "guests could take the role of signed-in users",
    looks_at: "the authenticated role's trust policy, where no guests are let in",
    why: "Nothing happens while guest access is off; the day somebody switches it on, a guest's token is good for what a signed-in user may.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let role = authenticated(case).filter(|role| !role.pool.allows_guests);
    let open = role.filter(|role| role.verdict().is_some_and(|verdict| verdict.guest.is_yes()));
    open.map(|role| Hit::new(role.subject(), "its trust policy would let guests take it, too")).into_iter().collect()
}
