//! Amplify's libraries sign in by SRP unless they are told otherwise.

use crate::model::app_client::AppClient;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "srp-flow-off",
    severity: Severity::Warning,
    title: "sign-in by SRP is off",
    looks_at: "the app clients that the files are written from: their authentication flows",
    why: "`signIn` uses SRP unless the app's code names another flow; Cognito answers `USER_SRP_AUTH is not enabled for the client`.",
    remedy: "switch on `ALLOW_USER_SRP_AUTH` for the app client, or pass the flow that is on as `authFlowType` in the app",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    // What the mobile file names instead where the pool has a custom challenge.
    let needs_srp = |word: &str| word == "web client" || !case.facts.user_pool.custom_auth_challenge;
    let others = |client: &AppClient| {
        ["USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"].iter().any(|flow| client.allows_flow(flow))
    };
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(word, client)| needs_srp(word) && !client.allows_flow("USER_SRP_AUTH") && others(client))
        .map(|(word, client)| Hit::of_client(word, client, "it does not allow SRP, which the libraries use by default"))
        .collect()
}
