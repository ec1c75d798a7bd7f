//! Without the right to read them, the file cannot say which second factors there are.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "mfa-settings-unread",
    severity: Severity::Warning,
    remedy: "grant `cognito-idp:GetUserPoolMfaConfig` on the user pool, and pull",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = case.facts.mfa.is_none();
    let subject = format!("user pool {}", case.facts.user_pool.id);
    unread
        .then(|| {
            Hit::new(
                subject,
                "these credentials may not read its MFA settings; the second factors stay as last read, or out of the file",
            )
        })
        .into_iter()
        .collect()
}
