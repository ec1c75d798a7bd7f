//! A custom challenge is answered in the flow `CUSTOM_AUTH` only.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "custom-auth-flow-off",
    severity: Severity::Warning,
    title: "the pool has a custom challenge that the app client does not allow",
    looks_at: "whether the pool has the three lambdas of a custom challenge, and the authentication flows of the app clients that the files are written from",
    why: "The lambdas are never called. A mobile file names `CUSTOM_AUTH` as its flow for such a pool, so that each mobile sign-in is refused unless the app's code names another.",
    remedy: "switch on `ALLOW_CUSTOM_AUTH` for the app client, or take the lambdas off the pool",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| case.facts.user_pool.custom_auth_challenge && !client.allows_flow("CUSTOM_AUTH"))
        .map(|(word, client)| {
            Hit::of_client(word, client, "the pool has a custom challenge, but this client does not allow the flow")
        })
        .collect()
}
