//! The hosted pages offer what the client lists, and it lists nothing.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-without-providers",
    severity: Severity::Warning,
    title: "the app client lists no sign-in provider",
    looks_at: "the app clients that the files are written from, where OAuth is on: their identity providers",
    why: "The hosted pages have nothing to offer and say that the login option is not available.",
    remedy: "add `COGNITO`, or an identity provider of the pool, to the client's providers",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && client.identity_providers.is_empty())
        .map(|(word, client)| Hit::of_client(word, client, "OAuth is on, but it lists no provider to sign in with"))
        .collect()
}
