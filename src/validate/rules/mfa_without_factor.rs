//! Who must give a second factor needs one to give.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "mfa-without-factor",
    severity: Severity::Error,
    title: "a second factor is required, but none is configured",
    looks_at: "the pool's MFA mode, and which second factors are configured, where that could be read",
    why: "Nobody can sign in: Cognito asks for a second factor that no user can set up.",
    remedy: "configure an authenticator app, text messages or e-mail as second factor, or make MFA optional",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let is_bare = case.facts.mfa.as_ref().is_some_and(|mfa| !mfa.sms && !mfa.totp && !mfa.email);
    let fires = pool.mfa_configuration == "ON" && is_bare;
    fires.then(|| Hit::of_pool(pool, "MFA is required, but no second factor is configured")).into_iter().collect()
}
