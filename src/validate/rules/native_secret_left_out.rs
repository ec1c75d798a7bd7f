//! A mobile library proves that it knows the client's secret with each call; without it Cognito refuses every sign-
//! in.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "native-secret-left-out",
    severity: Severity::Warning,
    remedy: "pass `--include-client-secret` to write it into the mobile file, or use a native client without a secret",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let clients = case.used_clients();
    let native = clients.iter().filter(|(word, client)| *word == "native client" && client.has_secret);
    native
        .filter(|_| !case.writes_secret)
        .map(|(word, client)| {
            Hit::new(
                format!("{word} {}", client.id),
                "it has a client secret, which is not in the file: Cognito will refuse the app",
            )
        })
        .collect()
}
