//! A client can name a provider that the pool no longer has.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-provider-missing",
    severity: Severity::Warning,
    title: "a provider of the app client is not in the pool",
    looks_at: "the identity providers of the app clients that the files are written from, and those of the pool, where they could be read",
    why: "The app offers a button that leads to an error page: the pool does not know the provider.",
    remedy: "add the provider to the user pool, or take it off the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some(of_pool) = &case.facts.identity_providers else { return Vec::new() };
    let is_known = |name: &str| name == "COGNITO" || of_pool.iter().any(|provider| provider.name == name);
    let mut hits = Vec::new();
    for (word, client) in case.used_clients() {
        let unknown = client.identity_providers.iter().filter(|name| !is_known(name));
        hits.extend(unknown.map(|name| {
            Hit::of_client(word, client, format!("it lists the sign-in provider {name}, which the user pool lacks"))
        }));
    }
    hits
}
