//! What users of the other pool may do, yours may, and the other way round.

use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-shared-with-another-pool",
    severity: Severity::Note,
    title: "other identity pools may use the role",
    looks_at: "the identity pools that the trust policies name",
    why: "What users of the other pool may do, yours may, and the other way round.",
    remedy: "if that is not meant, take the other identity pool out of the trust policy",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = case.facts.identity_pool.iter();
    let shared =
        pool.flat_map(|pool| in_use(case).into_iter().map(move |role| (role, pool))).filter_map(|(role, pool)| {
            let others: Vec<String> = role.policy()?.other_pools(&pool.id).iter().map(ToString::to_string).collect();
            (!others.is_empty()).then(|| Hit::new(role.subject(), format!("it also trusts {}", others.join(", "))))
        });
    shared.collect()
}
