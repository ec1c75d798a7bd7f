//! A token without a scope is good for nothing, and Cognito gives none.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-scope",
    severity: Severity::Warning,
    title: "OAuth is on, but no scope is",
    looks_at: "the app clients that the files are written from, where OAuth is on: their scopes",
    why: "The hosted pages answer each sign-in with `invalid_scope`.",
    remedy: "allow at least `openid` and `email` for the app client, and `aws.cognito.signin.user.admin` for reading one's own attributes",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && client.oauth_scopes.is_empty())
        .map(|(word, client)| Hit::of_client(word, client, "OAuth is on, but no scope is allowed"))
        .collect()
}
