//! Cognito compares URLs letter by letter.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "redirect-url-with-wildcard",
    severity: Severity::Warning,
    title: "a callback or sign-out URL has a wildcard",
    looks_at: "the app clients that the files are written from, where OAuth is on: their callback and sign-out URLs",
    why: "No address matches: Cognito knows no wildcards in URLs and answers `redirect_mismatch` to every real one.",
    remedy: "list each URL in full; for preview deployments, add each address or use one fixed host",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients().into_iter().filter(|(_, client)| client.uses_hosted_ui()) {
        let urls = client.callback_urls.iter().chain(&client.logout_urls).filter(|url| url.contains('*'));
        hits.extend(
            urls.map(|url| Hit::of_client(word, client, format!("its `*` stands for nothing but itself: {url}"))),
        );
    }
    hits
}
