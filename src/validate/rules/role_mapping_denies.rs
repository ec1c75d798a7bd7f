//! A user for whom no rule fits, or with several roles and no preferred one, gets no AWS credentials.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-mapping-denies",
    severity: Severity::Note,
    title: "a role mapping denies when the role is not clear",
    looks_at: "`AmbiguousRoleResolution` of the role mappings",
    why: "A user for whom no rule fits, or with several roles and no preferred one, gets no AWS credentials.",
    remedy: "if that is not meant, let the mapping fall back on the authenticated role",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some((pool, roles)) = attached::pool_and_roles(case) else { return Vec::new() };
    let denying = roles.mappings.iter().filter(|(_, mapping)| mapping.ambiguous_resolution.as_deref() == Some("Deny"));
    denying
        .map(|(provider, _)| {
            Hit::new(
                format!("identity pool {}", pool.id),
                format!("the role mapping of {provider} denies when the role is not clear"),
            )
        })
        .collect()
}
