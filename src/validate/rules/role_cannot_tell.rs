//! The policy leaves it to something that only a request has, or that AWS does not document.

use crate::model::trust_policy::RoleFor;
use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-cannot-tell",
    severity: Severity::Warning,
    title: "it depends whether users may take their role",
    looks_at: "the trust policies of the identity pool's roles",
    why: "The policy leaves it to something that only a request has, or that AWS does not document.",
    remedy: "make the conditions of the trust policy ones on the identity pool alone, or try a sign-in",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let undecided = in_use(case).into_iter().filter_map(|role| {
        let verdict = role.verdict()?;
        let answer = match role.role_for {
            RoleFor::Authenticated => verdict.signed_in,
            RoleFor::Unauthenticated => verdict.guest,
        };
        let deciding = answer.undecided().join(", ");
        (!deciding.is_empty())
            .then(|| Hit::new(role.subject(), format!("cannot tell whether it can be taken: {deciding} decides")))
    });
    undecided.collect()
}
