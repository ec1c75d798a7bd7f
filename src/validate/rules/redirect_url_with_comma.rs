//! This generation's files hold the URLs as one text, separated by commas.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "redirect-url-with-comma",
    severity: Severity::Warning,
    title: "a callback or sign-out URL has a comma",
    looks_at: "the app clients that the files are written from: their callback and sign-out URLs",
    why: "This generation's files hold the URLs as one text, separated by commas: the libraries cut this one in two, and Cognito knows neither half.",
    remedy: "use a URL without a comma (`%2C` is read the same)",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients() {
        let urls =
            client.callback_urls.iter().chain(&client.logout_urls).filter(|url| case.writes_gen_1 && url.contains(','));
        hits.extend(
            urls.map(|url| {
                Hit::of_client(word, client, format!("the libraries will cut this URL at its comma: {url}"))
            }),
        );
    }
    hits
}
