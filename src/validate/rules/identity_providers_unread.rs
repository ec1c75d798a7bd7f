//! Without the right to list them, nobody can say whether the client's providers exist.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-providers-unread",
    severity: Severity::Warning,
    title: "the identity providers could not be listed",
    looks_at: "whether the credentials may list the pool's identity providers",
    why: "Without the right to list them, nobody can say whether the client's providers exist; a button of the app may lead to an error page.",
    remedy: "grant `cognito-idp:ListIdentityProviders` on the user pool, and pull",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = case.facts.identity_providers.is_none();
    unread
        .then(|| {
            Hit::of_pool(
                &case.facts.user_pool,
                "these credentials may not list its identity providers; the snapshot holds those last read, or none",
            )
        })
        .into_iter()
        .collect()
}
