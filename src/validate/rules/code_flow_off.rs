//! The mobile libraries know the authorization code flow only.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "code-flow-off",
    severity: Severity::Warning,
    title: "a mobile app needs the authorization code flow",
    looks_at: "the native client, where mobile files are written from it and it uses the hosted pages: its OAuth flows",
    why: "Amplify's Android, Swift and Flutter libraries ask for a code whatever the file says; Cognito answers `unauthorized_client`.",
    remedy: "switch on the authorization code flow (`code`) for the native client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let native = case.used_native_client().into_iter();
    native
        .filter(|(_, client)| client.uses_hosted_ui() && !client.oauth_flows.iter().any(|flow| flow == "code"))
        .map(|(word, client)| Hit::of_client(word, client, "it does not allow the authorization code flow"))
        .collect()
}
