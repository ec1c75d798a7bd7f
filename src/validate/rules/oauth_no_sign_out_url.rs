//! Sign-out through the hosted UI needs a listed URL to return to.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-sign-out-url",
    severity: Severity::Warning,
    title: "OAuth is on, but there is no sign-out URL",
    looks_at: "the app clients that the files are written from, where OAuth is on: their sign-out URLs",
    why: "Sign-out through the hosted pages needs a listed URL to return to: `signOut` ends on an error page. (Amplify's own CLI drops the whole OAuth block then; amplink keeps it.)",
    remedy: "add the app's URL to the client's sign-out URLs",
    reference: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && client.logout_urls.is_empty())
        .map(|(word, client)| Hit::of_client(word, client, "OAuth is on, but there is no sign-out URL"))
        .collect()
}
