//! A group's role that cannot be taken fails on the day that somebody switches role mapping on.

use crate::validate::attached::dormant;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "group-role-not-assumable",
    severity: Severity::Warning,
    title: "a group's role cannot be taken",
    looks_at: "the trust policies of the groups' roles, where no role mapping takes roles from tokens",
    why: "Today the group's role does nothing; as soon as a role mapping takes roles from tokens, the group's members get no AWS credentials.",
    remedy: "let the role trust the identity pool as its authenticated role does, or take it off the group",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let refused = dormant(case).into_iter().filter_map(|(group, role)| {
        Some(Hit::new(format!("role {}", role.arn), format!("{}; given by: {group}", role.fault()?)))
    });
    refused.collect()
}
