//! Only with `openid` there is an ID token.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "openid-scope-off",
    severity: Severity::Warning,
    title: "the scope `openid` is not allowed",
    looks_at: "the app clients that the files are written from, where OAuth is on: their scopes",
    why: "Sign-in through the hosted pages brings no ID token: the app does not know who has signed in, and an identity pool gives no credentials.",
    remedy: "allow the scope `openid` for the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| {
            client.uses_hosted_ui()
                && !client.oauth_scopes.is_empty()
                && !client.oauth_scopes.iter().any(|scope| scope == "openid")
        })
        .map(|(word, client)| Hit::of_client(word, client, "it does not allow the scope `openid`"))
        .collect()
}
