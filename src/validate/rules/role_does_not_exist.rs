//! Users get no AWS credentials.

use crate::model::role::Trust;
use crate::validate::attached::each_once;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-does-not-exist",
    severity: Severity::Error,
    title: "a role of the identity pool does not exist",
    looks_at: "whether IAM knows the identity pool's roles",
    why: "Users get no AWS credentials: \"Invalid identity pool configuration\".",
    remedy: "make the role, with a trust policy for the identity pool, or give the identity pool another one",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let gone = each_once(case).into_iter().filter(|role| role.trust == Some(&Trust::NoSuchRole));
    gone.map(|role| Hit::new(role.subject(), "there is no such role")).collect()
}
