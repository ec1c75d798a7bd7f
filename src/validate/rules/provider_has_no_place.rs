//! The file can name Facebook, Google, Amazon and Apple; a SAML or OIDC provider works, but the app has to name it
//! in code.

use crate::model::app_client::SOCIAL_PROVIDERS;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "provider-has-no-place",
    severity: Severity::Note,
    remedy: "call `signInWithRedirect({ provider: { custom: NAME } })`, or the like of your platform, with the provider's name",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients() {
        let social = |name: &str| name == "COGNITO" || SOCIAL_PROVIDERS.iter().any(|(known, _)| *known == name);
        let others = client.identity_providers.iter().filter(|name| !social(name));
        hits.extend(others.map(|name| {
            Hit::new(format!("{word} {}", client.id), format!("sign-in provider {name} has no place in the file"))
        }));
    }
    hits
}
