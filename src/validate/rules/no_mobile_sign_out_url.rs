//! The mobile library returns to a URL of its own kind only.

use crate::validate::finding::Severity;
use crate::validate::url::{is_http, is_https};
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-mobile-sign-out-url",
    severity: Severity::Warning,
    title: "no sign-out URL that a mobile app can use",
    looks_at: "the native client, where mobile files are written from it and it uses the hosted pages: its sign-out URLs",
    why: "After sign-out the browser stays open on a web page instead of returning to the app, unless the app has claimed the https address (App Links, Universal Links).",
    remedy: "add a URL with a scheme of the app's own, such as `myapp://signout/`, to the client's sign-out URLs",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.mobile_clients().into_iter();
    clients
        .filter(|(_, client)| client.uses_hosted_ui() && !client.logout_urls.is_empty())
        .filter(|(_, client)| !client.logout_urls.iter().any(|url| !is_http(url) && !is_https(url)))
        .map(|(word, client)| {
            Hit::of_client(word, client, "its sign-out URLs are all http or https; none has a scheme of the app")
        })
        .collect()
}
