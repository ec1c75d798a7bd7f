//! Every flow that an app could sign in with is off.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-sign-in-flow",
    severity: Severity::Error,
    title: "no way to sign in is switched on",
    looks_at: "the app clients that the files are written from: their authentication flows, and whether they use the hosted pages",
    why: "Cognito answers each attempt to sign in with `NotAuthorizedException`: the client allows neither SRP, a password, a custom challenge nor the choice of a first factor, and has no hosted pages either.",
    remedy: "switch on `ALLOW_USER_SRP_AUTH` for the app client, or link a client that has it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    const FLOWS: [&str; 4] = ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"];
    let clients = case.used_clients().into_iter();
    clients
        .filter(|(_, client)| !client.uses_hosted_ui() && !FLOWS.iter().any(|flow| client.allows_flow(flow)))
        .map(|(word, client)| Hit::of_client(word, client, "no flow is on that an app could sign in with"))
        .collect()
}
