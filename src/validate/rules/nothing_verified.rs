//! A code that is never sent cannot confirm anybody.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "nothing-verified",
    severity: Severity::Note,
    title: "the user pool verifies neither e-mail address nor phone number",
    looks_at: "what Cognito verifies by itself",
    why: "Who signs up gets no code and stays unconfirmed until an administrator or a lambda confirms them; who forgets the password cannot set a new one.",
    remedy: "let Cognito verify the e-mail address or the phone number, unless users are made and confirmed in another way",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html",
    shown_at_import: false,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let pool = &case.facts.user_pool;
    let fires = pool.auto_verified_attributes.is_empty();
    fires.then(|| Hit::of_pool(pool, "it verifies neither e-mail address nor phone number")).into_iter().collect()
}
