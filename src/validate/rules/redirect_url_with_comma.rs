//! This generation's files hold the URLs as one text, separated by commas.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "redirect-url-with-comma",
    severity: Severity::Warning,
    remedy: "use a URL without a comma (`%2C` is read the same)",
    reference: "https://docs.amplify.aws/gen1/javascript/build-a-backend/auth/import-existing-resources/",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients() {
        let urls = client.callback_urls.iter().chain(&client.logout_urls).filter(|url| url.contains(','));
        hits.extend(urls.map(|url| {
            Hit::new(format!("{word} {}", client.id), format!("the libraries will cut this URL at its comma: {url}"))
        }));
    }
    hits
}
