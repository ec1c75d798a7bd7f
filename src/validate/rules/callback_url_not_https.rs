//! Outside the user's own machine, Cognito returns to `http` addresses only where an older client still has one.

use crate::validate::finding::Severity;
use crate::validate::url::{is_http, is_local};
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "callback-url-not-https",
    severity: Severity::Warning,
    title: "a callback URL is not https",
    looks_at: "the app clients that the files are written from, where OAuth is on: their callback URLs",
    why: "Cognito takes `http` only for `localhost`. Where it still has such a URL, what comes back from sign-in, a code or a token, can be read and changed by anybody on the way.",
    remedy: "use `https` for the callback URL; `http://localhost` is fine for development",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (word, client) in case.used_clients().into_iter().filter(|(_, client)| client.uses_hosted_ui()) {
        let open = client.callback_urls.iter().filter(|url| is_http(url) && !is_local(url));
        hits.extend(open.map(|url| Hit::of_client(word, client, format!("it returns to {url}, which is not https"))));
    }
    hits
}
