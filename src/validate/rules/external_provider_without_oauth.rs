//! Sign-in through another provider goes by way of the hosted pages.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "external-provider-without-oauth",
    severity: Severity::Warning,
    title: "external providers are listed, but OAuth is off",
    looks_at: "the app clients that the files are written from: their identity providers, and whether OAuth is on",
    why: "`signInWithRedirect` cannot work: the file has no OAuth block, and the providers can be reached in no other way.",
    remedy: "switch OAuth on for the app client, with a flow, scopes, callback and sign-out URLs; or take the providers off it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients().into_iter().filter(|(_, client)| !client.oauth_enabled) {
        let external = client.identity_providers.iter().filter(|name| *name != "COGNITO");
        hits.extend(external.map(|name| {
            Hit::of_client(word, client, format!("it lists the sign-in provider {name}, but OAuth is off"))
        }));
    }
    hits
}
