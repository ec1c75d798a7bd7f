//! A user pool that is deleted is gone, with its users.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "deletion-protection-off",
    severity: Severity::Note,
    title: "the user pool can be deleted by mistake",
    looks_at: "whether deletion protection is on",
    why: "One wrong command deletes every account of the app's users, and nothing brings them back.",
    remedy: "switch on deletion protection for the user pool",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let fires = !pool.deletion_protection;
    fires.then(|| Hit::of_pool(pool, "deletion protection is off")).into_iter().collect()
}
