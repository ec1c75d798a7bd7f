//! `client_credentials` is for machines and goes with no flow of a user's.

use crate::model::app_client::AppClient;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-credentials-flow",
    severity: Severity::Warning,
    title: "the app client is meant for machines",
    looks_at: "the app clients that the files are written from, where OAuth is on: their OAuth flows",
    why: "A client with `client_credentials` belongs to a server. Alone, it lets no user in through the hosted pages; beside a user's flow, Cognito refuses the next change of the client.",
    remedy: "use one app client for users, with `code`, and another one for machines",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let machine = |client: &AppClient| client.oauth_flows.iter().any(|flow| flow == "client_credentials");
    let clients = case.used_clients().into_iter().filter(|(_, client)| client.oauth_enabled && machine(client));
    clients
        .map(|(word, client)| {
            let message = match client.uses_hosted_ui() {
                true => "it allows `client_credentials` beside a flow of users",
                false => "`client_credentials` is its only OAuth flow, which no user can sign in with",
            };
            Hit::of_client(word, client, message)
        })
        .collect()
}
