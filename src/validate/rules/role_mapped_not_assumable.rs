//! The users that the mapping or the group is for get no AWS credentials.

use crate::model::role::Trust;
use crate::validate::attached;
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
    let refused = attached::further(case).into_iter().filter_map(|(way, role)| {
        let message = match role.trust? {
            Trust::NoSuchRole => format!("{way} gives it, but there is no such role"),
            Trust::NoArn => format!("{way} gives it, but this is not the ARN of a role"),
            Trust::Unreadable(_) => return None,
            Trust::Document(_) => match role.verdict() {
                Some(verdict) if !verdict.signed_in.is_no() => return None,
                _ => format!("{way} gives it, but signed-in users of this identity pool may not take it"),
            },
        };
        Some(Hit::new(format!("role {}", role.arn), message))
    });
    refused.collect()
}
