//! Cognito passes the tags on, and STS refuses: signed-in users get no AWS credentials.

use crate::model::trust_policy::TrustPolicy;
use crate::validate::attached::{Attached, authenticated, further};
use crate::validate::finding::Severity;
use crate::validate::remedy::FIX_AS;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-tag-session-missing",
    severity: Severity::Warning,
    title: "session tags are mapped, and the role does not allow them",
    looks_at: "the identity pool's principal tags, and `sts:TagSession` in the trust policies of signed-in users' roles",
    why: "Cognito passes the tags on, and STS refuses: signed-in users get no AWS credentials.",
    remedy: FIX_AS,
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/using-afac-with-cognito-identity-pools.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let tagged = case.facts.checked.as_ref().and_then(|checked| checked.tagged_providers.as_ref());
    if tagged.is_none_or(Vec::is_empty) {
        return Vec::new();
    }
    let lacks = |role: &Attached<'_>| {
        let may_be_taken = role.answer().is_some_and(|answer| !answer.is_no());
        let user_pool = Some(&case.facts.user_pool.id);
        let lacks = |policy: TrustPolicy| policy.allows_tag_session(&role.pool.id, user_pool).is_no();
        may_be_taken && role.policy().is_some_and(lacks)
    };
    let message = "its trust policy does not allow `sts:TagSession`";
    let authenticated = authenticated(case).filter(lacks).map(|role| Hit::new(role.subject(), message));
    let further = further(case).into_iter().filter(|(_, role)| lacks(role));
    let further =
        further.map(|(ways, role)| Hit::new(format!("role {}", role.arn), format!("{message}; given by: {ways}")));
    authenticated.into_iter().chain(further).collect()
}
