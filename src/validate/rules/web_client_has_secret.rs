//! A browser cannot keep a secret.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "web-client-has-secret",
    severity: Severity::Error,
    title: "the web client has a secret",
    looks_at: "whether the linked web client has a secret",
    why: "A browser cannot keep a secret, and Amplify's JavaScript libraries send none: with such a client every sign-in fails.",
    remedy: "choose a web client without a secret, or have one made: a secret cannot be taken off a client",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let web = case.facts.web_client.iter().filter(|client| client.has_secret);
    web.map(|client| Hit::of_client("web client", client, "it has a client secret, which no browser app can use"))
        .collect()
}
