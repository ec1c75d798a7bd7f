//! A mobile library signs in through the native client.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "no-native-client",
    severity: Severity::Error,
    title: "no native client for a mobile project",
    looks_at: "whether a native client is linked where files for Android, iOS or Flutter are written",
    why: "Without an app client's id the mobile libraries refuse the file: every sign-in fails before it reaches Cognito.",
    remedy: "link one: `amplink import user-pool --native-client-id ID`",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mobile = case.platforms.iter().filter(|platform| !platform.uses_web_client());
    // A file of the second generation can come from the web client, and has a rule of its own.
    let lacking = mobile.filter(|_| case.writes_gen_1 && case.facts.native_client.is_none());
    lacking
        .map(|platform| {
            let message = format!("files for {} are written, but no native client is linked", platform.title());
            Hit::of_pool(&case.facts.user_pool, message)
        })
        .collect()
}
