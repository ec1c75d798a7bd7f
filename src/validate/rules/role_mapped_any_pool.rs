//! What the mapping or the group is meant to guard, users of other identity pools or guests may reach.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-mapped-any-pool",
    severity: Severity::Error,
    title: "a mapped role is open to strangers or guests",
    looks_at: "the trust policies of the roles in role mappings and groups",
    why: "What the mapping or the group is meant to guard, users of other identity pools or guests may reach.",
    remedy: "let the role trust this identity pool's signed-in users alone",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let open = attached::further(case).into_iter().filter_map(|(way, role)| {
        let verdict = role.verdict()?;
        let who = if verdict.foreign_signed_in.is_yes() || verdict.foreign_guest.is_yes() {
            "users of any identity pool"
        } else if verdict.guest.is_yes() {
            "guests"
        } else {
            return None;
        };
        Some(Hit::new(format!("role {}", role.arn), format!("{way} gives it, and its trust policy lets {who} take it")))
    });
    open.collect()
}
