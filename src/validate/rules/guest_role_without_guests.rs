//! The role does nothing today; the day somebody switches guest access on, it does.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "guest-role-without-guests",
    severity: Severity::Note,
    title: "there is a guest role, and guests are not let in",
    looks_at: "whether the identity pool lets guests in, and its unauthenticated role",
    why: "The role does nothing today; the day somebody switches guest access on, it does.",
    remedy: "take the unauthenticated role off the identity pool if no guests are wanted",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let idle = attached::pool_and_roles(case).filter(|(pool, _)| !pool.allows_guests);
    let idle = idle.and_then(|(pool, roles)| Some((pool, roles.unauthenticated.as_ref()?)));
    idle.map(|(pool, arn)| {
        Hit::new(
            format!("identity pool {}", pool.id),
            format!("it has unauthenticated role {arn}, but lets no guests in"),
        )
    })
    .into_iter()
    .collect()
}
