//! Only the second generation has words for first factors beside the password, and only its JavaScript library reads them.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "passwordless-has-no-place",
    severity: Severity::Note,
    title: "the file cannot name passwordless sign-in",
    looks_at: "the first factors that the pool allows, and which files are written",
    why: "A file of the first generation has no word for passkeys and one-time codes, and the mobile libraries read none of the second's: Amplify's own screens do not offer them.",
    remedy: "sign in with the flow `USER_AUTH` in the app's code; a JavaScript app can also keep `amplify_outputs.json`",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let factors = &case.facts.user_pool.allowed_first_auth_factors;
    let others: Vec<&str> = factors.iter().map(String::as_str).filter(|factor| *factor != "PASSWORD").collect();
    let is_mobile = case.platforms.iter().any(|platform| !platform.uses_web_client());
    let fires = !others.is_empty() && (is_mobile || !case.writes_outputs);
    let message = || format!("it allows {}, which the file has no word for", others.join(", "));
    fires.then(|| Hit::of_pool(&case.facts.user_pool, message())).into_iter().collect()
}
