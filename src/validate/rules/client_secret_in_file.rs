//! Whoever has the app, or the repository, has the secret.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-secret-in-file",
    severity: Severity::Warning,
    title: "the native client's secret is in a file",
    looks_at: "whether the native client of a mobile file has a secret, and whether that is written",
    why: "Whoever has the app, or the repository, has the secret: it protects nothing any more.",
    remedy: "keep the file out of public repositories, or use a native client without a secret",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let native = case.used_native_client().into_iter();
    native
        .filter(|(_, client)| client.has_secret && case.writes_secret)
        .map(|(word, client)| Hit::of_client(word, client, "its client secret is written into the mobile file"))
        .collect()
}
