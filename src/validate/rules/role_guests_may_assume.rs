//! Whatever a signed-in user may do, anybody may, without signing in.

use crate::model::trust_policy::RoleFor;
use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-guests-may-assume",
    severity: Severity::Error,
    title: "guests may take the role of signed-in users",
    looks_at: "the authenticated role's trust policy, where guests are let in",
    why: "Whatever a signed-in user may do, anybody may, without signing in.",
    remedy: "`amplink check --fix-as aws-cli` prints the corrected trust policy as a command; also as JSON, CloudFormation and Terraform",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let role = in_use(case).into_iter().find(|role| role.role_for == RoleFor::Authenticated);
    let guests = case.facts.identity_pool.as_ref().is_some_and(|pool| pool.allows_guests);
    let open = role.filter(|role| guests && role.verdict().is_some_and(|verdict| verdict.guest.is_yes()));
    open.map(|role| Hit::new(role.subject(), "its trust policy lets guests take it, too")).into_iter().collect()
}
