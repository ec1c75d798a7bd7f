//! Without the right to read them, the file cannot say which second factors there are.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "mfa-settings-unread",
    severity: Severity::Warning,
    title: "the MFA settings could not be read",
    looks_at: "whether the credentials may read the pool's MFA settings",
    why: "Without the right to read them, the file cannot say which second factors there are, and Amplify's own screens offer none.",
    remedy: "grant `cognito-idp:GetUserPoolMfaConfig` on the user pool, and pull",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = case.facts.mfa.is_none();
    unread
        .then(|| {
            Hit::of_pool(&case.facts.user_pool, "these credentials may not read its MFA settings; the second factors stay as last read, or out of the file",
            )
        })
        .into_iter()
        .collect()
}
