//! Of this generation's libraries only Flutter's knows a second factor by e-mail.

use crate::model::platform::Platform;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "email-mfa-has-no-place",
    severity: Severity::Note,
    remedy: "sign-in works; the app's own screens have to ask for the code",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let by_email = case.facts.mfa_types().is_some_and(|types| types.contains(&"EMAIL"));
    let other_platform = case.platforms.iter().any(|platform| *platform != Platform::Flutter);
    let fires = by_email && other_platform;
    let subject = format!("user pool {}", case.facts.user_pool.id);
    fires.then(|| Hit::new(subject, "MFA by e-mail is on, which the file has no word for")).into_iter().collect()
}
