//! A file of the second generation names OAuth whole or not at all.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "oauth-left-out",
    severity: Severity::Warning,
    title: "`amplify_outputs` leaves OAuth out",
    looks_at: "where `amplify_outputs` is written and OAuth is on: the pool's domain, the callback and the sign-out URLs",
    why: "The format knows OAuth only with a domain, a callback URL and a sign-out URL, and the libraries refuse a file with half of it; so the block is left out, and the app cannot sign in through the hosted pages.",
    remedy: "give the pool a domain, and the app client a callback and a sign-out URL",
    reference: "https://docs.amplify.aws/react/reference/amplify_outputs/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.outputs_clients() {
        if !client.uses_hosted_ui() {
            continue;
        }
        let parts = [
            (case.facts.user_pool.hosted_ui_host().is_none(), "domain"),
            (client.callback_urls.is_empty(), "callback URL"),
            (client.logout_urls.is_empty(), "sign-out URL"),
        ];
        let lacking: Vec<&str> = parts.iter().filter(|(lacks, _)| *lacks).map(|(_, part)| *part).collect();
        if !lacking.is_empty() {
            let message = format!("its OAuth settings are not in `amplify_outputs`: no {}", lacking.join(", no "));
            hits.push(Hit::of_client(word, client, message));
        }
    }
    hits
}
