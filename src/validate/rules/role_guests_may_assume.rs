//! A guest's token is good for the role, too: anybody who brings one to STS, as apps do in the classic flow, may do what a signed-in user may.

use crate::validate::attached::authenticated;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-guests-may-assume",
    severity: Severity::Error,
    title: "guests may take the role of signed-in users",
    looks_at: "the authenticated role's trust policy, where guests are let in",
    why: "A guest's token is good for the role, too: anybody who brings one to STS, as apps do in the classic flow, may do what a signed-in user may.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    // That guests are given the role itself is another rule's finding.
    let role = authenticated(case).filter(|role| {
        let roles = role.pool.roles.as_ref();
        role.pool.allows_guests && roles.and_then(|roles| roles.unauthenticated.as_deref()) != Some(role.arn)
    });
    let open = role.filter(|role| role.verdict().is_some_and(|verdict| verdict.guest.is_yes()));
    open.map(|role| Hit::new(role.subject(), "its trust policy lets guests take it, too")).into_iter().collect()
}
