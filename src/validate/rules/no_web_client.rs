//! A browser library signs in through the web client.

use crate::model::platform::Platform;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-web-client",
    severity: Severity::Error,
    title: "no web client for a JavaScript project",
    looks_at: "whether a web client is linked where files for JavaScript are written",
    why: "Without an app client's id the JavaScript library cannot even be configured: every sign-in fails before it reaches Cognito.",
    remedy: "link one: `amplink import user-pool --web-client-id ID`, with an app client that has no secret",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let fires = case.writes_for(Platform::JavaScript) && case.facts.web_client.is_none();
    fires
        .then(|| Hit::of_pool(pool, "files for JavaScript are written, but no web client is linked"))
        .into_iter()
        .collect()
}
