//! A text message needs a number to go to.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "sms-mfa-without-phone-number",
    severity: Severity::Warning,
    title: "text messages are the only second factor, but users need no phone number",
    looks_at: "the pool's MFA mode, its second factors, and whether users must give a phone number",
    why: "A user without a phone number cannot sign in, and cannot add one before having signed in: `MFAMethodNotFoundException`.",
    remedy: "allow an authenticator app as second factor too, or see to it that each user gets a phone number at sign-up",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let is_sms_only = case.facts.mfa.as_ref().is_some_and(|mfa| mfa.sms && !mfa.totp && !mfa.email);
    let is_number = |name: &String| name == "phone_number";
    // Among several attributes to sign in with, a user may have chosen another one.
    let has_number = pool.required_attributes.iter().any(is_number)
        || (pool.username_attributes.len() == 1 && pool.username_attributes.iter().all(is_number));
    let fires = pool.mfa_configuration == "ON" && is_sms_only && !has_number;
    fires
        .then(|| Hit::of_pool(pool, "MFA by text message is required, but a phone number is not"))
        .into_iter()
        .collect()
}
