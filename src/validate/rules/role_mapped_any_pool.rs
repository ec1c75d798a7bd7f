//! What the mapping or the group is meant to guard, users of other identity pools or guests may reach.

use crate::validate::attached::{STRANGERS, further};
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
    let open = further(case).into_iter().filter_map(|(ways, role)| {
        let verdict = role.verdict()?;
        let who = if verdict.foreign_signed_in.is_yes() || verdict.foreign_guest.is_yes() {
            STRANGERS
        } else if role.pool.allows_guests && verdict.guest.is_yes() {
            "guests"
        } else {
            return None;
        };
        Some(Hit::new(format!("role {}", role.arn), format!("its trust policy lets {who} take it; given by: {ways}")))
    });
    open.collect()
}
