//! Cognito cannot take a role that it cannot find: users get no AWS credentials.

use crate::model::role::Trust;
use crate::validate::attached::each_once;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-no-arn",
    severity: Severity::Error,
    title: "what should name a role is no ARN",
    looks_at: "the texts in the identity pool's roles",
    why: "Cognito cannot take a role that it cannot find: users get no AWS credentials.",
    remedy: "set the role again with its ARN, such as arn:aws:iam::123456789012:role/NAME",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let broken = each_once(case).into_iter().filter(|role| role.trust == Some(&Trust::NoArn));
    broken.map(|role| Hit::new(role.subject(), "this is not the ARN of a role")).collect()
}
