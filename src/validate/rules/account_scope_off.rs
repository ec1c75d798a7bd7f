//! What users may do with their own account hangs on one scope.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "account-scope-off",
    severity: Severity::Note,
    title: "the scope `aws.cognito.signin.user.admin` is not allowed",
    looks_at: "the app clients that the files are written from, where OAuth is on: their scopes",
    why: "After sign-in through the hosted pages, `fetchUserAttributes`, `updatePassword` and the like fail with `Access Token does not have required scopes`.",
    remedy: "allow the scope `aws.cognito.signin.user.admin` for the app client, if the app does any of this",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| {
            client.uses_hosted_ui()
                && !client.oauth_scopes.is_empty()
                && !client.oauth_scopes.iter().any(|scope| scope == "aws.cognito.signin.user.admin")
        })
        .map(|(word, client)| {
            Hit::of_client(word, client, "it does not allow the scope `aws.cognito.signin.user.admin`")
        })
        .collect()
}
