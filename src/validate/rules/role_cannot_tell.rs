//! The policy leaves it to something that only a request has, or that AWS does not document.

use std::collections::BTreeSet;

use crate::model::trust_policy::{Answer, Note, RoleFor};
use crate::validate::attached::{Attached, STRANGERS, in_use, noted};
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-cannot-tell",
    severity: Severity::Warning,
    title: "it depends who may take a role",
    looks_at: "the trust policies of the identity pool's roles",
    why: "The policy leaves it to something that only a request has, or that AWS does not document.",
    remedy: "make the conditions of the trust policy ones on the identity pool alone, or try a sign-in",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = in_use(case).iter().filter_map(undecided).collect();
    hits.extend(noted(case, |role, note| {
        *note == Note::Unverified && role.answer().is_some_and(|answer| !answer.is_no())
    }));
    hits
}

fn undecided(role: &Attached<'_>) -> Option<Hit> {
    let verdict = role.verdict()?;
    let guests = role.role_for == RoleFor::Unauthenticated || role.pool.allows_guests;
    let asked = [
        ("signed-in users", Some(&verdict.signed_in).filter(|_| role.role_for == RoleFor::Authenticated)),
        ("guests", Some(&verdict.guest).filter(|_| guests)),
        (STRANGERS, Some(&verdict.foreign_signed_in)),
        (STRANGERS, Some(&verdict.foreign_guest)),
    ];
    let mut who = Vec::new();
    let mut deciding = BTreeSet::new();
    for (word, answer) in asked {
        let undecided = answer.map(Answer::undecided).unwrap_or_default();
        deciding.extend(undecided);
        if !undecided.is_empty() && !who.contains(&word) {
            who.push(word);
        }
    }
    let what = deciding.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let message = format!("cannot tell whether {} may take it; {what} decides", who.join(", "));
    (!who.is_empty()).then(|| Hit::new(role.subject(), message))
}
