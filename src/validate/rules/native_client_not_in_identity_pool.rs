//! Users of the mobile app can sign in, and get no AWS credentials.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "native-client-not-in-identity-pool",
    severity: Severity::Error,
    title: "the identity pool does not trust the native client",
    looks_at: "the app clients in the identity pool's Cognito providers",
    why: "Users of the mobile app can sign in, and get no AWS credentials.",
    remedy: "add the native client to the identity pool's providers, or link another one",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-integrating-user-pools-with-identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let native = case.facts.native_client.as_ref().filter(|native| {
        // One client for both is the web client's finding.
        case.facts.web_client.as_ref().is_none_or(|web| web.id != native.id)
    });
    let untrusted = case.facts.identity_pool.iter().filter_map(|pool| pool.lacks(&case.facts.user_pool.id, native?));
    untrusted
        .map(|client| {
            Hit::new(format!("native client {client}"), "the identity pool does not have it among its providers")
        })
        .collect()
}
