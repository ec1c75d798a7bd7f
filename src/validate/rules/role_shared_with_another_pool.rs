//! What users of the other pool may do, yours may, and the other way round.

use crate::model::ids::IdentityPoolId;
use crate::model::trust_policy::Token;
use crate::validate::attached::each_once;
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
    let shared = each_once(case).into_iter().filter_map(|role| {
        let policy = role.policy()?;
        let is_let_in = |identity_pool: &IdentityPoolId| {
            [true, false].iter().any(|&signed_in| {
                let token = Token { identity_pool, signed_in, user_pool: None };
                !policy.admits(token).is_no()
            })
        };
        let others = policy.other_pools(&role.pool.id);
        let others: Vec<&str> = others.iter().filter(|pool| is_let_in(pool)).map(IdentityPoolId::as_str).collect();
        // Where it trusts the other one instead, that is an error.
        let is_shared = !others.is_empty() && !role.answer()?.is_no();
        is_shared.then(|| Hit::new(role.subject(), format!("it also trusts {}", others.join(", "))))
    });
    shared.collect()
}
