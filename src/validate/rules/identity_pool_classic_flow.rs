//! In this flow the app names the role: every role in the account with a weak trust policy is within reach.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "identity-pool-classic-flow",
    severity: Severity::Warning,
    title: "the basic (classic) flow is on",
    looks_at: "whether the identity pool allows the classic flow",
    why: "In this flow the app names the role: every role in the account with a weak trust policy is within reach.",
    remedy: "switch the basic (classic) flow off, unless an app needs it",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let on = case.facts.identity_pool.iter().filter(|pool| pool.classic_flow);
    on.map(|pool| Hit::new(format!("identity pool {}", pool.id), "apps may use the basic (classic) flow")).collect()
}
