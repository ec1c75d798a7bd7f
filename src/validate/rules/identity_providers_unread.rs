//! Without the right to list them, nobody can say whether the client's providers exist.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-providers-unread",
    severity: Severity::Warning,
    remedy: "grant `cognito-idp:ListIdentityProviders` on the user pool, and pull",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = case.facts.identity_providers.is_none();
    let subject = format!("user pool {}", case.facts.user_pool.id);
    unread
        .then(|| {
            Hit::new(
                subject,
                "these credentials may not list its identity providers; the snapshot holds those last read, or none",
            )
        })
        .into_iter()
        .collect()
}
