//! A domain that is not active has no sign-in pages behind it.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "domain-not-active",
    severity: Severity::Warning,
    title: "the user pool's domain does not answer",
    looks_at: "the state of the user pool's domain, where an app client uses the hosted pages; only a check reads it",
    why: "`signInWithRedirect` leads to an error page, or to a host that does not exist.",
    remedy: "wait while it is being made; a failed one has to be deleted and made anew, with a certificate in us-east-1 for a custom domain",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let state = case.facts.checked.as_ref().and_then(|checked| checked.domain_status.as_deref());
    let is_used = case.used_clients().iter().any(|(_, client)| client.uses_hosted_ui());
    let dead = state.filter(|state| *state != "ACTIVE" && is_used);
    let host = case.facts.user_pool.hosted_ui_host().unwrap_or_default();
    dead.map(|state| Hit::of_pool(&case.facts.user_pool, format!("its domain {host} is {state}"))).into_iter().collect()
}
