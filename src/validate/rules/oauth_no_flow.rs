//! OAuth without a flow lets nobody in.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-flow",
    severity: Severity::Warning,
    title: "OAuth is on, but no flow is",
    looks_at: "the app clients that the files are written from, where OAuth is on: their OAuth flows",
    why: "The file has no OAuth block, and the hosted pages refuse every request with `unauthorized_client`.",
    remedy: "switch on the authorization code flow (`code`) for the app client, or switch OAuth off",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.oauth_enabled && client.oauth_flows.is_empty())
        .map(|(word, client)| Hit::of_client(word, client, "OAuth is on, but no flow is"))
        .collect()
}
