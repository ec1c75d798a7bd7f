//! Whoever can make an identity pool of their own can take the role through it.

use crate::validate::attached::{STRANGERS, each_once};
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-any-pool",
    severity: Severity::Error,
    title: "users of other identity pools, whichever they are, may take the role",
    looks_at: "the trust policies of the identity pool's roles",
    why: "Whoever has an identity pool of their own can take the role through it. STS refuses some such requests across accounts; the policy refuses none.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let open = each_once(case).into_iter().filter(|role| {
        role.verdict().is_some_and(|verdict| verdict.foreign_signed_in.is_yes() || verdict.foreign_guest.is_yes())
    });
    open.map(|role| Hit::new(role.subject(), format!("its trust policy lets {STRANGERS} take it"))).collect()
}
