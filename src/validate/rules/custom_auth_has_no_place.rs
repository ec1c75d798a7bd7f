//! A file of the second generation names no authentication flow.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "custom-auth-has-no-place",
    severity: Severity::Note,
    title: "`amplify_outputs` cannot name the custom challenge",
    looks_at: "where `amplify_outputs` is written for a mobile app: whether the pool has the three lambdas of a custom challenge",
    why: "A mobile file of the first generation names the flow `CUSTOM_AUTH` for such a pool; the second has no place for a flow, and the mobile libraries start with the password.",
    remedy: "name the flow where the app's code signs in",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let is_mobile = case.platforms.iter().any(|platform| !platform.uses_web_client());
    let fires = case.writes_outputs && is_mobile && case.facts.user_pool.custom_auth_challenge;
    fires
        .then(|| {
            Hit::of_pool(&case.facts.user_pool, "it has a custom challenge, which `amplify_outputs` has no word for")
        })
        .into_iter()
        .collect()
}
