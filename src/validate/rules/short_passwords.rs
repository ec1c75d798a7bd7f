//! Eight characters are the least that is advised anywhere.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "short-passwords",
    severity: Severity::Note,
    title: "passwords may be shorter than eight characters",
    looks_at: "the pool's password policy",
    why: "Short passwords are guessed sooner.",
    remedy: "set the minimum length of the password policy to 8 or more; passwords that users have stay valid",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let fires = pool.password_policy.minimum_length < 8;
    fires
        .then(|| {
            Hit::of_pool(pool, format!("a password of {} characters will do", pool.password_policy.minimum_length))
        })
        .into_iter()
        .collect()
}
