//! Anybody can make an identity pool of their own, sign in there, and take the role.

use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-any-pool",
    severity: Severity::Error,
    title: "users of any identity pool may take the role",
    looks_at: "the trust policies of the identity pool's roles",
    why: "Anybody can make an identity pool of their own, sign in there, and take the role.",
    remedy: "`amplink check --fix-as aws-cli` prints the corrected trust policy as a command; also as JSON, CloudFormation and Terraform",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let open = in_use(case).into_iter().filter(|role| {
        role.verdict().is_some_and(|verdict| verdict.foreign_signed_in.is_yes() || verdict.foreign_guest.is_yes())
    });
    open.map(|role| Hit::new(role.subject(), "its trust policy lets users of any identity pool take it")).collect()
}
