//! The hosted UI returns only to a listed URL.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-callback-url",
    severity: Severity::Warning,
    title: "OAuth is on, but there is no callback URL",
    looks_at: "the app clients that the files are written from, where OAuth is on: their callback URLs",
    why: "The hosted pages return only to a listed URL: sign-in ends on an error page.",
    remedy: "add the app's URL to the client's callback URLs",
    reference: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && client.callback_urls.is_empty())
        .map(|(word, client)| Hit::of_client(word, client, "OAuth is on, but there is no callback URL"))
        .collect()
}
