//! The users that the mapping or the group is for get no AWS credentials.

use crate::validate::attached::further;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-mapped-not-assumable",
    severity: Severity::Error,
    title: "a role that a mapping or a group gives cannot be taken",
    looks_at: "the trust policies of the roles in role mappings and groups",
    why: "The users that the mapping or the group is for get no AWS credentials.",
    remedy: "let the role trust the identity pool as its authenticated role does",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let refused = further(case).into_iter().filter_map(|(ways, role)| {
        Some(Hit::new(format!("role {}", role.arn), format!("{}; given by: {ways}", role.fault()?)))
    });
    refused.collect()
}
