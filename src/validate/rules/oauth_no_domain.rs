//! Without a domain the pool has no sign-in pages.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-domain",
    severity: Severity::Warning,
    title: "OAuth is on, but the user pool has no domain",
    looks_at: "the app clients that the files are written from, where OAuth is on, and the pool's domain",
    why: "Without a domain the pool has no sign-in pages, and `signInWithRedirect` has nowhere to go.",
    remedy: "give the user pool a domain, or switch OAuth off for the client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let has_domain = case.facts.user_pool.hosted_ui_host().is_some();
    let clients = case.used_clients().into_iter().filter(|(_, client)| !has_domain && client.uses_hosted_ui());
    clients
        .map(|(word, client)| {
            Hit::of_client(word, client, "OAuth is on, but the user pool has no domain: the file cannot name one")
        })
        .collect()
}
