//! Of this generation's libraries only Flutter's knows a second factor by e-mail.

use crate::model::platform::Platform;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "email-mfa-has-no-place",
    severity: Severity::Note,
    title: "the file cannot name e-mail as second factor",
    looks_at: "the second factors, where they could be read, and the platforms that files are written for",
    why: "Of this generation's libraries only Flutter's knows a second factor by e-mail: in the other files there is no word for it, and Amplify's own screens do not ask for the code.",
    remedy: "sign-in works; the app's own screens have to ask for the code",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let by_email = case.facts.mfa_types().is_some_and(|types| types.contains(&"EMAIL"));
    let other_platform = case.platforms.iter().any(|platform| *platform != Platform::Flutter);
    let fires = by_email && other_platform;
    fires
        .then(|| Hit::of_pool(&case.facts.user_pool, "MFA by e-mail is on, which the file has no word for"))
        .into_iter()
        .collect()
}
