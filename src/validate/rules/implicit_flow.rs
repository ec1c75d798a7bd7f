//! The implicit flow hands out tokens in a URL.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "implicit-flow",
    severity: Severity::Warning,
    title: "the implicit flow is on",
    looks_at: "the app clients that the files are written from, where OAuth is on: their OAuth flows",
    why: "Tokens stand in the browser's address and history, and there is no refresh token: users sign in again when the access token expires. Where `implicit` is the first flow of the client, it is the one in the file.",
    remedy: "use the authorization code flow (`code`) alone; Amplify's libraries add PKCE to it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.oauth_enabled && client.oauth_flows.iter().any(|flow| flow == "implicit"))
        .map(|(word, client)| Hit::of_client(word, client, "it allows the implicit flow"))
        .collect()
}
