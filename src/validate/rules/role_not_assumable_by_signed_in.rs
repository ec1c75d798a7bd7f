//! Sign-in works, and then no AWS credentials come.

use crate::model::trust_policy::RoleFor;
use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-not-assumable-by-signed-in",
    severity: Severity::Error,
    title: "signed-in users may not take their role",
    looks_at: "the authenticated role's trust policy",
    why: "Sign-in works, and then no AWS credentials come: \"Invalid identity pool configuration. Check assigned IAM roles\".",
    remedy: "`amplink check --fix-as aws-cli` prints the corrected trust policy as a command; also as JSON, CloudFormation and Terraform",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let role = in_use(case).into_iter().find(|role| role.role_for == RoleFor::Authenticated);
    let refused = role.filter(|role| role.verdict().is_some_and(|verdict| verdict.signed_in.is_no()));
    refused
        .map(|role| {
            Hit::new(role.subject(), "its trust policy does not let signed-in users of this identity pool take it")
        })
        .into_iter()
        .collect()
}
