//! Nobody can say whether users may take the role: the credentials lack the right, or the role is in another account.

use crate::model::role::Trust;
use crate::validate::attached;
use crate::validate::attached::in_use;
use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "role-unreadable",
    severity: Severity::Warning,
    title: "a role could not be read",
    looks_at: "whether the roles' trust policies could be read",
    why: "Nobody can say whether users may take the role: the credentials lack the right, or the role is in another account.",
    remedy: "grant `iam:GetRole` on the role, or check with credentials of its account",
    reference: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let unread = in_use(case).into_iter().chain(attached::further(case).into_iter().map(|(_, role)| role));
    let why = |trust: Option<&Trust>| match trust {
        Some(Trust::Unreadable(why)) => Some(why.clone()),
        _ => None,
    };
    let mut hits: Vec<Hit> = unread
        .filter_map(|role| Some(Hit::new(role.subject(), format!("cannot tell who may take it: {}", why(role.trust)?))))
        .collect();
    hits.dedup_by(|a, b| a.subject == b.subject);
    hits
}
