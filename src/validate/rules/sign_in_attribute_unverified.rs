//! Where the user name is an address, it should be one that the user can be reached at.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "sign-in-attribute-unverified",
    severity: Severity::Note,
    title: "users sign in with an attribute that is not verified",
    looks_at: "what users sign in with instead of a user name, and what Cognito verifies by itself",
    why: "A user who mistyped the address at sign-up never learns of it, and cannot set a new password by it.",
    remedy: "let Cognito verify the attribute",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    // Where nothing is, another rule says so.
    let unverified = pool.username_attributes.iter().filter(|name| !pool.auto_verified_attributes.contains(name));
    unverified
        .filter(|_| !pool.auto_verified_attributes.is_empty())
        .map(|name| Hit::of_pool(pool, format!("users sign in with {name}, which is not verified")))
        .collect()
}
