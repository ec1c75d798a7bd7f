//! The browser library returns to a URL of its own kind only.

use crate::validate::finding::Severity;
use crate::validate::url::{is_http, is_https};
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-web-sign-out-url",
    severity: Severity::Warning,
    title: "no sign-out URL that a web app can use",
    looks_at: "the web client, where JavaScript files are written from it and it uses the hosted pages: its sign-out URLs",
    why: "Amplify's JavaScript library takes the sign-out URL of the page's own origin. Where there is none, `signOut` fails after sign-in through the hosted pages. (A React Native app alone can use a scheme of its own.)",
    remedy: "add the web app's URL to the client's sign-out URLs; React Native needs none",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let web = case.used_web_client().into_iter();
    web.filter(|(_, client)| client.uses_hosted_ui() && !client.logout_urls.is_empty())
        .filter(|(_, client)| !client.logout_urls.iter().any(|url| is_http(url) || is_https(url)))
        .map(|(word, client)| {
            Hit::of_client(word, client, "its sign-out URLs all have a scheme of an app; a browser needs http or https")
        })
        .collect()
}
