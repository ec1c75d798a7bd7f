//! The identity pool gives AWS credentials only for tokens of the app clients that it lists.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-not-in-identity-pool",
    severity: Severity::Error,
    title: "an app client is not among the identity pool's providers",
    looks_at: "the linked app clients, and the user pools and clients that the linked identity pool lists",
    why: "The identity pool gives AWS credentials only for tokens of the app clients that it lists: users sign in, and every call to AWS then fails.",
    remedy: "add the user pool and this app client to the identity pool's providers, or link another identity pool",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-integrating-user-pools-with-identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some(identity_pool) = &case.facts.identity_pool else { return Vec::new() };
    let pool = &case.facts.user_pool.id;
    let linked = [("web client", &case.facts.web_client), ("native client", &case.facts.native_client)];
    linked
        .into_iter()
        .filter_map(|(word, client)| Some((word, client.as_ref()?)))
        .filter(|(_, client)| !identity_pool.trusts(pool, &client.id))
        .map(|(word, client)| {
            Hit::of_client(
                word,
                client,
                format!("identity pool {} does not have it among its providers", identity_pool.id),
            )
        })
        .collect()
}
