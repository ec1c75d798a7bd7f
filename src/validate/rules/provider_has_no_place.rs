//! The file can name Facebook, Google, Amazon and Apple only.

use crate::model::app_client::SOCIAL_PROVIDERS;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "provider-has-no-place",
    severity: Severity::Note,
    title: "the file cannot name a sign-in provider",
    looks_at: "the app clients that the files are written from: their identity providers",
    why: "The file can name Facebook, Google, Amazon and Apple; a SAML or OIDC provider works, but the app has to name it in code.",
    remedy: "call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients() {
        let social = |name: &str| name == "COGNITO" || SOCIAL_PROVIDERS.iter().any(|(known, _)| *known == name);
        let others = client.identity_providers.iter().filter(|name| !social(name));
        hits.extend(
            others
                .map(|name| Hit::of_client(word, client, format!("sign-in provider {name} has no place in the file"))),
        );
    }
    hits
}
