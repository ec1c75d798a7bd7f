//! Sign-out through the hosted UI needs a listed URL to return to. Amplify's own CLI drops the whole OAuth block
//! then; amplink keeps it.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-no-sign-out-url",
    severity: Severity::Warning,
    remedy: "add the app's URL to the client's sign-out URLs",
    reference: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && client.logout_urls.is_empty())
        .map(|(word, client)| Hit::new(format!("{word} {}", client.id), "OAuth is on, but there is no sign-out URL"))
        .collect()
}
