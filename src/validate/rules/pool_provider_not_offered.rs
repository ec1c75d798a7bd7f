//! A provider of the pool that the client does not list is out of the app's reach.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pool-provider-not-offered",
    severity: Severity::Note,
    title: "a provider of the pool is not offered by the app client",
    looks_at: "the identity providers of the pool, where they could be read, and those of the app clients that the files are written from, where OAuth is on",
    why: "`signInWithRedirect` with this provider ends on an error page.",
    remedy: "add it to the client's providers, if the app's users shall sign in with it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let of_pool = case.facts.identity_providers.iter().flatten();
    let clients: Vec<_> = case
        .used_clients()
        .into_iter()
        .filter(|(_, client)| client.uses_hosted_ui() && !client.identity_providers.is_empty())
        .collect();
    let mut hits = Vec::new();
    for provider in of_pool {
        let lacking = clients.iter().filter(|(_, client)| !client.identity_providers.contains(&provider.name));
        hits.extend(lacking.map(|(word, client)| {
            Hit::of_client(word, client, format!("it does not offer {}, which the user pool has", provider.name))
        }));
    }
    hits
}
