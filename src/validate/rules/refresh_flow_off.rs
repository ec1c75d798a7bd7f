//! Without refresh a session ends with its first access token.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "refresh-flow-off",
    severity: Severity::Warning,
    title: "refreshing tokens is off",
    looks_at: "the app clients that the files are written from: their authentication flows",
    why: "Users are signed out when their first access token expires, an hour after sign-in unless the client says otherwise. (A client whose refresh tokens rotate has this flow off on purpose; the app's library must then know rotation.)",
    remedy: "switch on `ALLOW_REFRESH_TOKEN_AUTH` for the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| !client.allows_flow("REFRESH_TOKEN_AUTH"))
        .map(|(word, client)| Hit::of_client(word, client, "it does not allow tokens to be refreshed"))
        .collect()
}
