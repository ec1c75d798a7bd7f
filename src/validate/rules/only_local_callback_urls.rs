//! `localhost` is another machine for each user.

use crate::validate::finding::Severity;
use crate::validate::url::is_local;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "only-local-callback-urls",
    severity: Severity::Note,
    title: "every callback URL is on localhost",
    looks_at: "the web client, where JavaScript files are written from it and it uses the hosted pages: its callback URLs",
    why: "Sign-in through the hosted pages works on a developer's machine and nowhere else.",
    remedy: "add the URL under which the app is deployed, before it is",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let web = case.used_web_client().into_iter();
    web.filter(|(_, client)| client.uses_hosted_ui() && !client.callback_urls.is_empty())
        .filter(|(_, client)| client.callback_urls.iter().all(|url| is_local(url)))
        .map(|(word, client)| Hit::of_client(word, client, "its callback URLs are all on localhost"))
        .collect()
}
