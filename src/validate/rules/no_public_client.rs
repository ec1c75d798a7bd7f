//! A file of the second generation has no place for a client secret.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-public-client",
    severity: Severity::Error,
    title: "no app client without a secret for `amplify_outputs`",
    looks_at: "where `amplify_outputs` is written: whether the platform's app client, or the web client in its stead, has no secret",
    why: "The file has no place for a secret, and the libraries that read it send none: Cognito would refuse every call. So the file is not written.",
    remedy: "link an app client without a secret: `amplink import user-pool --web-client-id ID`",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let platforms = case.platforms.iter().filter(|_| case.writes_outputs);
    let lacking = platforms.filter(|platform| case.facts.public_client_for(**platform).is_none());
    lacking
        .map(|platform| {
            let message = format!("`amplify_outputs` for {} has no app client without a secret", platform.title());
            Hit::of_pool(&case.facts.user_pool, message)
        })
        .collect()
}
