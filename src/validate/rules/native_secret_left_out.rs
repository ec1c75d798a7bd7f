//! A mobile library cannot use a client whose secret it does not know.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "native-secret-left-out",
    severity: Severity::Warning,
    title: "the native client's secret is not in the file",
    looks_at: "whether the native client of a mobile file has a secret, and whether that is written",
    why: "A mobile library proves that it knows the client's secret with each call; without it Cognito refuses every sign-in.",
    remedy: "pass `--include-client-secret` to write it into the mobile file, or use a native client without a secret",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let native = case.used_native_client().into_iter();
    native
        .filter(|(_, client)| client.has_secret && !case.writes_secret)
        .map(|(word, client)| {
            Hit::of_client(
                word,
                client,
                "it has a client secret, which is not in the file: Cognito will refuse the app",
            )
        })
        .collect()
}
