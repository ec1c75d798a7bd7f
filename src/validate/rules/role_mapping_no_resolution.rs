//! What a user gets for whom no rule fits, or who has several roles, is written nowhere; Cognito asks for an answer in each mapping.

use crate::validate::attached;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-mapping-no-resolution",
    severity: Severity::Warning,
    title: "a role mapping does not say what happens when the role is not clear",
    looks_at: "`AmbiguousRoleResolution` of the role mappings",
    why: "What a user gets for whom no rule fits, or who has several roles, is written nowhere; Cognito asks for an answer in each mapping.",
    remedy: "set the mapping's resolution to the authenticated role, or to deny",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some((pool, roles)) = attached::pool_and_roles(case) else { return Vec::new() };
    let open = roles.mappings.iter().filter(|(_, mapping)| mapping.ambiguous_resolution.is_none());
    open.map(|(provider, _)| {
        Hit::new(
            format!("identity pool {}", pool.id),
            format!("the role mapping of {provider} has no ambiguous role resolution"),
        )
    })
    .collect()
}
