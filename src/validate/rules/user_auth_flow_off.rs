//! A first factor other than the password is chosen in the flow `USER_AUTH` only.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "user-auth-flow-off",
    severity: Severity::Warning,
    title: "passwordless sign-in is on in the pool but not for the app client",
    looks_at: "the first factors that the pool allows, and the authentication flows of the app clients that the files are written from",
    why: "Users can sign in with their password only: Cognito refuses the one that asks for a passkey or a one-time code.",
    remedy: "switch on `ALLOW_USER_AUTH` for the app client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let factors = &case.facts.user_pool.allowed_first_auth_factors;
    let others: Vec<&str> = factors.iter().map(String::as_str).filter(|factor| *factor != "PASSWORD").collect();
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| !others.is_empty() && !client.allows_flow("USER_AUTH"))
        .map(|(word, client)| {
            let message = format!("the pool allows {}, but this client not the choice of a factor", others.join(", "));
            Hit::of_client(word, client, message)
        })
        .collect()
}
