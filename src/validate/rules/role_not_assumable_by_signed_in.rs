//! Sign-in works, and then no AWS credentials come.

use crate::validate::attached::authenticated;
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-not-assumable-by-signed-in",
    severity: Severity::Error,
    title: "signed-in users may not take their role",
    looks_at: "the authenticated role's trust policy",
    why: "Sign-in works, and then no AWS credentials come: \"Invalid identity pool configuration. Check assigned IAM roles\".",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let refused = authenticated(case).and_then(|role| Some(Hit::new(role.subject(), role.refusal()?)));
    refused.into_iter().collect()
}
